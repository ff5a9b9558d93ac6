"""Making staff accounts from the command line, and at the first start of a demo."""

from __future__ import annotations

from tuanzi.kernel.db import Database
from tuanzi.people.access import api
from tuanzi.people.access.contracts import Actor


async def create(db: Database, email: str, role: str, name: str | None = None) -> str:
    """Make an account with one role; its one-time password, which is nowhere kept. Raises ``EmailInvalid``, ``EmailTaken`` and
    ``RoleUnknown``.
    """
    made = await api.create(db, Actor(None), email, name or email.partition("@")[0], (role,))
    return made.one_time_password
