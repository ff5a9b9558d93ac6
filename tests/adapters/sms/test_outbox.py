"""The stand-in: kept once, sealed, logged, shown in the console."""

from __future__ import annotations

import logging

import httpx
import pytest

from tests.factories import people
from tuanzi.adapters.sms import repository
from tuanzi.adapters.sms.outbox import OutboxSms
from tuanzi.adapters.sms.sender import sender
from tuanzi.kernel.config import Config
from tuanzi.kernel.db import Database
from tuanzi.people.accounts.ports import SmsMessage


def message(reference: str, language: str = "en") -> SmsMessage:
    return SmsMessage("+8613800001234", "accounts.sign_in_code", {"code": "012345"}, language, reference)


async def test_a_message_is_kept_once_and_logged_with_a_masked_phone(
    db: Database, config: Config, caplog: pytest.LogCaptureFixture
) -> None:
    outbox = sender(config)
    assert isinstance(outbox, OutboxSms)
    with caplog.at_level(logging.INFO):
        await outbox.send(db, message("one"))
        await outbox.send(db, message("one"))
    found = await repository.newest(db.reader, None, 10)
    assert [(each.phone, each.text) for each in found] == [
        ("+8613800001234", "Your code is 012345. It is valid for 5 minutes. Do not share it.")
    ]
    assert "SMS to 138****1234: Your code is 012345." in caplog.text
    assert "13800001234" not in caplog.text


async def test_the_console_shows_the_outbox_page_by_page(client: httpx.AsyncClient, db: Database) -> None:
    for number in range(3):
        await OutboxSms().send(db, message(str(number), "zh-CN"))
    headers = await people.as_staff_with(db, "sms.read")
    url = "/api/v1/console/sandbox/sms"
    page = (await client.get(url, params={"limit": 2}, headers=headers)).json()
    rest = (await client.get(url, params={"limit": 2, "cursor": page["next"]}, headers=headers)).json()
    assert len({item["id"] for item in page["items"] + rest["items"]}) == 3
    assert page["items"][0]["text"] == "您的验证码是 012345，5 分钟内有效，请勿告诉他人。"
    assert rest["next"] is None
    assert (await client.get(url, params={"cursor": "WyJ4Il0"}, headers=headers)).status_code == 422
