"""How payments refuses."""

from __future__ import annotations

from tuanzi.kernel.errors import BadInput, Conflict, Forbidden, NotFound, Unavailable


class PaymentNotFound(NotFound):
    """There is no such payment, or it is somebody else's."""

    code = "payments.not_found"


class MethodUnknown(BadInput):
    """Nobody takes money by this method here."""

    code = "payments.method_unknown"


class AlreadyPaid(Conflict):
    """The subject is paid; a second payment is never started."""

    code = "payments.already_paid"


class PaymentOver(Conflict):
    """What was to be paid for is no longer to be had, or the time to pay has passed."""

    code = "payments.over"


class NotificationRefused(Forbidden):
    """A call-back whose signature, time, merchant or shape is wrong. It does not say which: the sender may be a stranger."""

    code = "payments.notification_refused"


class GatewayTrouble(Unavailable):
    """The provider did not answer, or not sensibly. What we asked for may or may not have happened."""

    code = "payments.gateway_trouble"


class RefundExceedsPaid(Conflict):
    """More than what was paid and not yet refunded: ``left`` is what can still go back."""

    code = "payments.refund_exceeds_paid"


class RefundKeyConflict(Conflict):
    """The same key was used before for another refund: a broken caller."""

    code = "payments.refund_key_conflict"


class RefundNotFound(NotFound):
    """There is no such refund."""

    code = "payments.refund_not_found"


class RefundNotFailed(Conflict):
    """Only a refund that failed can be tried again."""

    code = "payments.refund_not_failed"
