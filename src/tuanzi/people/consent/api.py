"""Consent, from outside."""

from tuanzi.people.consent.archives import expire_exports, make_export
from tuanzi.people.consent.contracts import REQUIRED
from tuanzi.people.consent.decide import accept_required, decide
from tuanzi.people.consent.documents import add_recipient, current, figures, pick, publish, recipients, version, versions
from tuanzi.people.consent.exports import ask_export, export_for, exports, fetch, link_of
from tuanzi.people.consent.standing import allowing, history, may_pass, recipients_of, refusing, standing

__all__ = [
    "REQUIRED",
    "accept_required",
    "add_recipient",
    "allowing",
    "ask_export",
    "current",
    "decide",
    "expire_exports",
    "export_for",
    "exports",
    "fetch",
    "figures",
    "history",
    "link_of",
    "make_export",
    "may_pass",
    "pick",
    "publish",
    "recipients",
    "recipients_of",
    "refusing",
    "standing",
    "version",
    "versions",
]
