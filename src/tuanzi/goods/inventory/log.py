"""What staff does with stock goes into the audit log."""

from __future__ import annotations

from tuanzi.kernel.db import Tx
from tuanzi.trust.audit import api as audit
from tuanzi.trust.audit.contracts import Entry


def log(tx: Tx, entry: Entry) -> None:
    """Record one deed in the transaction that does it."""
    audit.record(tx, entry)
