"""The administrative division: complete to the district."""

from __future__ import annotations

import pytest

from tuanzi.people.accounts import regions
from tuanzi.people.accounts.errors import RegionUnknown


def test_all_34_provinces_are_there() -> None:
    provinces = regions.children(None)
    assert len(provinces) == 34
    assert [(each.code, each.name) for each in provinces][:2] == [("110000", "北京市"), ("120000", "天津市")]
    assert {each.name for each in provinces if not each.has_children} == {"台湾省"}


def test_every_place_hangs_together() -> None:
    leaves = [code for code in regions.names() if not regions.child_codes(code)]
    assert len(leaves) > 2900
    for code in regions.names():
        parent = regions.parent_of(code)
        assert (parent is None) == code.endswith("0000")
        if parent:
            assert code in regions.child_codes(parent)
    cities_without_districts = {regions.names()[code] for code in leaves if code.endswith("00") and not code.endswith("0000")}
    assert cities_without_districts == {"东莞市", "中山市", "儋州市", "嘉峪关市"}


@pytest.mark.parametrize("code", ["330113", "330114", "110101", "542623", "659011"])
def test_recent_changes_are_in(code: str) -> None:
    """临平区, 钱塘区 (2021) and others; 米林县 542623 became 540481 米林市 in 2023."""
    names = regions.names()
    assert (code in names) == (code != "542623"), names.get(code)


def test_an_unknown_parent_is_refused() -> None:
    with pytest.raises(RegionUnknown):
        regions.children("999999")
    assert regions.children("370783") == []
