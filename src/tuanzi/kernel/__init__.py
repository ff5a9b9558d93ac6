"""Business-free tools: the words every domain speaks (money, ids, clock, errors) and the machinery under it.

The kernel knows no domain. Whatever names a product, a member or an order belongs in the domain that owns the noun.
"""
