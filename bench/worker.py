"""The shop's worker with the benchmark's reactors and job beside its own: ``python -m bench.worker``."""

from __future__ import annotations

import bench.reactions  # noqa: F401 - registers what it brings
from tuanzi.apps import worker
from tuanzi.kernel.config import load

if __name__ == "__main__":
    config = load()
    assert config.database_url
    worker.run(config, config.database_url)
