"""The page of consents: the documents, how members stand to them, and who outside gets data."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field

from tuanzi.kernel.http import Call, Router, Wire, staff
from tuanzi.people.access.contracts import StaffId
from tuanzi.people.consent import api
from tuanzi.people.consent.contracts import TEXT_LENGTH_MAX, TITLE_LENGTH_MAX, Document, Kind, Recipient
from tuanzi.people.consent.errors import LanguageMissing, RecipientsFull, RecipientTaken
from tuanzi.people.consent.http import RecipientCode
from tuanzi.trust.audit import api as audit
from tuanzi.trust.audit.contracts import Entry

console = Router(prefix="/consents", tags=["consent"])
Title = Annotated[str, Field(min_length=1, max_length=TITLE_LENGTH_MAX, pattern=r"\S")]
LongText = Annotated[str, Field(min_length=1, max_length=TEXT_LENGTH_MAX, pattern=r"\S")]


class Bilingual(Wire):
    """A text in every language of the house."""

    zh: LongText
    en: LongText

    @classmethod
    def of(cls, texts: dict[str, str]) -> Bilingual:
        """From texts by language."""
        return cls(zh=texts["zh-CN"], en=texts["en"])

    def by_language(self) -> dict[str, str]:
        """Texts by language."""
        return {"zh-CN": self.zh, "en": self.en}


class BilingualTitle(Bilingual):
    """A title in every language of the house."""

    zh: Title
    en: Title


class ConsentVersion(Wire):
    """One version of a document as the house edits it."""

    kind: Kind
    version: int
    title: BilingualTitle
    text: Bilingual
    published_at: datetime | None

    @classmethod
    def of(cls, document: Document) -> ConsentVersion:
        """In all languages."""
        return cls(
            kind=document.kind,
            version=document.version,
            title=BilingualTitle(zh=document.title["zh-CN"], en=document.title["en"]),
            text=Bilingual.of(document.text),
            published_at=document.published_at,
        )


class ConsentVersions(Wire):
    """Every version of a document, the newest first."""

    items: list[ConsentVersion]


class ConsentFigures(Wire):
    """How many members stand where with one kind: ``given`` and ``withdrawn`` at whatever version, ``current`` at the present one."""

    kind: Kind
    title: str
    version: int
    published_at: datetime | None
    is_required: bool
    given: int
    current: int
    withdrawn: int


class ConsentOverview(Wire):
    """Every kind with its present version and its figures."""

    items: list[ConsentFigures]


class PublishIn(Wire):
    """The next version, in all languages."""

    title: BilingualTitle
    text: Bilingual


class RecipientIn(Wire):
    """Somebody outside who gets data: who, what for, and which data."""

    code: RecipientCode
    name: BilingualTitle
    purpose: Bilingual
    data: Bilingual

    def contract(self) -> Recipient:
        """As the domain says it."""
        return Recipient(self.code, self.name.by_language(), self.purpose.by_language(), self.data.by_language())


class RecipientOut(Wire):
    """Somebody outside who gets data, in all languages."""

    code: str
    name: Bilingual
    purpose: Bilingual
    data: Bilingual

    @classmethod
    def of(cls, recipient: Recipient) -> RecipientOut:
        """In all languages."""
        return cls(
            code=recipient.code,
            name=Bilingual.of(recipient.name),
            purpose=Bilingual.of(recipient.purpose),
            data=Bilingual.of(recipient.data),
        )


class Recipients(Wire):
    """Everybody outside who gets data."""

    items: list[RecipientOut]


def _record(call: Call, action: str, kind: str, named: str, after: dict[str, object]) -> None:
    who = str(StaffId.of(call.staff_id))
    audit.record(call.tx, Entry("staff", who, action, kind, named, after=after, ip=call.ip, request_id=call.request_id))


@console.get("", access=staff("consent.read", "common"))
async def show_overview(call: Call) -> ConsentOverview:
    """Every kind of consent with its present version, and how many members gave it."""
    current = await api.current(call.tx)
    figures = await api.figures(call.tx)
    return ConsentOverview(
        items=[
            ConsentFigures(
                kind=kind,
                title=api.pick(document.title, call.language),
                version=document.version,
                published_at=document.published_at,
                is_required=kind in api.REQUIRED,
                given=sum(each.given for each in figures if each.kind is kind),
                current=sum(each.given for each in figures if each.kind is kind and each.version == document.version),
                withdrawn=sum(each.withdrawn for each in figures if each.kind is kind),
            )
            for kind, document in current.items()
        ]
    )


@console.get("/documents/{kind}", access=staff("consent.read", "common"))
async def list_versions(call: Call, kind: Kind) -> ConsentVersions:
    """Every version of a document, the newest first."""
    return ConsentVersions(items=[ConsentVersion.of(each) for each in await api.versions(call.tx, kind)])


@console.post("/documents/{kind}", access=staff("consent.write"), errors=[LanguageMissing], status_code=201)
async def publish_version(call: Call, kind: Kind, body: PublishIn) -> ConsentVersion:
    """Put the next version in force. Of terms and privacy every member is asked again at their next visit."""
    made = await api.publish(call.tx, kind, body.title.by_language(), body.text.by_language(), call.staff_id)
    _record(call, "consent.publish", "consent_document", f"{kind.value}/{made.version}", {"version": made.version, "title": made.title})
    return ConsentVersion.of(made)


@console.get("/recipients", access=staff("consent.read", "common"))
async def list_recipients(call: Call) -> Recipients:
    """Everybody outside who gets data."""
    return Recipients(items=[RecipientOut.of(each) for each in await api.recipients(call.tx)])


@console.post("/recipients", access=staff("consent.write"), errors=[LanguageMissing, RecipientTaken, RecipientsFull], status_code=201)
async def add_recipient(call: Call, body: RecipientIn) -> RecipientOut:
    """Name somebody outside; data goes there only for members who agreed to exactly this recipient."""
    made = body.contract()
    await api.add_recipient(call.tx, made)
    _record(call, "consent.add_recipient", "consent_recipient", made.code, {"name": made.name})
    return RecipientOut.of(made)
