"""Pure decisions of notices: how a message reads."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tuanzi.kernel import calendar
from tuanzi.kernel.i18n import text
from tuanzi.kernel.money import Money
from tuanzi.reach.notices.contracts import Message


def read(message: Message, language: str, extra: Mapping[str, str] | None = None) -> tuple[str, str]:
    """Title and body in a language. Amounts read as 49.90, moments as the shop's clock; ``extra`` is known only when reading."""
    fields: dict[str, Any] = {}
    for name, value in {**message.fields, **(extra or {})}.items():
        if isinstance(value, dict):
            fields[name] = Money(value["amount"], value["currency"])
        elif name == "until":
            fields[name] = datetime.fromisoformat(value).astimezone(calendar.SHANGHAI).strftime("%m-%d %H:%M")
        else:
            fields[name] = value
    return text(f"notices.{message.kind}.title", language, fields), text(f"notices.{message.kind}.body", language, fields)
