"""Reading access tokens for the edge."""

from __future__ import annotations

from tuanzi.kernel.config import Config
from tuanzi.kernel.db import Tx
from tuanzi.kernel.http.access import Authenticator, Principal
from tuanzi.kernel.scope import Grants
from tuanzi.people.access.contracts import StaffId
from tuanzi.people.access.grants import grants_of
from tuanzi.people.accounts import api as accounts


class HouseAuthenticator:
    """Members and staff alike; both kinds of token are made by ``accounts``."""

    def principal(self, token: str) -> Principal:
        """See ``Authenticator``."""
        return accounts.principal(token)

    async def is_living(self, tx: Tx, principal: Principal) -> bool:
        """See ``Authenticator``."""
        return await accounts.is_living(tx, principal.session_id)

    async def grants(self, tx: Tx, principal: Principal) -> Grants:
        """What the staff member may do now: nothing once the session has ended, whatever the token still says."""
        if principal.kind != "staff" or principal.stage != "ready" or not await accounts.is_living(tx, principal.session_id):
            return Grants()
        return await grants_of(tx, StaffId.of(principal.id))


def authenticator(_: Config) -> Authenticator:
    """The reader of this installation's tokens."""
    return HouseAuthenticator()
