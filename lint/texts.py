"""Rules of speech: every failure has a sentence in every language, and no sentence lies about unused."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

PLACE = re.compile(r"\{(\w+)")


def untranslated(texts: Mapping[str, Mapping[str, str]], languages: Collection[str]) -> Iterator[str]:
    """A code without a sentence in one of the languages, or with sentences that name different fields."""
    for code, by_language in texts.items():
        missing = [language for language in languages if not by_language.get(language, "").strip()]
        if missing:
            yield f"{code}: no text in {', '.join(missing)}"
        extra = [language for language in by_language if language not in languages]
        if extra:
            yield f"{code}: a text in {', '.join(extra)}, which is not one of our languages"
        if len({frozenset(PLACE.findall(sentence)) for sentence in by_language.values()}) > 1:
            yield f"{code}: its texts name different fields"


def wordless(codes: Collection[str], texts: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    """An error nobody can explain to a shopper."""
    for code in sorted(codes):
        if code not in texts:
            yield f"{code}: an error without a text"


def misplaced(domain: str, codes: Collection[str]) -> Iterator[str]:
    """Codes and texts of a domain begin with its name."""
    for code in sorted(codes):
        if not code.startswith(f"{domain}."):
            yield f"{code}: stands in {domain}, so it begins with {domain}."


def unused(texts: Mapping[str, Mapping[str, str]], said: Collection[str], begun: Collection[str] = ()) -> Iterator[str]:
    """A text whose code is written nowhere in the program: ``said`` holds its strings, ``begun`` what its f-strings begin with."""
    beginnings = tuple(word for word in begun if "." in word)
    for code in sorted(texts):
        if code not in said and not code.startswith(beginnings):
            yield f"{code}: a text that nothing uses"
