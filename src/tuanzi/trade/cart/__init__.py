"""The cart (购物车): what a shopper put aside, kept on the server, for a visitor before sign-in and for a member after.

A *line* is one sku with a quantity and the price at which it was added. Prices and stock are never stored here: every look
at the cart asks the catalogue and the inventory, and says what changed since. Nothing is reserved by being in a cart.

Invariants: one line per owner and sku, at most ``LINES_MAX`` lines, quantities from 1 to ``QUANTITY_MAX``. A visitor's cart is
merged into the member's at sign-in exactly once and then it is gone.
"""
