"""Signing in at the shop's door."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from tuanzi.flows import sign_in
from tuanzi.kernel.http import Call, Rate, Router, Wire, anyone
from tuanzi.people.accounts.contracts import CODE_DIGITS, PASSWORD_LENGTH_MAX, Origin, SignedIn
from tuanzi.people.accounts.errors import (
    CodeExpired,
    CodeLocked,
    CodeWrong,
    CredentialsWrong,
    MemberNotFound,
    PhoneInvalid,
    SignInLocked,
    WechatCodeWrong,
    WechatUnavailable,
)
from tuanzi.people.accounts.http import Phone, SessionOut, session_out

shop = Router(prefix="/sign-in", tags=["accounts"])
Agreed = Annotated[bool, Field(description="The box beside the terms and the privacy policy, ticked by the person")]
Device = Annotated[str, Field(max_length=120, description="How the client names itself in the list of devices")]
RATE = Rate("sign_in", 60, 60)


class PhoneSignIn(Wire):
    """A phone and the code sent to it."""

    phone: Phone
    code: Annotated[str, Field(pattern=rf"^\d{{{CODE_DIGITS}}}$")]
    device: Device = ""
    agreed: Agreed = False


class PasswordSignIn(Wire):
    """A phone or e-mail, and the password."""

    login: Annotated[str, Field(min_length=3, max_length=254)]
    password: Annotated[str, Field(min_length=1, max_length=PASSWORD_LENGTH_MAX)]
    device: Device = ""
    agreed: Agreed = False


class WechatSignIn(Wire):
    """The code that ``wx.login()`` gave."""

    code: Annotated[str, Field(min_length=1, max_length=200)]
    device: Device = ""
    agreed: Agreed = False


def _out(signed_in: SignedIn) -> SessionOut:
    return session_out(signed_in.member, signed_in.tokens, is_new=signed_in.is_new)


@shop.post("/phone", access=anyone(), errors=[PhoneInvalid, CodeWrong, CodeLocked, CodeExpired, MemberNotFound], writes=False, rate=RATE)
async def by_phone(call: Call, body: PhoneSignIn) -> SessionOut:
    """Sign in, or up, with the code sent to a phone."""
    origin = Origin(body.device or call.user_agent, call.ip)
    return _out(
        await sign_in.by_phone(
            call.db, body.phone, body.code, origin=origin, language=call.language, visitor_id=call.visitor_id, agreed=body.agreed
        )
    )


@shop.post("/password", access=anyone(), errors=[CredentialsWrong, SignInLocked, MemberNotFound], writes=False, rate=RATE)
async def by_password(call: Call, body: PasswordSignIn) -> SessionOut:
    """Sign in with a password."""
    origin = Origin(body.device or call.user_agent, call.ip)
    return _out(
        await sign_in.by_password(
            call.db, body.login, body.password, origin=origin, language=call.language, visitor_id=call.visitor_id, agreed=body.agreed
        )
    )


@shop.post("/wechat", access=anyone(), errors=[WechatCodeWrong, WechatUnavailable, MemberNotFound], writes=False, rate=RATE)
async def by_wechat(call: Call, body: WechatSignIn) -> SessionOut:
    """Sign in, or up, from the mini-program."""
    origin = Origin(body.device or call.user_agent, call.ip)
    return _out(
        await sign_in.by_wechat(call.db, body.code, origin=origin, language=call.language, visitor_id=call.visitor_id, agreed=body.agreed)
    )
