"""Savings (优惠活动): promotions that every shopper gets who buys the right goods at the right time, without claiming anything.

Words. A *saving* (优惠活动) is what an operator writes: its kind, its rule, on what, for whom, when, and how it stands with others. Kinds: full reduction
in tiers (满减 · 满折 · 满赠), the n-th piece for less (第 N 件折扣), buy n get m (买 N 赠 M), a bundle at one price (套餐), mix and match (任选 N 件), cross-sell (加价购 ·
买 X 送 Y), and a price for a time (限时折扣), which may have steps (前 N 件) and come again on days of the week or month (会员日). A *use* is what one order took
of a saving.

Invariants. What is published stays as it is: another version is another saving. Limits (orders in all, per member, pieces) stand in the predicate of
the statement that counts. A saving never takes the last cent of an order. What each order took is kept with who bears it and adds up to the order's
adjustments.

What it never does. It knows no other kind of deal: which ones stand together is pricing's policy.
"""
