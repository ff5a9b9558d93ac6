"""A new product with a matrix of variants and pictures until it is seen in the shop; a file with three bad rows; and who may not."""

from __future__ import annotations

import io
import re

import httpx
import pytest
from PIL import Image
from playwright.async_api import FilePayload, expect

from tests.browser.conftest import PICTURES, Running, SitDown
from tests.browser.console import Console
from tests.browser.operator import Operator
from tuanzi.goods.catalog import api as catalog
from tuanzi.kernel import tabular

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]
HONEY, HONEY_CODE = "秦岭土蜂蜜", "HNY-QINLING"
GOOD = (
    "SG-YAM",
    "铁棍山药",
    "粉糯清甜",
    "生鲜",
    "蔬菜",
    "份",
    "29.90",
    "SG-YAM-5",
    '["5斤"]',
    "19.90",
    100,
    "",
    "",
    "",
    "9.50",
    "",
    "",
    "",
    "",
)


def row(code: str, **said: object) -> list[object]:
    """A line of the file like the good one, but for what is said."""
    cells = dict(zip(catalog.EXPORT_COLUMNS, GOOD, strict=True)) | {"product_code": code, "sku_code": f"{code}-1"} | said
    return [cells[name] for name in catalog.EXPORT_COLUMNS]


def photo(red: int) -> FilePayload:
    out = io.BytesIO()
    Image.new("RGB", (900, 900), (red, 160, 40)).save(out, "PNG")
    return FilePayload(name=f"{red}.png", mimeType="image/png", buffer=out.getvalue())


async def writes(desk: Console) -> None:
    """Two flavours in three sizes: six variants, each with a price, a cost and a code, and two pictures."""
    await desk.go("/products/new")
    await desk.type("title", HONEY)
    await desk.type("code", HONEY_CODE)
    await desk.page.locator(".el-cascader").first.click()
    await desk.page.locator(".el-cascader-node:visible").first.click()
    await desk.page.locator(".el-cascader-node:visible .el-radio").first.click()
    await desk.page.keyboard.press("Escape")
    for place, (name, values) in enumerate((("花种", "洋槐,枣花"), ("规格", "250克,500克,1千克"))):
        await desk.tap("add-axis")
        await desk.type(f"axis-{place}", name)
        await desk.type(f"axis-{place}-add", values)
        await desk.page.keyboard.press("Enter")
    await expect(desk.at("matrix").locator("tbody tr")).to_have_count(6)
    await desk.type("fill-value", "39.90")
    await desk.tap("fill")
    for place in range(6):
        await desk.type(f"cell-{place}-cost", "18")
    await desk.tap("numbers")
    await desk.page.locator("[data-testid='picture-input']").first.set_input_files([photo(200), photo(120)])
    await expect(desk.at("margin-5")).to_contain_text("54.9%")


async def test_a_product_of_six_variants_is_seen_in_the_shop(running: Running, sit_down: SitDown) -> None:
    desk = await sit_down("operator")
    await writes(desk)
    await expect(desk.page.locator(".picture-field .one")).to_have_count(2)
    assert await desk.serious() == [], "the filled editor too"
    await desk.page.screenshot(path=PICTURES / "console-product-new.png", full_page=True)
    await desk.tap("save-submit")
    await desk.page.wait_for_url(re.compile(r"/products/prd_"))
    await expect(desk.at("status")).to_have_attribute("data-status", "in_review")
    await desk.page.wait_for_load_state("networkidle")
    await desk.tap("publish")
    await desk.tap("question-yes")
    await expect(desk.at("status")).to_have_attribute("data-status", "on_sale")
    product_id = desk.page.url.rpartition("/")[2]
    async with httpx.AsyncClient(base_url=running.base_url) as http:
        page = (await http.get(f"/api/v1/shop/products/{product_id}")).json()
        assert (await http.get(page["pictures"][0]["medium"])).headers["content-type"] == "image/webp"
    assert (page["title"], len(page["skus"]), len(page["pictures"])) == (HONEY, 6, 2)
    assert {each["price"]["amount"] for each in page["skus"]} == {3990}


async def test_of_a_file_with_three_bad_rows_the_good_ones_are_taken(operator: Operator, sit_down: SitDown) -> None:
    desk = await sit_down("operator")
    rows = [
        row("IMP-1"),
        row("IMP-2", price_yuan="十九块九"),
        row("IMP-3", product_name=""),
        row("IMP-4", stock=-5),
        row("IMP-5"),
    ]
    table = tabular.write("csv", catalog.EXPORT_COLUMNS, rows)
    await desk.go("/products/import")
    await desk.page.locator("[data-testid='import-file']").set_input_files(FilePayload(name="goods.csv", mimeType="text/csv", buffer=table))
    await expect(desk.at("judged")).to_contain_text("3")
    for line in (3, 4, 5):
        await desk.at(f"fault-{line}").wait_for()
    assert await desk.serious() == []
    await desk.page.screenshot(path=PICTURES / "console-import.png")
    await desk.tap("take-valid")
    await expect(desk.at("import-result")).to_have_attribute("data-state", "done", timeout=20_000)
    found = await operator.call("GET", "/products", q="IMP-")
    assert {each["code"] for each in found["items"] if each["code"].startswith("IMP-")} == {"IMP-1", "IMP-5"}


async def test_who_may_not_is_refused_on_screen_and_by_the_api(running: Running, sit_down: SitDown) -> None:
    desk = await sit_down("community_manager")
    await desk.go("/products")
    assert await desk.page.locator("[data-testid='new-product']:visible, [data-testid='import']:visible").count() == 0
    for path in ("/products/new", "/products/import"):
        await desk.go(path)
        await desk.at("forbidden").wait_for()
    headers = {"Authorization": f"Bearer {await desk.token()}"}
    async with httpx.AsyncClient(base_url=f"{running.base_url}/api/v1/console", headers=headers) as http:
        for path, sent in (("/products", {"json": {}}), ("/products/imports", {"files": {"file": ("a.csv", b"x", "text/csv")}})):
            answer = await http.post(path, **sent)
            assert (answer.status_code, answer.json()["permission"]) == (403, "catalog.write"), path
