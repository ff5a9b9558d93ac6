"""The OpenAPI documents in the repository are those of the code: clients and docs are made from them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tuanzi.apps import openapi
from tuanzi.kernel.config import Config

KEPT = Path(__file__).resolve().parents[2] / "docs" / "openapi"


@pytest.mark.parametrize("door", ["shop", "console"])
def test_the_kept_document_is_current(config: Config, door: str) -> None:
    kept = json.loads((KEPT / f"{door}.json").read_text("utf-8"))
    made = json.loads(json.dumps(openapi.documents(config)[door]))
    assert kept == made, "run python -m tuanzi.apps.openapi"
