from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories.money import fill_wallet, move
from tuanzi.kernel.db import Tx
from tuanzi.money.ledger import api as ledger
from tuanzi.money.ledger.contracts import Balance, Leg
from tuanzi.money.ledger.errors import EntryResolved, InsufficientFunds, LedgerKeyConflict
from tuanzi.people.accounts.contracts import MemberId

CLEARING, ORDER = "gateway:sandbox:clearing", "order:ord_1:received"


async def test_a_posting_moves_both_accounts_by_their_normal_side(tx: Tx) -> None:
    await ledger.post(tx, "k1", "payments.paid", "ord_1", move(CLEARING, ORDER, 4990))
    assert await ledger.balance(tx, CLEARING) == Balance(posted=4990)
    assert await ledger.balance(tx, ORDER) == Balance(posted=4990)
    assert await ledger.verify(tx) == []


async def test_many_balances_at_once_are_those_asked_for_one_by_one(tx: Tx) -> None:
    member = MemberId.new()
    wallet, other = f"member:{member}:wallet", "order:ord_2:received"
    await fill_wallet(tx, member, 500)
    await ledger.post(tx, "k1", "payments.paid", "ord_1", move(CLEARING, ORDER, 4990))
    await ledger.pend(tx, "k2", "test", "ord_2", move(CLEARING, other, 70))
    accounts = [CLEARING, ORDER, other, wallet, "order:ord_3:received", "platform:sales"]
    found = await ledger.balances(tx, accounts)
    assert found == {account: await ledger.balance(tx, account) for account in accounts}
    assert (found[ORDER].posted, found[other].pending_in, found[wallet].posted, found["order:ord_3:received"]) == (4990, 70, 500, Balance())
    assert await ledger.balances(tx, []) == {}


async def test_the_same_key_posts_once(tx: Tx) -> None:
    legs = move(CLEARING, ORDER, 4990)
    first = await ledger.post(tx, "k1", "payments.paid", "ord_1", legs)
    assert await ledger.post(tx, "k1", "payments.paid", "ord_1", list(reversed(legs))) == first
    assert await ledger.balance(tx, ORDER) == Balance(posted=4990)


@pytest.mark.parametrize(
    ("reason", "reference", "amount"), [("payments.paid", "ord_1", 4991), ("payments.paid", "ord_2", 4990), ("other", "ord_1", 4990)]
)
async def test_the_same_key_with_other_inputs_is_refused(tx: Tx, reason: str, reference: str, amount: int) -> None:
    await ledger.post(tx, "k1", "payments.paid", "ord_1", move(CLEARING, ORDER, 4990))
    with pytest.raises(LedgerKeyConflict):
        await ledger.post(tx, "k1", reason, reference, move(CLEARING, ORDER, amount))
    assert await ledger.balance(tx, ORDER) == Balance(posted=4990)


@pytest.mark.parametrize(
    "legs",
    [
        [],
        [Leg(CLEARING, debit=5)],
        [Leg(CLEARING, debit=5), Leg(ORDER, credit=4)],
        [Leg(CLEARING, debit=5), Leg(ORDER, asset="POINTS", credit=5)],
        [Leg(CLEARING, debit=-5), Leg(ORDER, credit=-5)],
        [Leg(CLEARING, debit=5, credit=5), Leg(ORDER, debit=5, credit=5)],
        [Leg(CLEARING), Leg(ORDER)],
        [Leg(CLEARING, debit=10**16), Leg(ORDER, credit=10**16)],
        [Leg("somewhere:else", debit=5), Leg(ORDER, credit=5)],
        [Leg("member:mem_1:wallet", debit=5), Leg(ORDER, credit=5)],
    ],
)
async def test_nonsense_is_refused_before_it_reaches_the_database(tx: Tx, legs: list[Leg]) -> None:
    with pytest.raises(ValueError):
        await ledger.post(tx, "k1", "test", "x", legs)
    assert await tx.fetchval("SELECT count(*) FROM ledger_entry") == 0


