"""Pure decisions of consent."""

from __future__ import annotations

from collections.abc import Iterable

from tuanzi.people.consent.contracts import LANGUAGES, REQUIRED, Decision, Document, Entry, Kind, Standing
from tuanzi.people.consent.errors import LanguageMissing, NotWithdrawable, VersionOld, VersionUnknown


def check(decision: Decision, current: Document) -> None:
    """Refuse what cannot be decided. Raises ``VersionUnknown``, ``VersionOld`` and ``NotWithdrawable``."""
    if not 1 <= decision.version <= current.version:
        raise VersionUnknown(kind=decision.kind.value, version=decision.version)
    if decision.is_given and decision.version < current.version:
        raise VersionOld(current=current.version)
    if not decision.is_given and decision.kind in REQUIRED:
        raise NotWithdrawable


def changes(decision: Decision, last: Entry | None) -> bool:
    """Whether a decision says something new: a repeated one is not written down twice, a consent to a newer version is."""
    if last is None:
        return True
    if last.decision.is_given != decision.is_given:
        return True
    return decision.is_given and decision.version != last.decision.version


def standing(current: dict[Kind, Document], last: dict[tuple[Kind, str], Entry]) -> list[Standing]:
    """How each question stands, in the order in which it is asked."""
    return [Standing(current[kind], last.get((kind, ""))) for kind in Kind]


def strict(mine: Entry | None, theirs: Entry | None) -> bool | None:
    """What two accounts that become one agreed to together: only what both did; None when neither was asked, or only one who agreed."""
    said = [each.decision.is_given for each in (mine, theirs) if each is not None]
    if not said or said == [True]:
        return None
    return all(said)


def check_languages(parts: Iterable[dict[str, str]]) -> None:
    """Every text in every language. Raises ``LanguageMissing``."""
    for part in parts:
        if any(not part.get(language, "").strip() for language in LANGUAGES):
            raise LanguageMissing
