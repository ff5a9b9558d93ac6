"""Payments (支付): money that a member sends for a subject, and money that goes back.

Words. A *subject* is what is paid for, by name (an order's wire id); payments does not know what it is. A *method* is
``balance`` or the name of a gateway. A *notification* is a provider's signed message; a *poll* asks the provider ourselves
because messages get lost. A *refund* is an intention with a key: it is pending until the provider says done, and failed
only when a person has to look (the finance queue).

Where the money stands. When a payment succeeds this domain posts debit ``gateway:<name>:clearing`` (or ``member:<id>:wallet``)
and credit ``order:<subject>:received``; a refund posts debit ``order:<subject>:received`` and credit
``platform:refund_clearing`` (or the wallet), and when the provider has paid it out, debit ``platform:refund_clearing`` and
credit ``gateway:<name>:clearing``. Whoever owns the subject moves ``order:<subject>:received`` on, and brings it back first
when a refund is asked after that.

Invariants. A payment becomes paid once, by one conditional UPDATE, only for its exact amount; closed payments that are paid
late become paid too, once, and ``PaymentSucceeded`` is recorded: the owner of the subject decides. Refunded is never more
than paid. One key is one refund. One subject has at most one open payment per method.

What it never does. It never talks to a provider inside a transaction, and never trusts a message it cannot verify.
"""