async def test_a_wallet_never_falls_below_zero_and_nothing_is_written(tx: Tx) -> None:
    wallet = await fill_wallet(tx, MemberId.new(), 1000)
    with pytest.raises(InsufficientFunds):
        await ledger.post(tx, "spend", "payments.paid", "ord_1", move(wallet, ORDER, 1001))
    assert await tx.fetchval("SELECT count(*) FROM ledger_entry WHERE key = 'spend'") == 0
    assert await ledger.balance(tx, wallet) == Balance(posted=1000)
    await ledger.post(tx, "spend", "payments.paid", "ord_1", move(wallet, ORDER, 1000))
    assert await ledger.balance(tx, wallet) == Balance(posted=0)
    assert await ledger.verify(tx) == []


async def test_an_empty_wallet_cannot_pay(tx: Tx) -> None:
    with pytest.raises(InsufficientFunds):
        await ledger.post(tx, "spend", "payments.paid", "ord_1", move(f"member:{MemberId.new()}:wallet", ORDER, 1))


async def test_when_one_of_two_wallets_cannot_pay_neither_does(tx: Tx) -> None:
    rich, poor = [await fill_wallet(tx, member, amount) for member, amount in ((MemberId.new(), 500), (MemberId.new(), 10))]
    legs = [Leg(rich, debit=100), Leg(poor, debit=100), Leg(ORDER, credit=200)]
    with pytest.raises(InsufficientFunds):
        await ledger.post(tx, "both", "test", "x", legs)
    assert [(await ledger.balance(tx, wallet)).posted for wallet in (rich, poor)] == [500, 10]
    assert await ledger.verify(tx) == []


async def test_a_reversal_undoes_once(tx: Tx) -> None:
    wallet = await fill_wallet(tx, MemberId.new(), 700, key="gift")
    undone = await ledger.reverse(tx, "gift", "gift.undone", "a mistake")
    assert await ledger.reverse(tx, "gift", "gift.undone", "a mistake") == undone
    assert await ledger.balance(tx, wallet) == Balance()
    with pytest.raises(EntryResolved):
        await ledger.reverse(tx, "gift", "gift.undone.again", "a mistake")
    assert await ledger.verify(tx) == []


async def test_what_was_spent_cannot_be_reversed_out_of_a_wallet(tx: Tx) -> None:
    wallet = await fill_wallet(tx, MemberId.new(), 700, key="gift")
    await ledger.post(tx, "spend", "payments.paid", "ord_1", move(wallet, ORDER, 600))
    with pytest.raises(InsufficientFunds):
        await ledger.reverse(tx, "gift", "gift.undone", "a mistake")
    assert await ledger.balance(tx, wallet) == Balance(posted=100)


async def test_roll_up_and_rebuild_change_no_balance(tx: Tx) -> None:
    wallet = await fill_wallet(tx, MemberId.new(), 700)
    for number in range(5):
        await ledger.post(tx, f"k{number}", "payments.paid", "ord_1", move(CLEARING, ORDER, 100 + number))
    before = [await ledger.balance(tx, account) for account in (CLEARING, ORDER, wallet, "platform:goodwill_cost")]
    assert [each.posted for each in before] == [510, 510, 700, 700]
    for step in (ledger.roll_up, ledger.rebuild, ledger.roll_up):
        await step(tx)
        assert [await ledger.balance(tx, account) for account in (CLEARING, ORDER, wallet, "platform:goodwill_cost")] == before
        assert await ledger.verify(tx) == []
    assert await tx.fetchval("SELECT count(*) FROM ledger_tail") == 0


async def test_verify_sees_a_balance_that_somebody_touched_and_rebuild_heals_it(tx: Tx) -> None:
    wallet = await fill_wallet(tx, MemberId.new(), 700)
    await tx.execute("UPDATE ledger_balance SET posted = 999999 WHERE account = $1", wallet)
    assert await ledger.verify(tx) == [f"ledger: {wallet} CNY keeps 999999, its legs say 700"]
    await ledger.rebuild(tx)
    assert await ledger.verify(tx) == []
    assert await ledger.balance(tx, wallet) == Balance(posted=700)


