-- Batches and funds: what must be true of tokens and money whatever writes it.

-- The ways in which tokens may move. Nothing leaves `retired` and `cancelled`: both are final.
INSERT INTO ledger_flow (debit_purpose, credit_purpose) VALUES
    ('mint', 'held'), ('mint', 'buffer'),
    ('held', 'funded'), ('held', 'retired'), ('held', 'cancelled'),
    ('funded', 'retired'), ('funded', 'cancelled'),
    ('buffer', 'cancelled');

-- A UUIDv7 (RFC 9562, 5.7) of a moment in 4096ths of a millisecond since 1970, as commons.rules.ids makes them: for rows that
-- are made by the thousand here, so that no id travels.
CREATE FUNCTION ledger_uuid7(tick bigint) RETURNS uuid
LANGUAGE sql VOLATILE STRICT PARALLEL SAFE
RETURN (overlay(lpad(to_hex(tick >> 12), 12, '0') PLACING '-' FROM 9 FOR 0) || '-7' || lpad(to_hex(tick & 4095), 3, '0')
    || substr(gen_random_uuid()::text, 19))::uuid;

-- Payables are few among all accounts, and looked at by every reconciliation.
CREATE INDEX account_payable ON ledger_account (id) WHERE purpose = 'payable';

CREATE FUNCTION ledger_fund_refuse() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    RAISE check_violation USING CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME, MESSAGE = TG_ARGV[0],
        DETAIL = format('%s %s', TG_TABLE_NAME, OLD.id);
END $$;

-- ---------------------------------------------------------------------------------------------------------------------
-- What was is not rewritten. Words about persons may be emptied, when they are erased.

CREATE TRIGGER batch_stays BEFORE UPDATE ON ledger_batch FOR EACH ROW
WHEN (ROW(OLD.id, OLD.number, OLD.claim_id, OLD.claimant_id, OLD.place_path, OLD.family, OLD.vintage, OLD.quantity_g,
          OLD.buffer_g, OLD.verified_at, OLD.issued_at)
    IS DISTINCT FROM
      ROW(NEW.id, NEW.number, NEW.claim_id, NEW.claimant_id, NEW.place_path, NEW.family, NEW.vintage, NEW.quantity_g,
          NEW.buffer_g, NEW.verified_at, NEW.issued_at))
EXECUTE FUNCTION ledger_fund_refuse('A batch stays as it was issued.');
CREATE TRIGGER batch_is_kept BEFORE DELETE OR TRUNCATE ON ledger_batch
FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_insert_only();

CREATE TRIGGER receipt_stays BEFORE UPDATE ON ledger_receipt FOR EACH ROW
WHEN (ROW(OLD.id, OLD.fund_id, OLD.source, OLD.pledge_id, OLD.payer_id, OLD.funder_id, OLD.cents, OLD.bank_reference,
          OLD.arrived_at, OLD.recorded_at, OLD.family, OLD.place_path, OLD.vintage_from, OLD.vintage_until)
    IS DISTINCT FROM
      ROW(NEW.id, NEW.fund_id, NEW.source, NEW.pledge_id, NEW.payer_id, NEW.funder_id, NEW.cents, NEW.bank_reference,
          NEW.arrived_at, NEW.recorded_at, NEW.family, NEW.place_path, NEW.vintage_from, NEW.vintage_until))
EXECUTE FUNCTION ledger_fund_refuse('A receipt stays as the money arrived.');
CREATE TRIGGER receipt_is_kept BEFORE DELETE OR TRUNCATE ON ledger_receipt
FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_insert_only();

CREATE TRIGGER funding_insert_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_funding
FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_insert_only();

CREATE TRIGGER refund_stays BEFORE UPDATE ON ledger_refund FOR EACH ROW
WHEN (ROW(OLD.id, OLD.receipt_id, OLD.cents, OLD.bank_reference, OLD.refunded_at)
    IS DISTINCT FROM ROW(NEW.id, NEW.receipt_id, NEW.cents, NEW.bank_reference, NEW.refunded_at)
    OR (OLD.reason <> NEW.reason AND NEW.reason <> ''))
EXECUTE FUNCTION ledger_fund_refuse('A refund stays as it was made.');
CREATE TRIGGER refund_is_kept BEFORE DELETE OR TRUNCATE ON ledger_refund
FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_insert_only();

