"""The HTTP API, a page for each door and tag: endpoint, access, parameters, body, answer, errors; from the OpenAPI documents."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from tuanzi.apps import openapi
from tuanzi.apps.docs.error_page import text_of
from tuanzi.apps.docs.prose import Say, both, cell, page, plain, table
from tuanzi.apps.docs.shapes import Schema, default, fields, kind, limits, reachable, ref_name
from tuanzi.kernel.config import Config

PREFIX = "/api/v1"
OK_BELOW = 400


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One method of one path."""

    method: str
    path: str
    tag: str
    spec: dict[str, Any]

    @property
    def summary(self) -> str:
        """The first sentence of what it does."""
        return plain(self.spec.get("description", "")).split(". ")[0].rstrip(".")

    @property
    def anchor(self) -> str:
        """Its place on the page."""
        return f"{self.method}-{self.path.strip('/').replace('/', '-').replace('{', '').replace('}', '')}".lower()


def endpoints(document: dict[str, Any]) -> list[Endpoint]:
    """In the order of their addresses."""
    return [
        Endpoint(method.upper(), path, spec.get("tags", ["other"])[0], spec)
        for path, methods in sorted(document["paths"].items())
        for method, spec in methods.items()
    ]


def pages(config: Config) -> dict[str, str]:
    """Path in the checkout -> text."""
    documents = openapi.documents(config)
    written = both("reference/api/index", partial(_index, documents=documents))
    for door, document in documents.items():
        for tag in sorted({each.tag for each in endpoints(document)}):
            own = [each for each in endpoints(document) if each.tag == tag]
            written |= both(
                f"reference/api/{door}-{tag}", partial(_page, door=door, tag=tag, own=own, known=document["components"]["schemas"])
            )
    return written


def _index(say: Say, documents: dict[str, dict[str, Any]]) -> str:
    lead = say(
        "Two doors, each with an OpenAPI document: the shop below `/api/v1/shop` ([document](../../openapi/shop.json)) and the console "
        'below `/api/v1/console` ([document](../../openapi/console.json)). Bodies are JSON. Money is `{"amount": 4990, "currency": '
        '"CNY"}` in minor units, times are ISO 8601 in UTC, ids carry their kind (`ord_…`). Lists take `cursor` and `limit` and answer '
        "`next_cursor`. A call marked *Idempotency-Key* wants that header; repeated with the same key it answers the same and "
        "does nothing twice, with another body it is 422. Failures are problems: [errors](../errors.md).",
        "两扇门，各有一份 OpenAPI 文档：商城在 `/api/v1/shop` 之下（[文档](../../openapi/shop.json)），后台在 `/api/v1/console` 之下"
        '（[文档](../../openapi/console.json)）。请求与返回都是 JSON。金额写作 `{"amount": 4990, "currency": "CNY"}`，单位是分；时间是 UTC 的 ISO 8601；'
        "编号带种类前缀（`ord_…`）。列表用 `cursor` 与 `limit` 翻页，返回 `next_cursor`。标有 *Idempotency-Key* 的调用必须带这个请求头：同一个键重复调用，结果相同且不会做第二遍；换了内容则返回 422。"
        "失败的格式见[错误码](../errors.md)。",
    )
    parts = []
    titles = {"shop": say("Shop", "商城"), "console": say("Console", "后台")}
    for door, document in documents.items():
        rows = [
            (f"[`{each.method} {each.path}`]({door}-{each.tag}.md#{each.anchor})", cell(each.summary), _access(say, each))
            for each in sorted(endpoints(document), key=lambda each: each.tag)
        ]
        parts += [f"## {titles[door]}", table((say("Call", "调用"), say("What it does", "做什么"), say("Who may", "谁可以")), rows)]
    return page(say("HTTP API", "HTTP 接口"), lead, *parts)


def _access(say: Say, endpoint: Endpoint) -> str:
    rule = endpoint.spec.get("x-access", "anyone")
    words = {
        "anyone": say("anyone", "任何人"),
        "member": say("a signed-in member", "登录的会员"),
        "staff_self": say("any staff", "任何员工"),
        "outside": say("a provider, by signature", "服务商（验签）"),
    }
    return words.get(rule, f"`{rule}`")


