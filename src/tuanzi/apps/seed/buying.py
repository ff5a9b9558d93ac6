"""What a shopper of the demo does: look around, order, pay, receive. Each is one transaction of the domains' own verbs."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from tuanzi.adapters.sandbox_pay import at_once
from tuanzi.apps.seed.clockwork import Clockwork
from tuanzi.apps.seed.people import ORIGIN_IP, Person
from tuanzi.deals.groupbuy.contracts import KIND
from tuanzi.deals.pricing import api as pricing
from tuanzi.deals.pricing.contracts import DealChoice, Wanted
from tuanzi.flows.checkout import Intent, checkout, price
from tuanzi.flows.pay import start_payment
from tuanzi.goods.inventory.contracts import LocationId
from tuanzi.growth.sharing import api as sharing
from tuanzi.insight.tracking import api as tracking
from tuanzi.insight.tracking.contracts import Sender, SentEvent
from tuanzi.kernel import clock
from tuanzi.kernel.config import Config
from tuanzi.kernel.db import Database, Tx
from tuanzi.kernel.errors import AppError
from tuanzi.money.payments import api as payments
from tuanzi.money.payments.contracts import BALANCE
from tuanzi.people.accounts import api as accounts
from tuanzi.trade.orders import api as orders
from tuanzi.trade.orders.contracts import Attribution, Delivery, Order

GATEWAY = "sandbox"
AGENT = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126 Mobile Safari/537.36"
PAYS_AFTER_S = (12, 75)
REMARKS = (
    "放门卫就好",
    "麻烦选熟一点的",
    "到了请打电话",
    "请放快递柜",
    "周末在家，周末送",
    "帮我挑匀称的，送人",
    "不要香菜（开玩笑的）",
    "请开箱拍照",
)
REMARK_SHARE = 0.07


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody is about to buy."""

    lines: tuple[Wanted, ...]
    deal: DealChoice | None = None
    pickup_id: LocationId | None = None
    share_code: str | None = None


class Buying:
    """Shoppers at work. ``chance`` is shared with the whole story, so that the same number tells the same one."""

    def __init__(self, db: Database, work: Clockwork, config: Config, chance: random.Random) -> None:
        self.db, self.work, self.chance = db, work, chance
        self.window = timedelta(days=config.attribution_days)
        has_gateway = config.payment.provider == GATEWAY and not config.payment.sandbox_url
        self.method = GATEWAY if has_gateway else BALANCE

    async def look(self, person: Person, events: Sequence[tuple[str, dict[str, object]]]) -> None:
        """Their app tells what they did on the screen."""
        async with self.db.transaction() as tx:
            await self._tell(tx, person, events)

    async def _tell(self, tx: Tx, person: Person, events: Sequence[tuple[str, dict[str, object]]]) -> None:
        now = clock.now()
        sent = [
            SentEvent(str(UUID(int=self.chance.getrandbits(128), version=4)), name, 1, self._ago(now, len(events) - place), properties)
            for place, (name, properties) in enumerate(events)
        ]
        sender = Sender(person.visitor, person.member_id, AGENT, ORIGIN_IP, has_consent=True)
        await tracking.accept(tx, sent, sender)

    @staticmethod
    def _ago(now: datetime, steps: int) -> str:
        return (now - timedelta(seconds=9 * steps)).isoformat()

    async def order(
        self, person: Person, wish: Wish, events: Sequence[tuple[str, dict[str, object]]], *, pays: bool = True
    ) -> Order | None:
        """Order, and pay a moment later; None where the shop could not sell. Told by ``events`` before."""
        remark = self.chance.choice(REMARKS) if self.chance.random() < REMARK_SHARE else ""
        pays_at = clock.now() + timedelta(seconds=self.chance.uniform(*PAYS_AFTER_S))
        delivery: Delivery = "pickup" if wish.pickup_id else "ship"
        intent = Intent(wish.lines, wish.deal, delivery, None if wish.pickup_id else person.address_id, wish.pickup_id)
        try:
            async with self.db.transaction() as tx:
                await self._tell(tx, person, events)
                priced = await price(tx, person.id, intent)
                credit = await self._credit(tx, person, wish)
                order = await checkout(tx, person.id, priced, priced.quoted.quote.hash, lambda _: None, remark=remark, attribution=credit)
                await accounts.see(tx, person.id)
                if pays:
                    self.work.at(pays_at)
                    await self._pay(tx, person, order)
        except AppError:
            # Sold out, a limit reached, a team that was faster: it happens, and nothing else does.
            return None
        person.orders += 1
        return order

    async def _credit(self, tx: Tx, person: Person, wish: Wish) -> Attribution | None:
        if wish.share_code is None:
            return None
        await sharing.touch(tx, person.visitor, person.id, wish.share_code, AGENT)
        found = await sharing.credit(tx, person.visitor, person.id, wish.share_code, self.window)
        return Attribution(found.code, found.sharer_id, found.channel, found.at) if found else None

    async def pay(self, person: Person, order: Order) -> None:
        """Pay an order placed before."""
        async with self.db.transaction() as tx:
            await self._pay(tx, person, order)

    async def _pay(self, tx: Tx, person: Person, order: Order) -> None:
        """From the wallet if it holds enough, else through the provider; what both lead to happens at once."""
        from_wallet = self.method == BALANCE or person.balance >= order.payable.minor
        payment = await start_payment(tx, person.id, order.id, BALANCE if from_wallet else GATEWAY)
        if from_wallet:
            person.balance -= order.payable.minor
        else:
            assert payment.redirect_url is not None
            await payments.accept_notification(tx, GATEWAY, await at_once.pay_at_once(tx, payment.redirect_url))
        await orders.count_booked(tx, order.id)
        if order.hold(KIND):
            for offer in pricing.offers():
                await offer.settle(tx, order.id)

    async def pay_in_silence(self, person: Person, order: Order) -> None:
        """Pay at the provider, whose word never arrives."""
        async with self.db.transaction() as tx:
            payment = await start_payment(tx, person.id, order.id, GATEWAY)
            assert payment.redirect_url is not None
            await at_once.pay_in_silence(tx, payment.redirect_url)

    async def cancel(self, person: Person, order: Order) -> None:
        """Think better of it."""
        try:
            async with self.db.transaction() as tx:
                await orders.cancel(tx, person.id, order.id, "不想要了")
        except AppError:
            return

    async def receive(self, person: Person, order: Order) -> bool:
        """Say that it arrived."""
        try:
            async with self.db.transaction() as tx:
                await orders.receive(tx, person.id, order.id)
        except AppError:
            return False
        return True