CREATE TRIGGER retirement_stays BEFORE UPDATE ON ledger_retirement FOR EACH ROW
WHEN (ROW(OLD.id, OLD.number, OLD.batch_id, OLD.holder_id, OLD.quantity_g, OLD.beneficiary_is_public, OLD.place_id,
          OLD.consumed, OLD.retired_at)
    IS DISTINCT FROM
      ROW(NEW.id, NEW.number, NEW.batch_id, NEW.holder_id, NEW.quantity_g, NEW.beneficiary_is_public, NEW.place_id,
          NEW.consumed, NEW.retired_at)
    OR (ROW(OLD.beneficiary, OLD.reason, OLD.salt) IS DISTINCT FROM ROW(NEW.beneficiary, NEW.reason, NEW.salt)
        AND NOT (NEW.beneficiary = '' AND NEW.reason = '' AND NEW.salt IS NULL)))
EXECUTE FUNCTION ledger_fund_refuse('A retirement is final.');
CREATE TRIGGER retirement_is_kept BEFORE DELETE OR TRUNCATE ON ledger_retirement
FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_insert_only();

CREATE TRIGGER reversal_stays BEFORE UPDATE ON ledger_reversal FOR EACH ROW
WHEN (ROW(OLD.id, OLD.batch_id, OLD.quantity_g, OLD.own_g, OLD.buffer_g, OLD.pool_g, OLD.debt_g, OLD.reversed_by_id,
          OLD.occurred_at, OLD.recorded_at)
    IS DISTINCT FROM
      ROW(NEW.id, NEW.batch_id, NEW.quantity_g, NEW.own_g, NEW.buffer_g, NEW.pool_g, NEW.debt_g, NEW.reversed_by_id,
          NEW.occurred_at, NEW.recorded_at)
    OR (ROW(OLD.reason, OLD.salt) IS DISTINCT FROM ROW(NEW.reason, NEW.salt)
        AND NOT (NEW.reason = '' AND NEW.salt IS NULL)))
EXECUTE FUNCTION ledger_fund_refuse('A reversal stays as it was borne.');
CREATE TRIGGER reversal_is_kept BEFORE DELETE OR TRUNCATE ON ledger_reversal
FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_insert_only();

-- A price never changes; an open end is given once, and never into the past.
CREATE TRIGGER price_stays BEFORE UPDATE ON ledger_price FOR EACH ROW
WHEN (ROW(OLD.id, OLD.fund_id, OLD.family, OLD.place_path, OLD.cents_per_tonne, OLD.announced_at, OLD.applies_from,
          OLD.recorded_at)
    IS DISTINCT FROM
      ROW(NEW.id, NEW.fund_id, NEW.family, NEW.place_path, NEW.cents_per_tonne, NEW.announced_at, NEW.applies_from,
          NEW.recorded_at)
    OR OLD.applies_until IS NOT NULL OR NEW.applies_until IS NULL OR NEW.applies_until < statement_timestamp())
EXECUTE FUNCTION ledger_fund_refuse('A price that was announced stays; only an open end may be set, in the future.');
CREATE TRIGGER price_is_kept BEFORE DELETE OR TRUNCATE ON ledger_price
FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_insert_only();

-- ---------------------------------------------------------------------------------------------------------------------
-- States: the tables of ledger.rules.pledges and ledger.rules.payouts.

CREATE TRIGGER pledge_transition BEFORE UPDATE ON ledger_pledge FOR EACH ROW
WHEN (ROW(OLD.id, OLD.funder_id, OLD.fund_id, OLD.cadence, OLD.instalment_cents, OLD.cap_cents, OLD.starts_on, OLD.ends_on,
          OLD.pledged_at, OLD.family, OLD.place_path, OLD.vintage_from, OLD.vintage_until)
    IS DISTINCT FROM
      ROW(NEW.id, NEW.funder_id, NEW.fund_id, NEW.cadence, NEW.instalment_cents, NEW.cap_cents, NEW.starts_on, NEW.ends_on,
          NEW.pledged_at, NEW.family, NEW.place_path, NEW.vintage_from, NEW.vintage_until)
    OR (OLD.state <> NEW.state AND (OLD.state, NEW.state) NOT IN (
        ('active', 'paused'), ('paused', 'active'), ('active', 'fulfilled'), ('paused', 'fulfilled'),
        ('active', 'withdrawn'), ('paused', 'withdrawn'))))
