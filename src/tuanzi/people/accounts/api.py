"""What the house may ask of accounts."""

from tuanzi.people.accounts.addresses import add_address, address_for, addresses, change_address, remove_address
from tuanzi.people.accounts.avatar import set_avatar
from tuanzi.people.accounts.codes import check_code, request_code
from tuanzi.people.accounts.passwords import (
    change_password,
    check_password,
    claim_attempt,
    clear_attempts,
    hash_password,
    refuse_weak,
    verify_password,
)
from tuanzi.people.accounts.paste import parse_address
from tuanzi.people.accounts.profile import change_profile, find_by_phone, get, get_many, phone_of, set_level
from tuanzi.people.accounts.regions import children as regions
from tuanzi.people.accounts.regions import place
from tuanzi.people.accounts.rules import normal_contact, normal_email, normal_phone
from tuanzi.people.accounts.sessions import advance_stage, end_other_sessions, end_session, is_living, open_session, refresh, sessions
from tuanzi.people.accounts.sign_in import check_wechat, sign_in
from tuanzi.people.accounts.tokens import principal

__all__ = [
    "add_address",
    "address_for",
    "addresses",
    "advance_stage",
    "change_address",
    "change_password",
    "change_profile",
    "check_code",
    "check_password",
    "check_wechat",
    "claim_attempt",
    "clear_attempts",
    "end_other_sessions",
    "end_session",
    "find_by_phone",
    "get",
    "get_many",
    "hash_password",
    "is_living",
    "normal_contact",
    "normal_email",
    "normal_phone",
    "open_session",
    "parse_address",
    "phone_of",
    "place",
    "principal",
    "refresh",
    "refuse_weak",
    "regions",
    "remove_address",
    "request_code",
    "sessions",
    "set_avatar",
    "set_level",
    "sign_in",
    "verify_password",
]
