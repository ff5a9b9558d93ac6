"""The ledger, from outside. Only ``postings.py`` files may import this module."""

from tuanzi.money.ledger.confirm import confirm
from tuanzi.money.ledger.expire import expire
from tuanzi.money.ledger.pend import pend
from tuanzi.money.ledger.post import post
from tuanzi.money.ledger.rebuild import rebuild
from tuanzi.money.ledger.repository import balance, balances, entries_of, statement
from tuanzi.money.ledger.reverse import reverse
from tuanzi.money.ledger.roll_up import roll_up
from tuanzi.money.ledger.verify import verify
from tuanzi.money.ledger.void import void

__all__ = [
    "balance",
    "balances",
    "confirm",
    "entries_of",
    "expire",
    "pend",
    "post",
    "rebuild",
    "reverse",
    "roll_up",
    "statement",
    "verify",
    "void",
]