EXECUTE FUNCTION ledger_fund_refuse('A pledge keeps its terms, and does not go from that state to that one.');
CREATE TRIGGER pledge_is_kept BEFORE DELETE OR TRUNCATE ON ledger_pledge
FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_insert_only();

CREATE TRIGGER payout_transition BEFORE UPDATE ON ledger_payout FOR EACH ROW
WHEN (ROW(OLD.id, OLD.fund_id, OLD.claimant_id, OLD.cents, OLD.hold_id, OLD.prepared_at)
    IS DISTINCT FROM ROW(NEW.id, NEW.fund_id, NEW.claimant_id, NEW.cents, NEW.hold_id, NEW.prepared_at)
    OR OLD.state IN ('paid', 'retried')
    OR (OLD.state <> NEW.state AND (OLD.state, NEW.state) NOT IN (
        ('prepared', 'sent'), ('prepared', 'paid'), ('sent', 'paid'), ('prepared', 'refused'), ('sent', 'refused'),
        ('refused', 'retried'))))
EXECUTE FUNCTION ledger_fund_refuse('A payout keeps its terms, and does not go from that state to that one.');
CREATE TRIGGER payout_is_kept BEFORE DELETE OR TRUNCATE ON ledger_payout
FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_insert_only();

-- ---------------------------------------------------------------------------------------------------------------------
-- Across tables, once a statement. LIMIT keeps these lookups by key: a plan made while a table was small stays with the
-- session while the table grows, and must not be one that reads it whole.

CREATE FUNCTION ledger_batch_is_its_claims() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    breach record;
BEGIN
    SELECT b.id INTO breach
    FROM added b LEFT JOIN LATERAL (SELECT * FROM ledger_claim WHERE id = b.claim_id LIMIT 1) c ON true
    WHERE c.id IS NULL OR c.state NOT IN ('issued', 'partly_reversed', 'reversed')
       OR ROW(c.claimant_id, c.place_path, c.family::text, c.vintage, c.quantity_g, c.verified_at)
          IS DISTINCT FROM ROW(b.claimant_id, b.place_path, b.family::text, b.vintage, b.quantity_g, b.verified_at)
    LIMIT 1;
    IF FOUND THEN
        RAISE check_violation USING CONSTRAINT = 'batch_is_its_claims', TABLE = 'ledger_batch',
            MESSAGE = 'A batch is issued for a claim that is issued, and copies it.', DETAIL = 'batch ' || breach.id;
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER batch_is_its_claims AFTER INSERT ON ledger_batch
REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION ledger_batch_is_its_claims();

CREATE FUNCTION ledger_receipt_keeps_its_pledge() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    pledged ledger_pledge;
    arrived bigint;
BEGIN
    -- Locked, so that two receipts of one pledge count each other.
    SELECT * INTO pledged FROM ledger_pledge WHERE id = NEW.pledge_id FOR NO KEY UPDATE;
    SELECT coalesce(sum(cents), 0) INTO arrived FROM ledger_receipt WHERE pledge_id = NEW.pledge_id;
    IF arrived + NEW.cents > pledged.cap_cents THEN
        RAISE check_violation USING CONSTRAINT = 'receipt_within_the_pledge', TABLE = 'ledger_receipt',
            MESSAGE = 'Receipts of a pledge stay within its cap.', DETAIL = 'pledge ' || NEW.pledge_id;
    END IF;
    IF ROW(NEW.fund_id, NEW.payer_id, NEW.funder_id, NEW.family, NEW.place_path, NEW.vintage_from, NEW.vintage_until)
       IS DISTINCT FROM
       ROW(pledged.fund_id, pledged.funder_id, pledged.funder_id, pledged.family, pledged.place_path,
           pledged.vintage_from, pledged.vintage_until) THEN
        RAISE check_violation USING CONSTRAINT = 'receipt_copies_its_pledge', TABLE = 'ledger_receipt',
            MESSAGE = 'A receipt has fund, funder and earmark of its pledge.', DETAIL = 'pledge ' || NEW.pledge_id;
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER receipt_keeps_its_pledge BEFORE INSERT ON ledger_receipt FOR EACH ROW
WHEN (NEW.pledge_id IS NOT NULL) EXECUTE FUNCTION ledger_receipt_keeps_its_pledge();

