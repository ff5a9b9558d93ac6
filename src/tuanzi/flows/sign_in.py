"""A visitor becomes a member: sign in, and take along the cart and the links they came through.

Checking a proof counts its try in a transaction of its own, and WeChat is asked outside any, so these flows take the database and
open the one transaction of the sign-in themselves.
"""

from __future__ import annotations

from tuanzi.growth.sharing import api as sharing
from tuanzi.kernel.db import Database
from tuanzi.people.accounts import api as accounts
from tuanzi.people.accounts.contracts import Origin, Proof, SignedIn
from tuanzi.people.consent import api as consent
from tuanzi.trade.cart import api as cart


async def by_phone(
    db: Database, phone: str, code: str, *, origin: Origin, language: str, visitor_id: str | None, agreed: bool = False
) -> SignedIn:
    """With the code sent to a phone. Raises ``PhoneInvalid``, ``CodeWrong``, ``CodeLocked`` and ``CodeExpired``."""
    proof = await accounts.check_code(db, phone, code)
    return await _enter(db, proof, origin=origin, language=language, visitor_id=visitor_id, agreed=agreed)


async def by_password(
    db: Database, login: str, password: str, *, origin: Origin, language: str, visitor_id: str | None, agreed: bool = False
) -> SignedIn:
    """With a phone or e-mail and its password. Raises ``CredentialsWrong`` and ``SignInLocked``."""
    proof = await accounts.check_password(db, login, password)
    return await _enter(db, proof, origin=origin, language=language, visitor_id=visitor_id, agreed=agreed)


async def by_wechat(db: Database, code: str, *, origin: Origin, language: str, visitor_id: str | None, agreed: bool = False) -> SignedIn:
    """With the login code of a mini-program. Raises ``WechatCodeWrong`` and ``WechatUnavailable``."""
    proof = await accounts.check_wechat(code)
    return await _enter(db, proof, origin=origin, language=language, visitor_id=visitor_id, agreed=agreed)


async def _enter(db: Database, proof: Proof, *, origin: Origin, language: str, visitor_id: str | None, agreed: bool = False) -> SignedIn:
    async with db.transaction() as tx:
        signed_in = await accounts.sign_in(tx, proof, origin=origin, language=language, visitor_id=visitor_id)
        if visitor_id:
            await cart.merge(tx, visitor_id, signed_in.member.id)
            came_by_link = await sharing.adopt(tx, visitor_id, signed_in.member.id)
            if came_by_link and signed_in.is_new:
                await accounts.set_source(tx, signed_in.member.id, "share")
        if agreed:
            await consent.accept_required(tx, signed_in.member.id, "sign_in", origin.ip)
    return signed_in
