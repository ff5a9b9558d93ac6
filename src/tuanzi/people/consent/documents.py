"""What members are asked: the first version ships with the house, later ones are published by its operator."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from uuid import UUID

from tuanzi.kernel import clock
from tuanzi.kernel.db import Tx
from tuanzi.people.consent import repository, rules
from tuanzi.people.consent.contracts import LANGUAGES, RECIPIENTS_MAX, Document, Figures, Kind, Recipient
from tuanzi.people.consent.errors import RecipientsFull, RecipientTaken, VersionUnknown


@cache
def first(kind: Kind) -> Document:
    """Version 1, a demonstration text to be replaced by the operator's own."""
    titles, texts = {}, {}
    for language in LANGUAGES:
        content = files("tuanzi.people.consent").joinpath(f"texts/{kind.value}.{language}.md").read_text("utf-8")
        title, _, text = content.partition("\n")
        titles[language], texts[language] = title.removeprefix("# ").strip(), text.strip()
    return Document(kind, 1, titles, texts, None)


async def current(tx: Tx) -> dict[Kind, Document]:
    """The version of each kind that is in force."""
    return {kind: first(kind) for kind in Kind} | await repository.newest_documents(tx)


async def versions(tx: Tx, kind: Kind) -> list[Document]:
    """Every version of a kind, newest first."""
    return [*await repository.documents(tx, kind), first(kind)]


async def version(tx: Tx, kind: Kind, number: int) -> Document:
    """One version. Raises ``VersionUnknown``."""
    for document in await versions(tx, kind):
        if document.version == number:
            return document
    raise VersionUnknown(kind=kind.value, version=number)


async def publish(tx: Tx, kind: Kind, title: dict[str, str], text: dict[str, str], staff_id: UUID) -> Document:
    """Put a new version in force; of terms and privacy every member is asked again. Raises ``LanguageMissing``."""
    rules.check_languages((title, text))
    await repository.lock_kind(tx, kind)
    document = Document(kind, (await current(tx))[kind].version + 1, title, text, clock.now())
    await repository.add_document(tx, document, staff_id)
    return document


async def recipients(tx: Tx) -> list[Recipient]:
    """Everybody outside who gets data."""
    return await repository.recipients(tx)


async def add_recipient(tx: Tx, recipient: Recipient) -> None:
    """Name somebody outside. Raises ``LanguageMissing``, ``RecipientTaken`` and ``RecipientsFull``."""
    rules.check_languages((recipient.name, recipient.purpose, recipient.data))
    if len(await repository.recipients(tx)) >= RECIPIENTS_MAX:
        raise RecipientsFull(most=RECIPIENTS_MAX)
    if not await repository.add_recipient(tx, recipient, clock.now()):
        raise RecipientTaken


async def figures(tx: Tx) -> list[Figures]:
    """How members stand to each version."""
    return await repository.figures(tx)


def pick(texts: dict[str, str], language: str) -> str:
    """A text in a language."""
    return texts.get(language) or next(iter(texts.values()))
