"""Alibaba Cloud Short Message Service, API Dysmsapi 2017-05-25, ``SendSms``, request signature V3 (ACS3-HMAC-SHA256).

Protocol: https://help.aliyun.com/zh/sdk/product-overview/v3-request-structure-and-signature and
https://help.aliyun.com/zh/sms/developer-reference/api-dysmsapi-2017-05-25-sendsms
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import secrets
from collections.abc import Mapping
from urllib.parse import quote, urlsplit

import httpx
import orjson

from tuanzi.kernel import clock
from tuanzi.kernel.config import SmsConfig
from tuanzi.kernel.db import Database
from tuanzi.kernel.errors import Unavailable
from tuanzi.people.accounts.ports import SmsMessage

log = logging.getLogger(__name__)

ALGORITHM = "ACS3-HMAC-SHA256"
VERSION = "2017-05-25"
EMPTY_SHA256 = hashlib.sha256(b"").hexdigest()


class AliyunSms:
    """Implements ``SmsSender``. ``OutId`` carries our reference, so a message can be found at the provider."""

    def __init__(self, config: SmsConfig, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._config = config
        self._http: httpx.AsyncClient | None = None
        self._transport = transport
        self._templates = {"accounts.sign_in_code": config.template_sign_in}

    @property
    def http(self) -> httpx.AsyncClient:
        """One client for the life of the process, opened at first use: making one reads all certificates of the machine."""
        if self._http is None:
            self._http = httpx.AsyncClient(transport=self._transport, timeout=self._config.timeout_s)
        return self._http

    async def send(self, db: Database, message: SmsMessage) -> None:  # noqa: ARG002 - the provider keeps what it sends
        """See ``SmsSender``."""
        query = {
            "PhoneNumbers": message.phone.removeprefix("+86"),
            "SignName": self._config.sign_name,
            "TemplateCode": self._templates[message.template],
            "TemplateParam": orjson.dumps(message.fields).decode(),
            "OutId": message.reference,
        }
        try:
            url = f"{self._config.endpoint.rstrip('/')}/?{canonical_query(query)}"
            response = await self.http.post(url, headers=self._headers(query))
            answer = orjson.loads(response.content)
        except (httpx.HTTPError, orjson.JSONDecodeError) as error:
            raise Unavailable(provider="aliyun sms") from error
        code = answer.get("Code") if isinstance(answer, dict) else None
        if code != "OK":
            log.warning("aliyun refused a message: %s (request %s)", code, answer.get("RequestId") if isinstance(answer, dict) else None)
            raise Unavailable(provider="aliyun sms", reason=str(code))

    def _headers(self, query: Mapping[str, str]) -> dict[str, str]:
        headers = {
            "host": urlsplit(self._config.endpoint).netloc,
            "x-acs-action": "SendSms",
            "x-acs-version": VERSION,
            # The provider checks the date against its own clock; ours may be shifted, the machine's is not.
            "x-acs-date": clock.real_now().strftime("%Y-%m-%dT%H:%M:%SZ"),
            "x-acs-signature-nonce": secrets.token_hex(16),
            "x-acs-content-sha256": EMPTY_SHA256,
        }
        key_id, key_secret = self._config.access_key_id, self._config.access_key_secret.get_secret_value()
        return {**headers, "Authorization": authorization(key_id, key_secret, "POST", "/", query, headers)}


def canonical_query(query: Mapping[str, str]) -> str:
    """Sorted by name, RFC 3986 escapes."""
    return "&".join(f"{quote(name, safe='-_.~')}={quote(value, safe='-_.~')}" for name, value in sorted(query.items()))


def authorization(key_id: str, key_secret: str, method: str, path: str, query: Mapping[str, str], headers: Mapping[str, str]) -> str:
    """The Authorization header over these lower-case headers."""
    names = ";".join(sorted(headers))
    lines = "".join(f"{name}:{headers[name].strip()}\n" for name in sorted(headers))
    request = "\n".join((method, path, canonical_query(query), lines, names, headers["x-acs-content-sha256"]))
    text = f"{ALGORITHM}\n{hashlib.sha256(request.encode()).hexdigest()}"
    signature = hmac.new(key_secret.encode(), text.encode(), hashlib.sha256).hexdigest()
    return f"{ALGORITHM} Credential={key_id},SignedHeaders={names},Signature={signature}"
