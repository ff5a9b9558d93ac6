"""The demo's members: who they are, where they live and who knows whom."""

from __future__ import annotations

import asyncio
import random
import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from tuanzi.adapters.sms import repository as outbox
from tuanzi.apps.seed import pictures
from tuanzi.apps.seed.clockwork import Clockwork
from tuanzi.apps.seed.scale import Scale, read
from tuanzi.growth.sharing import api as sharing
from tuanzi.kernel.db import Database, Tx
from tuanzi.kernel.money import Money
from tuanzi.money.wallet import api as wallet
from tuanzi.people.accounts import api as accounts
from tuanzi.people.accounts.contracts import AddressDraft, AddressId, MemberChange, MemberId, Origin, Proof, SignedIn, WechatIdentity
from tuanzi.people.consent import api as consent
from tuanzi.people.consent.contracts import Decision, Kind

DEVICES = ("iPhone 15", "HUAWEI Mate 60", "Redmi K70", "vivo X100", "OPPO Reno11", "HONOR 90", "iPhone 13", "Xiaomi 14")
FACES = [
    "1f436",
    "1f98a",
    "1f43c",
    "1f428",
    "1f42f",
    "1f981",
    "1f42e",
    "1f437",
    "1f438",
    "1f435",
    "1f414",
    "1f427",
    "1f426",
    "1f425",
    "1f989",
    "1f984",
    "1f433",
    "1f42c",
    "1f419",
    "1f337",
    "1f335",
    "1f340",
    "1f308",
    "26c4",
    "2600-fe0f",
    "1f319",
    "1f467",
    "1f466",
    "1f469",
    "1f468",
    "1f475",
    "1f474",
    "1f469-200d-1f33e",
    "1f468-200d-1f33e",
    "1f469-200d-1f373",
    "1f490",
    "1f338",
    "1f33b",
    "1f353",
    "1f33e",
    "1f431",
    "1f430",
    "1f439",
    "1f351",
    "1f34b",
    "1f951",
    "1f34d",
    "1f99c",
]
TINTS = ("#ffd9de", "#ffe2bd", "#fff0b8", "#d9efcf", "#cdeee4", "#cfe6fb", "#dcdcfb", "#f0d9f6", "#f3dccb", "#d8e2ea")
EARLIER = timedelta(days=32)
"""How long before the story begins the first of them signed up."""
LATER_SHARE = 0.3
"""How many join only while it goes on."""
ALWAYS_A_FACE = 5
"""The first people, who stand on the first page, have one."""
FACELESS_SHARE, PHONELESS_SHARE, TOPPED_UP_SHARE = 0.15, 0.35, 0.3
ORIGIN_IP = "127.0.0.1"


@dataclass(slots=True)
class Person:
    """A shopper. ``id`` is there once they signed up; ``balance`` is what their wallet holds, in fen, as they remember it."""

    number: int
    circle: str
    region: str
    street: str
    nickname: str
    name: str
    phone: str
    face: str | None
    tint: str
    device: str
    joins_at: datetime
    keenness: float
    leads: bool
    has_phone: bool
    top_up: int
    member_id: MemberId | None = None
    address_id: AddressId | None = None
    balance: int = 0
    orders: int = 0

    @property
    def id(self) -> MemberId:
        """Their id; they have signed up."""
        assert self.member_id is not None, "not yet a member"
        return self.member_id

    @property
    def visitor(self) -> str:
        """The browser they come with."""
        return f"demo-visitor-{self.number:04d}"


def invent(scale: Scale, begins_at: datetime, ends_at: datetime) -> list[Person]:
    """Everybody, in the order in which they join. The first of each circle leads it."""
    data, chance = read("people"), random.Random(scale.number)  # noqa: S311 - a story, not a secret
    weights = [each["weight"] for each in data["circle"]]
    nicknames = list(data["nicknames"])
    taken = set(nicknames)
    people: list[Person] = []
    circles_begun: set[str] = set()
    for number in range(scale.members):
        circle = data["circle"][number] if number < len(data["circle"]) else chance.choices(data["circle"], weights)[0]
        name = chance.choice(data["surnames"]) + chance.choice(data["given"])
        nickname = nicknames[number] if number < len(nicknames) else _nickname(chance, name, taken)
        taken.add(nickname)
        if number < scale.members * (1 - LATER_SHARE):
            joins_at = begins_at - EARLIER * chance.random() ** 1.4
        else:
            joins_at = begins_at + (ends_at - begins_at) * chance.random()
        leads = circle["name"] not in circles_begun
        circles_begun.add(circle["name"])
        people.append(
            Person(
                number=number,
                circle=circle["name"],
                region=circle["region"],
                street=f"{chance.choice(circle['streets'])} {chance.randint(1, 18)} 号楼 {chance.randint(1, 26)}0{chance.randint(1, 4)}",
                nickname=nickname,
                name=name,
                phone=f"139{number + 1:08d}",
                face=None if chance.random() < FACELESS_SHARE and number >= ALWAYS_A_FACE else FACES[number % len(FACES)],
                tint=TINTS[(number * 7) % len(TINTS)],
                device=chance.choice(DEVICES),
                joins_at=begins_at - EARLIER * (1.02 + 0.02 * chance.random()) if leads else joins_at,
                keenness=(4.0 if leads else 1.0) * chance.paretovariate(1.6),
                leads=leads,
                has_phone=leads or chance.random() >= PHONELESS_SHARE,
                top_up=chance.choice((10_000, 20_000, 30_000, 50_000)) if chance.random() < TOPPED_UP_SHARE else 0,
            )
        )
    return sorted(people, key=lambda person: (person.joins_at, person.number))


