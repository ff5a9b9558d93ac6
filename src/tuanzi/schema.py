"""Every table of the product: imports each package's ``models`` so that ``metadata`` is whole. For migrations and tests."""

from __future__ import annotations

import importlib
import pkgutil

import tuanzi
from tuanzi.kernel.db import metadata

__all__ = ["metadata", "model_modules"]


def model_modules() -> list[str]:
    """The dotted names of all modules that define tables."""
    found = [
        module.name
        for module in pkgutil.walk_packages(tuanzi.__path__, "tuanzi.")
        if module.name.endswith((".models", ".idempotency", ".clock_store")) and ".migrations" not in module.name
    ]
    return sorted(found)


for _name in model_modules():
    importlib.import_module(_name)
