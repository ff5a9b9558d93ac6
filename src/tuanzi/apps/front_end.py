"""Building the web apps from source, and only when something changed: ``python -m tuanzi.apps.front_end``.

The stamp ``dist/.built-from`` holds a hash over the sources, the shared packages and the lock file of what was built last.
What the web process serves lies there compressed as well, so that no request pays for the compressing.
"""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

WEB = Path(__file__).resolve().parents[3] / "web"


@dataclass(frozen=True, slots=True)
class App:
    """A web app: the npm script that builds it, and the folder of it that the web process serves."""

    script: str
    served: Path


APPS = {"shop": App("build:h5", Path("dist", "build", "h5")), "console": App("build", Path("dist", "app"))}
"""By the name of its folder in ``web/apps``."""
COMPRESSED = ".gz"
TEXTS = frozenset({".js", ".css", ".html", ".svg", ".json"})
COMPRESSED_FROM_BYTES = 1000
"""What is smaller travels in one packet either way."""
OUTPUT_FOLDERS = frozenset({"node_modules", "dist", "unpackage", "types"})


class BuildError(Exception):
    """The web apps could not be built; the message says what is missing or what npm said."""


def build(say: Callable[[str], None], web: Path = WEB) -> list[str]:
    """Build every app that is stale and return their names. Raises ``BuildError``. Without a ``web`` folder there is nothing to do."""
    built = []
    for name, kind in APPS.items():
        app = web / "apps" / name
        if not (app / "package.json").is_file():
            continue
        wanted = fingerprint(app, web / "packages")
        stamp = app / "dist" / ".built-from"
        if stamp.is_file() and stamp.read_text("utf-8") == wanted:
            # A build made elsewhere may lack its compressed files. It is as good without them where we may not write.
            with contextlib.suppress(OSError):
                compress(app / kind.served)
            continue
        _install(app, say)
        say(f"building the {name} app (once; about half a minute)")
        _npm(app, "run", kind.script)
        compress(app / kind.served)
        stamp.parent.mkdir(exist_ok=True)
        stamp.write_text(wanted, "utf-8")
        built.append(name)
    return built


def compress(folder: Path) -> None:
    """Write ``x.js.gz`` beside every ``x.js`` and other text below ``folder``, unless it is there and of the same age."""
    for path in folder.rglob("*"):
        if path.suffix not in TEXTS or not path.is_file():
            continue
        plain = path.stat()
        target = path.with_name(f"{path.name}{COMPRESSED}")
        if plain.st_size <= COMPRESSED_FROM_BYTES or (target.is_file() and target.stat().st_mtime_ns == plain.st_mtime_ns):
            continue
        # Under another name first: the web process may be serving this folder, and must never send half a file.
        fresh = target.with_suffix(f".{os.getpid()}")
        fresh.write_bytes(gzip.compress(path.read_bytes(), 9, mtime=0))
        os.utime(fresh, ns=(plain.st_mtime_ns, plain.st_mtime_ns))
        fresh.replace(target)


def fingerprint(app: Path, packages: Path) -> str:
    """A hash over names and contents of everything a build reads."""
    digest = hashlib.sha256()
    for root in (app, packages):
        for path in _sources(root):
            digest.update(f"{path.relative_to(root)}\0".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _sources(root: Path) -> Iterator[Path]:
    if not root.is_dir():
        return
    for path in sorted(root.iterdir()):
        if path.name in OUTPUT_FOLDERS or path.name.startswith("."):
            continue
        if path.is_dir():
            yield from _sources(path)
        else:
            yield path


def _install(app: Path, say: Callable[[str], None]) -> None:
    """Install exactly what the lock file says, unless it has been."""
    stamp = app / "node_modules" / ".installed"
    lock = app / "package-lock.json"
    if stamp.is_file() and stamp.stat().st_mtime >= lock.stat().st_mtime:
        return
    say(f"installing the packages of the {app.name} app (once)")
    _npm(app, "ci", "--no-audit", "--no-fund")
    stamp.touch()


def _npm(app: Path, *arguments: str) -> None:
    npm = shutil.which("npm")
    if npm is None:
        raise BuildError("Node 20 or newer with npm is needed to build the web apps; or start with --no-build")
    result = subprocess.run(
        [npm, *arguments], cwd=app, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
    )
    if result.returncode:
        raise BuildError(f"npm {' '.join(arguments)} failed in {app}:\n{result.stdout[-4000:]}")


if __name__ == "__main__":
    try:
        build(lambda line: print(line, flush=True))  # noqa: T201 - a command
    except BuildError as problem:
        sys.exit(str(problem))