def _nickname(chance: random.Random, name: str, taken: set[str]) -> str:
    short = name[1:]
    for _ in range(20):
        made = chance.choice(
            (name, name, short, f"阿{short[-1]}", f"{short[-1]}{short[-1]}妈", f"小{name[0]}", f"{name[0]}姐", f"{short}～")
        )
        if made not in taken:
            return str(made)
    return f"{name}{chance.randint(10, 99)}"


async def _decide(tx: Tx, person: Person) -> None:
    """They tick the box at sign-in; most like recommendations, few want to be written to, some were never asked."""
    await consent.accept_required(tx, person.id, "sign_in", ORIGIN_IP)
    number = int(person.phone)
    decisions = []
    if number % 7:
        decisions.append(Decision(Kind.RECOMMENDATIONS, 1, is_given=number % 5 != 0))
    if number % 3:
        decisions.append(Decision(Kind.MARKETING, 1, is_given=number % 3 == 1))
    await consent.decide(tx, person.id, decisions, "settings", ORIGIN_IP)


class Registry:
    """Signs people up, and draws their faces beside everything else."""

    def __init__(self, db: Database, work: Clockwork) -> None:
        self.db, self.work = db, work
        self._faces: list[asyncio.Task[None]] = []
        self._gate = asyncio.Semaphore(1)

    async def sign_up(self, person: Person, share_code: str | None = None) -> None:
        """They become a member, perhaps through a link; who is one already is found again."""
        proof = await self._by_phone(person) if person.has_phone else None
        if proof is None:
            # Most come through WeChat; these identities are invented, so nobody can sign in as them.
            proof = Proof("wechat", wechat=WechatIdentity("demo", f"demo-{person.phone}", None))
        async with self.db.transaction() as tx:
            if share_code:
                await sharing.touch(tx, person.visitor, None, share_code)
            origin = Origin(person.device, ORIGIN_IP)
            signed_in: SignedIn = await accounts.sign_in(tx, proof, origin=origin, language="zh-CN", visitor_id=person.visitor)
            person.member_id = signed_in.member.id
            if share_code and await sharing.adopt(tx, person.visitor, person.id) and signed_in.is_new:
                await accounts.set_source(tx, person.id, "share")
            await _decide(tx, person)
            known = [] if signed_in.is_new else await accounts.addresses(tx, person.id)
            if not known:
                await accounts.change_profile(tx, person.id, MemberChange(frozenset({"nickname"}), nickname=person.nickname))
                draft = AddressDraft(person.name, person.phone, person.region, person.street, is_default=True)
                known = [await accounts.add_address(tx, person.id, draft)]
            person.address_id = known[0].id
            if person.top_up:
                await wallet.credit(tx, f"demo.gift:{person.id}", person.id, Money(person.top_up), "demo.gift", str(person.id))
                person.balance = person.top_up
        if person.face and signed_in.member.avatar_key is None:
            self._faces.append(asyncio.create_task(self._draw(person)))

    async def _by_phone(self, person: Person) -> Proof | None:
        """With a code like everybody; it stands in the outbox of the sandbox. None where text messages really leave."""
        async with self.db.transaction() as tx:
            await accounts.request_code(tx, person.phone, "zh-CN")
        await self.work.timers()
        for message in await outbox.newest(self.db.reader, None, 1):
            code = re.search(r"\d{6}", message.text)
            if code and message.phone.endswith(person.phone):
                return await accounts.check_code(self.db, person.phone, code[0])
        return None

    async def _draw(self, person: Person) -> None:
        async with self._gate:
            face = await asyncio.to_thread(pictures.avatar, person.face or "", person.tint)
            await accounts.set_avatar(self.db, person.id, face)

    async def finish(self) -> None:
        """Wait for the faces."""
        await asyncio.gather(*self._faces)
