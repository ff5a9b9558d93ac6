"""Fulfilment (履约): what carrying costs, how an order reaches the shopper, and how we know that it did.

Words. A *freight template* is the operator's table of shipping fees by region. A *parcel* is what a carrier carries under one
waybill; its *events* are where it was seen. A *pickup code* is six digits, unique among the open ones, shown to the shopper as
text and QR and typed or scanned at the outlet.

Invariants. Stock is consumed when the goods leave: at shipment, or at pickup. A pickup code works once. Freight is a pure
function of lines, region and templates. Who guesses codes is stopped after a few wrong ones.

What it never does. It does not decide whether an order may move: it asks orders, in the same transaction.
"""
