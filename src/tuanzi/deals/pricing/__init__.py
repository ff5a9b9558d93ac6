"""Pricing (计价): what a basket costs this buyer now, and why, to the cent.

Words. An *offer* is a kind of deal plugged into pricing (the port ``Offer``). *Terms* are the frozen data of one live offer.
An *award* is what an offer gives: an amount off some lines. A *scene price* is the price at which a line enters (group price,
member price); exactly one scene prices a line. The *quote* is the answer, with an explanation for every cent.

Invariants. The quote is a pure function: same input, same output, whatever the order of the lines. Stages are applied in the
order of ``Stage``. Lines add up to the payable amount, no line is negative, no discount is larger than what it is taken off.
The scene the buyer chose wins; otherwise the lowest scene price permitted. What a buyer claims is taken in the checkout
transaction or not at all, and given back exactly once if the order closes.

What it never does. It knows no deal by name, and it never trusts a price that came from a client.
"""