async def test_the_statement_tells_movements_newest_first(tx: Tx) -> None:
    wallet = await fill_wallet(tx, MemberId.new(), 700)
    await ledger.post(tx, "spend", "payments.paid", "ord_1", move(wallet, ORDER, 600))
    lines = await ledger.statement(tx, wallet)
    assert (lines[0].amount, lines[0].reason, lines[0].reference, lines[0].state) == (-600, "payments.paid", "ord_1", "done")
    assert [line.amount for line in lines] == [-600, 700]
    assert [line.amount for line in await ledger.statement(tx, wallet, before=lines[0].entry_id)] == [700]


STEP = st.tuples(st.sampled_from(["post", "pend", "confirm", "void", "reverse"]), st.integers(0, 3), st.integers(0, 3), st.integers(1, 60))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEP, max_size=25))
async def test_any_history_keeps_balances_equal_to_a_plain_model(tx: Tx, steps: list[tuple[str, int, int, int]]) -> None:
    """Wallets 0..2 and the house (3) against dictionaries; whatever is refused must change nothing."""
    async with Undone(tx):
        members = [f"member:{MemberId.new()}:wallet" for _ in range(3)]
        places = [*members, "platform:goodwill_cost"]
        posted, frozen_in, frozen_out = [dict.fromkeys(places, 0) for _ in range(3)]
        pending: list[tuple[str, str, str, int]] = []
        done: list[tuple[str, str, str, int]] = []
        for number, (verb, a, b, wanted) in enumerate(steps):
            source, target = places[a], places[b]
            key = f"h{number}"
            if verb in {"post", "pend"} and a != b:
                amount = wanted
                enough = a == 3 or posted[source] - frozen_out[source] >= amount
                try:
                    await (ledger.post if verb == "post" else ledger.pend)(tx, key, "test", "x", move(source, target, amount))
                    assert enough
                except InsufficientFunds:
                    assert not enough
                    continue
                if verb == "post":
                    _apply(posted, source, target, amount)
                    done.append((key, source, target, amount))
                else:
                    _freeze(frozen_in, frozen_out, source, target, amount)
                    pending.append((key, source, target, amount))
            elif verb == "confirm" and pending:
                key, source, target, amount = pending.pop(a % len(pending))
                await ledger.confirm(tx, key)
                _freeze(frozen_in, frozen_out, source, target, -amount)
                _apply(posted, source, target, amount)
                done.append((f"{key}#confirm", source, target, amount))
            elif verb == "void" and pending:
                key, source, target, amount = pending.pop(a % len(pending))
                await ledger.void(tx, key, "test")
                _freeze(frozen_in, frozen_out, source, target, -amount)
            elif verb == "reverse" and done:
                old, source, target, amount = done[a % len(done)]
                enough = target == places[3] or posted[target] - frozen_out[target] >= amount
                try:
                    await ledger.reverse(tx, old, key, "test")
                    assert enough
                except InsufficientFunds:
                    assert not enough
                    continue
                done.remove((old, source, target, amount))
                _apply(posted, source, target, -amount)
        for place in places:
            expected = Balance(posted[place], frozen_in[place], frozen_out[place])
            assert await ledger.balance(tx, place) == expected
        assert await ledger.verify(tx) == []
        await ledger.rebuild(tx)
        assert [await ledger.balance(tx, place) for place in places] == [
            Balance(posted[place], frozen_in[place], frozen_out[place]) for place in places
        ]


def _apply(posted: dict[str, int], source: str, target: str, amount: int) -> None:
    """The house is a cost account: it grows by what it gives away."""
    posted[source] += amount if source.startswith("platform") else -amount
    posted[target] += -amount if target.startswith("platform") else amount


def _freeze(frozen_in: dict[str, int], frozen_out: dict[str, int], source: str, target: str, amount: int) -> None:
    (frozen_in if source.startswith("platform") else frozen_out)[source] += amount
    (frozen_out if target.startswith("platform") else frozen_in)[target] += amount


class Undone:
    """Everything inside is rolled back, so that examples do not see each other."""

    def __init__(self, tx: Tx) -> None:
        self.tx = tx

    async def __aenter__(self) -> None:
        await self.tx.execute("SAVEPOINT example")

    async def __aexit__(self, *_: object) -> None:
        await self.tx.execute("ROLLBACK TO SAVEPOINT example")


def test_balances_are_immutable_values() -> None:
    assert replace(Balance(5, 1, 2), posted=6).available == 4
