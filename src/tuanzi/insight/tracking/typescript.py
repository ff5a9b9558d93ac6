"""The client events as TypeScript: the web clients' types are generated, so a wrong property does not compile."""

from __future__ import annotations

from typing import Any

from tuanzi.insight.tracking.catalogue import CLIENT_EVENTS, ClientEvent

HEADER = "// Generated from the event catalogue (tuanzi.insight.tracking.catalogue); write it anew with `python -m tuanzi.apps.docs`.\n"
WORDS = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean", "null": "null"}


def typescript() -> str:
    """The text of ``events.ts``: one interface of properties per event, and the versions to send."""
    latest = {name: CLIENT_EVENTS[name, version] for name, version in sorted(CLIENT_EVENTS)}
    interfaces = "\n".join(f"  /** {_sentence(kind)} */\n  {name}: {_object(kind)}" for name, kind in latest.items())
    versions = ", ".join(f"{name}: {kind.version}" for name, kind in latest.items())
    return (
        f"{HEADER}\nexport interface EventProperties {{\n{interfaces}\n}}\n\n"
        f"export type EventName = keyof EventProperties\n\nexport const EVENT_VERSIONS: Record<EventName, number> = {{ {versions} }}\n"
    )


def _sentence(kind: type[ClientEvent]) -> str:
    return " ".join((kind.__doc__ or "").split()).replace("``", "`")


def _object(kind: type[ClientEvent]) -> str:
    schema = kind.model_json_schema()
    required = set(schema.get("required", ()))
    places = [f"{name}{'' if name in required else '?'}: {_type(place)}" for name, place in schema.get("properties", {}).items()]
    return "{ " + "; ".join(places) + " }" if places else "Record<string, never>"


def _type(place: dict[str, Any]) -> str:
    if "anyOf" in place:
        return " | ".join(_type(option) for option in place["anyOf"])
    return WORDS[place["type"]]
