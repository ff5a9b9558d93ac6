"""PostgreSQL: one pool per process, one transaction per request or job, tables as SQLAlchemy Core definitions.

Domain code takes a ``Tx`` first and never commits. Facts and jobs recorded during a transaction are buffered and written
in one statement each just before COMMIT (``flusher``); consumers are woken after it, from outside the transaction.
"""

from tuanzi.kernel.db.database import Database, Tx, flusher, is_transient
from tuanzi.kernel.db.tables import ddl, id_pk, jsonb, metadata, minor, moment, ref

__all__ = ["Database", "Tx", "ddl", "flusher", "id_pk", "is_transient", "jsonb", "metadata", "minor", "moment", "ref"]
