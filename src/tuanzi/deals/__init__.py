"""Reasons to buy now: what makes a price better for a while, under conditions."""
