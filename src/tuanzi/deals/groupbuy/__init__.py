"""Group-buy (拼团): a better price for those who find each other in time.

Words. An *activity* is what an operator publishes: a product, prices by team size, a window and rules. A *team* (团) has a
*leader* (团长) who opened it. A *seat* belongs to one order of one member: *held* for the payment time, taken by payment.
A *ladder* (阶梯团) has several sizes with falling prices: all pay the price of the smallest, the difference goes back at success.

Invariants. Paid and held seats of a team never exceed its size; one live seat per member and team; activity stock and the
limit per member are never exceeded. All of it is taken in one conditional statement at checkout. A team ends once: succeeded
or failed. Every paid seat ends with its order released to be shipped, or refunded in full exactly once. Locks are taken team
first, then orders, then stock. A refund in a succeeded team breaks nothing for the others.

What it never does. It never invents a member: no team is completed by anybody who did not pay, unless an operator openly lets
it succeed with fewer.
"""
