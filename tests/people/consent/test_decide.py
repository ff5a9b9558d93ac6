"""A member agrees and takes back; what was decided stands for ever, and the product then behaves so."""

from __future__ import annotations

from typing import Any

import asyncpg
import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import Drain
from tests.factories import goods, people, shop
from tests.factories.shop import CONSOLE, SHOP
from tuanzi.kernel import clock
from tuanzi.kernel.db import Database, Tx
from tuanzi.people.accounts import api as accounts
from tuanzi.people.accounts.contracts import MemberId
from tuanzi.people.consent import api, rules
from tuanzi.people.consent.contracts import Decision, Entry, EntryId, Kind
from tuanzi.people.consent.errors import NotWithdrawable, RecipientUnknown, VersionOld, VersionUnknown

TEXTS = {"title": {"zh": "隐私政策", "en": "Privacy policy"}, "text": {"zh": "新的内容", "en": "New text"}}


def says(kind: Kind, *, given: bool, version: int = 1, recipient: str = "") -> Decision:
    return Decision(kind, version, is_given=given, recipient=recipient)


async def decide(tx: Tx, member_id: MemberId, *decisions: Decision) -> list[Entry]:
    return await api.decide(tx, member_id, decisions, "settings", "1.2.3.4")


async def test_nothing_is_agreed_before_it_is_asked(tx: Tx) -> None:
    member = await people.member(tx)
    standing = {each.document.kind: each for each in await api.standing(tx, member)}
    assert list(standing) == list(Kind)
    assert not any(each.is_given for each in standing.values())
    assert {kind for kind, each in standing.items() if each.is_needed} == {Kind.TERMS, Kind.PRIVACY}


async def test_terms_are_agreed_at_sign_in_and_end_only_with_the_account(tx: Tx) -> None:
    member = await people.member(tx)
    await api.accept_required(tx, member, "sign_in", "1.2.3.4")
    assert not any(each.is_needed for each in await api.standing(tx, member))
    with pytest.raises(NotWithdrawable):
        await decide(tx, member, says(Kind.TERMS, given=False))


async def test_each_is_taken_back_alone_and_a_repetition_is_not_written_twice(tx: Tx) -> None:
    member = await people.member(tx)
    assert len(await decide(tx, member, says(Kind.MARKETING, given=True), says(Kind.RECOMMENDATIONS, given=True))) == 2
    assert await decide(tx, member, says(Kind.MARKETING, given=True)) == []
    assert await api.allowing(tx, [member], Kind.MARKETING) == {member}
    assert len(await decide(tx, member, says(Kind.MARKETING, given=False))) == 1
    assert await api.allowing(tx, [member], Kind.MARKETING) == set()
    assert await api.allowing(tx, [member], Kind.RECOMMENDATIONS) == {member}
    known = await accounts.get(tx, member)
    assert (known.wants_marketing, known.wants_recommendations) == (False, True)
    assert [each.decision.is_given for each in await api.history(tx, member)] == [False, True, True]


async def test_a_version_that_does_not_exist_or_is_old_changes_nothing(tx: Tx) -> None:
    member = await people.member(tx)
    with pytest.raises(VersionUnknown):
        await decide(tx, member, says(Kind.MARKETING, given=True), says(Kind.PRIVACY, given=True, version=2))
    await api.publish(tx, Kind.PRIVACY, {"zh-CN": "二", "en": "two"}, {"zh-CN": "二", "en": "two"}, await people.staff(tx))
    with pytest.raises(VersionOld) as refused:
        await decide(tx, member, says(Kind.PRIVACY, given=True, version=1))
    assert refused.value.fields == {"current": 2}
    assert await api.history(tx, member) == []


async def test_a_new_version_asks_everybody_again(tx: Tx) -> None:
    member = await people.member(tx)
    await api.accept_required(tx, member, "sign_in", "")
    await api.publish(tx, Kind.PRIVACY, {"zh-CN": "二", "en": "two"}, {"zh-CN": "二", "en": "two"}, await people.staff(tx))
    asked = [each for each in await api.standing(tx, member) if each.is_needed]
    assert [(each.document.kind, each.document.version, each.is_given) for each in asked] == [(Kind.PRIVACY, 2, True)]
    await decide(tx, member, says(Kind.PRIVACY, given=True, version=2))
    assert not any(each.is_needed for each in await api.standing(tx, member))


async def test_data_goes_outside_only_with_both_consents(client: httpx.AsyncClient, db: Database) -> None:
    owner = await people.as_staff(db)
    body = {
        "code": "sf_express",
        "name": {"zh": "顺丰速运", "en": "SF Express"},
        "purpose": {"zh": "送货", "en": "Delivery"},
        "data": {"zh": "姓名、电话、地址", "en": "Name, phone, address"},
    }
    assert (await client.post(f"{CONSOLE}/consents/recipients", json=body, headers=owner)).status_code == 201
    assert (await client.post(f"{CONSOLE}/consents/recipients", json=body, headers=owner)).json()["code"] == "consent.recipient_taken"
    person = await shop.shopper(db, client)
    general, one = says(Kind.THIRD_PARTY, given=True), says(Kind.THIRD_PARTY, given=True, recipient="sf_express")
    for said, may in (((one,), False), ((general,), True), ((says(Kind.THIRD_PARTY, given=False),), False)):
        async with db.transaction() as tx:
            await decide(tx, person.member_id, *said)
        assert await api.may_pass(db.reader, person.member_id, "sf_express") is may
    assert not await api.may_pass(db.reader, person.member_id, "")
    shown = (await person.get("/consents")).json()["recipients"]
    assert [(each["name"], each["is_given"]) for each in shown] == [("顺丰速运", True)]
    async with db.transaction() as tx:
        with pytest.raises(RecipientUnknown):
            await decide(tx, person.member_id, says(Kind.THIRD_PARTY, given=True, recipient="nobody"))


