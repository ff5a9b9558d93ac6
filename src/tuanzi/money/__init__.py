"""What is owed: the ledger, payments through providers, and members' wallets. Knows nothing of orders."""
