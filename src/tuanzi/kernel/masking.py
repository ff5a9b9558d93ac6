"""Showing little of what is personal: what staff see before they ask for more, and what an audit entry may hold."""

from __future__ import annotations


def mask_phone(phone: str) -> str:
    """``138****5678``: the first three and the last four characters, or only the last two of a short number."""
    if len(phone) < 8:  # noqa: PLR2004 - three and four must not meet
        return "*" * max(0, len(phone) - 2) + phone[-2:]
    return phone[:3] + "*" * (len(phone) - 7) + phone[-4:]


def mask_email(address: str) -> str:
    """``l***@example.com``: the first letter and the domain; the number of stars says nothing about the length."""
    name, at, domain = address.rpartition("@")
    return f"{name[:1]}***{at}{domain}" if at else "***"


def mask_name(name: str) -> str:
    """``王**``: the first character; at least one star."""
    return name[:1] + "*" * max(1, len(name) - 1)


def mask_detail(detail: str) -> str:
    """``文圣街****``: how the last line of an address begins, at most three characters and at most half of it."""
    return detail[: min(3, len(detail) // 2)] + "****"
