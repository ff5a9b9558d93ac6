"""Orders (订单): what was agreed with a shopper, at which price, and how far it has come.

Words. A *line* is a quantity of one sku with its title, picture and prices frozen. An *adjustment* says how much one source
(a deal, a coupon) took off which line and who bears it. A *hold* (reason, reference) keeps a paid order from being prepared:
the shopper sees ``waiting`` (待成团). A *late payment* is money that arrived after the order had closed.

Invariants. A state changes only by a move of ``rules.TRANSITIONS``, in one conditional UPDATE, with its fact and a row of the
timeline. Never more is refunded than was paid, and any sequence of partial refunds adds up to what was paid. The stock of an
order is reserved when it is placed and leaves exactly once: consumed at hand-over or released at closing.

What it never does. It knows no promotion by name and talks to no payment provider: money it owes back is handed to payments,
money it holds stands in the ledger account ``order:<id>:received`` until the after-sale window has passed.
"""
