"""Whoever keeps rows about a member says how they are told, forgotten and moved."""

from __future__ import annotations

from tuanzi.kernel import personal
from tuanzi.kernel.config import Config
from tuanzi.schema import metadata

ABOUT_A_MEMBER = {"member_id", "payer", "leader_id", "sharer_id"}


def test_every_table_about_members_has_a_part(config: Config) -> None:
    parts = {part.name: part for part in personal.parts()}
    domains = {
        table.name.partition("_")[0] for table in metadata.sorted_tables if ABOUT_A_MEMBER & {column.name for column in table.columns}
    }
    assert domains <= set(parts)
    for domain in domains:
        part = parts[domain]
        assert part.export is not None, f"{domain} tells the member nothing"
        assert part.merge is not None, f"{domain} leaves something behind at a merge"


def test_who_stands_on_others_lets_go_first(config: Config) -> None:
    names = [part.name for part in personal.parts()]
    assert names[-1] == "accounts", "until the end it is known whose things they are"
    assert names.index("groupbuy") < names.index("orders") < names.index("payments") < names.index("wallet")
