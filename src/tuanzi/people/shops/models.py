"""The table of the shop's profile: one row."""

from sqlalchemy import Boolean, CheckConstraint, Column, Integer, Table, Text, text

from tuanzi.kernel.db import metadata, moment

shops_profile = Table(
    "shops_profile",
    metadata,
    Column("is_only", Boolean, primary_key=True, server_default=text("true")),
    Column("name", Text, nullable=False),
    Column("slogan", Text, nullable=False),
    Column("hotline", Text, nullable=False),
    Column("hotline_hours", Text, nullable=False),
    Column("return_name", Text, nullable=False),
    Column("return_phone", Text, nullable=False),
    Column("return_address", Text, nullable=False),
    Column("version", Integer, nullable=False),
    moment("updated_at"),
    CheckConstraint("is_only", name="only"),
)
