"""The stacking guard (叠加护栏): the basket, the buyer and the combination of offers that would lose the most, found before anybody buys it.

Words. A *case* is a basket of a buyer at a moment. Its *margin* is what the buyer pays for the goods less what they cost. The *worst case* has the
lowest margin of all. A *floor* (毛利底线) is the least margin, in parts of the price, that a SKU may be sold at.

How it is found. Offers meet in too many ways to try them all, so two things work together. A *relaxation*, an integer program solved by OR-Tools CP-SAT,
says for a set of baskets how bad they could be at most: every offer is worth there at least what it is worth in truth. The true price is then made by the
very quote that the shopper would get. A basket that turns out less bad than the relaxation said is struck out, and the search goes on with the
rest, until nothing that is left could be worse than the worst found: then it is *proved*. If its time runs out before, or an offer on most of the shop joins everything with everything, it says
that it is not.

What it never does. It changes no price and no offer, and it invents no offer of its own: what is live or scheduled within its horizon counts.
"""
