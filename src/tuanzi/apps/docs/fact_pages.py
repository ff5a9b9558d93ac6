"""Facts: what domains record, who reacts, and the shape of each payload; and what shoppers' clients tell."""

from __future__ import annotations

import sys
from functools import partial
from typing import Any

from pydantic import TypeAdapter

from tuanzi.apps.docs.prose import Say, both, cell, json_text, names, page, sentence, table
from tuanzi.apps.docs.shapes import fields
from tuanzi.insight.tracking import api as tracking
from tuanzi.kernel import facts


def own_facts() -> dict[str, type[Any]]:
    """The product's facts by name; facts that tests define for themselves are not part of it."""
    return {name: kind for name, kind in sorted(facts.all_facts().items()) if kind.__module__.startswith("tuanzi.")}


def reactors_of(name: str) -> list[str]:
    """Who hears a fact; reactors that tests define for themselves are not part of it."""
    domains = {module.split(".")[-2] for module in sys.modules if module.startswith("tuanzi.") and module.endswith(".reactions")}
    return sorted(each.name for each in facts.reactors().values() if name in each.facts and each.name.partition(".")[0] in domains)


def document(name: str, kind: type[Any]) -> dict[str, Any]:
    """One fact: when it is recorded, who publishes it and who reacts, and the shape of its payload."""
    return {
        "name": name,
        "version": facts.fact_name(kind)[1],
        "recorded": sentence(kind),
        "publisher": kind.__module__.removesuffix(".events").removeprefix("tuanzi."),
        "reactors": reactors_of(name),
        "schema": TypeAdapter(kind).json_schema(mode="serialization"),
    }


def client_events() -> list[dict[str, Any]]:
    """The client's half of the event catalogue."""
    return [
        {"name": name, "version": version, "meaning": sentence(kind), "properties": kind.model_json_schema()}
        for (name, version), kind in sorted(tracking.CLIENT_EVENTS.items())
    ]


def pages() -> dict[str, str]:
    """The table of all facts, a page for each domain, the clients' events, and a JSON file for each fact."""
    own = {name: document(name, kind) for name, kind in own_facts().items()}
    written = {f"docs/facts/{name}.json": json_text(each) for name, each in own.items()}
    written |= both("facts/index", lambda say: _index(say, own)) | both("facts/client-events", _clients)
    for domain in sorted({name.partition(".")[0] for name in own}):
        of = [each for name, each in own.items() if name.startswith(f"{domain}.")]
        written |= both(f"facts/{domain}", partial(_domain, domain=domain, of=of))
    return written


def _index(say: Say, own: dict[str, dict[str, Any]]) -> str:
    rows = [
        (f"[`{name}`]({name.partition('.')[0]}.md#{_anchor(name)})", cell(each["recorded"]), names(each["reactors"]))
        for name, each in own.items()
    ]
    lead = say(
        "What domains record, and who reacts. Each name leads to its payload. How a fact travels: "
        "[facts](../concepts/facts.md). What shoppers' clients send stands in [client events](client-events.md).",
        "各领域记录了哪些事实、谁会响应。点名称看载荷。事实怎样传递见[事实与发件箱](../concepts/facts.md)；买家端上报的事件见[客户端事件](client-events.md)。",
    )
    return page(say("Facts", "事实"), lead, table((say("Fact", "事实"), say("Recorded", "何时记录"), say("Reactors", "响应者")), rows))


def _domain(say: Say, domain: str, of: list[dict[str, Any]]) -> str:
    parts = []
    for each in of:
        name = each["name"]
        heard = names(each["reactors"]) or say("nobody yet", "暂无")
        parts += [f"## {name.partition('.')[2]} {{ #{_anchor(name)} }}", each["recorded"]]
        about = (
            f"{say('Published by', '发布者')} `{each['publisher']}`",
            f"{say('version', '版本')} {each['version']}",
            f"{say('heard by', '响应者')} {heard}",
            f"[JSON Schema]({name}.json)",
        )
        parts += [" · ".join(about), *_shapes(say, each["schema"])]
    return page(say(f"Facts of {domain}", f"{domain} 的事实"), *parts)


def _shapes(say: Say, schema: dict[str, Any]) -> list[str]:
    parts = [fields(schema, say)]
    for name, each in schema.get("$defs", {}).items():
        if each.get("properties"):
            parts += [f"`{name}`", fields(each, say)]
    return parts


def _clients(say: Say) -> str:
    lead = say(
        "What the shopper's app tells about what people see and tap. `POST /api/v1/shop/events`, in batches; the types for TypeScript "
        "are generated into `web/packages/api/events.ts`. The whole catalogue as [JSON](client-events.json).",
        "商城端上报的浏览与点击。批量发送到 `POST /api/v1/shop/events`；TypeScript 类型生成在 `web/packages/api/events.ts`。全部目录见 [JSON](client-events.json)。",
    )
    parts = []
    for each in client_events():
        parts += [
            f"## {each['name']}",
            f"{each['meaning']} {say('Version', '版本')} {each['version']}.",
            fields(each["properties"], say, incoming=True),
        ]
    return page(say("Client events", "客户端事件"), lead, *parts)


def _anchor(name: str) -> str:
    return name.replace(".", "-").lower()
