"""Tuanzi (团子): a social-commerce platform. Calls go down, facts go up, money sinks to the ledger."""
