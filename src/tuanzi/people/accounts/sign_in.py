"""From a proof to a session: the member is found, or made at the first time."""

from __future__ import annotations

import secrets

from tuanzi.kernel import clock, facts, ports
from tuanzi.kernel.db import Tx
from tuanzi.kernel.i18n import text
from tuanzi.people.accounts import repository
from tuanzi.people.accounts import repository_life as life
from tuanzi.people.accounts.contracts import Member, MemberId, Origin, Proof, SignedIn, WechatIdentity
from tuanzi.people.accounts.errors import CodeExpired, MemberNotFound
from tuanzi.people.accounts.events import MemberSignedIn, MemberSignedUp
from tuanzi.people.accounts.ports import WechatLogin
from tuanzi.people.accounts.sessions import open_session


async def check_wechat(code: str) -> Proof:
    """Who WeChat says the caller is. Talks to the outside, so never inside a transaction. Raises ``WechatCodeWrong`` and
    ``WechatUnavailable``.
    """
    port: WechatLogin = ports.get(WechatLogin)
    return Proof("wechat", wechat=await port.identify(code))


async def sign_in(tx: Tx, proof: Proof, *, origin: Origin, language: str, visitor_id: str | None) -> SignedIn:
    """Use a proof up and open a session. Raises ``CodeExpired`` when another sign-in used the same code a moment earlier, and
    ``MemberNotFound`` when the account was given up a moment earlier.
    """
    member, is_new = await _member_of(tx, proof, language)
    tokens = open_session(tx, "member", member.id, origin)
    if is_new:
        facts.record(tx, MemberSignedUp(member.id, visitor_id))
    elif not await life.hold(tx, member.id):
        raise MemberNotFound
    else:
        await life.see(tx, member.id, clock.now())
    facts.record(tx, MemberSignedIn(member.id, visitor_id))
    return SignedIn(member, tokens, is_new)


async def _member_of(tx: Tx, proof: Proof, language: str) -> tuple[Member, bool]:
    if proof.kind == "phone" and proof.phone and proof.code_id:
        if not await repository.use_code(tx, proof.code_id, clock.now()):
            raise CodeExpired
        return await _by_phone(tx, proof.phone, language)
    if proof.kind == "wechat" and proof.wechat:
        return await _by_wechat(tx, proof.wechat, language)
    if proof.kind == "password" and proof.member_id:
        return await _known(tx, proof.member_id), False
    raise ValueError("a proof of nothing")


async def _known(tx: Tx, member_id: MemberId) -> Member:
    found = await repository.members(tx, [member_id])
    if member_id not in found or found[member_id].gone_at is not None:
        raise MemberNotFound
    return found[member_id]


async def _by_phone(tx: Tx, phone: str, language: str) -> tuple[Member, bool]:
    found = await repository.member_by(tx, "phone", phone)
    if found is None:
        member = await repository.add_member(tx, MemberId.new(), _nickname(language), language, phone, clock.now())
        if member is not None:
            return member, True
        found = await repository.member_by(tx, "phone", phone)
    if found is None:
        raise MemberNotFound
    return await _known(tx, found[0]), False


async def _by_wechat(tx: Tx, identity: WechatIdentity, language: str) -> tuple[Member, bool]:
    await repository.lock_wechat(tx, identity)
    member_id = await repository.member_of_wechat(tx, identity)
    if member_id is None:
        return await repository.add_wechat_member(tx, MemberId.new(), _nickname(language), language, identity, clock.now()), True
    await repository.keep_wechat(tx, identity, member_id, clock.now())
    return await _known(tx, member_id), False


def _nickname(language: str) -> str:
    return text("accounts.default_nickname", language, {"number": f"{secrets.randbelow(10_000):04d}"})
