"""What a phone, a contact and a login are."""

from __future__ import annotations

import pytest

from tuanzi.people.accounts import rules
from tuanzi.people.accounts.errors import AddressPhoneInvalid, PhoneInvalid


@pytest.mark.parametrize(
    "text",
    ["13812345678", " 138 1234 5678 ", "138-1234-5678", "+8613812345678", "+86 138 1234 5678", "008613812345678", "１３８１２３４５６７８"],
)
def test_every_usual_way_to_write_a_mobile_is_one_number(text: str) -> None:
    assert rules.normal_phone(text) == "+8613812345678"


@pytest.mark.parametrize("prefix", ["130", "145", "149", "155", "162", "166", "170", "178", "189", "191", "192", "195", "199"])
def test_every_carrier_is_taken(prefix: str) -> None:
    assert rules.normal_phone(f"{prefix}12345678") == f"+86{prefix}12345678"


@pytest.mark.parametrize(
    "text", ["", "1381234567", "138123456789", "12812345678", "05365221234", "+12025550143", "+85291234567", "abc", "1" * 40]
)
def test_what_is_no_mobile_of_the_mainland_is_refused(text: str) -> None:
    with pytest.raises(PhoneInvalid):
        rules.normal_phone(text)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("138 1234 5678", "13812345678"),
        ("0536-5221234", "0536-5221234"),
        ("(010) 6552 9988", "010-65529988"),
        ("+86 21 5888 8888", "021-58888888"),
    ],
)
def test_a_courier_also_calls_fixed_lines(text: str, kept: str) -> None:
    assert rules.normal_contact(text) == kept


@pytest.mark.parametrize("text", ["110", "+12025550143", "5221234", "x"])
def test_what_a_courier_cannot_call(text: str) -> None:
    with pytest.raises(AddressPhoneInvalid):
        rules.normal_contact(text)


@pytest.mark.parametrize(
    ("text", "login"),
    [
        (" Anna@Example.COM", ("email", "anna@example.com")),
        ("138 1234 5678", ("phone", "+8613812345678")),
        ("Anna", ("unknown", "anna")),
        ("a@b", ("unknown", "a@b")),
    ],
)
def test_a_login_is_an_email_a_phone_or_nothing_known(text: str, login: tuple[str, str]) -> None:
    assert rules.normal_login(text) == login
