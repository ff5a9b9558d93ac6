"""Typed identifiers: UUIDv7 in the database, ``prefix_`` plus 26 characters of base 32 on the wire (TypeID 0.3).

A class per thing keeps ``OrderId`` and ``MemberId`` apart for the type checker, for the reader of a log and for the API:
an id of the wrong kind is refused before any query runs.
"""

from __future__ import annotations

from typing import Any, ClassVar, Self
from uuid import UUID, SafeUUID

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema
from uuid_utils import uuid7

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
BODY_LENGTH = 26
# From the alphabet to what ``int(…, 32)`` reads; every other byte becomes one that it refuses.
_DIGITS = bytes(
    b"0123456789abcdefghijklmnopqrstuv"[ALPHABET.index(chr(byte))] if chr(byte) in ALPHABET else ord("!") for byte in range(256)
)
# A UUID refuses to be changed; these are the ways by which it was made.
_set_number, _set_safety = UUID.__dict__["int"].__set__, UUID.__dict__["is_safe"].__set__
_PAIRS = [high + low for high in ALPHABET for low in ALPHABET]


class Id(UUID):
    """A UUID that knows what it names. Subclass with ``prefix="ord"``; never instantiate ``Id`` itself."""

    prefix: ClassVar[str] = ""

    def __init_subclass__(cls, *, prefix: str) -> None:
        super().__init_subclass__()
        cls.prefix = prefix

    @classmethod
    def new(cls) -> Self:
        """A fresh id whose order of creation is its order of sorting."""
        return cls._made(uuid7().int)

    @classmethod
    def of(cls, value: UUID) -> Self:
        """The same 128 bits under this type, for values read from the database."""
        return cls._made(value.int)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read the wire form. Raises ``ValueError`` for another prefix or a malformed body."""
        head, _, body = text.rpartition("_")
        if head != cls.prefix or len(body) != BODY_LENGTH or body[0] > "7":
            raise ValueError(f"not a {cls.prefix} id")
        try:
            return cls._made(int(body.encode().translate(_DIGITS), 32))
        except ValueError:
            raise ValueError(f"not a {cls.prefix} id") from None

    @classmethod
    def _made(cls, number: int) -> Self:
        """As ``cls(int=number)`` without its checks, which cost more than the rest of reading a row's ids."""
        made = object.__new__(cls)
        _set_number(made, number)
        _set_safety(made, SafeUUID.unknown)
        return made

    def __str__(self) -> str:
        # Thirteen pairs of digits, ten bits each; written out, for a page names dozens of things.
        n, two = self.int, _PAIRS
        return (
            f"{self.prefix}_{two[n >> 120]}{two[n >> 110 & 1023]}{two[n >> 100 & 1023]}{two[n >> 90 & 1023]}{two[n >> 80 & 1023]}"
            f"{two[n >> 70 & 1023]}{two[n >> 60 & 1023]}{two[n >> 50 & 1023]}{two[n >> 40 & 1023]}{two[n >> 30 & 1023]}"
            f"{two[n >> 20 & 1023]}{two[n >> 10 & 1023]}{two[n & 1023]}"
        )

    def __repr__(self) -> str:
        return str(self)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: type[Any], handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            cls._validate,
            serialization=core_schema.plain_serializer_function_ser_schema(str, return_schema=core_schema.str_schema()),
        )

    @classmethod
    def _validate(cls, value: object) -> Self:
        if isinstance(value, cls):
            return value
        if isinstance(value, str):
            return cls.parse(value)
        raise ValueError(f"not a {cls.prefix} id")

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {
            "type": "string",
            "pattern": f"^{cls.prefix}_[0-7][{ALPHABET}]{{25}}$",
            "examples": [f"{cls.prefix}_01k9xyv3q8e7ys2z4m6t5w8ab0"],
        }
