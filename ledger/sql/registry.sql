-- What other registries issued: rows stay as they were read, and nothing is used up twice or beyond what was issued.

CREATE FUNCTION ledger_external_refuse() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    RAISE check_violation USING CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME, MESSAGE = TG_ARGV[0], DETAIL = OLD.id::text;
END $$;

-- Depth 0 is a statement of a client's own: the totals follow the matches and nothing else.
CREATE TRIGGER externalissuance_stays BEFORE UPDATE ON ledger_externalissuance FOR EACH ROW
WHEN (pg_trigger_depth() = 0)
EXECUTE FUNCTION ledger_external_refuse('An external issuance stays as it was read; what is used up follows its matches.');
CREATE TRIGGER externalissuance_begins_unused BEFORE INSERT ON ledger_externalissuance FOR EACH ROW
WHEN (NEW.retired_g <> 0 OR NEW.cancelled_g <> 0)
EXECUTE FUNCTION ledger_claim_refuse_new('An external issuance begins with nothing used up.');
CREATE TRIGGER externalissuance_is_kept BEFORE DELETE OR TRUNCATE ON ledger_externalissuance
FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_insert_only();
CREATE TRIGGER externalwithdrawal_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_externalwithdrawal
FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_insert_only();

-- ---------------------------------------------------------------------------------------------------------------------
-- Matches move the totals, all those of a statement at once: one row at a time could pass through "more than issued"
-- on the way from one match to another.

CREATE FUNCTION ledger_external_check_matches(matched uuid[]) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    stray uuid;
BEGIN
    SELECT w.id INTO stray
    FROM ledger_externalmatch m
    JOIN ledger_externalwithdrawal w ON w.id = m.withdrawal_id
    JOIN ledger_externalissuance i ON i.id = m.issuance_id
    WHERE m.withdrawal_id = ANY (matched) AND (
        i.project_id <> w.project_id
        OR i.block <> w.block AND (i.vintage IS DISTINCT FROM w.vintage OR i.block <> '' AND w.block <> '')
        OR NOT i.serials @> w.serials)
    LIMIT 1;
    IF FOUND THEN
        RAISE check_violation USING CONSTRAINT = 'externalmatch_is_of_its_issuance', TABLE = 'ledger_externalmatch',
            MESSAGE = 'A withdrawal uses up a block of its own project, and serials that are in it.', DETAIL = stray::text;
    END IF;
END $$;

CREATE FUNCTION ledger_external_use(withdrawals uuid[], issuances uuid[], sign int) RETURNS void
LANGUAGE sql AS $$
    UPDATE ledger_externalissuance i
    SET retired_g = i.retired_g + sign * moved.retired, cancelled_g = i.cancelled_g + sign * moved.cancelled
    FROM (
        SELECT m.issuance,
            coalesce(sum(w.quantity_g) FILTER (WHERE w.kind = 'retirement'), 0)::bigint AS retired,
            coalesce(sum(w.quantity_g) FILTER (WHERE w.kind = 'cancellation'), 0)::bigint AS cancelled
        FROM unnest(withdrawals, issuances) AS m(withdrawal, issuance)
        JOIN ledger_externalwithdrawal w ON w.id = m.withdrawal
        GROUP BY m.issuance
    ) moved
    WHERE i.id = moved.issuance
$$;

CREATE FUNCTION ledger_external_matched() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM ledger_external_check_matches(array(SELECT withdrawal_id FROM newer WHERE issuance_id IS NOT NULL));
    PERFORM ledger_external_use(array_agg(withdrawal_id), array_agg(issuance_id), 1)
    FROM newer WHERE issuance_id IS NOT NULL HAVING count(*) > 0;
    RETURN NULL;
END $$;

CREATE FUNCTION ledger_external_unmatched() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM ledger_external_use(array_agg(withdrawal_id), array_agg(issuance_id), -1)
    FROM older WHERE issuance_id IS NOT NULL HAVING count(*) > 0;
    RETURN NULL;
END $$;

CREATE TRIGGER externalmatch_uses_up AFTER INSERT ON ledger_externalmatch
REFERENCING NEW TABLE AS newer FOR EACH STATEMENT EXECUTE FUNCTION ledger_external_matched();
CREATE TRIGGER externalmatch_frees AFTER DELETE ON ledger_externalmatch
REFERENCING OLD TABLE AS older FOR EACH STATEMENT EXECUTE FUNCTION ledger_external_unmatched();
CREATE TRIGGER externalmatch_is_made_anew BEFORE UPDATE OR TRUNCATE ON ledger_externalmatch
FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_insert_only();

-- ---------------------------------------------------------------------------------------------------------------------
-- Claims on serials: live with their claim, inside their issuance, and on nothing that was used up.

