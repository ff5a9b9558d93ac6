"""PostgreSQL's own programs (psql, pg_dump, pg_restore) on the shop's database."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from urllib.parse import unquote, urlsplit, urlunsplit

from tuanzi.kernel import embedded
from tuanzi.kernel.config import Config


def run(config: Config, url: str, program: str, arguments: Sequence[str]) -> int:
    """Run it and wait; its exit code. For the embedded database those of its own version are taken, else those of the machine.

    Raises ``FileNotFoundError``.
    """
    command = program if config.database_url else embedded.program(program)
    parts = urlsplit(url)
    account, at, place = parts.netloc.rpartition("@")
    user, _, password = account.partition(":")
    # Everybody on the machine can read the arguments of a program, only its owner its environment.
    environment = os.environ | ({"PGPASSWORD": unquote(password)} if password else {})
    address = urlunsplit(parts._replace(netloc=f"{user}{at}{place}"))
    return subprocess.run([command, f"--dbname={address}", *arguments], env=environment, check=False).returncode
