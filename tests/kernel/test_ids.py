"""Identifiers: one wire form each, and nothing else is read."""

from __future__ import annotations

import copy
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuanzi.kernel.ids import ALPHABET, Id

NUMBERS = st.integers(min_value=0, max_value=2**128 - 1)


class BoxId(Id, prefix="box"):
    """Used here only."""


class LidId(Id, prefix="lid"):
    """Used here only."""


@given(NUMBERS)
def test_every_id_comes_back_from_its_wire_form_and_is_the_uuid_it_was(number: int) -> None:
    box = BoxId.of(UUID(int=number))
    assert BoxId.parse(str(box)) == box == UUID(int=number)
    assert hash(BoxId.parse(str(box))) == hash(UUID(int=number))
    assert box.bytes == UUID(int=number).bytes


@given(NUMBERS, NUMBERS)
def test_wire_forms_sort_as_the_ids_do(one: int, other: int) -> None:
    texts = [str(BoxId.of(UUID(int=number))) for number in sorted((one, other))]
    assert texts == sorted(texts)


@given(st.text(min_size=26, max_size=26))
def test_what_is_not_of_the_alphabet_is_not_read(body: str) -> None:
    if set(body) <= set(ALPHABET) and body[0] <= "7":
        return
    with pytest.raises(ValueError, match="not a box id"):
        BoxId.parse(f"box_{body}")


@pytest.mark.parametrize(
    "text",
    [
        "", "box_", "box", f"lid_{'0' * 26}", f"box_8{'0' * 25}", f"box_{'0' * 25}", f"box_{'0' * 27}", f"box_{'0' * 25}u", f"box_{'0' * 25}l",
        f"box_{'0' * 25}A", f"box_ {'0' * 25}", f"box_{'0' * 12}_{'0' * 13}", f"box_+{'0' * 25}", f"box_{'٣' * 26}", f" box_{'0' * 26}",
    ],
)  # fmt: skip
def test_a_malformed_id_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a box id"):
        BoxId.parse(text)


def test_ids_may_be_copied_and_do_not_change() -> None:
    box = BoxId.new()
    assert copy.deepcopy(box) == box
    with pytest.raises(TypeError):
        box.int = 1  # type: ignore[misc]


def test_a_new_id_sorts_after_the_one_before() -> None:
    made = [BoxId.new() for _ in range(100)]
    assert made == sorted(made)
    assert repr(LidId.of(made[0])).startswith("lid_")
