"""One module per kind of work; each has functions that take a ``Bench`` and return figures."""
