"""What can go wrong with the shop's profile."""

from __future__ import annotations

from tuanzi.kernel.errors import Conflict


class ProfileVersion(Conflict):
    """Somebody changed it meanwhile; ``version`` is the present one."""

    code = "shops.profile_version"
