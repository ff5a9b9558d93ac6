"""The OpenAPI documents of the two doors, written to ``docs/openapi`` for the docs and the generated clients."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from tuanzi.apps import doors, wiring
from tuanzi.apps.web import door
from tuanzi.kernel.config import Config


def documents(config: Config) -> dict[str, dict[str, Any]]:
    """Door name -> OpenAPI 3.1 document."""
    wiring.wire(config)
    return {
        "shop": door("Tuanzi shop API", "/api/v1/shop", doors.shop_routers()).openapi(),
        "console": door("Tuanzi console API", "/api/v1/console", doors.console_routers(config)).openapi(),
    }


def write(config: Config, folder: Path) -> list[Path]:
    """Write one JSON file per door, stable in order so that a diff shows what changed."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, document in documents(config).items():
        path = folder / f"{name}.json"
        path.write_text(json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n", "utf-8")
        written.append(path)
    return written


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        for path in write(Config(data_dir=Path(folder)), Path(__file__).resolve().parents[3] / "docs" / "openapi"):
            print(path)  # noqa: T201 - the command says what it wrote
