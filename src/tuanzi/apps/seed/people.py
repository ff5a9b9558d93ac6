"""The demo's members: each has an address and a small gift in the wallet; some opened teams that wait for a friend."""

from __future__ import annotations

from tuanzi.apps.seed import pictures
from tuanzi.apps.seed.goods import Goods
from tuanzi.deals.groupbuy.contracts import KIND
from tuanzi.deals.pricing.contracts import DealChoice, Wanted
from tuanzi.flows.checkout import Intent, checkout, price
from tuanzi.flows.pay import start_payment
from tuanzi.goods.catalog.contracts import SkuId
from tuanzi.kernel.db import Database
from tuanzi.kernel.money import Money
from tuanzi.money.payments.contracts import BALANCE
from tuanzi.money.wallet import api as wallet
from tuanzi.people.accounts import api as accounts
from tuanzi.people.accounts.contracts import AddressDraft, AddressId, MemberChange, MemberId, Origin, Proof, WechatIdentity

MEMBERS = (
    ("林小满", "+8613900000001", "1f338", "#ffe0e6"),
    ("周一帆", "+8613900000002", "1f33b", "#fff0cc"),
    ("陈果果", "+8613900000003", "1f353", "#e4f2e4"),
    ("老秦", "+8613900000004", "1f33e", "#f3efe4"),
    ("团妈阿珍", "+8613900000005", "1f490", "#ece4fb"),
)
TEAMS = ((0, "VEG-TOMATO"), (1, "VEG-TOMATO"), (2, "FRU-APPLE"), (3, "PAN-RICE"), (4, "FRU-GRAPE"))
"""Who opened a team for which product; each has a seat that waits for you."""
GIFT = Money(50_000)


async def put_in(db: Database, products: dict[str, Goods]) -> None:
    """Members first, then the teams they open, paid from their wallets."""
    people = [await _member(db, *each) for each in MEMBERS]
    for who, code in TEAMS:
        member_id, address_id = people[who]
        await _open_team(db, member_id, address_id, products[code])


async def _member(db: Database, nickname: str, phone: str, icon: str, tint: str) -> tuple[MemberId, AddressId]:
    origin = Origin("demo", "127.0.0.1")
    async with db.transaction() as tx:
        # The demo's people come through WeChat, as most do; their identities are invented, so nobody can sign in as them.
        proof = Proof("wechat", wechat=WechatIdentity("demo", f"demo-{phone}", None))
        signed_in = await accounts.sign_in(tx, proof, origin=origin, language="zh-CN", visitor_id=None)
        member_id = signed_in.member.id
        await accounts.change_profile(tx, member_id, MemberChange(frozenset({"nickname"}), nickname=nickname))
        draft = AddressDraft(nickname, phone.removeprefix("+86"), "370783", "圣城街道银海路 18 号", is_default=True)
        address = await accounts.add_address(tx, member_id, draft)
        await wallet.credit(tx, f"demo.gift:{member_id}", member_id, GIFT, "demo.gift", str(member_id))
    await accounts.set_avatar(db, member_id, pictures.avatar(icon, tint))
    return member_id, address.id


async def _open_team(db: Database, member_id: MemberId, address_id: AddressId, goods: Goods) -> None:
    if goods.activity_id is None:
        return
    wanted = (Wanted(SkuId.of(goods.product.sku_ids[0]), 1),)
    intent = Intent(wanted, DealChoice(KIND, str(goods.activity_id)), "ship", address_id)
    async with db.transaction() as tx:
        priced = await price(tx, member_id, intent)
        order = await checkout(tx, member_id, priced, priced.quoted.quote.hash, lambda _: None)
    async with db.transaction() as tx:
        await start_payment(tx, member_id, order.id, BALANCE)
