"""Sealing is reversible only with the right key and context; the index survives rotation; masks hide."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tuanzi.kernel import crypto, masking
from tuanzi.kernel.crypto import KeyRing, SealBroken

NEW, OLD, STRANGE = "n" * 40, "o" * 40, "s" * 40
texts = st.text(max_size=200)
contexts = st.sampled_from(["accounts.phone", "accounts.email", "orders.address"])


@given(texts, contexts)
def test_what_is_sealed_opens_again_and_never_looks_the_same(text: str, context: str) -> None:
    ring = KeyRing(NEW)
    first, second = ring.seal(text, context), ring.seal(text, context)
    assert first != second
    assert ring.open(first, context) == ring.open(second, context) == text


@given(texts, contexts, contexts)
def test_a_value_cannot_move_to_another_context(text: str, context: str, other: str) -> None:
    assume(context != other)
    ring = KeyRing(NEW)
    with pytest.raises(SealBroken):
        ring.open(ring.seal(text, context), other)


@given(texts, st.data())
def test_a_change_of_any_bit_is_noticed(text: str, data: st.DataObject) -> None:
    ring = KeyRing(NEW)
    sealed = bytearray(ring.seal(text, "x"))
    place = data.draw(st.integers(0, len(sealed) - 1))
    sealed[place] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(SealBroken):
        ring.open(bytes(sealed), "x")


@given(st.binary(max_size=60))
def test_rubbish_is_refused(rubbish: bytes) -> None:
    with pytest.raises(SealBroken):
        KeyRing(NEW).open(rubbish, "x")


@given(texts)
def test_rotation_opens_the_old_seals_the_new_and_keeps_the_index(text: str) -> None:
    before, after = KeyRing(OLD), KeyRing(NEW, [OLD])
    sealed = before.seal(text, "x")
    assert after.open(sealed, "x") == text
    assert not after.is_current(sealed)
    assert after.is_current(after.seal(text, "x"))
    assert after.blind_index(text, "x") == before.blind_index(text, "x")
    assert after.keys_for("tokens") == [*KeyRing(NEW).keys_for("tokens"), *before.keys_for("tokens")]
    with pytest.raises(SealBroken):
        KeyRing(NEW).open(sealed, "x")


@given(texts, texts, contexts, contexts)
def test_the_index_is_equal_exactly_for_equal_values_of_one_context(a: str, b: str, first: str, second: str) -> None:
    ring = KeyRing(NEW)
    assert (ring.blind_index(a, first) == ring.blind_index(b, second)) == ((a, first) == (b, second))
    assert ring.blind_index(a, first) != KeyRing(STRANGE).blind_index(a, first)


def test_a_purpose_has_its_own_key() -> None:
    ring = KeyRing(NEW)
    assert len({ring.keys_for(purpose)[0] for purpose in ("tokens", "callbacks", "seal", "blind index")}) == 4


def test_the_process_wide_ring_must_be_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crypto, "_ring", None)
    with pytest.raises(RuntimeError, match="no keys"):
        crypto.seal("x", "y")
    crypto.use(KeyRing(NEW))
    assert crypto.open_(crypto.seal("团子", "y"), "y") == "团子"
    assert crypto.blind_index("a", "y") == KeyRing(NEW).blind_index("a", "y")


@pytest.mark.parametrize(
    ("phone", "shown"),
    [("13812345678", "138****5678"), ("+8613812345678", "+86*******5678"), ("12345678", "123*5678"), ("110", "*10"), ("", "")],
)
def test_a_masked_phone(phone: str, shown: str) -> None:
    assert masking.mask_phone(phone) == shown


@given(st.from_regex(r"[0-9]{8,15}", fullmatch=True))
def test_a_masked_phone_keeps_its_length_and_at_most_seven_digits(phone: str) -> None:
    shown = masking.mask_phone(phone)
    assert len(shown) == len(phone)
    assert sum(char.isdigit() for char in shown) == 7


def test_masked_names_and_addresses() -> None:
    assert masking.mask_email("li.wei@example.com") == "l***@example.com"
    assert masking.mask_email("nonsense") == "***"
    assert [masking.mask_name(name) for name in ("王", "王小明", "")] == ["王*", "王**", "*"]
