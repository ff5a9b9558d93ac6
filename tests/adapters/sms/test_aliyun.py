"""Alibaba Cloud: signed as published, and honest about failures."""

from __future__ import annotations

import re

import httpx
import pytest
from pydantic import SecretStr

from tuanzi.adapters.sms.aliyun import AliyunSms, authorization, canonical_query
from tuanzi.kernel.config import SmsConfig
from tuanzi.kernel.db import Database
from tuanzi.kernel.errors import Unavailable
from tuanzi.people.accounts.ports import SmsMessage

CONFIG = SmsConfig(
    provider="aliyun", access_key_id="AKID", access_key_secret=SecretStr("secret"), sign_name="团子", template_sign_in="SMS_1"
)
MESSAGE = SmsMessage("+8613800000000", "accounts.sign_in_code", {"code": "012345"}, "zh-CN", "ref-1")


def test_the_signature_is_that_of_the_published_example() -> None:
    """The fixed example of Alibaba Cloud's page on request structure and signature V3."""
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    headers = {
        "host": "ecs.cn-shanghai.aliyuncs.com",
        "x-acs-action": "RunInstances",
        "x-acs-content-sha256": empty,
        "x-acs-date": "2023-10-26T10:22:32Z",
        "x-acs-signature-nonce": "3156853299f313e23d1673dc12e1703d",
        "x-acs-version": "2014-05-26",
    }
    query = {"ImageId": "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd", "RegionId": "cn-shanghai"}
    made = authorization("YourAccessKeyId", "YourAccessKeySecret", "POST", "/", query, headers)
    assert made == (
        "ACS3-HMAC-SHA256 Credential=YourAccessKeyId,"
        "SignedHeaders=host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version,"
        "Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"
    )


def test_the_query_is_escaped_by_rfc_3986() -> None:
    assert canonical_query({"b": "团 子*~", "a": "x+y/z"}) == "a=x%2By%2Fz&b=%E5%9B%A2%20%E5%AD%90%2A~"


async def test_a_message_is_sent_with_our_reference(db: Database) -> None:
    seen: list[httpx.Request] = []

    def handle(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json={"Code": "OK", "Message": "OK", "RequestId": "r", "BizId": "b"})

    await AliyunSms(CONFIG, httpx.MockTransport(handle)).send(db, MESSAGE)
    request = seen[0]
    assert (request.method, request.url.host, request.url.path) == ("POST", "dysmsapi.aliyuncs.com", "/")
    assert dict(request.url.params) == {
        "OutId": "ref-1",
        "PhoneNumbers": "13800000000",
        "SignName": "团子",
        "TemplateCode": "SMS_1",
        "TemplateParam": '{"code":"012345"}',
    }
    names = ("host", "x-acs-action", "x-acs-version", "x-acs-date", "x-acs-signature-nonce", "x-acs-content-sha256")
    signed = {name: request.headers[name] for name in names}
    assert (signed["x-acs-action"], signed["x-acs-version"]) == ("SendSms", "2017-05-25")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", signed["x-acs-date"])
    assert request.headers["authorization"] == authorization("AKID", "secret", "POST", "/", dict(request.url.params), signed)


@pytest.mark.parametrize(
    ("status", "content"),
    [(200, b'{"Code":"isv.BUSINESS_LIMIT_CONTROL"}'), (400, b'{"Code":"SignatureDoesNotMatch"}'), (502, b"<html>"), (200, b"[]")],
)
async def test_a_refusal_is_trouble_and_the_job_tries_again(db: Database, status: int, content: bytes) -> None:
    sender = AliyunSms(CONFIG, httpx.MockTransport(lambda _: httpx.Response(status, content=content)))
    with pytest.raises(Unavailable):
        await sender.send(db, MESSAGE)


async def test_a_time_out_is_trouble(db: Database) -> None:
    def handle(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadTimeout("slow", request=request)

    with pytest.raises(Unavailable):
        await AliyunSms(CONFIG, httpx.MockTransport(handle)).send(db, MESSAGE)
