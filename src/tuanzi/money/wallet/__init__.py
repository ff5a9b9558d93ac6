"""The wallet (钱包): what a member has with us, as a page to read and a way to pay.

Words. *Balance* is what may be spent; *frozen* is promised and not yet there (a cashback before the after-sale window has
passed). An *entry* is one line of the statement.

Invariants. The wallet has no table: it is the ledger account ``member:<id>:wallet``, which the ledger never lets fall below
zero. Paying from it is one transaction with the payment it makes, and produces the same fact as any other payment.

What it never does. It does not decide who gets money: cashbacks, refunds and compensations are posted by the domains that
owe them.
"""
