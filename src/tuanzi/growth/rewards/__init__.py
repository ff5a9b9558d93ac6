"""Rewards (奖励): what deals promised beside money is given once it was earned, and taken back when it was not.

Invariants. Each promise is kept once, by the order and the deal that made it. A coupon that was given and has been used stays used: what is taken back
is what lies unused.

What it never does. It promises nothing itself.
"""
