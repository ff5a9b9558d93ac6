"""The ledger (账本): every movement of value, in balanced legs, written once and never changed.

Words. An *entry* is one movement with its key, reason and reference; a *leg* debits or credits one *account* (an address such
as ``member:<id>:wallet``) in one *asset* (CNY, points …). A *pending* entry announces value that is not there yet: it is later
confirmed, voided or expired by another entry. A *guarded* account can never fall below zero.

Invariants, kept by the database itself: at least two legs, each on one side with a positive amount, balanced per asset and
layer; all legs of an entry arrive in the statement that makes it; nothing is updated or deleted. One key is one entry for
ever, and the same key with other inputs is refused. A pending entry is resolved once, a posted one reversed once.

Balances are derived: guarded accounts keep one row, moved by a conditional update; busy accounts of the house keep a roll-up
and a tail so that no row is hot; ``verify`` compares both with the legs and ``rebuild`` makes them anew.

What it never does. It knows no order, no provider and no rule of business; who may move what is said in each ``postings.py``.
"""
