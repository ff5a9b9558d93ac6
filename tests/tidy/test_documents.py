"""What is written down is true: locks name no host, the map names what exists, decisions are numbered."""

from __future__ import annotations

import json
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from lint.source import ROOT, domain_sources


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


def test_no_page_needs_a_script_from_elsewhere() -> None:
    """The site would fetch what draws diagrams from another host, so a drawing is a table or a picture of ours."""
    pages = [path for path in (ROOT / "docs").rglob("*.md") if "```mermaid" in path.read_text("utf-8")]
    assert pages == []


def test_nothing_heavy_is_committed() -> None:
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True).stdout.split("\0")
    sizes = {name: (ROOT / name).stat().st_size for name in names if name and (ROOT / name).is_file()}
    assert {name: size for name, size in sizes.items() if size > 1_000_000 and "/fonts/" not in name} == {}
