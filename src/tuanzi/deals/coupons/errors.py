"""What can go wrong with coupons."""

from __future__ import annotations

from tuanzi.kernel.errors import BadInput, Conflict, NotFound


class TemplateNotFound(NotFound):
    """There is no such template, or it is not for shoppers to see."""

    code = "coupons.template_not_found"


class CouponNotFound(NotFound):
    """There is no such coupon, or it is somebody else's."""

    code = "coupons.not_found"


class TemplateVersion(Conflict):
    """Somebody changed it meanwhile; ``version`` is the present one."""

    code = "coupons.template_version"


class TemplateStatus(Conflict):
    """Not in this ``status``."""

    code = "coupons.template_status"


class BadTemplate(BadInput):
    """What is written cannot be; ``errors`` names each flaw with its field."""

    code = "coupons.bad_template"


class CodeTaken(Conflict):
    """Another template has this code."""

    code = "coupons.code_taken"


class AllGone(Conflict):
    """Every coupon of it was given out."""

    code = "coupons.all_gone"


class ShareTaken(Conflict):
    """The member has as many of it as one may have, at all or today."""

    code = "coupons.share_taken"


class NotForYou(Conflict):
    """It is for new members, or for members of a higher level; ``why`` says which."""

    code = "coupons.not_for_you"


class NotClaimable(Conflict):
    """It cannot be claimed now or this way."""

    code = "coupons.not_claimable"


class CodeUnknown(Conflict):
    """No coupon is got by this code."""

    code = "coupons.code_unknown"


class CouponGone(Conflict):
    """A coupon of the quote is no longer free: used for another order, void, or over."""

    code = "coupons.gone"


class CouponInUse(Conflict):
    """A coupon that an order uses cannot be taken back."""

    code = "coupons.in_use"