def _page(say: Say, *, door: str, tag: str, own: list[Endpoint], known: dict[str, Schema]) -> str:
    def link(name: str) -> str:
        return f"[{_spoken(name)}](#shape-{name.lower()})" if name in known and name != "Problem" else f"`{name}`"

    parts: list[str] = []
    used: dict[str, None] = {}
    for each in own:
        parts += _endpoint(say, door, each, known, link)
        reachable({"parameters": each.spec.get("parameters", []), "answers": list(_answers(each)), "body": _body(each)}, known, used)
    shapes: list[str] = []
    for name in sorted(used, key=_spoken):
        shapes += [f"### {_spoken(name)} {{ #shape-{name.lower()} }}", *_shape(say, known[name], link)]
    if shapes:
        parts += ["## " + say("Shapes", "数据结构"), *shapes]
    titles = {"shop": say("Shop API", "商城接口"), "console": say("Console API", "后台接口")}
    return page(f"{titles[door]}: {tag}", *parts)


def _spoken(name: str) -> str:
    """``Page_ActivityOut_`` -> ``Page of ActivityOut``; ``tuanzi__trade__orders__http__LineOut`` -> ``LineOut``."""
    name = name.rpartition("__")[2] or name
    outer, _, inner = name.rstrip("_").partition("_")
    return f"{outer} of {inner}" if inner and outer in {"Page", "Listed"} else name


def _shape(say: Say, schema: Schema, link: Any) -> list[str]:
    about = plain(schema.get("description", ""))
    if "enum" in schema:
        return [about, " ".join(f"`{each}`" for each in schema["enum"])]
    if "properties" not in schema:
        return [about, kind(schema, say, link)]
    return [about, fields(schema, say, link, incoming=True)]


def _endpoint(say: Say, door: str, endpoint: Endpoint, known: dict[str, Schema], link: Any) -> Iterator[str]:
    spec = endpoint.spec
    yield f"## {endpoint.method} {endpoint.path} {{ #{endpoint.anchor} }}"
    yield plain(spec.get("description", ""))
    is_idempotent = any(each["name"] == "Idempotency-Key" for each in spec.get("parameters", []))
    about = [
        f"`{endpoint.method} {PREFIX}/{door}{endpoint.path}`",
        f"{say('may', '谁可以')}: {_access(say, endpoint)}",
        *(["*Idempotency-Key*"] if is_idempotent else []),
        *(f"{say('answers', '返回')} {code} {kind(each, say, link) if each else ''}".rstrip() for code, each in _named_answers(endpoint)),
    ]
    yield " · ".join(about)
    yield _parameters(say, spec, link)
    body = _body(endpoint)
    if body:
        name = ref_name(body)
        yield f"**{say('Body', '请求体')}** " + kind(body, say, link)
        yield fields(known[name], say, link, incoming=True) if name else ""
    yield _errors(say, spec)


def _parameters(say: Say, spec: dict[str, Any], link: Any) -> str:
    rows = [
        (
            f"`{each['name']}`",
            {"path": say("path", "路径"), "query": say("query", "查询"), "header": say("header", "请求头")}.get(each["in"], each["in"]),
            cell(kind(each["schema"], say, link)),
            "✓" if each.get("required") else cell(default(each["schema"])),
            cell(" ".join(filter(None, (plain(each.get("description", "")), limits(each["schema"], say))))),
        )
        for each in spec.get("parameters", [])
        if each["name"] != "Idempotency-Key"
    ]
    header = (
        say("Parameter", "参数"),
        say("In", "位置"),
        say("Type", "类型"),
        say("Needed", "必填"),
        say("Meaning and limits", "含义与限制"),
    )
    return table(header, rows)


def _body(endpoint: Endpoint) -> Schema:
    content = endpoint.spec.get("requestBody", {}).get("content", {})
    return next((each.get("schema", {}) for each in content.values()), {})


def _named_answers(endpoint: Endpoint) -> Iterator[tuple[str, Schema]]:
    for code, answer in endpoint.spec.get("responses", {}).items():
        if code.isdigit() and int(code) < OK_BELOW:
            yield code, next((each.get("schema", {}) for each in answer.get("content", {}).values()), {})


def _answers(endpoint: Endpoint) -> Iterator[Schema]:
    yield from (schema for _, schema in _named_answers(endpoint))


def _errors(say: Say, spec: dict[str, Any]) -> str:
    rows = [
        (f"[`{code}`](../errors.md#{code.partition('.')[0]})", status, cell(say(text_of(code, "en"), text_of(code, "zh-CN"))))
        for status, answer in sorted(spec.get("responses", {}).items())
        if status.isdigit() and int(status) >= OK_BELOW
        for code in answer.get("description", "").removeprefix("Problem: ").split(", ")
        if not code.startswith("kernel.")  # every call may meet those
    ]
    return table((say("Error", "错误码"), say("Status", "状态"), say("It says", "提示语")), rows)
