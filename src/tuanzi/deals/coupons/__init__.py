"""Coupons (优惠券): promises that members hold and use on an order.

Words. A *template* (券模板) is what an operator writes: what it is worth, on what, for whom, how many, for how long. A *coupon* is one member's
copy of it. *Claiming* (领取) makes a coupon, *using* takes it for an order. A *group* says which coupons exclude each other: an order uses at most
one of a group.

Invariants. A template never gives out more than its total, nobody gets more than their share, whatever happens at once: both limits stand in
the predicate of the statement that counts. A coupon is used for one order at a time. What is published stays as it is, so a coupon is worth
what it was worth when it was claimed. What coupons take off an order is posted to the ledger when the order is paid, by who bears it.

What it never does. It knows no other kind of deal, and takes the last cent of an order from nobody: something is always left to pay.
"""
