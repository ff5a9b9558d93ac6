"""What the house may ask of the audit log."""

from tuanzi.trust.audit.check_chain import check_chain
from tuanzi.trust.audit.record import record
from tuanzi.trust.audit.repository import checks, count
from tuanzi.trust.audit.search import search
from tuanzi.trust.audit.verify_chain import verify_chain

__all__ = ["check_chain", "checks", "count", "record", "search", "verify_chain"]
