"""PostgreSQL: one pool per process, one transaction per request or job, tables as SQLAlchemy Core definitions.

Domain code takes a ``Tx`` first and never commits. Facts and jobs recorded during a transaction are buffered and written
in one statement just before COMMIT (``writer``); consumers are woken after it, from outside the transaction.
"""

from tuanzi.kernel.db.database import WAKE, Database, is_repeatable, is_transient
from tuanzi.kernel.db.tables import ddl, id_pk, jsonb, metadata, minor, moment, ref, sealed
from tuanzi.kernel.db.tx import Statement, Tx, flusher, writer

__all__ = [
    "WAKE",
    "Database",
    "Statement",
    "Tx",
    "ddl",
    "flusher",
    "id_pk",
    "is_repeatable",
    "is_transient",
    "jsonb",
    "metadata",
    "minor",
    "moment",
    "ref",
    "sealed",
    "writer",
]
