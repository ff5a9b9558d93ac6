"""The history of the schema. A revision is frozen once it is released: it holds its own SQL and imports nothing of the product."""
