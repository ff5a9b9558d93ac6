"""The audit log: who did what to which object, from where, before and after; append-only and chained by hash.

Words: an *entry* is what a writer says; *sealed* is an entry with its number and the SHA-256 over its canonical JSON and the
hash before it; the *head* is the newest number and hash, one row that every writer locks for the last moment of its
transaction.

What always holds:
- An entry is durable exactly when the change that it tells of is.
- The database refuses UPDATE, DELETE and TRUNCATE on entries; ``verify_chain`` finds what was edited, removed, reordered or
  cut off at the end all the same.
- Nothing personal stands here in clear: callers mask before they record.

It never decides who may do something and never asks what an object is.
"""
