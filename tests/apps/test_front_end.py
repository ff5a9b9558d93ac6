"""The web apps are built when their sources changed, and only then. A stand-in for npm says what it was asked."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import pytest

from tuanzi.apps import front_end

NPM = """#!/bin/sh
echo "$@" >> "{log}"
[ -e "{fail}" ] && {{ echo "the reason"; exit 1; }}
mkdir -p node_modules dist/build/h5
[ "$1" = run ] && printf '%2000s' words > dist/build/h5/app.js
exit 0
"""


class Workshop:
    def __init__(self, folder: Path) -> None:
        self.web = folder / "web"
        self.app = self.web / "apps" / "shop"
        self.log = folder / "npm.log"
        self.fail = folder / "fail"
        (self.app / "src").mkdir(parents=True)
        for name in ("package.json", "package-lock.json", "src/main.ts"):
            (self.app / name).write_text(name)
        npm = folder / "bin" / "npm"
        npm.parent.mkdir()
        npm.write_text(NPM.format(log=self.log, fail=self.fail))
        npm.chmod(0o755)

    def build(self) -> list[str]:
        """What npm was asked during one build."""
        self.log.write_text("")
        front_end.build(lambda _: None, self.web)
        return self.log.read_text().splitlines()


@pytest.fixture
def workshop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workshop:
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    return Workshop(tmp_path)


BOTH = ["ci --no-audit --no-fund", "run build:h5"]
BUILD = ["run build:h5"]


def test_the_first_build_installs_and_the_second_does_nothing(workshop: Workshop) -> None:
    assert workshop.build() == BOTH
    assert workshop.build() == []


def test_a_changed_new_or_removed_source_is_built_again(workshop: Workshop) -> None:
    workshop.build()
    (workshop.app / "src" / "main.ts").write_text("changed")
    assert workshop.build() == BUILD
    (workshop.web / "packages" / "api").mkdir(parents=True)
    (workshop.web / "packages" / "api" / "schema.d.ts").write_text("new")
    assert workshop.build() == BUILD
    (workshop.app / "src" / "main.ts").rename(workshop.app / "src" / "index.ts")
    assert workshop.build() == BUILD
    (workshop.app / "dist" / "output.js").write_text("what a build writes is no source")
    assert workshop.build() == []


def test_a_changed_lock_installs_again(workshop: Workshop) -> None:
    workshop.build()
    (workshop.app / "package-lock.json").write_text("other")
    stamp = workshop.app / "node_modules" / ".installed"
    os.utime(stamp, (1, 1))
    assert workshop.build() == BOTH


def test_a_build_is_compressed_and_one_without_its_compressed_files_gets_them_without_npm(workshop: Workshop) -> None:
    workshop.build()
    plain, small = workshop.app / front_end.APPS["shop"].served / "app.js", workshop.app / front_end.APPS["shop"].served / "app.js.gz"
    assert gzip.decompress(small.read_bytes()) == plain.read_bytes()
    small.unlink()
    assert workshop.build() == []
    assert gzip.decompress(small.read_bytes()) == plain.read_bytes()
    written = small.stat().st_ino
    assert (workshop.build(), small.stat().st_ino) == ([], written)


def test_only_texts_worth_it_are_compressed_and_again_when_they_changed(tmp_path: Path) -> None:
    for name, size in {"page.html": 1001, "tiny.css": 1000, "picture.png": 5000, "below/data.json": 5000}.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x" * size)
    front_end.compress(tmp_path)
    assert {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*.gz")} == {"page.html.gz", "below/data.json.gz"}
    (tmp_path / "page.html").write_bytes(b"y" * 2000)
    front_end.compress(tmp_path)
    assert gzip.decompress((tmp_path / "page.html.gz").read_bytes()) == b"y" * 2000
    assert len(list(tmp_path.iterdir())) == 5


def test_a_failed_build_says_why_and_is_tried_again(workshop: Workshop) -> None:
    workshop.fail.touch()
    with pytest.raises(front_end.BuildError, match="the reason"):
        workshop.build()
    workshop.fail.unlink()
    assert workshop.build() == BOTH


def test_without_npm_the_message_helps(workshop: Workshop, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(front_end.BuildError, match="--no-build"):
        workshop.build()


def test_an_installation_without_sources_has_nothing_to_build(tmp_path: Path) -> None:
    assert front_end.build(lambda _: None, tmp_path / "absent") == []
