"""A role over one's own members, made on screen: the adviser sees their members and those members' orders, and nothing of others."""

from __future__ import annotations

from typing import Any
from uuid import uuid4  # noqa: TID251 - makes names unique, not an id of ours

import pytest
from playwright.async_api import expect

from tests.browser.conftest import PICTURES, SitDown
from tests.browser.console import Console
from tests.browser.operator import Operator

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]
SEEN = ("members.read", "orders.read", "orders.note")


async def makes_a_role(desk: Console, code: str) -> None:
    """In the panel: a scope is chosen, and what cannot be kept to it cannot be ticked."""
    await desk.go("/roles")
    await desk.tap("new-role")
    await desk.type("role-name", "社群顾问")
    await desk.type("role-code", code)
    await desk.at("scope-own_members").click()
    await expect(desk.page.locator("[data-testid='may-audit.read'] input")).to_be_disabled()
    for permission in SEEN:
        await desk.at(f"may-{permission}").click()
    assert await desk.serious() == []
    await desk.picture(PICTURES / "console-role-scope.png")
    await desk.tap("role-save")
    await expect(desk.at(f"role-card-{code}")).to_contain_text("自己的会员")


async def gives_members(desk: Console, adviser: str, count: int) -> list[str]:
    """The first rows of the list get an adviser; their ids."""
    await desk.go("/members?has_adviser=false")
    ids = []
    for place in range(count):
        row = desk.page.locator("[data-testid='table'] tbody tr").nth(place)
        ids.append(str(await row.locator("a[href*='/members/']").first.get_attribute("href")).rpartition("/")[2])
        await row.locator("input[type=checkbox]").check()
    await desk.tap("assign")
    await desk.pick("adviser-pick", adviser)
    await desk.tap("adviser-go")
    await desk.see(f"已更新 {count} 位会员的顾问")
    return ids


async def test_an_adviser_sees_their_members_and_nobody_else(operator: Operator, sit_down: SitDown) -> None:
    code = f"adviser_{uuid4().hex[:6]}"
    owner = await sit_down("owner")
    await makes_a_role(owner, code)
    adviser = await sit_down(code)
    name = f"小周{code[-4:]}"
    await operator.call("PATCH", f"/staff/{await me(adviser)}", {"name": name})
    ids = await gives_members(owner, name, 2)

    await adviser.go("/members")
    await expect(adviser.at("scope-note")).to_contain_text("只含你负责的")
    await expect(adviser.page.locator("[data-testid='table'] tbody tr")).to_have_count(2)
    await adviser.picture(PICTURES / "console-own-members.png")
    await adviser.go(f"/members/{ids[0]}")
    await expect(adviser.at("adviser")).to_have_text(name)
    listed: list[Any] = (await operator.call("GET", "/members?limit=50"))["items"]
    other = next(each["id"] for each in listed if each["id"] not in ids)
    await adviser.go(f"/members/{other}")
    await adviser.see("没有找到")
    await adviser.go("/orders")
    own = {each["id"] for member_id in ids for each in (await operator.call("GET", f"/orders?limit=100&member_id={member_id}"))["items"]}
    shown = await adviser.page.locator("[data-testid^='row-ord_']").count()
    assert shown == min(len(own), 20)
    assert await adviser.page.locator("nav a.entry", has_text="审计日志").count() == 0


async def test_a_clerk_is_given_an_outlet(operator: Operator, sit_down: SitDown) -> None:
    places: list[Any] = (await operator.call("GET", "/locations"))["items"]
    outlet = next(each for each in places if each["kind"] == "pickup")
    clerk = await sit_down("outlet_clerk")
    owner = await sit_down("owner")
    own = await me(clerk)
    email = next(each["email"] for each in (await operator.call("GET", "/staff"))["items"] if each["id"] == own)
    await owner.go("/staff")
    await owner.tap(f"edit-{email}")
    await owner.at(f"place-{outlet['name']}").click()
    await owner.see("员工已更新")
    assert await owner.serious() == []
    await owner.picture(PICTURES / "console-staff-places.png")
    await clerk.go("/locations")
    await expect(clerk.page.get_by_text(outlet["name"]).first).to_be_visible()
    assert await clerk.page.locator("[data-testid='new-place']").count() == 0
    await clerk.go("/orders")
    await expect(clerk.at("scope-note")).to_be_visible()


async def me(desk: Console) -> str:
    """The id of who sits there."""
    script = """async (token) => (await (await fetch('/api/v1/console/me', {headers: {Authorization: 'Bearer ' + token}})).json()).id"""
    return str(await desk.page.evaluate(script, await desk.token()))
