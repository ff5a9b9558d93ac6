"""Pure decisions of accounts: what a phone is, what a login is, which picture side, what a change may be."""

from __future__ import annotations

import re
import unicodedata

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from tuanzi.people.accounts.errors import AddressPhoneInvalid, PhoneInvalid

HOME = "CN"
MOBILE = re.compile(r"\+861[3-9]\d{9}")
EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]+\.[^@\s]{2,63}")
PHONE_LENGTH_MAX = 30
EMAIL_LENGTH_MAX = 254


def normal_phone(text: str) -> str:
    """A mobile number of mainland China in E.164 (``+8613800000000``), from any usual way to write it. Raises ``PhoneInvalid``."""
    number = _parse(text)
    if number is None:
        raise PhoneInvalid
    found = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    if not MOBILE.fullmatch(found):
        raise PhoneInvalid
    return found


def normal_contact(text: str) -> str:
    """The number a courier dials: eleven digits of a mobile, or area code and number. Raises ``AddressPhoneInvalid``."""
    number = _parse(text)
    if number is None or number.country_code != 86:  # noqa: PLR2004 - mainland China
        raise AddressPhoneInvalid
    if MOBILE.fullmatch(phonenumbers.format_number(number, PhoneNumberFormat.E164)):
        return str(number.national_number)
    if phonenumbers.number_type(number) is not PhoneNumberType.FIXED_LINE or not phonenumbers.is_valid_number(number):
        raise AddressPhoneInvalid
    area, _, rest = phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL).partition(" ")
    return f"{area}-{rest.replace(' ', '')}"


def national(phone: str) -> str:
    """An E.164 mobile as people here read it: eleven digits."""
    return phone.removeprefix("+86")


def normal_email(text: str) -> str | None:
    """Lower case and NFKC, or None if it cannot be an address."""
    email = unicodedata.normalize("NFKC", text).strip().lower()
    return email if len(email) <= EMAIL_LENGTH_MAX and EMAIL.fullmatch(email) else None


def normal_login(text: str) -> tuple[str, str]:
    """What a login is and its normal form: ("email", …), ("phone", …) or ("unknown", …)."""
    email = normal_email(text)
    if email:
        return "email", email
    try:
        return "phone", normal_phone(text)
    except PhoneInvalid:
        return "unknown", text.strip().lower()[:EMAIL_LENGTH_MAX]


def _parse(text: str) -> phonenumbers.PhoneNumber | None:
    if len(text) > PHONE_LENGTH_MAX:
        return None
    try:
        return phonenumbers.parse(unicodedata.normalize("NFKC", text), HOME)
    except phonenumbers.NumberParseException:
        return None
