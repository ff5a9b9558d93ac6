"""Helpers to define tables. One metadata for the whole product; each domain defines its own tables in ``models.py``."""

from __future__ import annotations

from typing import Any

from sqlalchemy import DDL, BigInteger, Column, DateTime, LargeBinary, MetaData, Table, Uuid, event
from sqlalchemy.dialects.postgresql import JSONB

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def id_pk() -> Column[Any]:
    """The primary key of a thing with a typed id."""
    return Column("id", Uuid, primary_key=True)


def ref(name: str, *arguments: Any, nullable: bool = False, **options: Any) -> Column[Any]:
    """A column that holds a typed id; pass a ForeignKey only to a table of the same domain or of one below."""
    return Column(name, Uuid, *arguments, nullable=nullable, **options)


def minor(name: str, *, nullable: bool = False, **options: Any) -> Column[Any]:
    """An amount in minor units of the row's currency."""
    return Column(name, BigInteger, nullable=nullable, **options)


def moment(name: str, *, nullable: bool = False, **options: Any) -> Column[Any]:
    """A point in time, aware UTC."""
    return Column(name, DateTime(timezone=True), nullable=nullable, **options)


def jsonb(name: str, *, nullable: bool = False, **options: Any) -> Column[Any]:
    """A document; repositories pass and receive plain Python values."""
    return Column(name, JSONB, nullable=nullable, **options)


def sealed(name: str, context: str, *, nullable: bool = False) -> Column[Any]:
    """Personal data, sealed under ``context`` (see ``kernel.crypto``). Rotation of keys finds it by this mark."""
    return Column(name, LargeBinary, nullable=nullable, info={"sealed": context})


def ddl(table: Table, statement: str) -> None:
    """Run ``statement`` right after ``table`` is created: triggers, partitions, what Core cannot say. ``%`` needs no doubling."""
    event.listen(table, "after_create", DDL(statement.replace("%", "%%")))  # type: ignore[no-untyped-call]
