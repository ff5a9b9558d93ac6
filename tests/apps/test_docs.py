from __future__ import annotations

import json
from pathlib import Path

from tuanzi.apps import docs
from tuanzi.kernel.config import Config


def test_the_written_pages_say_what_the_code_says(config: Config) -> None:
    assert docs.stale(config) == [], "run: python -m tuanzi.apps.docs"


def test_writing_makes_everything_current_and_removes_what_is_gone(config: Config, tmp_path: Path) -> None:
    gone = tmp_path / "docs" / "facts" / "orders.NeverWas.json"
    gone.parent.mkdir(parents=True)
    gone.write_text("{}")
    assert "docs/facts/orders.NeverWas.json" in docs.stale(config, tmp_path)
    assert gone in docs.write(config, tmp_path)
    assert docs.stale(config, tmp_path) == []
    assert docs.write(config, tmp_path) == []


def test_a_fact_names_its_publisher_and_reactors(config: Config) -> None:
    paid = json.loads(docs.documents(config)["docs/facts/orders.OrderPaid.json"])
    assert (paid["name"], paid["publisher"]) == ("orders.OrderPaid", "trade.orders")
    assert {"notices", "tracking"} <= {name.partition(".")[0] for name in paid["reactors"]}
    assert "member_id" in paid["schema"]["properties"]


def test_where_an_order_may_go_from_each_state_stands_in_a_row(config: Config) -> None:
    page = docs.documents(config)["docs/reference/order-states.md"]
    assert "## orders: State" in page
    assert "| **awaiting_payment** (start) | waiting by *pay_held*<br>preparing by *pay*<br>closed by *expire* or *cancel* |\n" in page
    assert "| **closed** | waiting by *reinstate* |\n" in page
    assert "| **completed** | end |\n" in page
    assert "| **held** (start) | paid<br>refunded<br>voided |\n" in page, "where moves have no names, only where to"


def test_every_error_and_permission_has_its_row(config: Config) -> None:
    pages = docs.documents(config)
    assert "| `groupbuy.team_full` | 409 |" in pages["docs/reference/errors.md"]
    assert "| `sharing.read` |" in pages["docs/reference/permissions.md"]
    for line in pages["docs/reference/permissions.md"].splitlines():
        if line.startswith("| `"):
            assert line.rstrip().endswith("` |"), f"no endpoint asks for {line.split('`')[1]}"
