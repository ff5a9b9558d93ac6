"""The catalogue: what the shop offers, at which price, in which words and pictures.

Words: a *product* (商品, SPU) is what a shopper sees; a *SKU* (规格) is what a shopper buys: one value on each of the product's
option axes. Categories form a tree; brands and tags name; a *collection* is a rule, never a list.

Invariants:
- the SKUs of a product form a full matrix over its axes: one value per axis, no combination twice, none missing
  (a combination that is not sold is a disabled SKU);
- every SKU has a cost; amounts are minor units of one currency;
- status moves only along ``rules.TRANSITIONS``; what shoppers see is only what is on sale;
- ``catalog_listing`` and ``catalog_page`` repeat what the other tables say, rebuilt by the verb that changed them, in its
  transaction, so that a list or a page is read from one table.

It never computes a promotion and never counts stock: deals and inventory write down here what a card has to show.
"""
