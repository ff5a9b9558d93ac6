"""Words for what orders themselves name."""

from __future__ import annotations

from tuanzi.kernel.i18n import catalogue, text


def label_or(name: str, code: str, language: str) -> str:
    """The text of ``code``, or the bare ``name`` where somebody else's word has none."""
    return text(code, language) if code in catalogue() else name


def refund_label(reason: str, language: str) -> str:
    """Why money goes back, in words; what a person wrote stays as it is."""
    return label_or(reason, f"orders.refund_label.{reason}", language)
