"""Staff, roles, second factors."""

from sqlalchemy import ARRAY, BigInteger, Boolean, CheckConstraint, Column, ForeignKey, Index, Integer, LargeBinary, Table, Text, text

from tuanzi.kernel.db import id_pk, jsonb, metadata, moment, ref, sealed

EMAIL, TOTP = "access.email", "access.totp"

access_staff = Table(
    "access_staff",
    metadata,
    id_pk(),
    sealed("email_sealed", EMAIL),
    Column("email_index", LargeBinary, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("password_hash", Text, nullable=False),
    Column("must_change_password", Boolean, nullable=False),
    Column("is_active", Boolean, nullable=False, server_default="true"),
    sealed("totp_sealed", TOTP, nullable=True),
    sealed("totp_offered_sealed", TOTP, nullable=True),
    Column("totp_step", BigInteger, nullable=False, server_default="0"),
    moment("created_at"),
)
access_staff_role = Table(
    "access_staff_role",
    metadata,
    ref("staff_id", ForeignKey("access_staff.id"), primary_key=True),
    Column("role", Text, primary_key=True),
    Index("ix_access_staff_role_role", "role"),
)
access_role = Table(
    "access_role",
    metadata,
    id_pk(),
    Column("code", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("permissions", ARRAY(Text), nullable=False),
    moment("created_at"),
    Column("scope", Text, nullable=False, server_default="everything"),
    CheckConstraint("scope IN ('everything', 'own_members', 'own_places')", name="scope"),
)
access_staff_place = Table(
    "access_staff_place",
    metadata,
    ref("staff_id", ForeignKey("access_staff.id"), primary_key=True),
    ref("place_id", primary_key=True),
)
access_view = Table(
    "access_view",
    metadata,
    id_pk(),
    ref("staff_id", ForeignKey("access_staff.id")),
    Column("screen", Text, nullable=False),
    Column("name", Text, nullable=False),
    # Filters and sort as they stand in the address.
    jsonb("query"),
    Column("columns", ARRAY(Text)),
    Column("position", Integer, nullable=False, server_default="0"),
    Column("is_default", Boolean, nullable=False, server_default="false"),
    Column("is_shared", Boolean, nullable=False, server_default="false"),
    moment("created_at"),
    Index("uq_access_view_default", "staff_id", "screen", unique=True, postgresql_where=text("is_default")),
    Index("uq_access_view_name", "staff_id", "screen", "name", unique=True),
    Index("ix_access_view_shared", "screen", postgresql_where=text("is_shared")),
)
access_recovery_code = Table(
    "access_recovery_code",
    metadata,
    ref("staff_id", ForeignKey("access_staff.id"), primary_key=True),
    Column("mac", LargeBinary, primary_key=True),
    moment("used_at", nullable=True),
)
