"""JSON Schema in words: the fields of a body, an answer, a fact or a setting as rows of a table."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from tuanzi.apps.docs.prose import Say, cell, plain, table

Schema = dict[str, Any]
Link = Callable[[str], str]
LIMITS = (("minimum", "≥ {}"), ("exclusiveMinimum", "> {}"), ("maximum", "≤ {}"), ("exclusiveMaximum", "< {}"))


def as_code(name: str) -> str:
    """The name of a shape that has no place of its own."""
    return f"`{name}`"


def ref_name(schema: Schema) -> str | None:
    """The shape a schema leads to."""
    ref: str | None = schema.get("$ref")
    return ref.rpartition("/")[2] if ref else None


def kind(schema: Schema, say: Say, link: Link = as_code) -> str:
    """What a value is, in a few words."""
    if name := ref_name(schema):
        return link(name)
    choices = schema.get("anyOf") or schema.get("oneOf") or schema.get("allOf")
    if choices:
        return say(" or ", " 或 ").join(dict.fromkeys(kind(each, say, link) for each in choices))
    if "const" in schema:
        return f"`{json.dumps(schema['const'], ensure_ascii=False)}`"
    if "enum" in schema:
        return " ".join(f"`{each}`" for each in schema["enum"])
    of = schema.get("type")
    if of == "array":
        return say("list of ", "列表：") + kind(schema.get("items", {}), say, link)
    if of == "object" and isinstance(schema.get("additionalProperties"), dict):
        return say("object of ", "键值：") + kind(schema["additionalProperties"], say, link)
    return _plain_kind(schema, say)


def _plain_kind(schema: Schema, say: Say) -> str:
    pattern = schema.get("pattern", "")
    if "0123456789abcdefghjkmnpqrstvwxyz" in pattern:
        return f"id `{pattern.lstrip('^').partition('[')[0]}…`"
    of = schema.get("format") or schema.get("contentMediaType") or schema.get("type") or "any"
    word = {"any": say("anything", "任意"), "null": "null", "application/octet-stream": say("file", "文件"), "binary": say("file", "文件")}
    return word.get(of, str(of))


def limits(schema: Schema, say: Say) -> str:
    """The bounds of a value that a caller must keep."""
    found = []
    for each in [schema, *schema.get("anyOf", ())]:
        found += [form.format(f"{each[key]:g}" if abs(each[key]) < 10**6 else f"{int(each[key]):,}") for key, form in LIMITS if key in each]
        if "maxLength" in each and "id `" not in kind(each, say):
            found.append(say(f"at most {each['maxLength']} characters", f"最多 {each['maxLength']} 字"))
        if "maxItems" in each:
            found.append(
                say(f"{each.get('minItems', 0)} to {each['maxItems']} of them", f"{each.get('minItems', 0)}–{each['maxItems']} 项")
            )
    return say(", ", "，").join(found)


def default(schema: Schema) -> str:
    """The value that is taken where none is given."""
    return f"`{json.dumps(schema['default'], ensure_ascii=False)}`" if "default" in schema else ""


def fields(schema: Schema, say: Say, link: Link = as_code, *, incoming: bool = False) -> str:
    """The table of an object's fields. ``incoming``: with what must be given and what is taken otherwise."""
    properties: dict[str, Schema] = schema.get("properties", {})
    needed = set(schema.get("required", ()))
    header = [say("Field", "字段"), say("Type", "类型")]
    if incoming:
        header.append(say("Needed", "必填"))
    header.append(say("Meaning and limits", "含义与限制"))
    rows = []
    for name, each in properties.items():
        row = [f"`{name}`", cell(kind(each, say, link))]
        if incoming:
            row.append("✓" if name in needed else cell(default(each)))
        meaning = plain(each.get("description", ""))
        row.append(cell(" ".join(filter(None, (meaning, limits(each, say))))))
        rows.append(row)
    if all(not row[-1] for row in rows):
        rows, header = [row[:-1] for row in rows], header[:-1]
    return table(header, rows)


def reachable(schema: Schema, known: dict[str, Schema], seen: dict[str, None] | None = None) -> dict[str, None]:
    """The shapes a schema uses, itself or through others, in the order they are met."""
    seen = {} if seen is None else seen
    for name in _refs(schema):
        if name not in seen:
            seen[name] = None
            reachable(known.get(name, {}), known, seen)
    return seen


def _refs(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if name := ref_name(value):
            yield name
        for each in value.values():
            yield from _refs(each)
    elif isinstance(value, list):
        for each in value:
            yield from _refs(each)