-- The entry comes first: a funding has its id.
CREATE FUNCTION ledger_funding_is_as_announced() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    breach record;
BEGIN
    SELECT f.id INTO breach
    FROM added f
    LEFT JOIN LATERAL (SELECT * FROM ledger_batch WHERE id = f.batch_id LIMIT 1) b ON true
    LEFT JOIN LATERAL (SELECT * FROM ledger_receipt WHERE id = f.receipt_id LIMIT 1) r ON true
    LEFT JOIN LATERAL (SELECT * FROM ledger_price WHERE id = f.price_id LIMIT 1) p ON true
    LEFT JOIN LATERAL (SELECT id, kind, subject_id, occurred_at FROM ledger_entry WHERE id = f.id LIMIT 1) e ON true
    WHERE b.id IS NULL OR r.id IS NULL OR p.id IS NULL OR e.id IS NULL
       OR e.subject_id <> f.batch_id OR e.kind <> 'batch.funded'
       OR f.cents <> f.grams * p.cents_per_tonne / 1000000
       OR p.fund_id <> r.fund_id OR p.family <> b.family
       OR (b.place_path <> p.place_path AND NOT starts_with(b.place_path, p.place_path || '.'))
       OR e.occurred_at < p.applies_from OR e.occurred_at >= p.applies_until
       OR r.payer_id = b.claimant_id
       OR r.family NOT IN ('', b.family)
       OR (r.place_path IS NOT NULL AND b.place_path <> r.place_path AND NOT starts_with(b.place_path, r.place_path || '.'))
       OR b.vintage NOT BETWEEN coalesce(r.vintage_from, 0) AND coalesce(r.vintage_until, 9999)
    LIMIT 1;
    IF FOUND THEN
        RAISE check_violation USING CONSTRAINT = 'funding_is_as_announced', TABLE = 'ledger_funding',
            MESSAGE = 'A funding follows its price, its receipt''s earmark and its entry, and nobody pays themselves.',
            DETAIL = 'funding ' || breach.id;
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER funding_is_as_announced AFTER INSERT ON ledger_funding
REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION ledger_funding_is_as_announced();

-- Also under session_replication_role = replica.
ALTER TABLE ledger_batch ENABLE ALWAYS TRIGGER batch_stays;
ALTER TABLE ledger_batch ENABLE ALWAYS TRIGGER batch_is_kept;
ALTER TABLE ledger_batch ENABLE ALWAYS TRIGGER batch_is_its_claims;
ALTER TABLE ledger_receipt ENABLE ALWAYS TRIGGER receipt_stays;
ALTER TABLE ledger_receipt ENABLE ALWAYS TRIGGER receipt_is_kept;
ALTER TABLE ledger_receipt ENABLE ALWAYS TRIGGER receipt_keeps_its_pledge;
ALTER TABLE ledger_funding ENABLE ALWAYS TRIGGER funding_insert_only;
ALTER TABLE ledger_funding ENABLE ALWAYS TRIGGER funding_is_as_announced;
ALTER TABLE ledger_refund ENABLE ALWAYS TRIGGER refund_stays;
ALTER TABLE ledger_refund ENABLE ALWAYS TRIGGER refund_is_kept;
ALTER TABLE ledger_retirement ENABLE ALWAYS TRIGGER retirement_stays;
ALTER TABLE ledger_retirement ENABLE ALWAYS TRIGGER retirement_is_kept;
ALTER TABLE ledger_reversal ENABLE ALWAYS TRIGGER reversal_stays;
ALTER TABLE ledger_reversal ENABLE ALWAYS TRIGGER reversal_is_kept;
ALTER TABLE ledger_price ENABLE ALWAYS TRIGGER price_stays;
ALTER TABLE ledger_price ENABLE ALWAYS TRIGGER price_is_kept;
ALTER TABLE ledger_pledge ENABLE ALWAYS TRIGGER pledge_transition;
ALTER TABLE ledger_pledge ENABLE ALWAYS TRIGGER pledge_is_kept;
ALTER TABLE ledger_payout ENABLE ALWAYS TRIGGER payout_transition;
ALTER TABLE ledger_payout ENABLE ALWAYS TRIGGER payout_is_kept;
