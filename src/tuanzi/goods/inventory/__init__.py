"""Stock: how many pieces of a SKU lie where, and how many of them are promised.

Words: *on hand* is what lies there; *reserved* is promised to orders; *safety* is never promised; *available* is on hand
minus reserved minus safety. A *reservation* holds pieces for one key (an order) until it is consumed by shipment or released.
A *movement* is one change of on hand with its reason; movements are never changed.

Invariants:
- 0 <= reserved <= on hand, under any concurrency: every change is one statement with its limit in the predicate;
- the movements of a SKU at a location add up to its on hand; the pending reservations add up to its reserved (``verify``);
- rows of several SKUs are always taken in the order of their ids, so baskets never deadlock;
- a reservation does not end by time alone: the order's timer releases it; what was forgotten is listed by ``orphans``.
"""
