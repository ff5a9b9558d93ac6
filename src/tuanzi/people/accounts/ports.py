"""What accounts needs from outside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from tuanzi.kernel.db import Database
from tuanzi.people.accounts.contracts import WechatIdentity


@dataclass(frozen=True, slots=True)
class SmsMessage:
    """One text message. ``template`` names what it says, ``fields`` fill it; ``reference`` is the same for every try to send it."""

    phone: str
    template: str
    fields: dict[str, str]
    language: str
    reference: str


class SmsSender(Protocol):
    """Sends text messages. Called from outside jobs only, never in a transaction."""

    async def send(self, db: Database, message: SmsMessage) -> None:
        """Hand the message over. Raises ``Unavailable`` when the provider does not take it now; the job tries again.

        ``db`` is there for stand-ins that keep what they do not send.
        """
        ...


class WechatLogin(Protocol):
    """Turns the code of ``wx.login()`` into an identity."""

    async def identify(self, code: str) -> WechatIdentity:
        """Ask WeChat. Raises ``WechatCodeWrong`` and ``WechatUnavailable``."""
        ...
