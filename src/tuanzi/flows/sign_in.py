"""A visitor becomes a member: sign in, and take along the cart and the links they came through.

Checking a proof counts its try in a transaction of its own, and WeChat is asked outside any, so these flows take the database and
open the one transaction of the sign-in themselves.
"""

from __future__ import annotations

from tuanzi.growth.sharing import api as sharing
from tuanzi.kernel.db import Database
from tuanzi.people.accounts import api as accounts
from tuanzi.people.accounts.contracts import Origin, Proof, SignedIn
from tuanzi.trade.cart import api as cart


async def by_phone(db: Database, phone: str, code: str, *, origin: Origin, language: str, visitor_id: str | None) -> SignedIn:
    """With the code sent to a phone. Raises ``PhoneInvalid``, ``CodeWrong``, ``CodeLocked`` and ``CodeExpired``."""
    proof = await accounts.check_code(db, phone, code)
    return await _enter(db, proof, origin=origin, language=language, visitor_id=visitor_id)


async def by_password(db: Database, login: str, password: str, *, origin: Origin, language: str, visitor_id: str | None) -> SignedIn:
    """With a phone or e-mail and its password. Raises ``CredentialsWrong`` and ``SignInLocked``."""
    proof = await accounts.check_password(db, login, password)
    return await _enter(db, proof, origin=origin, language=language, visitor_id=visitor_id)


async def by_wechat(db: Database, code: str, *, origin: Origin, language: str, visitor_id: str | None) -> SignedIn:
    """With the login code of a mini-program. Raises ``WechatCodeWrong`` and ``WechatUnavailable``."""
    proof = await accounts.check_wechat(code)
    return await _enter(db, proof, origin=origin, language=language, visitor_id=visitor_id)


async def _enter(db: Database, proof: Proof, *, origin: Origin, language: str, visitor_id: str | None) -> SignedIn:
    async with db.transaction() as tx:
        signed_in = await accounts.sign_in(tx, proof, origin=origin, language=language, visitor_id=visitor_id)
        if visitor_id:
            await cart.merge(tx, visitor_id, signed_in.member.id)
            await sharing.adopt(tx, visitor_id, signed_in.member.id)
    return signed_in
