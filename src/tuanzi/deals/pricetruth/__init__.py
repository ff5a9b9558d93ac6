"""Price truth (价格真实): what a price may be compared with in public is computed from what was asked and really paid, never typed.

Words. A *deal price* (成交价) is what one piece of a paid line cost its buyer, freight apart. The *reference* (划线价) of a SKU is the lowest deal price of
the 7 days before its present price began; without a deal in these days it is the last one before; without any there is none. The *lowest
price* is the lowest single price asked in the 30 days before. A *promise* is a price that a deal offers and the price it is compared with.

The law. 明码标价和禁止价格欺诈规定 (SAMR order 56, in force since 2022-07-01), Art. 16 to 20: a comparison must be true, and without an exact label the
compared price is at most the lowest deal price of the 7 days before; nobody raises a price to cut it. Directive (EU) 2019/2161, Art. 6a of
98/6/EC: a reduction names the lowest price of the 30 days before.

Invariants. Goods that were given back were not dealt: their price counts no more. A gift is no deal. Deals are kept for good; the law
asks three years.

What it never does. It changes no price and knows no other deal; deals ask it before they are published.
"""
