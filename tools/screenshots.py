"""Takes the pictures of the documentation anew: ``python tools/screenshots.py``. Needs Chromium and the built apps."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

if __name__ == "__main__":
    environment = {**os.environ, "TUANZI_PICTURES": str(ROOT / "docs" / "screenshots")}
    sys.exit(
        subprocess.call(
            [
                sys.executable,
                "-m",
                "pytest",
                "-q",
                "-m",
                "browser",
                "tests/browser/test_pictures.py",
                "tests/browser/test_pictures_console.py",
            ],
            cwd=ROOT,
            env=environment,
        )
    )
