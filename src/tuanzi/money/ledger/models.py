"""Entries and legs, which the database keeps balanced and unchanged, and the balances derived from them."""

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, ForeignKey, Index, LargeBinary, SmallInteger, Table, Text, text

from tuanzi.kernel.db import ddl, id_pk, metadata, moment, ref

ledger_entry = Table(
    "ledger_entry",
    metadata,
    id_pk(),
    Column("key", Text, nullable=False, unique=True),
    Column("input_hash", LargeBinary, nullable=False),
    Column("kind", Text, nullable=False),
    ref("answers", ForeignKey("ledger_entry.id"), nullable=True),
    Column("reason", Text, nullable=False),
    Column("reference", Text, nullable=False),
    moment("expires_at", nullable=True),
    moment("at"),
    CheckConstraint("kind IN ('post', 'pend', 'confirm', 'void', 'expire', 'reverse')", name="kind"),
    CheckConstraint("(answers IS NULL) = (kind IN ('post', 'pend'))", name="answers"),
    Index("uq_ledger_entry_answers", "answers", unique=True, postgresql_where=text("answers IS NOT NULL")),
    Index("ix_ledger_entry_reference", "reference"),
    Index("ix_ledger_entry_expires_at", "expires_at", postgresql_where=text("expires_at IS NOT NULL")),
)
ledger_leg = Table(
    "ledger_leg",
    metadata,
    ref("entry_id", ForeignKey("ledger_entry.id"), primary_key=True),
    Column("position", SmallInteger, primary_key=True),
    Column("layer", Text, nullable=False),
    Column("account", Text, nullable=False),
    Column("asset", Text, nullable=False),
    Column("debit", BigInteger, nullable=False),
    Column("credit", BigInteger, nullable=False),
    CheckConstraint("layer IN ('posted', 'pended', 'released')", name="layer"),
    CheckConstraint("debit >= 0 AND credit >= 0 AND (debit > 0) <> (credit > 0)", name="one_side"),
    Index("ix_ledger_leg_account", "account", "asset", "entry_id"),
)
ledger_balance = Table(
    "ledger_balance",
    metadata,
    Column("account", Text, primary_key=True),
    Column("asset", Text, primary_key=True),
    Column("is_guarded", Boolean, nullable=False),
    Column("posted", BigInteger, nullable=False),
    Column("pending_in", BigInteger, nullable=False),
    Column("pending_out", BigInteger, nullable=False),
    CheckConstraint("NOT is_guarded OR posted - pending_out >= 0", name="guarded"),
)
ledger_tail = Table(
    "ledger_tail",
    metadata,
    Column("account", Text, nullable=False),
    Column("asset", Text, nullable=False),
    Column("posted", BigInteger, nullable=False),
    Column("pending_in", BigInteger, nullable=False),
    Column("pending_out", BigInteger, nullable=False),
)

ddl(
    ledger_leg,
    """
CREATE OR REPLACE FUNCTION ledger_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING MESSAGE = 'ledger: an entry is never changed, only reversed', ERRCODE = 'integrity_constraint_violation';
END $$
""",
)
ddl(
    ledger_leg,
    """
CREATE OR REPLACE FUNCTION ledger_check_legs() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE bad uuid;
BEGIN
    SELECT entry_id INTO bad FROM fresh GROUP BY entry_id, asset, layer HAVING sum(debit) <> sum(credit) LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION USING MESSAGE = 'ledger: an entry does not balance: ' || bad, ERRCODE = 'check_violation';
    END IF;
    SELECT entry_id INTO bad FROM fresh GROUP BY entry_id
    HAVING count(*) < 2 OR count(*) <> (SELECT count(*) FROM ledger_leg WHERE ledger_leg.entry_id = fresh.entry_id) LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION USING MESSAGE = 'ledger: an entry gets two or more legs, all in one statement: ' || bad, ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$
""",
)
ddl(
    ledger_leg,
    """
CREATE OR REPLACE FUNCTION ledger_check_entries() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE bad uuid;
BEGIN
    SELECT id INTO bad FROM fresh WHERE NOT EXISTS (SELECT FROM ledger_leg WHERE entry_id = fresh.id) LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION USING MESSAGE = 'ledger: an entry came without legs: ' || bad, ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$
""",
)
for _table in ("ledger_entry", "ledger_leg"):
    ddl(
        ledger_leg,
        f"CREATE TRIGGER {_table}_is_final BEFORE UPDATE OR DELETE OR TRUNCATE ON {_table} EXECUTE FUNCTION ledger_refuse_change()",
    )
ddl(
    ledger_leg,
    "CREATE TRIGGER ledger_leg_balances AFTER INSERT ON ledger_leg REFERENCING NEW TABLE AS fresh EXECUTE FUNCTION ledger_check_legs()",
)
ddl(
    ledger_leg,
    "CREATE TRIGGER ledger_entry_has_legs AFTER INSERT ON ledger_entry REFERENCING NEW TABLE AS fresh EXECUTE FUNCTION ledger_check_entries()",
)