CREATE FUNCTION ledger_external_claimed() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    held ledger_externalissuance;
BEGIN
    -- Not while a file is being read: what it says is used up must be seen here, or this there.
    PERFORM pg_advisory_xact_lock_shared(1380271945);
    NEW.live := (SELECT ledger_is_live(state) FROM ledger_claim WHERE id = NEW.claim_id FOR SHARE);
    SELECT * INTO held FROM ledger_externalissuance WHERE id = NEW.issuance_id FOR SHARE;
    IF held.serials IS NULL OR NOT held.serials @> NEW.serials THEN
        RAISE check_violation USING CONSTRAINT = 'externalclaim_is_inside_its_issuance', TABLE = TG_TABLE_NAME,
            MESSAGE = 'A claim names serials of the block that was issued.', DETAIL = NEW.claim_id::text;
    END IF;
    IF NEW.live AND EXISTS (
        SELECT FROM ledger_externalwithdrawal w
        WHERE w.block_key = held.block_key AND w.serials && NEW.serials) THEN
        RAISE check_violation USING CONSTRAINT = 'externalclaim_is_unused', TABLE = TG_TABLE_NAME,
            MESSAGE = 'Some of these serials were retired or cancelled.', DETAIL = NEW.claim_id::text;
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER externalclaim_is_unused BEFORE INSERT OR UPDATE ON ledger_externalclaim
FOR EACH ROW EXECUTE FUNCTION ledger_external_claimed();

CREATE FUNCTION ledger_external_follows() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE ledger_externalclaim SET live = ledger_is_live(NEW.state) WHERE claim_id = NEW.id;
    RETURN NULL;
END $$;

CREATE TRIGGER claim_takes_up_or_frees_serials AFTER UPDATE ON ledger_claim FOR EACH ROW
WHEN (ledger_is_live(OLD.state) <> ledger_is_live(NEW.state)) EXECUTE FUNCTION ledger_external_follows();

-- A claim under this methodology stands on serials, and on no more tonnes than they count.
CREATE FUNCTION ledger_external_counts() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM ledger_externalclaim x
        WHERE x.claim_id = NEW.id AND NEW.quantity_g <= (upper(x.serials) - lower(x.serials)) * 1000000) THEN
        RAISE check_violation USING CONSTRAINT = 'claim_counts_its_serials', TABLE = TG_TABLE_NAME,
            MESSAGE = 'A claim on tonnes of another registry names their serials, and no more than there are.',
            DETAIL = NEW.reference;
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER claim_counts_its_serials BEFORE UPDATE ON ledger_claim FOR EACH ROW
WHEN (NEW.family = 'external' AND ledger_is_live(NEW.state) AND NOT ledger_is_live(OLD.state))
EXECUTE FUNCTION ledger_external_counts();
CREATE TRIGGER claim_counts_its_serials_at_once BEFORE INSERT ON ledger_claim FOR EACH ROW
WHEN (NEW.family = 'external' AND ledger_is_live(NEW.state))
EXECUTE FUNCTION ledger_external_counts();

CREATE FUNCTION ledger_external_claim_refuse() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    RAISE check_violation USING CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME, DETAIL = OLD.claim_id::text,
        MESSAGE = 'The serials of a claim that was filed stay as they were filed.';
END $$;

CREATE TRIGGER externalclaim_stays BEFORE UPDATE ON ledger_externalclaim FOR EACH ROW
WHEN (OLD.claim_id <> NEW.claim_id OR OLD.issuance_id <> NEW.issuance_id OR OLD.serials <> NEW.serials)
EXECUTE FUNCTION ledger_external_claim_refuse();
CREATE TRIGGER externalclaim_is_kept BEFORE DELETE ON ledger_externalclaim FOR EACH ROW
WHEN (OLD.live) EXECUTE FUNCTION ledger_external_claim_refuse();
CREATE TRIGGER externalclaim_is_not_truncated BEFORE TRUNCATE ON ledger_externalclaim
FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_insert_only();

-- Also under session_replication_role = replica.
DO $$
DECLARE
    law record;
BEGIN
    FOR law IN
        SELECT tgrelid::regclass AS place, tgname FROM pg_trigger
        WHERE NOT tgisinternal AND (tgrelid IN ('ledger_externalissuance'::regclass,
            'ledger_externalwithdrawal'::regclass, 'ledger_externalmatch'::regclass, 'ledger_externalclaim'::regclass)
            OR tgname IN ('claim_takes_up_or_frees_serials', 'claim_counts_its_serials', 'claim_counts_its_serials_at_once'))
    LOOP
        EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER %I', law.place, law.tgname);
    END LOOP;
END $$;