async def test_over_the_wire(client: httpx.AsyncClient, db: Database) -> None:
    person = await shop.shopper(db, client)
    asked = (await person.get("/consents")).json()["items"]
    assert [(each["kind"], each["is_needed"], each["can_withdraw"]) for each in asked] == [
        ("terms", True, False),
        ("privacy", True, False),
        ("recommendations", False, True),
        ("marketing", False, True),
        ("third_party", False, True),
    ]
    text = (await client.get(f"{SHOP}/documents/privacy", headers={"Accept-Language": "en"})).json()
    assert (text["title"], text["version"]) == ("Privacy policy", 1)
    assert (await client.get(f"{SHOP}/documents/privacy?version=7")).json()["code"] == "consent.version_unknown"
    decisions = [{"kind": "terms", "version": 1, "is_given": True}, {"kind": "privacy", "version": 1, "is_given": True}]
    said = await person.post("/consents", {"decisions": decisions, "origin": "sheet"})
    assert not any(each["is_needed"] for each in said.json()["items"])
    history = (await person.get("/consents/history")).json()["items"]
    assert {(each["kind"], each["origin"]) for each in history} == {("terms", "sheet"), ("privacy", "sheet")}


async def test_the_house_publishes_and_sees_where_members_stand(client: httpx.AsyncClient, db: Database) -> None:
    owner = await people.as_staff(db)
    async with db.transaction() as tx:
        agreed, refused = await people.member(tx), await people.member(tx)
        await decide(tx, agreed, says(Kind.MARKETING, given=True))
        await decide(tx, refused, says(Kind.MARKETING, given=False))
    made = await client.post(f"{CONSOLE}/consents/documents/marketing", json=TEXTS, headers=owner)
    assert (made.status_code, made.json()["version"]) == (201, 2)
    empty = {**TEXTS, "text": {"zh": "  ", "en": "x"}}
    assert (await client.post(f"{CONSOLE}/consents/documents/marketing", json=empty, headers=owner)).status_code == 422
    figures = {each["kind"]: each for each in (await client.get(f"{CONSOLE}/consents", headers=owner)).json()["items"]}
    marketing: Any = figures["marketing"]
    assert (marketing["version"], marketing["given"], marketing["current"], marketing["withdrawn"]) == (2, 1, 0, 1)
    versions = (await client.get(f"{CONSOLE}/consents/documents/marketing", headers=owner)).json()["items"]
    assert [each["version"] for each in versions] == [2, 1]
    operator = await people.as_staff(db, "operator")
    assert (await client.post(f"{CONSOLE}/consents/documents/marketing", json=TEXTS, headers=operator)).status_code == 403


async def test_signing_in_with_the_box_ticked(client: httpx.AsyncClient, db: Database, drain: Drain) -> None:
    phone = people.phone_number()
    await client.post(f"{SHOP}/sign-in/codes", json={"phone": phone})
    await drain()
    code = await people.read_code(client, db)
    answer = await client.post(f"{SHOP}/sign-in/phone", json={"phone": phone, "code": code, "agreed": True})
    who = {"Authorization": f"Bearer {answer.json()['access_token']}"}
    assert not any(each["is_needed"] for each in (await client.get(f"{SHOP}/consents", headers=who)).json()["items"])


async def test_the_history_cannot_be_rewritten(db: Database) -> None:
    async with db.transaction() as tx:
        member = await people.member(tx)
        await decide(tx, member, says(Kind.MARKETING, given=True))
    for sql in ("UPDATE consent_entry SET is_given = false", "DELETE FROM consent_entry", "UPDATE consent_entry SET ip = '9.9.9.9'"):
        with pytest.raises(asyncpg.IntegrityConstraintViolationError):
            await db.pool.execute(sql)


async def test_recommendations_switched_off_untie_what_was_done(db: Database, client: httpx.AsyncClient, drain: Drain) -> None:
    person = await shop.shopper(db, client)
    async with db.transaction() as tx:
        product = (await goods.product(tx)).id
    await person.post("/share-links", {"kind": "product", "target_id": str(product)})
    await drain()
    own = person.member_id
    assert await shop.count(db, "tracking_event", f"member_id = '{own.hex}'") > 0
    await person.post("/consents", {"decisions": [{"kind": "recommendations", "version": 1, "is_given": False}]})
    await drain()
    before = await shop.count(db, "tracking_event")
    await person.post("/share-links", {"kind": "product", "target_id": str(product), "channel": "poster"})
    await drain()
    assert await shop.count(db, "tracking_event", f"member_id = '{own.hex}'") == 0
    assert await shop.count(db, "tracking_event") > before, "figures stay, without a name"


entries = st.none() | st.booleans().map(
    lambda given: Entry(EntryId.new(), MemberId.new(), Decision(Kind.MARKETING, 1, is_given=given), "settings", "", clock.now())
)


@given(mine=entries, theirs=entries)
def test_of_two_accounts_the_stricter_decision_counts(mine: Entry | None, theirs: Entry | None) -> None:
    said = [each.decision.is_given for each in (mine, theirs) if each]
    agreed = rules.strict(mine, theirs)
    assert agreed is not True or said == [True, True]
    assert (agreed is False) == (False in said)
