"""Every error code with its status, meaning and texts, by domain."""

from __future__ import annotations

from collections.abc import Iterator

from tuanzi.apps.docs.prose import Say, cell, page, sentence, table
from tuanzi.kernel.errors import AppError
from tuanzi.kernel.i18n import catalogue


def own_errors() -> list[type[AppError]]:
    """Every failure that has a code of its own, by code."""
    found: dict[str, type[AppError]] = {}
    for kind in _descendants(AppError):
        if kind.__module__.startswith("tuanzi."):
            found.setdefault(kind.code, kind)
    return [found[code] for code in sorted(found)]


def _descendants(kind: type[AppError]) -> Iterator[type[AppError]]:
    yield kind
    for child in kind.__subclasses__():
        yield from _descendants(child)


def text_of(code: str, language: str) -> str:
    """The sentence a person reads."""
    return catalogue().get(code, {}).get(language, "")


def written(say: Say) -> str:
    """A table for each domain."""
    kinds: dict[str, list[type[AppError]]] = {}
    for kind in own_errors():
        kinds.setdefault(kind.code.partition(".")[0], []).append(kind)
    header = (say("Code", "错误码"), say("Status", "状态"), say("Meaning", "含义"), "中文", "English")
    parts = []
    for domain, of in kinds.items():
        rows = [
            (f"`{kind.code}`", str(kind.status), cell(sentence(kind)), cell(text_of(kind.code, "zh-CN")), cell(text_of(kind.code, "en")))
            for kind in of
        ]
        parts += [f"## {domain}", table(header, rows)]
    lead = say(
        "Failures are `application/problem+json` (RFC 9457). Branch on `code`; show `detail`, which comes in the language of "
        "`Accept-Language`.",
        "失败时返回 `application/problem+json`（RFC 9457）。程序按 `code` 分支，给人看 `detail`；`detail` 的语言由 `Accept-Language` 决定。",
    )
    return page(say("Errors", "错误码"), lead, *parts)
