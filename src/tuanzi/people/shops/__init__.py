"""Shops (商家): who sells. For now one shop: its name, its hotline and where returned goods go.

Invariants. There is exactly one profile; what nobody has set reads as the product's own words. A change names the version it was made from.

What it never does. It knows nothing of goods, orders or money.
"""
