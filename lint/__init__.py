"""Our own laws as code: import contracts for import-linter, and the rules behind ``tests/tidy``. Not part of the product."""
