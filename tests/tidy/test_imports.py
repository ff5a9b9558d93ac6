"""Our own import contract: who may import which file of a foreign domain."""

from __future__ import annotations

import pytest

from lint.contracts import allowed_files

PUBLIC = {"api", "contracts", "events", "errors", "ports"}
NARROW = {"reactions": {"events", "contracts"}, "adapters": {"ports", "contracts", "errors"}}


@pytest.mark.parametrize(
    ("importer", "allowed"),
    [
        ("tuanzi.deals.groupbuy.take_seat", PUBLIC),
        ("tuanzi.flows.checkout", PUBLIC),
        ("tuanzi.reach.notices.reactions", {"events", "contracts"}),
        ("tuanzi.adapters.wechat.client", {"ports", "contracts", "errors"}),
        ("tuanzi.apps.wiring", PUBLIC | {"http", "jobs"}),
        ("tuanzi.apps.shop.reactions", PUBLIC | {"http", "jobs"}),
        ("tuanzi.appstore.thing", PUBLIC),
    ],
)
def test_what_an_importer_may_see(importer: str, allowed: set[str]) -> None:
    assert allowed_files(importer, public=PUBLIC, doors=["tuanzi.apps"], entrances={"http", "jobs"}, narrow=NARROW) == allowed
