"""What can go wrong with people."""

from __future__ import annotations

from tuanzi.kernel.errors import BadInput, Conflict, Gone, NotFound, TooLarge, TooMany, Unauthenticated, Unavailable


class PhoneInvalid(BadInput):
    """Not a mobile number of mainland China."""

    code = "accounts.phone_invalid"


class CodeTooSoon(TooMany):
    """A code was sent less than a minute ago; ``retry_after_s`` says when the next may be asked for."""

    code = "accounts.code_too_soon"


class CodesUsedUp(TooMany):
    """This phone has had all its codes of the day."""

    code = "accounts.codes_used_up"


class CodeWrong(Conflict):
    """Not the code we sent; ``attempts_left`` more tries."""

    code = "accounts.code_wrong"


class CodeLocked(Conflict):
    """Five wrong tries: this code is dead, even if the next guess were right. A new one is needed."""

    code = "accounts.code_locked"


class CodeExpired(Gone):
    """No code was sent, it is too old, or it was used."""

    code = "accounts.code_expired"


class CredentialsWrong(Unauthenticated):
    """No account has this login with this password; we do not say which of the two was wrong."""

    code = "accounts.credentials_wrong"


class SignInLocked(TooMany):
    """Too many failed tries on one account; ``retry_after_s`` until the next counts."""

    code = "accounts.sign_in_locked"


class PasswordWrong(Conflict):
    """The current password, asked for before a change, is not right."""

    code = "accounts.password_wrong"


class PasswordTooShort(BadInput):
    """Fewer than ``length_min`` characters."""

    code = "accounts.password_too_short"


class PasswordTooCommon(BadInput):
    """On the list of common passwords, or guessed just as fast."""

    code = "accounts.password_too_common"


class WechatCodeWrong(Conflict):
    """WeChat does not know this login code, or it was used."""

    code = "accounts.wechat_code_wrong"


class WechatUnavailable(Unavailable):
    """WeChat does not answer."""

    code = "accounts.wechat_unavailable"


class RefreshRefused(Unauthenticated):
    """The refresh token is not one of ours, its session has ended or run out, or it was used before (then the session ends)."""

    code = "accounts.refresh_refused"


class MemberNotFound(NotFound):
    """There is no such member."""

    code = "accounts.member_not_found"


class AccountGone(Gone):
    """The account was erased or merged into another."""

    code = "accounts.account_gone"


class PhoneMissing(Conflict):
    """The account has no phone to which a code could be sent."""

    code = "accounts.phone_missing"


class NotYours(Conflict):
    """The proof belongs to another account."""

    code = "accounts.not_yours"


class MergeWithItself(BadInput):
    """An account cannot be merged with itself."""

    code = "accounts.merge_with_itself"


class MergeChoiceMissing(Conflict):
    """Both accounts have a phone or an e-mail; ``both`` names what, and the caller has to say which stays."""

    code = "accounts.merge_choice_missing"


class PhoneUnknown(NotFound):
    """No account has this phone."""

    code = "accounts.phone_unknown"


class AdviserFull(Conflict):
    """An adviser looks after at most ``most`` members."""

    code = "accounts.adviser_full"


class NotesFull(Conflict):
    """A member has at most ``most`` notes."""

    code = "accounts.notes_full"


class SessionNotFound(NotFound):
    """There is no such device among one's own."""

    code = "accounts.session_not_found"


class AddressNotFound(NotFound):
    """There is no such address among one's own."""

    code = "accounts.address_not_found"


class AddressesFull(Conflict):
    """A member keeps at most ``count_max`` addresses."""

    code = "accounts.addresses_full"


class AddressPhoneInvalid(BadInput):
    """Neither a mobile nor a fixed-line number of mainland China."""

    code = "accounts.address_phone_invalid"


class RegionUnknown(BadInput):
    """No region has this code, or it is not the smallest unit of its place."""

    code = "accounts.region_unknown"


class AvatarRefused(BadInput):
    """The file is no picture we can read, or has too many pixels."""

    code = "accounts.avatar_refused"


class AvatarTooLarge(TooLarge):
    """More than ``bytes_max`` bytes."""

    code = "accounts.avatar_too_large"
