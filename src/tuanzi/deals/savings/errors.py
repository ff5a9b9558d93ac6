"""What can go wrong with savings."""

from __future__ import annotations

from tuanzi.kernel.errors import BadInput, Conflict, NotFound


class SavingNotFound(NotFound):
    """There is no such saving, or it is not for shoppers to see."""

    code = "savings.not_found"


class SavingVersion(Conflict):
    """Somebody changed it meanwhile; ``version`` is the present one."""

    code = "savings.version"


class SavingStatus(Conflict):
    """Not in this ``status``."""

    code = "savings.status"


class BadSaving(BadInput):
    """What is written cannot be; ``errors`` names each flaw with its field."""

    code = "savings.bad"


class TooManySavings(Conflict):
    """As many are published as there may be at once; ``most``."""

    code = "savings.too_many"


class SavingGone(Conflict):
    """A saving of the quote has none left, or the buyer had their share; ``saving_id``."""

    code = "savings.gone"
