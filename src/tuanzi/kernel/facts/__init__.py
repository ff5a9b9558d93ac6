"""Facts go up: a frozen past-tense record, written to the outbox in the transaction that made it true.

A publisher never names a consumer. A reactor (``reactions.py``) says which facts it hears; every reactor has its own
cursor and receives each fact at least once, in commit-safe order: a fact is delivered only when every transaction older
than its own has ended, so a late committer is never skipped. A reactor's writes and its cursor move in one transaction.
"""

from tuanzi.kernel.facts.catalogue import Delivery, all_facts, fact, fact_name, listeners, on, on_many, reactors
from tuanzi.kernel.facts.outbox import record

__all__ = ["Delivery", "all_facts", "fact", "fact_name", "listeners", "on", "on_many", "reactors", "record"]
