"""Thirty days of a shop: people look around, buy, gather teams, wait, receive, complain; the house packs and refunds.

Told event by event in the order of time, from a heap; an event may plan later ones, and what lies after the present never happens.
"""

from __future__ import annotations

import heapq
import random
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from tuanzi.apps.seed import activities, days
from tuanzi.apps.seed.activities import Campaign
from tuanzi.apps.seed.buying import AGENT, Buying, Wish
from tuanzi.apps.seed.clockwork import Clockwork
from tuanzi.apps.seed.goods import FRESH, Goods, Shop
from tuanzi.apps.seed.house import House, Parcel
from tuanzi.apps.seed.people import Person, Registry
from tuanzi.apps.seed.scale import Scale
from tuanzi.apps.seed.teams import Party, Teams
from tuanzi.deals.groupbuy.contracts import HOLD, KIND, TeamId
from tuanzi.deals.pricing.contracts import DealChoice, Wanted
from tuanzi.growth.sharing import api as sharing
from tuanzi.growth.sharing.contracts import Channel, Scene
from tuanzi.kernel import clock
from tuanzi.kernel.config import Config
from tuanzi.kernel.db import Database
from tuanzi.trade.orders.contracts import Order, OrderId, RefundTo

Act = Callable[..., Awaitable[None]]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
DEAL_SHARE = 0.36
"""How many shoppers come for a group-buy."""
JOIN_SHARE = 0.55
"""How many of these join a team that is open, rather than open their own."""
FULL_SHARE = 0.80
"""How many teams find enough friends."""
UNPAID_SHARE, CHANGE_OF_MIND_SHARE, SILENT_SHARE = 0.05, 0.02, 0.006
BROWSE_SHARE = 0.9
"""How many only look around, per order."""
PICKUP_SHARE = 0.3
"""How many who live near a pickup point collect there."""
WHOLE_REFUND_SHARE, PART_REFUND_SHARE = 0.012, 0.045
LATE_SHARE = 0.03
"""How many parcels are forgotten for a while."""
NEAR = "3707"
SETTLE_EVERY = 4 * HOUR
COMPLAINTS = ("坏果包赔", "少发一件，补差", "包装破损")


