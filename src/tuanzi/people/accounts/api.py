"""What the house may ask of accounts."""

from tuanzi.people.accounts.addresses import add_address, address_for, addresses, change_address, remove_address
from tuanzi.people.accounts.adviser import advised_by, count_advised, set_adviser
from tuanzi.people.accounts.avatar import set_avatar
from tuanzi.people.accounts.codes import check_code, request_code, request_own_code, use_proof
from tuanzi.people.accounts.erase import erase, hold_for_erasing
from tuanzi.people.accounts.gone import follow_gone, refuse
from tuanzi.people.accounts.life import add_note, keep_figures, keep_wishes, notes, person, reveal, see, set_source, stay
from tuanzi.people.accounts.passwords import (
    change_password,
    check_own_password,
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
from tuanzi.people.accounts.repository_listing import SORTING, count, search
from tuanzi.people.accounts.rules import normal_contact, normal_email, normal_phone
from tuanzi.people.accounts.sessions import (
    advance_stage,
    end_all_sessions,
    end_other_sessions,
    end_session,
    is_living,
    open_session,
    refresh,
    sessions,
)
from tuanzi.people.accounts.sign_in import check_wechat, sign_in
from tuanzi.people.accounts.take_over import take_over
from tuanzi.people.accounts.tokens import principal

__all__ = [
    "SORTING",
    "add_address",
    "add_note",
    "address_for",
    "addresses",
    "advance_stage",
    "advised_by",
    "change_address",
    "change_password",
    "change_profile",
    "check_code",
    "check_own_password",
    "check_password",
    "check_wechat",
    "claim_attempt",
    "clear_attempts",
    "count",
    "count_advised",
    "end_all_sessions",
    "end_other_sessions",
    "end_session",
    "erase",
    "find_by_phone",
    "follow_gone",
    "get",
    "get_many",
    "hash_password",
    "hold_for_erasing",
    "is_living",
    "keep_figures",
    "keep_wishes",
    "normal_contact",
    "normal_email",
    "normal_phone",
    "notes",
    "open_session",
    "parse_address",
    "person",
    "phone_of",
    "place",
    "principal",
    "refresh",
    "refuse",
    "refuse_weak",
    "regions",
    "remove_address",
    "request_code",
    "request_own_code",
    "reveal",
    "search",
    "see",
    "sessions",
    "set_adviser",
    "set_avatar",
    "set_level",
    "set_source",
    "sign_in",
    "stay",
    "take_over",
    "use_proof",
    "verify_password",
]
