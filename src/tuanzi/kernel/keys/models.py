"""Where the key of the blind indexes is kept, sealed."""

from sqlalchemy import Boolean, CheckConstraint, Column, Table

from tuanzi.kernel.db import metadata, sealed

CONTEXT = "keys.index_key"

keys_index = Table(
    "keys_index",
    metadata,
    Column("single", Boolean, CheckConstraint("single", name="one_row"), primary_key=True, server_default="true"),
    sealed("key_sealed", CONTEXT),
)
