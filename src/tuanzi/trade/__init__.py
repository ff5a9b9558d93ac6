"""The sale: what a shopper puts aside (cart), what was agreed (orders), how it reaches them (fulfilment)."""
