"""How consent can fail."""

from __future__ import annotations

from tuanzi.kernel.errors import BadInput, Conflict, Forbidden, Gone, NotFound, TooMany


class VersionUnknown(NotFound):
    """No document of this kind has this version."""

    code = "consent.version_unknown"


class VersionOld(Conflict):
    """The document has a newer version; ``current`` is what has to be read and agreed to."""

    code = "consent.version_old"


class NotWithdrawable(Conflict):
    """Terms and privacy policy end only with the account."""

    code = "consent.not_withdrawable"


class RecipientUnknown(NotFound):
    """There is no such recipient."""

    code = "consent.recipient_unknown"


class RecipientTaken(Conflict):
    """A recipient with this code exists."""

    code = "consent.recipient_taken"


class RecipientsFull(Conflict):
    """There are at most ``most`` recipients."""

    code = "consent.recipients_full"


class LanguageMissing(BadInput):
    """A document needs its title and text in every language of the house."""

    code = "consent.language_missing"


class TooManyExports(TooMany):
    """At most ``most`` archives a day."""

    code = "consent.too_many_exports"


class ExportNotFound(NotFound):
    """There is no such archive among one's own."""

    code = "consent.export_not_found"


class ExportNotReady(Conflict):
    """The archive is still being made."""

    code = "consent.export_not_ready"


class ExportExpired(Gone):
    """The archive was deleted; a new one can be asked for."""

    code = "consent.export_expired"


class LinkRefused(Forbidden):
    """The link is not ours, or its time is over."""

    code = "consent.link_refused"
