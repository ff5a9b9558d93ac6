"""WeChat and the payment provider in one small process: ``python -m bench.outside PORT KEYS_FOLDER``.

In life they are other people's machines. So here they speak the same protocols with real signatures, but keep everything in memory
and cost as little as possible: what they do would otherwise take the cores, and the caches, from the shop that is measured.
"""

from __future__ import annotations

import asyncio
import base64
import sys
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import orjson
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route

from bench.client import Connection
from tuanzi.adapters.sandbox_pay.contracts import MOUNT
from tuanzi.adapters.sandbox_pay.signing import PARTS, BadSignature, Keys, load_keys
from tuanzi.adapters.wechat import sandbox as wechat

TRIES = 20
RETRY_S = 0.5


@dataclass
class Provider:
    """Charges by the payment they are for, from the opened page until the button is pressed."""

    keys: Keys
    charges: dict[str, dict[str, Any]] = field(default_factory=dict)
    connections: list[Connection] = field(default_factory=list)
    telling: set[asyncio.Task[None]] = field(default_factory=set)

    async def open(self, request: Request) -> Response:
        """The merchant's signed link."""
        query = request.query_params
        try:
            signed = {f"sandbox-{name}": query[name] for name in (part.removeprefix("sandbox-") for part in PARTS)}
            self.keys.merchant_public.check("GET", f"{MOUNT}/pay", signed, query["data"].encode())
        except (BadSignature, KeyError):
            return PlainTextResponse("not signed", 403)
        charge = orjson.loads(base64.urlsafe_b64decode(query["data"] + "=="))
        self.charges[charge["out_ref"]] = charge
        return RedirectResponse(f"{MOUNT}/c/{charge['out_ref']}", 303)

    async def page(self, request: Request) -> Response:
        """What is to be paid."""
        charge = self.charges[request.path_params["ref"]]
        return PlainTextResponse(f"{charge['subject']}: {charge['amount']['amount']}")

    async def confirm(self, request: Request) -> Response:
        """The button: the merchant hears of it a moment later."""
        charge = self.charges.pop(request.path_params["ref"])
        task = asyncio.create_task(self.tell(charge))
        self.telling.add(task)
        task.add_done_callback(self.telling.discard)
        return RedirectResponse(charge["return_url"], 303)

    async def tell(self, charge: dict[str, Any]) -> None:
        """The signed notification, again if it was not taken."""
        name = uuid.uuid4().hex  # noqa: TID251 - a name in the provider's own world
        notice = {
            "id": f"EV-{name}",
            "merchant_id": charge["merchant_id"],
            "out_ref": charge["out_ref"],
            "state": "paid",
            "amount": charge["amount"],
            "paid_at": datetime.now(UTC).isoformat(),  # noqa: TID251 - the provider has a clock of its own
            "transaction_ref": name,
        }
        address = urlsplit(charge["notify_url"])
        said = ""
        for _ in range(TRIES):
            headers = self.keys.provider.headers("POST", address.path, orjson.dumps(notice))
            try:
                connection = self.connections.pop() if self.connections else await Connection.open(charge["notify_url"])
                answer = await connection.call("POST", address.path, notice, **headers)
            except (OSError, asyncio.IncompleteReadError) as error:
                # The shop hangs up on whoever was silent for long.
                said = repr(error)
                continue
            self.connections.append(connection)
            if answer.status == 200:
                return
            said = f"{answer.status} {answer.body[:300]!r}"
            await asyncio.sleep(RETRY_S)
        print(f"the shop did not take a notification: {said}", file=sys.stderr)


def application(keys: Keys) -> Starlette:
    """Both of them."""
    provider = Provider(keys)
    return Starlette(
        routes=[
            Mount("/sandbox/wechat", wechat.application()),
            Route(f"{MOUNT}/pay", provider.open),
            Route(f"{MOUNT}/c/{{ref}}", provider.page),
            Route(f"{MOUNT}/c/{{ref}}/confirm", provider.confirm, methods=["POST"]),
            Route("/health/ready", lambda _: PlainTextResponse("ready")),
        ]
    )


if __name__ == "__main__":
    uvicorn.run(application(load_keys(Path(sys.argv[2]))), port=int(sys.argv[1]), log_level="warning", access_log=False)
