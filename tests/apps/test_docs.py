from __future__ import annotations

import json
from pathlib import Path

import pytest

from tuanzi.apps import docs
from tuanzi.apps.docs import command_page, prose, setting_page
from tuanzi.apps.docs.diagram import Box, Graph, svg
from tuanzi.kernel.config import Config


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return docs.documents(Config(data_dir=tmp_path_factory.mktemp("docs")))


def test_the_written_pages_say_what_the_code_says(config: Config) -> None:
    assert docs.stale(config) == [], "run: python -m tuanzi.apps.docs"


def test_writing_makes_everything_current_and_removes_what_is_gone(config: Config, tmp_path: Path) -> None:
    gone = [tmp_path / "docs" / path for path in ("facts/orders.NeverWas.json", "reference/api/shop-gone.md")]
    for file in gone:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("{}")
    assert {"docs/facts/orders.NeverWas.json", "docs/reference/api/shop-gone.md"} <= set(docs.stale(config, tmp_path))
    assert set(gone) <= set(docs.write(config, tmp_path))
    assert docs.stale(config, tmp_path) == []
    assert docs.write(config, tmp_path) == []


def test_a_page_has_a_twin(pages: dict[str, str]) -> None:
    english = {path for path in pages if path.endswith(".md") and not path.endswith(".zh.md")}
    assert {path.removesuffix(".md") + ".zh.md" for path in english} == {path for path in pages if path.endswith(".zh.md")}


def test_a_fact_names_its_publisher_and_reactors_and_shows_its_payload(pages: dict[str, str]) -> None:
    paid = json.loads(pages["docs/facts/orders.OrderPaid.json"])
    assert (paid["name"], paid["publisher"]) == ("orders.OrderPaid", "trade.orders")
    assert {"notices", "tracking"} <= {name.partition(".")[0] for name in paid["reactors"]}
    assert "member_id" in paid["schema"]["properties"]
    section = pages["docs/facts/orders.md"].partition("## OrderPaid {")[2].partition("## ")[0]
    assert "| `member_id` | id `mem_…` |" in section or "| `member_id` |" in section


def test_where_an_order_may_go_from_each_state_stands_in_a_row_and_in_a_drawing(pages: dict[str, str]) -> None:
    page = pages["docs/reference/order-states.md"]
    assert "## orders: State" in page
    assert "| **awaiting_payment** (start) | waiting by *pay_held*<br>preparing by *pay*<br>closed by *expire* or *cancel* |\n" in page
    assert "| **closed** | waiting by *reinstate* |\n" in page
    assert "| **completed** | end |\n" in page
    assert "| **held** (start) | paid<br>refunded<br>voided |\n" in page, "where moves have no names, only where to"
    assert "**waiting** 待成团" in pages["docs/reference/order-states.zh.md"]
    drawing = pages["docs/reference/order-states/orders-state.svg"]
    assert all(word in drawing for word in ("awaiting_payment", "待付款", "expire · cancel", "ready_for_pickup"))
    assert "http" not in drawing.replace("http://www.w3.org/2000/svg", ""), "a drawing fetches nothing"


def test_a_drawing_puts_states_in_columns_and_moves_back_below() -> None:
    boxes = [Box("a", "甲", starts=True), Box("b", "", starts=False), Box("c", "", starts=False)]
    drawn = svg(Graph("t", boxes, {("a", "b"): "go", ("b", "c"): "", ("c", "a"): "back", ("a", "c"): "jump"}))
    assert drawn.count("<path class='w'".replace("'", '"')) == 4
    assert all(f">{word}</text>" in drawn for word in ("a", "甲", "go", "back", "jump"))


def test_every_error_and_permission_has_its_row(pages: dict[str, str]) -> None:
    assert "| `groupbuy.team_full` | 409 |" in pages["docs/reference/errors.md"]
    assert "| `sharing.read` |" in pages["docs/reference/permissions.md"]
    for line in pages["docs/reference/permissions.md"].splitlines():
        if line.startswith("| `"):
            assert line.rstrip().endswith("` |"), f"no endpoint asks for {line.split('`')[1]}"


def test_every_endpoint_has_its_section(pages: dict[str, str]) -> None:
    index = pages["docs/reference/api/index.md"]
    assert "[`POST /orders`](shop-checkout.md#post-orders)" in index
    page = pages["docs/reference/api/shop-checkout.md"]
    section = page.partition("## POST /orders {")[2].partition("\n## ")[0]
    assert "`POST /api/v1/shop/orders` · may: a signed-in member · *Idempotency-Key*" in section
    assert "../errors.md#" in section
    console = pages["docs/reference/api/console-groupbuy.md"]
    assert "may: `groupbuy.publish`" in console


def test_every_command_and_setting_stands_there_in_both_languages(pages: dict[str, str]) -> None:
    assert "tuanzi up --clock +3d" in pages["docs/reference/cli.md"]
    assert "## tuanzi import catalogue" in pages["docs/reference/cli.md"]
    assert "`storage.s3.bucket`<br>`TUANZI_STORAGE__S3__BUCKET`" in pages["docs/reference/config.md"]
    assert "secret" in next(line for line in pages["docs/reference/config.md"].splitlines() if "`TUANZI_SECRET_KEY`" in line)
    words = prose.chinese_words()
    assert sorted(set(command_page.texts()) ^ set(words["commands"])) == [], "translate it in apps/docs/zh.toml, or take it out there"
    assert sorted(set(setting_page.texts()) ^ set(words["settings"])) == [], "translate it in apps/docs/zh.toml, or take it out there"


def test_every_setting_says_what_it_means() -> None:
    assert [each.key for each in setting_page.settings() if not each.meaning] == []


def test_every_state_has_a_chinese_name(pages: dict[str, str]) -> None:
    assert [
        line
        for line in pages["docs/reference/order-states.zh.md"].splitlines()
        if line.startswith("| **") and " | " in line and "** |" in line
    ] == []
