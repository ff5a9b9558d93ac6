"""House import contract: domains meet only at their public files, and entrances meet others at even fewer.

``public`` is what any module outside a domain may import of it; ``narrow`` gives a kind of importer its own, shorter list
(``reactions: events contracts``); ``doors`` are packages that may also import the ``entrances``. A file kind is the last part of
the importer's name, or the word ``adapters`` for everything below ``tuanzi.adapters``.
"""

from __future__ import annotations

from typing import Any

from importlinter import Contract, ContractCheck, fields, output

DOMAIN_DEPTH = 3


def allowed_files(importer: str, *, public: set[str], doors: list[str], entrances: set[str], narrow: dict[str, set[str]]) -> set[str]:
    """The files of a foreign domain that ``importer`` may import."""
    if any(importer == door or importer.startswith(f"{door}.") for door in doors):
        return public | entrances
    parts = importer.split(".")
    kind = "adapters" if parts[1:2] == ["adapters"] else parts[-1]
    return narrow.get(kind, public)


class PublicSurface(Contract):
    """See the module's docstring; the fields are those of the section in ``.importlinter``."""

    type_name = "public_surface"
    groups = fields.ListField(subfield=fields.StringField())
    public = fields.ListField(subfield=fields.StringField())
    doors = fields.ListField(subfield=fields.StringField())
    entrances = fields.ListField(subfield=fields.StringField())
    narrow = fields.ListField(subfield=fields.StringField())

    def check(self, graph: Any, verbose: bool) -> ContractCheck:  # noqa: FBT001, ARG002 - the signature of the base class
        """Every import from outside a domain against the list of its importer."""
        settings: Any = self  # import-linter puts the parsed values in the place of the fields
        narrow = {kind.strip(): set(files.split()) for kind, files in (line.split(":") for line in settings.narrow)}
        public, doors, entrances = set(settings.public), list(settings.doors), set(settings.entrances)
        bad = []
        for imported in graph.modules:
            parts = imported.split(".")
            if len(parts) <= DOMAIN_DEPTH or ".".join(parts[:2]) not in settings.groups:
                continue
            domain = ".".join(parts[:DOMAIN_DEPTH])
            for importer in graph.find_modules_that_directly_import(imported):
                inside = importer == domain or importer.startswith(f"{domain}.")
                if not inside and parts[DOMAIN_DEPTH] not in allowed_files(
                    importer, public=public, doors=doors, entrances=entrances, narrow=narrow
                ):
                    bad += [(importer, imported, line) for line in self._lines(graph, importer, imported)]
        return ContractCheck(kept=not bad, metadata={"bad": sorted(bad)})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """One line per import that is not allowed."""
        for importer, imported, line in check.metadata["bad"]:
            output.print_error(f"{importer} -> {imported} (line {line}): not a public file for it")

    @staticmethod
    def _lines(graph: Any, importer: str, imported: str) -> list[int]:
        return [detail["line_number"] for detail in graph.get_import_details(importer=importer, imported=imported)]