class Story:
    """Tells it once, from ``begins_at`` to ``ends_at``."""

    def __init__(
        self, db: Database, config: Config, scale: Scale, shop: Shop, people: Sequence[Person], period: tuple[datetime, datetime]
    ) -> None:
        self.db, self.config, self.scale, self.shop, self.people = db, config, scale, shop, people
        self.begins_at, self.ends_at = period
        self.chance = random.Random(scale.number)  # noqa: S311 - a story, not a secret
        self.work = Clockwork(db)
        self.registry = Registry(db, self.work)
        self.buying = Buying(db, self.work, config, self.chance)
        self.house = House(db, self.work, shop, self.chance)
        self.teams = Teams(db)
        self.campaigns: list[Campaign] = []
        self._wanted = [goods for goods in shop.goods.values() if goods.is_on_sale]
        self._here: list[Person] = []
        self._packing: list[tuple[datetime, OrderId, bool, Person, Order]] = []
        self._heap: list[tuple[datetime, int, Act, tuple[Any, ...]]] = []
        self._count = 0

    @property
    def packed(self) -> list[Order]:
        """Orders paid through the provider that still wait to be packed, oldest first."""
        return [order for *_, person, order in self._packing if order.delivery == "ship" and person.top_up == 0]

    def plan(self, moment: datetime, act: Act, *arguments: Any) -> None:
        """Let something happen then, unless that is after the present."""
        if moment < self.ends_at:
            self._count += 1
            heapq.heappush(self._heap, (moment, self._count, act, arguments))

    def after(self, act: Act, *arguments: Any, least: timedelta, most: timedelta) -> None:
        """Let something happen in a while."""
        self.plan(clock.now() + least + (most - least) * self.chance.random(), act, *arguments)

    async def tell(self) -> None:
        """Everything, in the order of time."""
        self._begin()
        settled_at = self.begins_at
        while self._heap:
            moment, _, act, arguments = heapq.heappop(self._heap)
            if moment - settled_at >= SETTLE_EVERY and moment >= self.begins_at:
                self.work.at(moment)
                await self._settle()
                settled_at = moment
            self.work.at(moment)
            await act(*arguments)
        self.work.at(self.ends_at)
        await self._settle()
        await self.registry.finish()

    def _begin(self) -> None:
        self.plan(self.people[0].joins_at - HOUR, self.house.hire)
        for person in self.people:
            self.plan(person.joins_at, self._joins, person)
        for plan in activities.plans(self.begins_at, self.ends_at):
            self.plan(plan.written_at, self._launch, plan)
        count = self.scale.orders
        for moment in days.moments(self.chance, count, self.begins_at + HOUR, self.ends_at):
            self.plan(moment, self._shops)
        for moment in days.moments(self.chance, round(count * BROWSE_SHARE), self.begins_at + HOUR, self.ends_at):
            self.plan(moment, self._browses)
        for moment in days.office_hours(self.begins_at, self.ends_at, 9.5, 15.2):
            self.plan(moment, self._pack)
        for number, moment in enumerate(days.office_hours(self.begins_at, self.ends_at, 8.2)):
            if number % 2 == 1:
                self.plan(moment, self.house.restock)
            if number % 7 == 3:  # noqa: PLR2004 - once a week
                self.plan(moment + HOUR, self.house.sort_out)
        for moment in days.office_hours(self.begins_at, self.ends_at, *range(24)):
            self.plan(moment, self._tick)

    async def _tick(self) -> None:
        """Timers, and whose team is complete by one."""
        await self.work.timers()
        for person, order in await self.teams.review():
            self._will_pack(person, order)

    async def _settle(self) -> None:
        await self.work.settle()
        for person, order in await self.teams.review():
            self._will_pack(person, order)

    async def _launch(self, plan: activities.Plan) -> None:
        self.campaigns.append(await activities.launch(self.db, self.shop, plan))

    async def _joins(self, person: Person, share_code: str | None = None) -> None:
        if person.member_id is None:
            await self.registry.sign_up(person, share_code)
            self._here.append(person)

    # --- looking and buying

    def _somebody(self, circle: str | None = None) -> Person | None:
        here = [person for person in self._here if circle is None or person.circle == circle]
        return self.chance.choices(here, [person.keenness for person in here])[0] if here else None

    def _something(self) -> Goods:
        return self.chance.choices(self._wanted, [goods.heat**1.5 for goods in self._wanted])[0]

    def _looked(self, goods: Goods, sku: int | None = None, *, deal: bool = False) -> list[tuple[str, dict[str, object]]]:
        """What the app tells of a look at a product, up to the checkout if they chose a SKU."""
        product = str(goods.id)
        place = self.chance.choice(("home", "category", "search", "shelf", "team"))
        told: list[tuple[str, dict[str, object]]] = [
            ("product_shown", {"product_id": product, "place": place, "position": self.chance.randrange(12)}),
            ("product_viewed", {"product_id": product, "place": place}),
        ]
        if sku is not None:
            chosen: dict[str, object] = {"product_id": product, "sku_id": str(goods.sku_ids[sku])}
            told += [("sku_chosen", chosen), ("buy_tapped", {**chosen, "quantity": 1, **({"deal": KIND} if deal else {})})]
            told.append(("checkout_started", {"lines": 1, **({"deal": KIND} if deal else {})}))
        return told

    async def _browses(self) -> None:
        person = self._somebody()
        if person is None:
            return
        told: list[tuple[str, dict[str, object]]] = [("app_opened", {}), ("page_viewed", {"page": "pages/home/index"})]
        for _ in range(self.chance.randint(1, 4)):
            told += self._looked(self._something())
        if self.chance.random() < 0.25:  # noqa: PLR2004 - a quarter gets as far as choosing
            goods = self._something()
            told += self._looked(goods, 0)[:-1]
        await self.buying.look(person, told)

    async def _shops(self) -> None:
        person = self._somebody()
        if person is None:
            return
        now = clock.now()
        live = [each for each in self.campaigns if each.pull and each.starts_at <= now < each.ends_at]
        if live and self.chance.random() < DEAL_SHARE:
            campaign = self.chance.choices(live, [each.pull for each in live])[0]
            party = self.teams.open_to(person, campaign, now) if self.chance.random() < JOIN_SHARE else None
            if party is not None:
                await self._join(party, person)
            else:
                await self._open(campaign, person)
            return
        await self._buy_alone(person)

    async def _buy_alone(self, person: Person) -> None:
        count = self.chance.choices((1, 2, 3), (0.6, 0.28, 0.12))[0]
        chosen: dict[int, tuple[Goods, int]] = {}
        for _ in range(count):
            goods = self._something()
            chosen[self._wanted.index(goods)] = (goods, self.chance.randrange(len(goods.sku_ids)))
        lines = tuple(Wanted(goods.sku_ids[sku], self.chance.choices((1, 2, 3), (0.84, 0.13, 0.03))[0]) for goods, sku in chosen.values())
        first, sku = next(iter(chosen.values()))
        fate = self.chance.random()
        pays = fate >= UNPAID_SHARE + CHANGE_OF_MIND_SHARE
        order = await self.buying.order(person, Wish(lines, pickup_id=self._pickup(person)), self._looked(first, sku), pays=pays)
        if order is None:
            return
        if not pays:
            self._leave_unpaid(person, order, cancels=fate < CHANGE_OF_MIND_SHARE)
        elif order.hold(HOLD) is None:
            self._will_pack(person, order, is_cold=any(goods.category in FRESH for goods, _ in chosen.values()))

    def _leave_unpaid(self, person: Person, order: Order, *, cancels: bool) -> None:
        if cancels:
            self.after(self.buying.cancel, person, order, least=timedelta(minutes=2), most=timedelta(minutes=8))
        self.plan(order.pay_before + timedelta(seconds=1), self._tick)

    def _pickup(self, person: Person) -> Any:
        near = person.region.startswith(NEAR) and self.chance.random() < PICKUP_SHARE
        return self.shop.pickup_ids[{"370783": 0, "370781": 1}.get(person.region, 2)] if near and self.shop.pickup_ids else None

    # --- teams

    async def _open(self, campaign: Campaign, person: Person) -> None:
        now = clock.now()
        sku = self.chance.randrange(len(campaign.goods.sku_ids))
        wish = Wish((Wanted(campaign.goods.sku_ids[sku], 1),), DealChoice(KIND, str(campaign.id)), self._pickup(person))
        pays = self.chance.random() >= UNPAID_SHARE
        order = await self.buying.order(person, wish, self._looked(campaign.goods, sku, deal=True), pays=pays)
        if order is None:
            return
        if not pays:
            self._leave_unpaid(person, order, cancels=False)
            return
        hold = order.hold(HOLD)
        assert hold is not None, "a seat keeps the order waiting"
        team_id = TeamId.parse(hold.reference)
        party = Party(team_id, campaign, person.circle, now + campaign.duration, await self._share(person, team_id), [(person, order)])
        self.teams.forming[team_id] = party
        self.plan(party.ends_at + timedelta(minutes=3), self._tick)
        self._invite(party)

    async def _share(self, person: Person, team_id: TeamId) -> str:
        """The leader sends the link around; some only open it, and robots fetch its preview."""
        channel = self.chance.choices((Channel.WECHAT, Channel.LINK, Channel.POSTER), (6, 3, 1))[0]
        async with self.db.transaction() as tx:
            link = await sharing.link(tx, person.id, Scene.TEAM, str(team_id), channel)
            await sharing.visit(tx, link, "Mozilla/5.0 (compatible; bingbot/2.0)")
            for _ in range(self.chance.randint(0, 3)):
                await sharing.visit(tx, link, AGENT)
        return link.code

    def _invite(self, party: Party) -> None:
        """Friends come within hours, mostly soon; some teams find too few."""
        needed = party.missing
        comers = needed if self.chance.random() < FULL_SHARE else self.chance.randrange(needed)
        for _ in range(comers):
            wait = min(self.chance.expovariate(1 / 3.2), party.campaign.duration / HOUR * 0.92)
            self.plan(clock.now() + timedelta(minutes=6) + HOUR * wait, self._answer, party)

    async def _answer(self, party: Party) -> None:
        """A friend follows the link."""
        now = clock.now()
        if party.id not in self.teams.forming or party.missing <= 0 or party.ends_at <= now:
            return
        person = await self._friend(party)
        if person is not None:
            await self._join(party, person)

    async def _friend(self, party: Party) -> Person | None:
        """Somebody new where only those may join, else mostly of the same circle."""
        if party.campaign.new_only:
            newcomer = next((each for each in self.people if each.member_id is None), None)
            if newcomer is not None:
                await self._joins(newcomer, party.share_code)
                return newcomer
            return next((each for each in self._here if not each.orders and not party.has(each)), None)
        for _ in range(6):
            person = self._somebody(party.circle if self.chance.random() < 0.7 else None)  # noqa: PLR2004 - mostly neighbours
            if person is not None and not party.has(person):
                return person
        return None

    async def _join(self, party: Party, person: Person) -> None:
        sku = self.chance.randrange(len(party.campaign.goods.sku_ids))
        deal = DealChoice(KIND, str(party.campaign.id), str(party.id))
        wish = Wish((Wanted(party.campaign.goods.sku_ids[sku], 1),), deal, self._pickup(person), party.share_code)
        told: list[tuple[str, dict[str, object]]] = [
            ("team_viewed", {"team_id": str(party.id), "state": "forming", "share_code": party.share_code}),
            *self._looked(party.campaign.goods, sku, deal=True),
        ]
        fate = self.chance.random()
        silent = fate < SILENT_SHARE and self.buying.method != "balance"
        pays = fate >= SILENT_SHARE + UNPAID_SHARE
        order = await self.buying.order(person, wish, told, pays=pays)
        if order is None:
            return
        if silent:
            # They pay in the last minute and the provider's word is lost: the shop finds out when it asks, too late or just in time.
            self.plan(order.pay_before - timedelta(seconds=40), self.buying.pay_in_silence, person, order)
        if not pays:
            self._leave_unpaid(person, order, cancels=False)
            return
        party.members.append((person, order))
        if party.missing == 0:
            await self._tick()

    # --- after the sale

    def _will_pack(self, person: Person, order: Order, *, is_cold: bool | None = None) -> None:
        cold = any(line.snapshot.code.startswith(("VEG", "FRU")) for line in order.lines) if is_cold is None else is_cold
        ready_at = clock.now() + HOUR
        if self.chance.random() < LATE_SHARE:
            ready_at += DAY * self.chance.uniform(2.1, 4)
        self._packing.append((ready_at, order.id, cold, person, order))
        fate = self.chance.random()
        if fate < WHOLE_REFUND_SHARE:
            self.after(self._regret, order.id, least=HOUR, most=5 * HOUR)
        elif fate < WHOLE_REFUND_SHARE + 0.02:
            self.after(self.house.note, order.id, self.chance.choice(("red", "yellow", "green", None)), least=HOUR, most=5 * HOUR)

    async def _regret(self, order_id: OrderId) -> None:
        await self.house.refund(order_id, "拍错了，不想要了", share=None)

    async def _pack(self) -> None:
        """Twice a day: parcels to the carriers, crates to the pickup points."""
        now = clock.now()
        due = [each for each in self._packing if each[0] <= now]
        self._packing = [each for each in self._packing if each[0] > now]
        buyers = {order.id: (person, order) for *_, person, order in due}
        by_parcel = [each for each in due if each[4].delivery == "ship"]
        gone = await self.house.ship([Parcel(order_id, cold) for _, order_id, cold, *_ in by_parcel])
        shipped_at = clock.now()
        if gone:
            self.plan(shipped_at + 20 * HOUR, self.house.follow, gone, 1)
            self.plan(shipped_at + 41 * HOUR, self.house.follow, gone, 2)
        for order_id in gone:
            person, order = buyers[order_id]
            self.plan(shipped_at + DAY * self.chance.uniform(1.9, 4.6), self._arrives, person, order)
        crates = [each[1] for each in due if each[4].delivery == "pickup"]
        for order_id, code in await self.house.make_ready(crates) if crates else ():
            self.plan(clock.now() + HOUR * self.chance.uniform(3, 60), self._collects, *buyers[order_id], code)

    async def _arrives(self, person: Person, order: Order) -> None:
        """Two in three say so; the others leave it to the timer."""
        if self.chance.random() < 0.66 and await self.buying.receive(person, order):  # noqa: PLR2004 - two in three
            self._complains(order)

    async def _collects(self, person: Person, order: Order, code: str) -> None:
        del person
        if await self.house.hand_over(code):
            self._complains(order)

    def _complains(self, order: Order) -> None:
        if self.chance.random() < PART_REFUND_SHARE:
            self.after(self._compensate, order, least=HOUR, most=30 * HOUR)

    async def _compensate(self, order: Order) -> None:
        to: RefundTo = "gateway" if self.chance.random() < 0.5 else "balance"  # noqa: PLR2004 - either
        await self.house.refund(order.id, self.chance.choice(COMPLAINTS), share=self.chance.uniform(0.1, 0.35), to=to)
