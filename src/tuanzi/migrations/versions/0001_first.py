"""The schema of the first release."""

from __future__ import annotations

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

STATEMENTS = (
    r"""
CREATE TABLE idempotency_record (
    scope TEXT NOT NULL,
    key TEXT NOT NULL,
    request_hash BYTEA NOT NULL,
    status SMALLINT,
    body BYTEA,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_idempotency_record PRIMARY KEY (scope, key)
)
""",
    r"""
CREATE INDEX ix_idempotency_record_created_at ON idempotency_record (created_at)
""",
    r"""
CREATE TABLE sandbox_pay_charge (
    id UUID NOT NULL,
    token TEXT NOT NULL,
    merchant_id TEXT NOT NULL,
    out_ref TEXT NOT NULL,
    amount_minor BIGINT NOT NULL,
    currency TEXT NOT NULL,
    title TEXT NOT NULL,
    subject TEXT NOT NULL,
    notify_url TEXT NOT NULL,
    return_url TEXT NOT NULL,
    state TEXT NOT NULL,
    paid_minor BIGINT,
    faults JSONB NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    paid_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_sandbox_pay_charge PRIMARY KEY (id),
    CONSTRAINT uq_sandbox_pay_charge_token UNIQUE (token)
)
""",
    r"""
CREATE UNIQUE INDEX uq_sandbox_pay_charge_out_ref ON sandbox_pay_charge (merchant_id, out_ref)
""",
    r"""
CREATE TABLE sandbox_pay_mode (
    id SMALLSERIAL NOT NULL,
    mode JSONB NOT NULL,
    "left" INTEGER,
    CONSTRAINT pk_sandbox_pay_mode PRIMARY KEY (id),
    CONSTRAINT ck_sandbox_pay_mode_one_row CHECK (id = 1)
)
""",
    r"""
CREATE TABLE sms_outbox (
    id UUID NOT NULL,
    reference TEXT NOT NULL,
    template TEXT NOT NULL,
    phone_sealed BYTEA NOT NULL,
    text_sealed BYTEA NOT NULL,
    sent_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_sms_outbox PRIMARY KEY (id),
    CONSTRAINT uq_sms_outbox_reference UNIQUE (reference)
)
""",
    r"""
CREATE INDEX ix_sms_outbox_sent_at ON sms_outbox (sent_at)
""",
    r"""
CREATE TABLE groupbuy_activity (
    id UUID NOT NULL,
    product_id UUID NOT NULL,
    status TEXT NOT NULL,
    title TEXT NOT NULL,
    tiers JSONB NOT NULL,
    starts_at TIMESTAMP WITH TIME ZONE NOT NULL,
    ends_at TIMESTAMP WITH TIME ZONE NOT NULL,
    team_duration_s INTEGER NOT NULL,
    limit_per_member INTEGER,
    stock INTEGER,
    who TEXT NOT NULL,
    reward_kind TEXT NOT NULL,
    reward_minor BIGINT,
    reward_bps INTEGER,
    combinable BOOLEAN NOT NULL,
    fail_policy TEXT NOT NULL,
    delivery JSONB NOT NULL,
    currency TEXT NOT NULL,
    version INTEGER NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_groupbuy_activity PRIMARY KEY (id),
    CONSTRAINT ck_groupbuy_activity_window CHECK (starts_at < ends_at)
)
""",
    r"""
CREATE INDEX ix_groupbuy_activity_status ON groupbuy_activity (status, id)
""",
    r"""
CREATE INDEX ix_groupbuy_activity_published ON groupbuy_activity (product_id, ends_at) WHERE status = 'published'
""",
    r"""
CREATE TABLE groupbuy_buyer (
    activity_id UUID NOT NULL,
    member_id UUID NOT NULL,
    quantity INTEGER NOT NULL,
    CONSTRAINT pk_groupbuy_buyer PRIMARY KEY (activity_id, member_id),
    CONSTRAINT ck_groupbuy_buyer_quantity CHECK (quantity >= 0)
)
""",
    r"""
CREATE TABLE groupbuy_team (
    id UUID NOT NULL,
    activity_id UUID NOT NULL,
    product_id UUID NOT NULL,
    state TEXT NOT NULL,
    size SMALLINT NOT NULL,
    paid SMALLINT NOT NULL,
    held SMALLINT NOT NULL,
    leader_id UUID NOT NULL,
    opened_at TIMESTAMP WITH TIME ZONE NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE,
    succeeded_at TIMESTAMP WITH TIME ZONE,
    failed_at TIMESTAMP WITH TIME ZONE,
    fail_reason TEXT,
    reached SMALLINT,
    CONSTRAINT pk_groupbuy_team PRIMARY KEY (id),
    CONSTRAINT ck_groupbuy_team_seats CHECK (paid >= 0 AND held >= 0 AND paid + held <= size),
    CONSTRAINT ck_groupbuy_team_clock CHECK ((state = 'forming') <= (expires_at IS NOT NULL))
)
""",
    r"""
CREATE INDEX ix_groupbuy_team_activity_id ON groupbuy_team (activity_id, id)
""",
    r"""
CREATE INDEX ix_groupbuy_team_forming ON groupbuy_team (product_id) WHERE state = 'forming'
""",
    r"""
CREATE TABLE catalog_category (
    id UUID NOT NULL,
    parent_id UUID,
    name TEXT NOT NULL,
    icon_key TEXT,
    position INTEGER DEFAULT '0' NOT NULL,
    path UUID[] NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_catalog_category PRIMARY KEY (id),
    CONSTRAINT fk_catalog_category_parent_id FOREIGN KEY(parent_id) REFERENCES catalog_category (id)
)
""",
    r"""
CREATE UNIQUE INDEX uq_catalog_category_name ON catalog_category (parent_id, name) NULLS NOT DISTINCT
""",
    r"""
CREATE INDEX ix_catalog_category_path ON catalog_category USING gin (path)
""",
    r"""
CREATE TABLE catalog_brand (
    id UUID NOT NULL,
    name TEXT NOT NULL,
    logo_key TEXT,
    story TEXT,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_catalog_brand PRIMARY KEY (id),
    CONSTRAINT uq_catalog_brand_name UNIQUE (name)
)
""",
    r"""
CREATE TABLE catalog_tag (
    id UUID NOT NULL,
    name TEXT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_catalog_tag PRIMARY KEY (id),
    CONSTRAINT uq_catalog_tag_name UNIQUE (name)
)
""",
    r"""
CREATE TABLE catalog_collection (
    id UUID NOT NULL,
    name TEXT NOT NULL,
    rule JSONB NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_catalog_collection PRIMARY KEY (id),
    CONSTRAINT uq_catalog_collection_name UNIQUE (name)
)
""",
    r"""
CREATE TABLE catalog_picture (
    key TEXT NOT NULL,
    uploaded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_catalog_picture PRIMARY KEY (key)
)
""",
    r"""
CREATE TABLE inventory_location (
    id UUID NOT NULL,
    code TEXT NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    address TEXT DEFAULT '' NOT NULL,
    hours TEXT DEFAULT '' NOT NULL,
    position INTEGER DEFAULT '0' NOT NULL,
    source_id UUID,
    is_default BOOLEAN DEFAULT false NOT NULL,
    is_active BOOLEAN DEFAULT true NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_inventory_location PRIMARY KEY (id),
    CONSTRAINT ck_inventory_location_kind CHECK (kind IN ('warehouse', 'pickup')),
    CONSTRAINT uq_inventory_location_code UNIQUE (code),
    CONSTRAINT fk_inventory_location_source_id FOREIGN KEY(source_id) REFERENCES inventory_location (id)
)
""",
    r"""
CREATE UNIQUE INDEX uq_inventory_location_default ON inventory_location (is_default) WHERE is_default
""",
    r"""
CREATE TABLE inventory_reservation (
    id UUID NOT NULL,
    key TEXT NOT NULL,
    location_id UUID NOT NULL,
    state TEXT DEFAULT 'pending' NOT NULL,
    reason TEXT,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    closed_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_inventory_reservation PRIMARY KEY (id),
    CONSTRAINT ck_inventory_reservation_state CHECK (state IN ('pending', 'consumed', 'released'))
)
""",
    r"""
CREATE UNIQUE INDEX uq_inventory_reservation_pending ON inventory_reservation (key) WHERE state = 'pending'
""",
    r"""
CREATE INDEX ix_inventory_reservation_key ON inventory_reservation (key, created_at)
""",
    r"""
CREATE INDEX ix_inventory_reservation_expires_at ON inventory_reservation (expires_at) WHERE state = 'pending'
""",
    r"""
CREATE TABLE sharing_link (
    id UUID NOT NULL,
    code TEXT NOT NULL,
    sharer_id UUID,
    scene TEXT NOT NULL,
    target_id TEXT NOT NULL,
    channel TEXT NOT NULL,
    campaign TEXT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_sharing_link PRIMARY KEY (id),
    CONSTRAINT uq_sharing_link_sharing UNIQUE NULLS NOT DISTINCT (target_id, sharer_id, channel, campaign),
    CONSTRAINT uq_sharing_link_code UNIQUE (code)
)
""",
    r"""
CREATE INDEX ix_sharing_link_sharer_id ON sharing_link (sharer_id, id)
""",
    r"""
CREATE TABLE tracking_event (
    id UUID NOT NULL,
    occurred_at TIMESTAMP WITH TIME ZONE NOT NULL,
    received_at TIMESTAMP WITH TIME ZONE NOT NULL,
    name TEXT NOT NULL,
    version SMALLINT NOT NULL,
    source TEXT NOT NULL,
    visitor_id TEXT,
    member_id UUID,
    is_robot BOOLEAN NOT NULL,
    properties JSONB NOT NULL,
    CONSTRAINT pk_tracking_event PRIMARY KEY (id, occurred_at),
    CONSTRAINT ck_tracking_event_source CHECK (source IN ('server', 'client'))
)
 PARTITION BY RANGE (occurred_at)
""",
    r"""
CREATE INDEX ix_tracking_event_name_occurred_at ON tracking_event (name, occurred_at)
""",
    r"""
CREATE INDEX ix_tracking_event_member_id_occurred_at ON tracking_event (member_id, occurred_at) WHERE member_id IS NOT NULL
""",
    r"""
CREATE TABLE tracking_event_default PARTITION OF tracking_event DEFAULT
""",
    r"""
DO $$
DECLARE
    first timestamptz;
BEGIN
    FOR ahead IN 0..2 LOOP
        first := (date_trunc('month', now() AT TIME ZONE 'UTC') + make_interval(months => ahead)) AT TIME ZONE 'UTC';
        EXECUTE format(
            'CREATE TABLE tracking_event_%s PARTITION OF tracking_event FOR VALUES FROM (%L) TO (%L)',
            to_char(first AT TIME ZONE 'UTC', 'YYYY_MM'), first, ((first AT TIME ZONE 'UTC') + interval '1 month') AT TIME ZONE 'UTC'
        );
    END LOOP;
END $$
""",
    r"""
CREATE TABLE clock_shift (
    single BOOLEAN DEFAULT 'true' NOT NULL CONSTRAINT ck_clock_shift_one_row CHECK (single),
    shift_s BIGINT NOT NULL,
    CONSTRAINT pk_clock_shift PRIMARY KEY (single)
)
""",
    r"""
CREATE TABLE facts_outbox (
    position BIGINT GENERATED ALWAYS AS IDENTITY,
    transaction xid8 DEFAULT pg_current_xact_id() NOT NULL,
    id UUID NOT NULL,
    name TEXT NOT NULL,
    version SMALLINT NOT NULL,
    payload JSONB NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_facts_outbox PRIMARY KEY (position)
)
""",
    r"""
CREATE INDEX ix_facts_outbox_order ON facts_outbox (transaction, position)
""",
    r"""
ALTER TABLE facts_outbox SET (autovacuum_vacuum_insert_scale_factor = 0.05)
""",
    r"""
CREATE TABLE facts_cursor (
    reactor TEXT NOT NULL,
    transaction xid8 NOT NULL,
    position BIGINT NOT NULL,
    moved_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_facts_cursor PRIMARY KEY (reactor)
)
""",
    r"""
CREATE TABLE facts_failure (
    reactor TEXT NOT NULL,
    position BIGINT NOT NULL,
    attempts INTEGER NOT NULL,
    error TEXT NOT NULL,
    retry_at TIMESTAMP WITH TIME ZONE,
    failed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_facts_failure PRIMARY KEY (reactor, position)
)
""",
    r"""
CREATE TABLE jobs_job (
    id UUID NOT NULL,
    name TEXT NOT NULL,
    queue TEXT NOT NULL,
    arguments JSONB NOT NULL,
    key TEXT,
    state TEXT DEFAULT 'waiting' NOT NULL,
    due_at TIMESTAMP WITH TIME ZONE NOT NULL,
    attempts INTEGER DEFAULT '0' NOT NULL,
    attempts_max INTEGER NOT NULL,
    lease UUID,
    lease_until TIMESTAMP WITH TIME ZONE,
    error TEXT,
    enqueued_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_jobs_job PRIMARY KEY (id)
)
""",
    r"""
CREATE INDEX ix_jobs_job_waiting ON jobs_job (queue, due_at) WHERE state = 'waiting'
""",
    r"""
CREATE INDEX ix_jobs_job_dead ON jobs_job (enqueued_at) WHERE state = 'dead'
""",
    r"""
CREATE INDEX ix_jobs_job_running ON jobs_job (lease_until) WHERE state = 'running'
""",
    r"""
CREATE UNIQUE INDEX uq_jobs_job_key ON jobs_job (key) WHERE state = 'waiting' AND key IS NOT NULL
""",
    r"""
CREATE TABLE jobs_cron (
    name TEXT NOT NULL,
    next_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_jobs_cron PRIMARY KEY (name)
)
""",
    r"""
CREATE TABLE ledger_entry (
    id UUID NOT NULL,
    key TEXT NOT NULL,
    input_hash BYTEA NOT NULL,
    kind TEXT NOT NULL,
    answers UUID,
    reason TEXT NOT NULL,
    reference TEXT NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_ledger_entry PRIMARY KEY (id),
    CONSTRAINT ck_ledger_entry_kind CHECK (kind IN ('post', 'pend', 'confirm', 'void', 'expire', 'reverse')),
    CONSTRAINT ck_ledger_entry_answers CHECK ((answers IS NULL) = (kind IN ('post', 'pend'))),
    CONSTRAINT uq_ledger_entry_key UNIQUE (key),
    CONSTRAINT fk_ledger_entry_answers FOREIGN KEY(answers) REFERENCES ledger_entry (id)
)
""",
    r"""
CREATE INDEX ix_ledger_entry_expires_at ON ledger_entry (expires_at) WHERE expires_at IS NOT NULL
""",
    r"""
CREATE INDEX ix_ledger_entry_reference ON ledger_entry (reference)
""",
    r"""
CREATE UNIQUE INDEX uq_ledger_entry_answers ON ledger_entry (answers) WHERE answers IS NOT NULL
""",
    r"""
CREATE TABLE ledger_balance (
    account TEXT NOT NULL,
    asset TEXT NOT NULL,
    is_guarded BOOLEAN NOT NULL,
    posted BIGINT NOT NULL,
    pending_in BIGINT NOT NULL,
    pending_out BIGINT NOT NULL,
    CONSTRAINT pk_ledger_balance PRIMARY KEY (account, asset),
    CONSTRAINT ck_ledger_balance_guarded CHECK (NOT is_guarded OR posted - pending_out >= 0)
)
""",
    r"""
CREATE TABLE ledger_tail (
    account TEXT NOT NULL,
    asset TEXT NOT NULL,
    posted BIGINT NOT NULL,
    pending_in BIGINT NOT NULL,
    pending_out BIGINT NOT NULL
)
""",
    r"""
CREATE TABLE payments_payment (
    id UUID NOT NULL,
    subject TEXT NOT NULL,
    payer UUID NOT NULL,
    method TEXT NOT NULL,
    amount_minor BIGINT NOT NULL,
    currency TEXT NOT NULL,
    state TEXT NOT NULL,
    refunded_minor BIGINT DEFAULT '0' NOT NULL,
    return_url TEXT NOT NULL,
    transaction_ref TEXT,
    reported_minor BIGINT,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    paid_at TIMESTAMP WITH TIME ZONE,
    closed_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_payments_payment PRIMARY KEY (id),
    CONSTRAINT ck_payments_payment_amount CHECK (amount_minor > 0),
    CONSTRAINT ck_payments_payment_state CHECK (state IN ('awaiting', 'paid', 'closed', 'mismatch')),
    CONSTRAINT ck_payments_payment_refunded CHECK (refunded_minor = 0 OR (state = 'paid' AND refunded_minor BETWEEN 0 AND amount_minor))
)
""",
    r"""
CREATE UNIQUE INDEX uq_payments_payment_open ON payments_payment (subject, method) WHERE state = 'awaiting'
""",
    r"""
CREATE INDEX ix_payments_payment_state ON payments_payment (state, id)
""",
    r"""
CREATE INDEX ix_payments_payment_subject ON payments_payment (subject)
""",
    r"""
CREATE UNIQUE INDEX uq_payments_payment_balance ON payments_payment (subject) WHERE method = 'balance'
""",
    r"""
CREATE TABLE payments_inbox (
    gateway TEXT NOT NULL,
    external_id TEXT NOT NULL,
    payment_id UUID NOT NULL,
    state TEXT NOT NULL,
    amount_minor BIGINT NOT NULL,
    raw_hash BYTEA NOT NULL,
    received_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_payments_inbox PRIMARY KEY (gateway, external_id)
)
""",
    r"""
CREATE TABLE access_staff (
    id UUID NOT NULL,
    email_sealed BYTEA NOT NULL,
    email_index BYTEA NOT NULL,
    name TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    must_change_password BOOLEAN NOT NULL,
    is_active BOOLEAN DEFAULT 'true' NOT NULL,
    totp_sealed BYTEA,
    totp_offered_sealed BYTEA,
    totp_step BIGINT DEFAULT '0' NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_access_staff PRIMARY KEY (id),
    CONSTRAINT uq_access_staff_email_index UNIQUE (email_index)
)
""",
    r"""
CREATE TABLE access_role (
    id UUID NOT NULL,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    permissions TEXT[] NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_access_role PRIMARY KEY (id),
    CONSTRAINT uq_access_role_code UNIQUE (code)
)
""",
    r"""
CREATE TABLE accounts_member (
    id UUID NOT NULL,
    nickname TEXT NOT NULL,
    avatar_key TEXT,
    level SMALLINT DEFAULT '0' NOT NULL,
    locale TEXT NOT NULL,
    gender TEXT DEFAULT 'unknown' NOT NULL,
    birthday DATE,
    region TEXT,
    attributes JSONB DEFAULT '{}' NOT NULL,
    phone_sealed BYTEA,
    phone_index BYTEA,
    email_sealed BYTEA,
    email_index BYTEA,
    password_hash TEXT,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_accounts_member PRIMARY KEY (id),
    CONSTRAINT ck_accounts_member_level CHECK (level >= 0),
    CONSTRAINT ck_accounts_member_gender CHECK (gender IN ('female', 'male', 'unknown')),
    CONSTRAINT uq_accounts_member_phone_index UNIQUE (phone_index),
    CONSTRAINT uq_accounts_member_email_index UNIQUE (email_index)
)
""",
    r"""
CREATE TABLE accounts_code (
    phone_index BYTEA NOT NULL,
    id UUID NOT NULL,
    phone_sealed BYTEA NOT NULL,
    code_sealed BYTEA,
    code_mac BYTEA NOT NULL,
    language TEXT NOT NULL,
    attempts SMALLINT DEFAULT '0' NOT NULL,
    sent_at TIMESTAMP WITH TIME ZONE NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    used_at TIMESTAMP WITH TIME ZONE,
    day_started_at TIMESTAMP WITH TIME ZONE NOT NULL,
    day_count SMALLINT DEFAULT '1' NOT NULL,
    CONSTRAINT pk_accounts_code PRIMARY KEY (phone_index),
    CONSTRAINT uq_accounts_code_id UNIQUE (id)
)
""",
    r"""
CREATE TABLE accounts_attempt (
    key BYTEA NOT NULL,
    count INTEGER NOT NULL,
    until TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_accounts_attempt PRIMARY KEY (key)
)
""",
    r"""
CREATE TABLE accounts_session (
    id UUID NOT NULL,
    kind TEXT NOT NULL,
    principal_id UUID NOT NULL,
    stage TEXT NOT NULL,
    generation INTEGER DEFAULT '0' NOT NULL,
    salt BYTEA NOT NULL,
    device TEXT NOT NULL,
    ip TEXT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    rotated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    last_seen_at TIMESTAMP WITH TIME ZONE NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    ended_at TIMESTAMP WITH TIME ZONE,
    end_reason TEXT,
    CONSTRAINT pk_accounts_session PRIMARY KEY (id),
    CONSTRAINT ck_accounts_session_kind CHECK (kind IN ('member', 'staff'))
)
""",
    r"""
CREATE INDEX ix_accounts_session_expires_at ON accounts_session (expires_at)
""",
    r"""
CREATE INDEX ix_accounts_session_principal ON accounts_session (kind, principal_id, last_seen_at) WHERE ended_at IS NULL
""",
    r"""
CREATE TABLE notices_message (
    id UUID NOT NULL,
    member_id UUID NOT NULL,
    fact_id UUID NOT NULL,
    kind TEXT NOT NULL,
    fields JSONB NOT NULL,
    link_kind TEXT,
    link_id TEXT,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    read_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_notices_message PRIMARY KEY (id),
    CONSTRAINT uq_notices_message_fact_id_member_id_kind UNIQUE (fact_id, member_id, kind)
)
""",
    r"""
CREATE INDEX ix_notices_message_unread ON notices_message (member_id) WHERE read_at IS NULL
""",
    r"""
CREATE INDEX ix_notices_message_at ON notices_message (at)
""",
    r"""
CREATE INDEX ix_notices_message_member_id_id ON notices_message (member_id, id)
""",
    r"""
CREATE TABLE cart_line (
    id UUID NOT NULL,
    member_id UUID,
    visitor_id TEXT,
    sku_id UUID NOT NULL,
    quantity INTEGER NOT NULL,
    is_selected BOOLEAN NOT NULL,
    added_price_minor BIGINT NOT NULL,
    currency TEXT NOT NULL,
    delivery TEXT DEFAULT 'ship' NOT NULL,
    added_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_cart_line PRIMARY KEY (id),
    CONSTRAINT ck_cart_line_one_owner CHECK ((member_id IS NULL) <> (visitor_id IS NULL)),
    CONSTRAINT ck_cart_line_quantity CHECK (quantity BETWEEN 1 AND 999)
)
""",
    r"""
CREATE INDEX ix_cart_line_added_at ON cart_line (added_at) WHERE visitor_id IS NOT NULL
""",
    r"""
CREATE UNIQUE INDEX uq_cart_line_visitor_id ON cart_line (visitor_id, sku_id) WHERE visitor_id IS NOT NULL
""",
    r"""
CREATE UNIQUE INDEX uq_cart_line_member_id ON cart_line (member_id, sku_id) WHERE member_id IS NOT NULL
""",
    r"""
CREATE TABLE fulfilment_template (
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    charge_by TEXT NOT NULL,
    rules JSONB NOT NULL,
    excluded JSONB NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_fulfilment_template PRIMARY KEY (code)
)
""",
    r"""
CREATE TABLE fulfilment_wrong_code (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    actor_id UUID NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_fulfilment_wrong_code PRIMARY KEY (id)
)
""",
    r"""
CREATE INDEX ix_fulfilment_wrong_code_actor_id ON fulfilment_wrong_code (actor_id, at)
""",
    r"""
CREATE TABLE orders_order (
    id UUID NOT NULL,
    number TEXT NOT NULL,
    member_id UUID NOT NULL,
    state TEXT NOT NULL,
    delivery TEXT NOT NULL,
    currency TEXT NOT NULL,
    goods_minor BIGINT NOT NULL,
    discount_minor BIGINT NOT NULL,
    freight_minor BIGINT NOT NULL,
    payable_minor BIGINT NOT NULL,
    paid_minor BIGINT DEFAULT '0' NOT NULL,
    refunded_minor BIGINT DEFAULT '0' NOT NULL,
    freight_refunded_minor BIGINT DEFAULT '0' NOT NULL,
    holds_open SMALLINT NOT NULL,
    address BYTEA,
    pickup_location_id UUID,
    stock_location_id UUID,
    stock_key TEXT NOT NULL,
    remark TEXT NOT NULL,
    attribution JSONB,
    quote_hash TEXT NOT NULL,
    payment_id UUID,
    placed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    pay_before TIMESTAMP WITH TIME ZONE NOT NULL,
    paid_at TIMESTAMP WITH TIME ZONE,
    shipped_at TIMESTAMP WITH TIME ZONE,
    ready_at TIMESTAMP WITH TIME ZONE,
    received_at TIMESTAMP WITH TIME ZONE,
    completed_at TIMESTAMP WITH TIME ZONE,
    closed_at TIMESTAMP WITH TIME ZONE,
    close_reason TEXT,
    late_choice_until TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_orders_order PRIMARY KEY (id),
    CONSTRAINT ck_orders_order_paid_in_full CHECK (paid_minor IN (0, payable_minor)),
    CONSTRAINT ck_orders_order_refunded_at_most_paid CHECK (refunded_minor BETWEEN 0 AND paid_minor),
    CONSTRAINT ck_orders_order_freight_refunded_at_most_paid CHECK (freight_refunded_minor BETWEEN 0 AND freight_minor),
    CONSTRAINT ck_orders_order_holds_open CHECK (holds_open >= 0)
)
""",
    r"""
CREATE INDEX ix_orders_order_state ON orders_order (state, id)
""",
    r"""
CREATE UNIQUE INDEX uq_orders_order_number ON orders_order (number text_pattern_ops)
""",
    r"""
CREATE INDEX ix_orders_order_member_id ON orders_order (member_id, id)
""",
    r"""
CREATE TABLE orders_adjustment (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    order_id UUID NOT NULL,
    line_id UUID NOT NULL,
    amount_minor BIGINT NOT NULL,
    source TEXT NOT NULL,
    reference TEXT NOT NULL,
    label TEXT NOT NULL,
    bearer TEXT NOT NULL,
    CONSTRAINT pk_orders_adjustment PRIMARY KEY (id),
    CONSTRAINT ck_orders_adjustment_amount CHECK (amount_minor < 0)
)
""",
    r"""
CREATE INDEX ix_orders_adjustment_order_id ON orders_adjustment (order_id)
""",
    r"""
CREATE TABLE orders_hold (
    order_id UUID NOT NULL,
    reason TEXT NOT NULL,
    reference TEXT NOT NULL,
    late_choice_s INTEGER NOT NULL,
    released_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_orders_hold PRIMARY KEY (order_id, reason)
)
""",
    r"""
CREATE TABLE orders_timeline (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    order_id UUID NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    event TEXT NOT NULL,
    detail JSONB NOT NULL,
    CONSTRAINT pk_orders_timeline PRIMARY KEY (id)
)
""",
    r"""
CREATE INDEX ix_orders_timeline_order_id ON orders_timeline (order_id)
""",
    r"""
CREATE TABLE audit_entry (
    position BIGINT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    actor_kind TEXT NOT NULL,
    actor_id TEXT NOT NULL,
    action TEXT NOT NULL,
    object_kind TEXT NOT NULL,
    object_id TEXT NOT NULL,
    before JSONB,
    after JSONB,
    ip TEXT NOT NULL,
    request_id TEXT NOT NULL,
    hash BYTEA NOT NULL,
    CONSTRAINT pk_audit_entry PRIMARY KEY (position)
)
""",
    r"""
CREATE INDEX ix_audit_entry_action ON audit_entry (action, position)
""",
    r"""
CREATE INDEX ix_audit_entry_object ON audit_entry (object_kind, object_id, position)
""",
    r"""
CREATE INDEX ix_audit_entry_actor_id ON audit_entry (actor_id, position)
""",
    r"""
CREATE INDEX ix_audit_entry_at ON audit_entry (at)
""",
    r"""
CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit log is append-only' USING ERRCODE = 'integrity_constraint_violation';
END $$
""",
    r"""
CREATE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE ON audit_entry FOR EACH ROW EXECUTE FUNCTION audit_refuse()
""",
    r"""
CREATE TRIGGER audit_entry_no_truncate BEFORE TRUNCATE ON audit_entry FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()
""",
    r"""
CREATE TABLE audit_head (
    id SMALLINT NOT NULL,
    position BIGINT NOT NULL,
    hash BYTEA NOT NULL,
    CONSTRAINT pk_audit_head PRIMARY KEY (id)
)
""",
    r"""
CREATE TABLE sandbox_pay_notice (
    id UUID NOT NULL,
    charge_id UUID NOT NULL,
    external_id TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts INTEGER DEFAULT '0' NOT NULL,
    answer TEXT,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    delivered_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_sandbox_pay_notice PRIMARY KEY (id),
    CONSTRAINT fk_sandbox_pay_notice_charge_id FOREIGN KEY(charge_id) REFERENCES sandbox_pay_charge (id)
)
""",
    r"""
CREATE INDEX ix_sandbox_pay_notice_charge ON sandbox_pay_notice (charge_id)
""",
    r"""
CREATE TABLE sandbox_pay_refund (
    merchant_id TEXT NOT NULL,
    out_refund_ref TEXT NOT NULL,
    charge_id UUID NOT NULL,
    amount_minor BIGINT NOT NULL,
    state TEXT NOT NULL,
    failures_left INTEGER NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_sandbox_pay_refund PRIMARY KEY (merchant_id, out_refund_ref),
    CONSTRAINT ck_sandbox_pay_refund_state CHECK (state IN ('processing', 'done', 'failed')),
    CONSTRAINT fk_sandbox_pay_refund_charge_id FOREIGN KEY(charge_id) REFERENCES sandbox_pay_charge (id)
)
""",
    r"""
CREATE INDEX ix_sandbox_pay_refund_charge ON sandbox_pay_refund (charge_id)
""",
    r"""
CREATE TABLE groupbuy_stock (
    activity_id UUID NOT NULL,
    total INTEGER NOT NULL,
    taken INTEGER DEFAULT '0' NOT NULL,
    CONSTRAINT pk_groupbuy_stock PRIMARY KEY (activity_id),
    CONSTRAINT ck_groupbuy_stock_taken CHECK (taken BETWEEN 0 AND total),
    CONSTRAINT fk_groupbuy_stock_activity_id FOREIGN KEY(activity_id) REFERENCES groupbuy_activity (id)
)
""",
    r"""
CREATE TABLE groupbuy_seat (
    id UUID NOT NULL,
    team_id UUID NOT NULL,
    activity_id UUID NOT NULL,
    member_id UUID NOT NULL,
    order_id UUID NOT NULL,
    state TEXT NOT NULL,
    is_leader BOOLEAN NOT NULL,
    quantity INTEGER NOT NULL,
    joined_at TIMESTAMP WITH TIME ZONE NOT NULL,
    paid_at TIMESTAMP WITH TIME ZONE,
    ended_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_groupbuy_seat PRIMARY KEY (id),
    CONSTRAINT ck_groupbuy_seat_quantity CHECK (quantity > 0),
    CONSTRAINT fk_groupbuy_seat_team_id FOREIGN KEY(team_id) REFERENCES groupbuy_team (id)
)
""",
    r"""
CREATE UNIQUE INDEX uq_groupbuy_seat_live_member ON groupbuy_seat (team_id, member_id) WHERE state IN ('held', 'paid')
""",
    r"""
CREATE UNIQUE INDEX uq_groupbuy_seat_live_order ON groupbuy_seat (order_id) WHERE state IN ('held', 'paid')
""",
    r"""
CREATE INDEX ix_groupbuy_seat_team_id ON groupbuy_seat (team_id)
""",
    r"""
CREATE INDEX ix_groupbuy_seat_order_id ON groupbuy_seat (order_id)
""",
    r"""
CREATE TABLE groupbuy_reward (
    team_id UUID NOT NULL,
    leader_id UUID NOT NULL,
    state TEXT NOT NULL,
    amount_minor BIGINT NOT NULL,
    currency TEXT NOT NULL,
    revision INTEGER NOT NULL,
    frozen_at TIMESTAMP WITH TIME ZONE NOT NULL,
    ended_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_groupbuy_reward PRIMARY KEY (team_id),
    CONSTRAINT fk_groupbuy_reward_team_id FOREIGN KEY(team_id) REFERENCES groupbuy_team (id)
)
""",
    r"""
CREATE INDEX ix_groupbuy_reward_leader_id ON groupbuy_reward (leader_id)
""",
    r"""
CREATE TABLE catalog_category_attribute (
    category_id UUID NOT NULL,
    name TEXT NOT NULL,
    values TEXT[] NOT NULL,
    is_filter BOOLEAN NOT NULL,
    position INTEGER NOT NULL,
    CONSTRAINT pk_catalog_category_attribute PRIMARY KEY (category_id, name),
    CONSTRAINT fk_catalog_category_attribute_category_id FOREIGN KEY(category_id) REFERENCES catalog_category (id) ON DELETE CASCADE
)
""",
    r"""
CREATE TABLE catalog_product (
    id UUID NOT NULL,
    code TEXT NOT NULL,
    kind TEXT NOT NULL,
    status TEXT DEFAULT 'draft' NOT NULL,
    version INTEGER DEFAULT '1' NOT NULL,
    title TEXT NOT NULL,
    selling_point TEXT NOT NULL,
    category_id UUID NOT NULL,
    brand_id UUID,
    tag_ids UUID[] NOT NULL,
    unit TEXT NOT NULL,
    tax_code TEXT,
    freight_code TEXT,
    picture_keys TEXT[] NOT NULL,
    video_key TEXT,
    axes JSONB NOT NULL,
    attributes JSONB NOT NULL,
    detail JSONB NOT NULL,
    story TEXT,
    is_returnable BOOLEAN NOT NULL,
    channels TEXT[] NOT NULL,
    publish_at TIMESTAMP WITH TIME ZONE,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    published_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_catalog_product PRIMARY KEY (id),
    CONSTRAINT ck_catalog_product_kind CHECK (kind IN ('physical', 'custom', 'virtual', 'voucher')),
    CONSTRAINT ck_catalog_product_status CHECK (status IN ('draft', 'in_review', 'on_sale', 'off_sale')),
    CONSTRAINT uq_catalog_product_code UNIQUE (code),
    CONSTRAINT fk_catalog_product_category_id FOREIGN KEY(category_id) REFERENCES catalog_category (id),
    CONSTRAINT fk_catalog_product_brand_id FOREIGN KEY(brand_id) REFERENCES catalog_brand (id)
)
""",
    r"""
CREATE INDEX ix_catalog_product_brand_id ON catalog_product (brand_id)
""",
    r"""
CREATE INDEX ix_catalog_product_tag_ids ON catalog_product USING gin (tag_ids)
""",
    r"""
CREATE INDEX ix_catalog_product_category_id ON catalog_product (category_id)
""",
    r"""
CREATE TABLE inventory_level (
    sku_id UUID NOT NULL,
    location_id UUID NOT NULL,
    on_hand INTEGER DEFAULT '0' NOT NULL,
    reserved INTEGER DEFAULT '0' NOT NULL,
    safety INTEGER DEFAULT '0' NOT NULL,
    changed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_inventory_level PRIMARY KEY (sku_id, location_id),
    CONSTRAINT ck_inventory_level_on_hand CHECK (on_hand >= 0),
    CONSTRAINT ck_inventory_level_reserved CHECK (reserved >= 0 AND reserved <= on_hand),
    CONSTRAINT ck_inventory_level_safety CHECK (safety >= 0),
    CONSTRAINT fk_inventory_level_location_id FOREIGN KEY(location_id) REFERENCES inventory_location (id)
)
""",
    r"""
ALTER TABLE inventory_level SET (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05)
""",
    r"""
CREATE TABLE inventory_reservation_line (
    reservation_id UUID NOT NULL,
    sku_id UUID NOT NULL,
    quantity INTEGER NOT NULL,
    CONSTRAINT pk_inventory_reservation_line PRIMARY KEY (reservation_id, sku_id),
    CONSTRAINT ck_inventory_reservation_line_quantity CHECK (quantity > 0),
    CONSTRAINT fk_inventory_reservation_line_reservation_id FOREIGN KEY(reservation_id) REFERENCES inventory_reservation (id)
)
""",
    r"""
CREATE TABLE inventory_movement (
    position BIGINT GENERATED ALWAYS AS IDENTITY,
    sku_id UUID NOT NULL,
    location_id UUID NOT NULL,
    delta INTEGER NOT NULL,
    reason TEXT NOT NULL,
    reference TEXT NOT NULL,
    key TEXT,
    on_hand_after INTEGER NOT NULL,
    moved_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_inventory_movement PRIMARY KEY (position),
    CONSTRAINT ck_inventory_movement_delta CHECK (delta <> 0),
    CONSTRAINT ck_inventory_movement_on_hand_after CHECK (on_hand_after >= 0),
    CONSTRAINT fk_inventory_movement_location_id FOREIGN KEY(location_id) REFERENCES inventory_location (id)
)
""",
    r"""
CREATE INDEX ix_inventory_movement_sku ON inventory_movement (sku_id, position)
""",
    r"""
CREATE UNIQUE INDEX uq_inventory_movement_key ON inventory_movement (key, sku_id) WHERE key IS NOT NULL
""",
    r"""
CREATE FUNCTION inventory_movement_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'inventory movements are never changed' USING ERRCODE = 'restrict_violation';
END $$
""",
    r"""
CREATE TRIGGER inventory_movement_is_final BEFORE UPDATE OR DELETE OR TRUNCATE ON inventory_movement
FOR EACH STATEMENT EXECUTE FUNCTION inventory_movement_is_final()
""",
    r"""
CREATE TABLE sharing_visit (
    link_id UUID NOT NULL,
    day DATE NOT NULL,
    visits INTEGER NOT NULL,
    robot_visits INTEGER NOT NULL,
    CONSTRAINT pk_sharing_visit PRIMARY KEY (link_id, day),
    CONSTRAINT ck_sharing_visit_counted CHECK (visits >= 0 AND robot_visits >= 0),
    CONSTRAINT fk_sharing_visit_link_id FOREIGN KEY(link_id) REFERENCES sharing_link (id)
)
""",
    r"""
CREATE TABLE sharing_touch (
    id UUID NOT NULL,
    link_id UUID NOT NULL,
    visitor_id TEXT NOT NULL,
    member_id UUID,
    day DATE NOT NULL,
    first_at TIMESTAMP WITH TIME ZONE NOT NULL,
    touched_at TIMESTAMP WITH TIME ZONE NOT NULL,
    times INTEGER NOT NULL,
    CONSTRAINT pk_sharing_touch PRIMARY KEY (id),
    CONSTRAINT uq_sharing_touch_visitor_id_link_id_day UNIQUE (visitor_id, link_id, day),
    CONSTRAINT fk_sharing_touch_link_id FOREIGN KEY(link_id) REFERENCES sharing_link (id)
)
""",
    r"""
CREATE INDEX ix_sharing_touch_member_id ON sharing_touch (member_id, touched_at) WHERE member_id IS NOT NULL
""",
    r"""
CREATE INDEX ix_sharing_touch_link_id ON sharing_touch (link_id)
""",
    r"""
CREATE INDEX ix_sharing_touch_touched_at ON sharing_touch (touched_at)
""",
    r"""
CREATE TABLE ledger_leg (
    entry_id UUID NOT NULL,
    position SMALLINT NOT NULL,
    layer TEXT NOT NULL,
    account TEXT NOT NULL,
    asset TEXT NOT NULL,
    debit BIGINT NOT NULL,
    credit BIGINT NOT NULL,
    CONSTRAINT pk_ledger_leg PRIMARY KEY (entry_id, position),
    CONSTRAINT ck_ledger_leg_layer CHECK (layer IN ('posted', 'pended', 'released')),
    CONSTRAINT ck_ledger_leg_one_side CHECK (debit >= 0 AND credit >= 0 AND (debit > 0) <> (credit > 0)),
    CONSTRAINT fk_ledger_leg_entry_id FOREIGN KEY(entry_id) REFERENCES ledger_entry (id)
)
""",
    r"""
CREATE INDEX ix_ledger_leg_account ON ledger_leg (account, asset, entry_id)
""",
    r"""
CREATE OR REPLACE FUNCTION ledger_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING MESSAGE = 'ledger: an entry is never changed, only reversed', ERRCODE = 'integrity_constraint_violation';
END $$
""",
    r"""
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
    r"""
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
    r"""
CREATE TRIGGER ledger_entry_is_final BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_entry EXECUTE FUNCTION ledger_refuse_change()
""",
    r"""
CREATE TRIGGER ledger_leg_is_final BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_leg EXECUTE FUNCTION ledger_refuse_change()
""",
    r"""
CREATE TRIGGER ledger_leg_balances AFTER INSERT ON ledger_leg REFERENCING NEW TABLE AS fresh EXECUTE FUNCTION ledger_check_legs()
""",
    r"""
CREATE TRIGGER ledger_entry_has_legs AFTER INSERT ON ledger_entry REFERENCING NEW TABLE AS fresh EXECUTE FUNCTION ledger_check_entries()
""",
    r"""
CREATE TABLE payments_refund (
    id UUID NOT NULL,
    key TEXT NOT NULL,
    payment_id UUID NOT NULL,
    subject TEXT NOT NULL,
    amount_minor BIGINT NOT NULL,
    currency TEXT NOT NULL,
    reason TEXT NOT NULL,
    target TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts INTEGER DEFAULT '0' NOT NULL,
    round INTEGER DEFAULT '1' NOT NULL,
    is_refused BOOLEAN DEFAULT 'false' NOT NULL,
    error TEXT,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    done_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_payments_refund PRIMARY KEY (id),
    CONSTRAINT ck_payments_refund_amount CHECK (amount_minor > 0),
    CONSTRAINT ck_payments_refund_state CHECK (state IN ('pending', 'done', 'failed')),
    CONSTRAINT ck_payments_refund_target CHECK (target IN ('gateway', 'balance')),
    CONSTRAINT ck_payments_refund_balance_at_once CHECK (target <> 'balance' OR state = 'done'),
    CONSTRAINT uq_payments_refund_key UNIQUE (key),
    CONSTRAINT fk_payments_refund_payment_id FOREIGN KEY(payment_id) REFERENCES payments_payment (id)
)
""",
    r"""
CREATE INDEX ix_payments_refund_payment ON payments_refund (payment_id)
""",
    r"""
CREATE INDEX ix_payments_refund_subject ON payments_refund (subject)
""",
    r"""
CREATE INDEX ix_payments_refund_state ON payments_refund (state, id)
""",
    r"""
CREATE TABLE access_staff_role (
    staff_id UUID NOT NULL,
    role TEXT NOT NULL,
    CONSTRAINT pk_access_staff_role PRIMARY KEY (staff_id, role),
    CONSTRAINT fk_access_staff_role_staff_id FOREIGN KEY(staff_id) REFERENCES access_staff (id)
)
""",
    r"""
CREATE INDEX ix_access_staff_role_role ON access_staff_role (role)
""",
    r"""
CREATE TABLE access_recovery_code (
    staff_id UUID NOT NULL,
    mac BYTEA NOT NULL,
    used_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_access_recovery_code PRIMARY KEY (staff_id, mac),
    CONSTRAINT fk_access_recovery_code_staff_id FOREIGN KEY(staff_id) REFERENCES access_staff (id)
)
""",
    r"""
CREATE TABLE accounts_wechat (
    app_id TEXT NOT NULL,
    open_id TEXT NOT NULL,
    union_id TEXT,
    member_id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_accounts_wechat PRIMARY KEY (app_id, open_id),
    CONSTRAINT fk_accounts_wechat_member_id FOREIGN KEY(member_id) REFERENCES accounts_member (id)
)
""",
    r"""
CREATE INDEX ix_accounts_wechat_union_id ON accounts_wechat (union_id) WHERE union_id IS NOT NULL
""",
    r"""
CREATE INDEX ix_accounts_wechat_member_id ON accounts_wechat (member_id)
""",
    r"""
CREATE TABLE accounts_address (
    id UUID NOT NULL,
    member_id UUID NOT NULL,
    name_sealed BYTEA NOT NULL,
    phone_sealed BYTEA NOT NULL,
    region_code TEXT NOT NULL,
    detail_sealed BYTEA NOT NULL,
    is_default BOOLEAN NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_accounts_address PRIMARY KEY (id),
    CONSTRAINT fk_accounts_address_member_id FOREIGN KEY(member_id) REFERENCES accounts_member (id)
)
""",
    r"""
CREATE UNIQUE INDEX uq_accounts_address_default ON accounts_address (member_id) WHERE is_default
""",
    r"""
CREATE INDEX ix_accounts_address_member_id ON accounts_address (member_id)
""",
    r"""
CREATE TABLE fulfilment_parcel (
    id UUID NOT NULL,
    order_id UUID NOT NULL,
    carrier TEXT NOT NULL,
    waybill TEXT NOT NULL,
    shipped_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_fulfilment_parcel PRIMARY KEY (id),
    CONSTRAINT fk_fulfilment_parcel_order_id FOREIGN KEY(order_id) REFERENCES orders_order (id)
)
""",
    r"""
CREATE INDEX ix_fulfilment_parcel_order_id ON fulfilment_parcel (order_id)
""",
    r"""
CREATE UNIQUE INDEX uq_fulfilment_parcel_waybill ON fulfilment_parcel (carrier, waybill)
""",
    r"""
CREATE TABLE fulfilment_pickup (
    order_id UUID NOT NULL,
    location_id UUID,
    code_index BYTEA NOT NULL,
    code_sealed BYTEA NOT NULL,
    is_open BOOLEAN DEFAULT 'true' NOT NULL,
    opened_at TIMESTAMP WITH TIME ZONE NOT NULL,
    closed_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_fulfilment_pickup PRIMARY KEY (order_id),
    CONSTRAINT fk_fulfilment_pickup_order_id FOREIGN KEY(order_id) REFERENCES orders_order (id)
)
""",
    r"""
CREATE UNIQUE INDEX uq_fulfilment_pickup_code ON fulfilment_pickup (code_index) WHERE is_open
""",
    r"""
CREATE TABLE orders_line (
    id UUID NOT NULL,
    order_id UUID NOT NULL,
    position SMALLINT NOT NULL,
    sku_id UUID NOT NULL,
    product_id UUID NOT NULL,
    quantity INTEGER NOT NULL,
    unit_price_minor BIGINT NOT NULL,
    payable_minor BIGINT NOT NULL,
    refunded_minor BIGINT DEFAULT '0' NOT NULL,
    refunded_quantity INTEGER DEFAULT '0' NOT NULL,
    snapshot JSONB NOT NULL,
    CONSTRAINT pk_orders_line PRIMARY KEY (id),
    CONSTRAINT ck_orders_line_quantity CHECK (quantity > 0),
    CONSTRAINT ck_orders_line_refunded_at_most_paid CHECK (refunded_minor BETWEEN 0 AND payable_minor),
    CONSTRAINT ck_orders_line_refunded_quantity CHECK (refunded_quantity BETWEEN 0 AND quantity),
    CONSTRAINT fk_orders_line_order_id FOREIGN KEY(order_id) REFERENCES orders_order (id)
)
""",
    r"""
CREATE INDEX ix_orders_line_order_id ON orders_line (order_id)
""",
    r"""
CREATE TABLE orders_refund (
    key TEXT NOT NULL,
    order_id UUID NOT NULL,
    refund_id UUID,
    amount_minor BIGINT NOT NULL,
    is_extra BOOLEAN NOT NULL,
    target TEXT NOT NULL,
    reason TEXT NOT NULL,
    state TEXT NOT NULL,
    lines JSONB NOT NULL,
    asked_at TIMESTAMP WITH TIME ZONE NOT NULL,
    ended_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_orders_refund PRIMARY KEY (key),
    CONSTRAINT ck_orders_refund_amount CHECK (amount_minor > 0),
    CONSTRAINT fk_orders_refund_order_id FOREIGN KEY(order_id) REFERENCES orders_order (id)
)
""",
    r"""
CREATE INDEX ix_orders_refund_order_id ON orders_refund (order_id)
""",
    r"""
CREATE TABLE orders_payment (
    payment_id UUID NOT NULL,
    order_id UUID NOT NULL,
    amount_minor BIGINT NOT NULL,
    outcome TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_orders_payment PRIMARY KEY (payment_id),
    CONSTRAINT fk_orders_payment_order_id FOREIGN KEY(order_id) REFERENCES orders_order (id)
)
""",
    r"""
CREATE INDEX ix_orders_payment_order_id ON orders_payment (order_id)
""",
    r"""
CREATE UNIQUE INDEX uq_orders_payment_kept ON orders_payment (order_id) WHERE outcome IN ('paid', 'late')
""",
    r"""
CREATE TABLE catalog_sku (
    id UUID NOT NULL,
    product_id UUID NOT NULL,
    code TEXT NOT NULL,
    position INTEGER NOT NULL,
    options TEXT[] NOT NULL,
    barcode TEXT,
    currency TEXT DEFAULT 'CNY' NOT NULL,
    price_minor BIGINT NOT NULL,
    member_price_minor BIGINT,
    market_price_minor BIGINT,
    cost_minor BIGINT NOT NULL,
    weight_g INTEGER NOT NULL,
    picture_key TEXT,
    is_enabled BOOLEAN NOT NULL,
    removed_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_catalog_sku PRIMARY KEY (id),
    CONSTRAINT ck_catalog_sku_price CHECK (price_minor > 0),
    CONSTRAINT ck_catalog_sku_cost CHECK (cost_minor >= 0),
    CONSTRAINT ck_catalog_sku_member_price CHECK (member_price_minor > 0 AND member_price_minor <= price_minor),
    CONSTRAINT ck_catalog_sku_market_price CHECK (market_price_minor > 0),
    CONSTRAINT ck_catalog_sku_weight CHECK (weight_g >= 0),
    CONSTRAINT fk_catalog_sku_product_id FOREIGN KEY(product_id) REFERENCES catalog_product (id),
    CONSTRAINT uq_catalog_sku_code UNIQUE (code)
)
""",
    r"""
CREATE UNIQUE INDEX uq_catalog_sku_options ON catalog_sku (product_id, options) WHERE removed_at IS NULL
""",
    r"""
CREATE TABLE catalog_revision (
    product_id UUID NOT NULL,
    version INTEGER NOT NULL,
    draft JSONB NOT NULL,
    changed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_catalog_revision PRIMARY KEY (product_id, version),
    CONSTRAINT fk_catalog_revision_product_id FOREIGN KEY(product_id) REFERENCES catalog_product (id)
)
""",
    r"""
CREATE TABLE catalog_listing (
    product_id UUID NOT NULL,
    status TEXT NOT NULL,
    title TEXT NOT NULL,
    card TEXT NOT NULL,
    head TEXT NOT NULL,
    sku_ids UUID[] NOT NULL,
    sku_parts TEXT[] NOT NULL,
    tail TEXT NOT NULL,
    category_path UUID[] NOT NULL,
    brand_id UUID,
    tag_ids UUID[] NOT NULL,
    channels TEXT[] NOT NULL,
    freight_code TEXT,
    price_minor BIGINT NOT NULL,
    published_at TIMESTAMP WITH TIME ZONE,
    sold BIGINT DEFAULT '0' NOT NULL,
    is_sold_out BOOLEAN DEFAULT true NOT NULL,
    offer_kind TEXT,
    offer TEXT,
    offer_ends_at TIMESTAMP WITH TIME ZONE,
    relevance BIGINT GENERATED ALWAYS AS (sold - CASE WHEN is_sold_out THEN 1000000000000 ELSE 0 END) STORED,
    CONSTRAINT pk_catalog_listing PRIMARY KEY (product_id),
    CONSTRAINT ck_catalog_listing_sold CHECK (sold >= 0),
    CONSTRAINT fk_catalog_listing_product_id FOREIGN KEY(product_id) REFERENCES catalog_product (id)
)
""",
    r"""
CREATE INDEX ix_catalog_listing_relevance ON catalog_listing (relevance, product_id) WHERE status = 'on_sale'
""",
    r"""
CREATE INDEX ix_catalog_listing_category ON catalog_listing USING gin (category_path) WHERE status = 'on_sale'
""",
    r"""
CREATE INDEX ix_catalog_listing_offer ON catalog_listing (offer_kind, offer_ends_at) WHERE status = 'on_sale' AND offer_kind IS NOT NULL
""",
    r"""
CREATE INDEX ix_catalog_listing_sold ON catalog_listing (sold, product_id) WHERE status = 'on_sale'
""",
    r"""
CREATE INDEX ix_catalog_listing_tags ON catalog_listing USING gin (tag_ids) WHERE status = 'on_sale'
""",
    r"""
CREATE INDEX ix_catalog_listing_price ON catalog_listing (price_minor, product_id) WHERE status = 'on_sale'
""",
    r"""
CREATE INDEX ix_catalog_listing_published ON catalog_listing (published_at, product_id) WHERE status = 'on_sale'
""",
    r"""
CREATE TABLE fulfilment_event (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    parcel_id UUID NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    text TEXT NOT NULL,
    CONSTRAINT pk_fulfilment_event PRIMARY KEY (id),
    CONSTRAINT fk_fulfilment_event_parcel_id FOREIGN KEY(parcel_id) REFERENCES fulfilment_parcel (id)
)
""",
    r"""
CREATE INDEX ix_fulfilment_event_parcel_id ON fulfilment_event (parcel_id, at)
""",
)


def upgrade() -> None:
    """Statement by statement, as they are: no parameters, nothing to escape."""
    connection = op.get_bind()
    for statement in STATEMENTS:
        connection.exec_driver_sql(statement)
