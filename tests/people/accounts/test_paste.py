"""Reading a pasted address."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuanzi.people.accounts import regions
from tuanzi.people.accounts.contracts import ParsedAddress
from tuanzi.people.accounts.paste import parse_address

SHOUGUANG = ParsedAddress("张三", "13800000000", "山东省", "潍坊市", "寿光市", "370783", "圣城街道88号")


@pytest.mark.parametrize(
    "text",
    [
        "张三 13800000000 山东省潍坊市寿光市圣城街道88号",
        "山东省潍坊市寿光市圣城街道88号 张三 13800000000",
        "13800000000 张三 山东省潍坊市寿光市圣城街道88号",
        "13800000000，山东省潍坊市寿光市圣城街道88号，张三",
        "张三13800000000山东省潍坊市寿光市圣城街道88号",
        "山东省潍坊市寿光市圣城街道88号张三13800000000",
        "张三\n+86 138-0000-0000\n山东 潍坊 寿光 圣城街道88号",
        "山东省 潍坊市 寿光市 圣城街道88号；138 0000 0000；张三",
        "山东寿光市圣城街道88号 张三 13800000000",
        "寿光市圣城街道88号 张三 13800000000",
        "收货人：张三 手机号码：13800000000 所在地区：山东省潍坊市寿光市 详细地址：圣城街道88号",
        "收件人: 张三,电话:13800000000,地址:山东省潍坊市寿光市圣城街道88号",
        "姓名张三 电话13800000000 地址山东省潍坊市寿光市圣城街道88号",
        "张三 １３８００００００００ 山东省潍坊市寿光市圣城街道88号",
        "张三 13800000000 262700 山东省潍坊市寿光市圣城街道88号",
    ],
)
def test_any_order_with_or_without_separators_and_labels(text: str) -> None:
    assert parse_address(text) == SHOUGUANG


@pytest.mark.parametrize(
    ("text", "region_code", "city", "district", "detail"),
    [
        ("北京市北京市朝阳区建国路1号", "110105", "北京市", "朝阳区", "建国路1号"),
        ("北京朝阳区建国路1号", "110105", "北京市", "朝阳区", "建国路1号"),
        ("吉林省长春市朝阳区1号", "220104", "长春市", "朝阳区", "1号"),
        ("上海浦东新区世纪大道100号", "310115", "上海市", "浦东新区", "世纪大道100号"),
        ("广东省东莞市南城街道1号", "441900", "东莞市", "", "南城街道1号"),
        ("海南省文昌市文城镇1号", "469005", "省直辖县级行政区划", "文昌市", "文城镇1号"),
        ("湖北恩施恩施市1路2号", "422801", "恩施土家族苗族自治州", "恩施市", "1路2号"),
        ("内蒙古自治区呼和浩特市新城区1号", "150102", "呼和浩特市", "新城区", "1号"),
        ("香港特别行政区湾仔区1号", "810002", "香港特别行政区", "湾仔区", "1号"),
        ("重庆万州区1号", "500101", "重庆市", "万州区", "1号"),
        ("浙江杭州临平区1号", "330113", "杭州市", "临平区", "1号"),
    ],
)
def test_places_of_every_shape(text: str, region_code: str, city: str, district: str, detail: str) -> None:
    found = parse_address(text)
    assert (found.region_code, found.city, found.district, found.detail) == (region_code, city, district, detail)


def test_what_is_missing_stays_none() -> None:
    assert parse_address("13800000000") == ParsedAddress(None, "13800000000", None, None, None, None, None)
    assert parse_address("山东省潍坊市") == ParsedAddress(None, None, "山东省", "潍坊市", None, None, None)
    assert parse_address("你好") == ParsedAddress("你好", None, None, None, None, None, None)
    found = parse_address("Li Ming 13812345678 香港特别行政区湾仔区 Queen Road 1")
    assert (found.name, found.detail) == ("Li Ming", "Queen Road1")


@given(st.sampled_from([code for code in regions.names() if not regions.child_codes(code)]), st.permutations(range(3)))
def test_every_district_is_found_by_its_full_name(code: str, order: list[int]) -> None:
    place = regions.place(code)
    parts = [f"{place.province}{place.city}{place.district}幸福路88号", "王小明", "13912345678"]
    found = parse_address(" ".join(parts[index] for index in order))
    assert (found.region_code, found.name, found.phone, found.detail) == (code, "王小明", "13912345678", "幸福路88号")


@given(st.text(max_size=600))
def test_no_text_breaks_it(text: str) -> None:
    found = parse_address(text)
    assert found.region_code is None or not regions.child_codes(found.region_code)
