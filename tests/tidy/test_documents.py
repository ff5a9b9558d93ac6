"""What is written down is true: locks name no host, the map names what exists, decisions are numbered."""

from __future__ import annotations

import json
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]

from lint.source import ROOT, domain_sources
from tests.browser.album import names


def test_python_locks_are_hashed_and_name_no_host() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text("utf-8")
        assert "://" not in text
        assert "--index" not in text
        pinned = re.findall(r"^[a-z0-9].*==.*\\\n    --hash=sha256:[0-9a-f]{64}", text, re.MULTILINE)
        assert len(pinned) == len(re.findall(r"^[a-z0-9]", text, re.MULTILINE))


def test_node_locks_name_no_host() -> None:
    for path in (ROOT / "web").rglob("package-lock.json"):
        if "node_modules" in path.relative_to(ROOT).parts:
            continue
        text = path.read_text("utf-8")
        assert [name for name, package in json.loads(text)["packages"].items() if "resolved" in package] == []
        assert "://" not in text


def test_the_locks_contain_what_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    locked = set(re.findall(r"^([a-z0-9-]+)(?:\[.*\])?==", (ROOT / "requirements.txt").read_text("utf-8"), re.MULTILINE))
    assert {re.split(r"[\[=<>!~]", each)[0] for each in project["dependencies"]} <= locked


def test_the_map_names_every_domain_and_nothing_else() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    tree = text.partition("```text\n")[2].partition("```")[0]
    lines = [line.split() for line in tree.splitlines() if line.strip()]
    on_the_map = {(group.rstrip("/"), domain) for group, *domains in lines for domain in domains}
    found = {(each.path.parts[2], each.domain) for each in domain_sources()}
    assert on_the_map == found


def test_decisions_are_numbered_without_a_gap() -> None:
    numbers = sorted(int(path.name[:4]) for path in (ROOT / "docs" / "decisions").glob("[0-9]*.md"))
    assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.parametrize("path", sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md")), ids=lambda path: path.stem)
def test_a_decision_says_why_and_what_follows(path: Path) -> None:
    text = path.read_text("utf-8")
    for heading in ("## Decision", "## Why", "## What follows"):
        assert heading in text
    assert re.search(r"^(Accepted|Replaced by \d{4}), \d{4}-\d\d-\d\d", text, re.MULTILINE)


ENGLISH_ONLY = ("decisions/", "design/", "operations/performance.md")
"""Folders and pages without a Chinese twin: why it is so, what the tokens are called, what was measured."""


def _pages() -> list[str]:
    folder = ROOT / "docs"
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*.md") if not path.name.endswith(".zh.md"))


def _menu(items: list[object]) -> Iterator[tuple[str, str]]:
    """Title and value of every entry; an entry without a title has the page's own."""
    for item in items:
        for title, value in item.items() if isinstance(item, dict) else [("", item)]:
            yield title, value if isinstance(value, str) else ""
            if isinstance(value, list):
                yield from _menu(value)


def _site() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "mkdocs.yml").read_text("utf-8"))
    return loaded


def test_every_page_stands_in_the_menu_and_in_both_languages() -> None:
    listed = {path for _, path in _menu(_site()["nav"]) if path}
    written = ("reference/api/", "facts/")  # put behind their index by tools/docs_menu.py
    assert [page for page in _pages() if page not in listed and not page.startswith(written)] == []
    wanted = [page for page in _pages() if not page.startswith(ENGLISH_ONLY)]
    assert [page for page in wanted if not (ROOT / "docs" / page.replace(".md", ".zh.md")).is_file()] == []


def test_a_chinese_page_has_an_english_one() -> None:
    alone = [path for path in (ROOT / "docs").rglob("*.zh.md") if not path.with_name(path.name.replace(".zh.md", ".md")).is_file()]
    assert alone == []


def test_twins_have_the_same_shape() -> None:
    """The same headings, pictures and code: whoever changes one changes the other."""
    differ = []
    for page in _pages():
        twin = ROOT / "docs" / page.replace(".md", ".zh.md")
        if twin.is_file() and _shape((ROOT / "docs" / page).read_text("utf-8")) != _shape(twin.read_text("utf-8")):
            differ.append(page)
    assert differ == []


def _shape(text: str) -> list[str]:
    """Levels of headings, addresses of pictures, and code of Python, which is the same in every language."""
    marks = re.findall(r"^#{1,4}(?= )|^```\w*|(?<=\]\()[^)]*\.(?:webp|svg)(?=\))", text, re.MULTILINE)
    return marks + re.findall(r"^```python\n.*?^```", text, re.DOTALL | re.MULTILINE)


def test_every_title_of_the_menu_is_translated() -> None:
    site = _site()
    (plugin,) = (each["i18n"] for each in site["plugins"] if isinstance(each, dict) and "i18n" in each)
    (chinese,) = (each for each in plugin["languages"] if each["locale"] == "zh")
    titles = {title for title, _ in _menu(site["nav"]) if title}
    assert titles - set(chinese["nav_translations"]) == set()
    assert set(chinese["nav_translations"]) - titles == set(), "no longer in the menu"


def test_the_site_shows_our_logo() -> None:
    assert (ROOT / "docs/pictures/logo.svg").read_bytes() == (ROOT / "web/apps/shop/src/static/logo.svg").read_bytes()


def test_no_page_needs_a_script_from_elsewhere() -> None:
    """The site would fetch what draws diagrams from another host, so a drawing is a table or a picture of ours."""
    pages = [path for path in (ROOT / "docs").rglob("*.md") if "```mermaid" in path.read_text("utf-8")]
    assert pages == []


def test_nothing_heavy_is_committed() -> None:
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True).stdout.split("\0")
    sizes = {name: (ROOT / name).stat().st_size for name in names if name and (ROOT / name).is_file()}
    assert {name: size for name, size in sizes.items() if size > 1_000_000 and "/fonts/" not in name} == {}


def test_every_picture_of_the_documentation_is_on_the_list_and_shown_in_both_languages() -> None:
    wanted = set(names())
    assert len(wanted) == len(names())
    assert {file.stem for file in (ROOT / "docs" / "screenshots").glob("*.webp")} == wanted
    for page in ("tour.md", "tour.zh.md"):
        shown = set(re.findall(r"screenshots/([\w-]+)\.webp", (ROOT / "docs" / page).read_text("utf-8")))
        assert shown == wanted, page
