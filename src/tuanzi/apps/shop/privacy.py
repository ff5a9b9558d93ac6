"""A member ends their account, or makes two of theirs one. Both need a fresh proof that it is they."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from tuanzi.deals.groupbuy.errors import TeamShared
from tuanzi.flows import erase_person, merge_accounts
from tuanzi.flows.errors import NotErasableYet
from tuanzi.kernel.http import Call, Rate, Router, Wire, member
from tuanzi.people.accounts import api as accounts
from tuanzi.people.accounts.contracts import CODE_DIGITS, PASSWORD_LENGTH_MAX, Keep, MemberId, Proof
from tuanzi.people.accounts.errors import (
    AccountGone,
    CodeExpired,
    CodeLocked,
    CodesUsedUp,
    CodeTooSoon,
    CodeWrong,
    CredentialsWrong,
    MemberNotFound,
    MergeChoiceMissing,
    MergeWithItself,
    NotYours,
    PasswordWrong,
    PhoneInvalid,
    PhoneMissing,
    SignInLocked,
    WechatCodeWrong,
    WechatUnavailable,
)
from tuanzi.people.accounts.http import CodeSentOut, MemberOut, Phone, member_out
from tuanzi.trust.audit.contracts import Entry

shop = Router(prefix="/me", tags=["accounts"])
Code = Annotated[str, Field(pattern=rf"^\d{{{CODE_DIGITS}}}$")]
Secret = Annotated[str, Field(min_length=1, max_length=PASSWORD_LENGTH_MAX)]
WechatCode = Annotated[str, Field(min_length=1, max_length=200)]
RATE = Rate("prove_again", 20, 60)


class ObstacleOut(Wire):
    """Something to be settled first, with a sentence that says how."""

    code: str
    message: str


class ErasureOut(Wire):
    """Whether the account can go now (no obstacles), and by what the member can prove that it is they."""

    obstacles: list[ObstacleOut]
    proofs: list[Literal["code", "password", "wechat"]]


class _Once(Wire):
    @model_validator(mode="after")
    def _one_proof(self) -> _Once:
        if sum(getattr(self, name) is not None for name in ("code", "password", "wechat_code")) != 1:
            raise ValueError("exactly one of code, password and wechat_code")
        return self


class EraseIn(_Once):
    """One proof: the code sent to one's own phone, the password, or what ``wx.login()`` gave."""

    code: Code | None = None
    password: Secret | None = None
    wechat_code: WechatCode | None = None


class MergeIn(_Once):
    """A proof that the other account is one's own: its phone with the code sent there, its phone or e-mail with its password, or what
    ``wx.login()`` gave. ``keep`` says whose phone and e-mail stay where both have one.
    """

    login: Annotated[str, Field(min_length=3, max_length=254)] | None = None
    phone: Phone | None = None
    code: Code | None = None
    password: Secret | None = None
    wechat_code: WechatCode | None = None
    keep: Keep | None = None

    @model_validator(mode="after")
    def _whose(self) -> MergeIn:
        if (self.code is None) != (self.phone is None) or (self.password is None) != (self.login is None):
            raise ValueError("phone goes with code, login with password")
        return self


def _me(call: Call) -> MemberId:
    return MemberId.of(call.member_id)


def _entry(call: Call, action: str, after: dict[str, str] | None = None) -> Entry:
    own = str(_me(call))
    return Entry("member", own, action, "member", own, after=after, request_id=call.request_id)


@shop.get("/erasure", access=member(), errors=[MemberNotFound])
async def show_erasure(call: Call) -> ErasureOut:
    """What has to be settled before the account can be deleted."""
    found = await erase_person.obstacles(call.tx, _me(call))
    own = await accounts.get(call.tx, _me(call))
    proofs: list[Literal["code", "password", "wechat"]] = []
    if own.phone_masked:
        proofs.append("code")
    if own.has_password:
        proofs.append("password")
    if not proofs:
        proofs.append("wechat")
    return ErasureOut(obstacles=[ObstacleOut(**each) for each in erase_person.in_words(found, call.language)], proofs=proofs)


@shop.post("/erasure/code", access=member(), errors=[PhoneMissing, CodeTooSoon, CodesUsedUp], rate=RATE, status_code=202)
async def send_erasure_code(call: Call) -> CodeSentOut:
    """Send a code to one's own phone, to prove that it is oneself."""
    sent = await accounts.request_own_code(call.tx, _me(call), call.language)
    return CodeSentOut(resend_after_s=sent.resend_after_s, expires_in_s=sent.expires_in_s)


@shop.post(
    "/erasure",
    access=member(),
    errors=[
        NotErasableYet,
        AccountGone,
        MemberNotFound,
        NotYours,
        PhoneMissing,
        CodeWrong,
        CodeLocked,
        CodeExpired,
        PasswordWrong,
        SignInLocked,
        WechatCodeWrong,
        WechatUnavailable,
    ],
    writes=False,
    rate=RATE,
    status_code=204,
)
async def erase_me(call: Call, body: EraseIn) -> None:
    """Delete the account for good: everything personal goes at once, orders and payments stay without a name as the law asks."""
    proof = await _own_proof(call, body)
    await erase_person.erase_oneself(call.db, _me(call), proof, call.language, _entry(call, "accounts.erase"))


async def _own_proof(call: Call, body: EraseIn) -> Proof:
    if body.code is not None:
        phone = await accounts.phone_of(call.tx, _me(call))
        if phone is None:
            raise PhoneMissing
        return await accounts.check_code(call.db, phone, body.code)
    if body.password is not None:
        return await accounts.check_own_password(call.db, _me(call), body.password)
    return await accounts.check_wechat(body.wechat_code or "")


@shop.post(
    "/merge",
    access=member(),
    errors=[
        MergeWithItself,
        MergeChoiceMissing,
        MemberNotFound,
        AccountGone,
        TeamShared,
        PhoneInvalid,
        CodeWrong,
        CodeLocked,
        CodeExpired,
        CredentialsWrong,
        SignInLocked,
        WechatCodeWrong,
        WechatUnavailable,
    ],
    writes=False,
    rate=RATE,
)
async def merge_into_me(call: Call, body: MergeIn) -> MemberOut:
    """Take over another account of one's own: orders, money, seats, messages, addresses and ways to sign in move here, it ends."""
    proof = await _other_proof(call, body)
    entry = _entry(call, "accounts.merge", {"by": proof.kind})
    await merge_accounts.merge_into_mine(call.db, _me(call), proof, body.keep, entry)
    return member_out(await accounts.get(call.tx, _me(call)))


async def _other_proof(call: Call, body: MergeIn) -> Proof:
    if body.code is not None:
        return await accounts.check_code(call.db, body.phone or "", body.code)
    if body.password is not None:
        return await accounts.check_password(call.db, body.login or "", body.password)
    return await accounts.check_wechat(body.wechat_code or "")
