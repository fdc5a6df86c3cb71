-- Claims: what must be true of them whatever writes them. The transitions repeat ledger/rules/claims.py (a test compares).

CREATE FUNCTION ledger_claim_refuse() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    RAISE check_violation USING CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME, MESSAGE = TG_ARGV[0],
        DETAIL = format('%s %s', TG_TABLE_NAME, OLD.id);
END $$;

CREATE FUNCTION ledger_claim_refuse_new() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    RAISE check_violation USING CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME, MESSAGE = TG_ARGV[0],
        DETAIL = format('%s %s', TG_TABLE_NAME, NEW.id);
END $$;

CREATE FUNCTION ledger_is_live(state text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN state NOT IN ('draft', 'rejected', 'withdrawn');

-- ---------------------------------------------------------------------------------------------------------------------
-- States. Guards in WHEN cost an expression, not a call: a million claims are issued past these.

CREATE TRIGGER claim_begins BEFORE INSERT ON ledger_claim FOR EACH ROW
WHEN (NEW.state NOT IN ('draft', 'submitted'))
EXECUTE FUNCTION ledger_claim_refuse_new('A claim begins as a draft, or submitted.');

CREATE TRIGGER claim_transition BEFORE UPDATE ON ledger_claim FOR EACH ROW
WHEN (OLD.state <> NEW.state AND (OLD.state, NEW.state) NOT IN (
    ('draft', 'submitted'),
    ('draft', 'withdrawn'),
    ('submitted', 'in_review'),
    ('submitted', 'withdrawn'),
    ('in_review', 'submitted'),
    ('in_review', 'asked_back'),
    ('in_review', 'verified'),
    ('in_review', 'rejected'),
    ('in_review', 'withdrawn'),
    ('asked_back', 'in_review'),
    ('asked_back', 'withdrawn'),
    ('verified', 'suspended'),
    ('verified', 'issued'),
    ('suspended', 'verified'),
    ('suspended', 'rejected'),
    ('issued', 'partly_reversed'),
    ('issued', 'reversed'),
    ('partly_reversed', 'reversed')))
EXECUTE FUNCTION ledger_claim_refuse('A claim does not go from that state to that one.');

CREATE TRIGGER claim_is_kept BEFORE DELETE ON ledger_claim FOR EACH ROW
WHEN (OLD.state <> 'draft') EXECUTE FUNCTION ledger_claim_refuse('A claim that was filed is kept.');
CREATE TRIGGER claim_is_not_truncated BEFORE TRUNCATE ON ledger_claim
FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_insert_only();

-- What was filed stays as it was; the words and figures of an erased person may be emptied, and nothing else.
CREATE FUNCTION ledger_claim_frozen() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    emptied ledger_claim := OLD;
BEGIN
    IF EXISTS (SELECT FROM commons_agent WHERE id = OLD.claimant_id AND erased_at IS NOT NULL)
       AND NEW.inputs = '{}' AND NEW.statement = '' AND NEW.salt IS NULL THEN
        emptied.inputs := NEW.inputs;
        emptied.statement := NEW.statement;
        emptied.salt := NEW.salt;
    END IF;
    IF emptied IS DISTINCT FROM NEW THEN
        RAISE check_violation USING CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME,
            MESSAGE = 'What was filed is not changed: withdraw the claim and file another.', DETAIL = OLD.reference;
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER claim_frozen BEFORE UPDATE ON ledger_claim FOR EACH ROW
WHEN (OLD.state <> 'draft' AND (
    ROW(OLD.id, OLD.reference, OLD.claimant_id, OLD.filed_by_id, OLD.asset_id, OLD.place_path, OLD.methodology, OLD.version,
        OLD.family, OLD.period, OLD.vintage, OLD.inputs, OLD.statement, OLD.quantity_g, OLD.uncertainty, OLD.tier,
        OLD.declares_area, OLD.programme_id, OLD.verifiers_needed, OLD.lot, OLD.salt, OLD.filed_at)
    IS DISTINCT FROM
    ROW(NEW.id, NEW.reference, NEW.claimant_id, NEW.filed_by_id, NEW.asset_id, NEW.place_path, NEW.methodology, NEW.version,
        NEW.family, NEW.period, NEW.vintage, NEW.inputs, NEW.statement, NEW.quantity_g, NEW.uncertainty, NEW.tier,
        NEW.declares_area, NEW.programme_id, NEW.verifiers_needed, NEW.lot, NEW.salt, NEW.filed_at)
    OR (OLD.confirmed_by_id IS NOT NULL AND OLD.confirmed_by_id IS DISTINCT FROM NEW.confirmed_by_id)
    OR (OLD.verified_at IS NOT NULL
        AND ROW(OLD.verified_at, OLD.window_until) IS DISTINCT FROM ROW(NEW.verified_at, NEW.window_until))))
EXECUTE FUNCTION ledger_claim_frozen();

CREATE FUNCTION ledger_claim_is_approved() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT count(*) FROM ledger_verification WHERE claim_id = NEW.id AND outcome = 'approve') < NEW.verifiers_needed THEN
        RAISE check_violation USING CONSTRAINT = 'claim_is_approved', TABLE = 'ledger_claim',
            MESSAGE = 'A claim is verified by as many verifiers as it needs.', DETAIL = NEW.reference;
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER claim_is_approved BEFORE UPDATE ON ledger_claim FOR EACH ROW
WHEN (OLD.state = 'in_review' AND NEW.state = 'verified') EXECUTE FUNCTION ledger_claim_is_approved();

CREATE FUNCTION ledger_claim_is_unopposed() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM ledger_objection WHERE claim_id = NEW.id AND decided_at IS NULL) THEN
        RAISE check_violation USING CONSTRAINT = 'claim_is_unopposed', TABLE = 'ledger_claim',
            MESSAGE = 'A claim stays suspended while an objection is open.', DETAIL = NEW.reference;
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER claim_is_unopposed BEFORE UPDATE ON ledger_claim FOR EACH ROW
WHEN (OLD.state = 'suspended' AND NEW.state = 'verified') EXECUTE FUNCTION ledger_claim_is_unopposed();

-- ---------------------------------------------------------------------------------------------------------------------
-- No double counting: what a live claim takes up, no other may.

ALTER TABLE ledger_extent
    ADD CONSTRAINT extent_asset EXCLUDE USING gist (fingerprint WITH =, family_key WITH =, period WITH &&)
        WHERE (fingerprint IS NOT NULL),
    ADD CONSTRAINT extent_serials EXCLUDE USING gist (serials WITH &&, serial_scope WITH =, family_key WITH =, period WITH &&)
        WHERE (serials IS NOT NULL),
    ADD CONSTRAINT extent_plot EXCLUDE USING gist (interior WITH &&, family_key WITH =, period WITH &&)
        WHERE (interior IS NOT NULL),
    -- A programme and its own members have the same programme; two points never have the same slot.
    ADD CONSTRAINT extent_area EXCLUDE USING gist (
        slot WITH &&, family_key WITH =, spread WITH &&, period WITH &&, programme WITH <>);

CREATE FUNCTION ledger_claim_joins_a_draft(claim ledger_claim) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    joined record;
BEGIN
    -- Shared with other members, and against the programme's own filing, which counts what its members took.
    SELECT state, declares_area, family, period INTO joined FROM ledger_claim WHERE id = claim.programme_id FOR SHARE;
    IF joined.state <> 'draft' OR NOT joined.declares_area OR joined.family <> claim.family
       OR NOT joined.period @> claim.period THEN
        RAISE check_violation USING CONSTRAINT = 'claim_joins_a_draft', TABLE = 'ledger_claim', DETAIL = claim.reference,
            MESSAGE = 'A member files before its programme does, in its family and within its period.';
    END IF;
END $$;

CREATE FUNCTION ledger_family_key(family text) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN ('x' || encode(substr(sha256(convert_to(family, 'UTF8')), 1, 8), 'hex'))::bit(64)::bigint;

CREATE FUNCTION ledger_spread(path text, whole_area boolean) RETURNS ledger_placerange
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN whole_area THEN ledger_placerange(path || '.', path || '/')
            ELSE ledger_placerange(path || '.#', path || '.#', '[]') END;

CREATE FUNCTION ledger_claim_takes_up() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF ledger_is_live(NEW.state) THEN
        IF NEW.programme_id IS NOT NULL THEN
            PERFORM ledger_claim_joins_a_draft(NEW);
        END IF;
        INSERT INTO ledger_extent (
            claim_id, family_key, period, spread, slot, programme, fingerprint, serial_scope, serials, interior)
        SELECT NEW.id, ledger_family_key(NEW.family), NEW.period, ledger_spread(NEW.place_path, NEW.declares_area),
            CASE WHEN NEW.declares_area THEN '(,)' ELSE int8range(slot, slot, '[]') END,
            coalesce(NEW.programme_id, NEW.id), a.fingerprint, coalesce(a.serial_scope, ''), a.serials, a.interior
        FROM nextval('ledger_extent_slot') AS slot LEFT JOIN ledger_asset a ON a.id = NEW.asset_id;
        INSERT INTO ledger_notice (claim_id, filed_at, claimant_id, family, methodology, vintage, tier, place_path)
        SELECT NEW.id, NEW.filed_at, NEW.claimant_id, NEW.family, NEW.methodology, NEW.vintage, NEW.tier, NEW.place_path;
    ELSE
        DELETE FROM ledger_extent WHERE claim_id = NEW.id;
    END IF;
    UPDATE ledger_evidence SET live = ledger_is_live(NEW.state) WHERE claim_id = NEW.id;
    RETURN NULL;
END $$;

CREATE TRIGGER claim_takes_up AFTER INSERT ON ledger_claim FOR EACH ROW
WHEN (ledger_is_live(NEW.state)) EXECUTE FUNCTION ledger_claim_takes_up();
CREATE TRIGGER claim_takes_up_or_frees AFTER UPDATE ON ledger_claim FOR EACH ROW
WHEN (ledger_is_live(OLD.state) <> ledger_is_live(NEW.state)) EXECUTE FUNCTION ledger_claim_takes_up();

-- Depth 0 is a statement of a client's own.
CREATE TRIGGER extent_follows_its_claim BEFORE INSERT OR UPDATE OR DELETE ON ledger_extent FOR EACH STATEMENT
WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION ledger_is_insert_only();
CREATE TRIGGER extent_is_not_truncated BEFORE TRUNCATE ON ledger_extent
FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_insert_only();

CREATE TRIGGER notice_follows_its_claim BEFORE INSERT OR UPDATE OR DELETE ON ledger_notice FOR EACH STATEMENT
WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION ledger_is_insert_only();
CREATE TRIGGER notice_is_not_truncated BEFORE TRUNCATE ON ledger_notice
FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_insert_only();

CREATE TRIGGER asset_stays_what_it_is BEFORE UPDATE ON ledger_asset FOR EACH ROW
WHEN (ROW(OLD.id, OLD.kind, OLD.owner_id, OLD.place_path, OLD.fingerprint, OLD.serial_scope, OLD.serials, OLD.interior::text)
    IS DISTINCT FROM
    ROW(NEW.id, NEW.kind, NEW.owner_id, NEW.place_path, NEW.fingerprint, NEW.serial_scope, NEW.serials, NEW.interior::text))
EXECUTE FUNCTION ledger_claim_refuse('An asset stays what it is: register another.');

-- ---------------------------------------------------------------------------------------------------------------------
-- Evidence: added until a claim is decided, live with it, and emptied only when its person is erased.

CREATE FUNCTION ledger_evidence_joins() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    found_state text;
BEGIN
    -- FOR SHARE: not while the claim is changing its state.
    SELECT state INTO found_state FROM ledger_claim WHERE id = NEW.claim_id FOR SHARE;
    IF found_state NOT IN ('draft', 'submitted', 'in_review', 'asked_back') THEN
        RAISE check_violation USING CONSTRAINT = 'evidence_before_the_decision', TABLE = 'ledger_evidence',
            MESSAGE = 'Evidence is added until the claim is decided.', DETAIL = NEW.claim_id::text;
    END IF;
    NEW.live := ledger_is_live(found_state);
    RETURN NEW;
END $$;

CREATE TRIGGER evidence_before_the_decision BEFORE INSERT ON ledger_evidence
FOR EACH ROW EXECUTE FUNCTION ledger_evidence_joins();

CREATE FUNCTION ledger_evidence_goes() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM ledger_claim WHERE id = OLD.claim_id AND state <> 'draft') THEN
        RAISE check_violation USING CONSTRAINT = 'evidence_is_kept', TABLE = 'ledger_evidence',
            MESSAGE = 'Evidence of a claim that was filed is kept.', DETAIL = OLD.id::text;
    END IF;
    RETURN OLD;
END $$;

CREATE TRIGGER evidence_is_kept BEFORE DELETE ON ledger_evidence FOR EACH ROW EXECUTE FUNCTION ledger_evidence_goes();

CREATE TRIGGER evidence_stays BEFORE UPDATE ON ledger_evidence FOR EACH ROW
WHEN (ROW(OLD.id, OLD.claim_id, OLD.added_by_id, OLD.media_type, OLD.size, OLD.fingerprint)
        IS DISTINCT FROM ROW(NEW.id, NEW.claim_id, NEW.added_by_id, NEW.media_type, NEW.size, NEW.fingerprint)
    OR (OLD.live IS DISTINCT FROM NEW.live AND pg_trigger_depth() = 0)
    OR (ROW(OLD.file, OLD.name, OLD.sha256) IS DISTINCT FROM ROW(NEW.file, NEW.name, NEW.sha256)
        AND NOT (NEW.file = '' AND NEW.name = '' AND NEW.sha256 IS NULL)))
EXECUTE FUNCTION ledger_claim_refuse('Evidence is not changed.');

-- ---------------------------------------------------------------------------------------------------------------------
-- Verifiers: accredited, drawn, and never in conflict, at the draw and at the decision.

-- Who may not judge which claim: whoever has a part in it, their members, and fellow members of any collective,
-- at any time of the claim's period or today.
CREATE VIEW ledger_conflict AS
WITH party AS (
    SELECT c.id AS claim_id, c.period, p.agent_id
    FROM ledger_claim c
    LEFT JOIN ledger_asset a ON a.id = c.asset_id
    CROSS JOIN LATERAL (VALUES (c.claimant_id), (c.filed_by_id), (c.confirmed_by_id), (a.owner_id)) p(agent_id)
    WHERE p.agent_id IS NOT NULL
)
SELECT claim_id, agent_id, 'has a part in the claim' AS why FROM party
UNION ALL
SELECT p.claim_id, m.member_id, 'is a member of the claimant or owner'
FROM party p JOIN commons_membership m ON m.collective_id = p.agent_id
WHERE coalesce(m.until, 'infinity') > now() OR tstzrange(m.since, m.until) && tstzrange(lower(p.period), upper(p.period))
UNION ALL
SELECT p.claim_id, other.member_id, 'is in a collective with the claimant or owner'
FROM party p
JOIN commons_membership mine ON mine.member_id = p.agent_id
JOIN commons_membership other ON other.collective_id = mine.collective_id
WHERE (coalesce(mine.until, 'infinity') > now()
       OR tstzrange(mine.since, mine.until) && tstzrange(lower(p.period), upper(p.period)))
  AND (coalesce(other.until, 'infinity') > now()
       OR tstzrange(other.since, other.until) && tstzrange(lower(p.period), upper(p.period)));

CREATE FUNCTION ledger_check_verifiers(judged uuid[]) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    breach record;
BEGIN
    SELECT v.id, k.why INTO breach
    FROM ledger_verification v JOIN ledger_conflict k ON k.claim_id = v.claim_id AND k.agent_id = v.verifier_id
    WHERE v.id = ANY (judged) LIMIT 1;
    IF FOUND THEN
        RAISE check_violation USING CONSTRAINT = 'verification_without_conflict', TABLE = 'ledger_verification',
            MESSAGE = format('The verifier %s.', breach.why), DETAIL = breach.id::text;
    END IF;

    SELECT v.id INTO breach
    FROM ledger_verification v JOIN ledger_claim c ON c.id = v.claim_id
    WHERE v.id = ANY (judged) AND NOT EXISTS (
        SELECT FROM ledger_accreditation a
        WHERE a.verifier_id = v.verifier_id AND c.family = ANY (a.families)
          AND a.term @> (coalesce(v.decided_at, v.assigned_at) AT TIME ZONE 'UTC')::date
          AND coalesce(a.ended_at, 'infinity') > coalesce(v.decided_at, v.assigned_at))
    LIMIT 1;
    IF FOUND THEN
        RAISE check_violation USING CONSTRAINT = 'verification_by_the_accredited', TABLE = 'ledger_verification',
            MESSAGE = 'The verifier is not accredited for the claim''s family on that day.', DETAIL = breach.id::text;
    END IF;

    SELECT v.id INTO breach
    FROM ledger_verification v JOIN ledger_claim c ON c.id = v.claim_id
    WHERE v.id = ANY (judged) AND v.decided_at IS NOT NULL AND c.state <> 'in_review'
    LIMIT 1;
    IF FOUND THEN
        RAISE check_violation USING CONSTRAINT = 'verification_of_a_claim_in_review', TABLE = 'ledger_verification',
            MESSAGE = 'Only a claim in review is decided.', DETAIL = breach.id::text;
    END IF;
END $$;

CREATE FUNCTION ledger_verifiers_drawn() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM ledger_check_verifiers(array(SELECT id FROM drawn));
    RETURN NULL;
END $$;

CREATE FUNCTION ledger_verifiers_decided() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    decided uuid[] := array(
        SELECT id FROM newer JOIN older USING (id) WHERE older.decided_at IS NULL AND newer.decided_at IS NOT NULL);
BEGIN
    IF decided <> '{}' THEN
        PERFORM ledger_check_verifiers(decided);
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER verification_drawn AFTER INSERT ON ledger_verification
REFERENCING NEW TABLE AS drawn FOR EACH STATEMENT EXECUTE FUNCTION ledger_verifiers_drawn();
CREATE TRIGGER verification_decided AFTER UPDATE ON ledger_verification
REFERENCING OLD TABLE AS older NEW TABLE AS newer FOR EACH STATEMENT EXECUTE FUNCTION ledger_verifiers_decided();

CREATE TRIGGER verification_stays BEFORE UPDATE ON ledger_verification FOR EACH ROW
WHEN (ROW(OLD.id, OLD.claim_id, OLD.verifier_id, OLD.assigned_at)
        IS DISTINCT FROM ROW(NEW.id, NEW.claim_id, NEW.verifier_id, NEW.assigned_at)
    OR (coalesce(OLD.decided_at, OLD.released_at) IS NOT NULL
        AND ROW(OLD.due_at, OLD.decided_at, OLD.released_at, OLD.outcome, OLD.criteria)
            IS DISTINCT FROM ROW(NEW.due_at, NEW.decided_at, NEW.released_at, NEW.outcome, NEW.criteria))
    OR (coalesce(OLD.decided_at, OLD.released_at) IS NOT NULL
        AND ROW(OLD.question, OLD.reasons, OLD.salt) IS DISTINCT FROM ROW(NEW.question, NEW.reasons, NEW.salt)
        AND NOT (NEW.question = '' AND NEW.reasons = '' AND NEW.salt IS NULL)))
EXECUTE FUNCTION ledger_claim_refuse('A verification that is over is not changed.');
CREATE TRIGGER verification_is_kept BEFORE DELETE OR TRUNCATE ON ledger_verification
FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_insert_only();

CREATE TRIGGER accreditation_stays BEFORE UPDATE ON ledger_accreditation FOR EACH ROW
WHEN (ROW(OLD.id, OLD.verifier_id, OLD.families, OLD.term, OLD.entry_id)
        IS DISTINCT FROM ROW(NEW.id, NEW.verifier_id, NEW.families, NEW.term, NEW.entry_id)
    OR (OLD.ended_at IS NOT NULL AND OLD.ended_at IS DISTINCT FROM NEW.ended_at))
EXECUTE FUNCTION ledger_claim_refuse('An accreditation can be ended, and not changed.');
CREATE TRIGGER accreditation_is_kept BEFORE DELETE OR TRUNCATE ON ledger_accreditation
FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_insert_only();

-- ---------------------------------------------------------------------------------------------------------------------
-- Objections: while one is open its claim is suspended; the state of the claim settles every race.

CREATE FUNCTION ledger_objection_suspends() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM ledger_claim WHERE id = NEW.claim_id AND state = 'suspended' FOR SHARE;
    IF NOT FOUND THEN
        RAISE check_violation USING CONSTRAINT = 'objection_suspends_its_claim', TABLE = 'ledger_objection',
            MESSAGE = 'An objection stands against a claim that it suspends.', DETAIL = NEW.id::text;
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER objection_suspends_its_claim BEFORE INSERT ON ledger_objection
FOR EACH ROW EXECUTE FUNCTION ledger_objection_suspends();

CREATE FUNCTION ledger_objection_is_judged() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM ledger_conflict WHERE claim_id = NEW.claim_id AND agent_id = NEW.decided_by_id) THEN
        RAISE check_violation USING CONSTRAINT = 'objection_without_conflict', TABLE = 'ledger_objection',
            MESSAGE = 'Whoever has a part in the claim does not decide on an objection to it.', DETAIL = NEW.id::text;
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER objection_without_conflict BEFORE UPDATE ON ledger_objection FOR EACH ROW
WHEN (OLD.decided_at IS NULL AND NEW.decided_at IS NOT NULL) EXECUTE FUNCTION ledger_objection_is_judged();

CREATE TRIGGER objection_stays BEFORE UPDATE ON ledger_objection FOR EACH ROW
WHEN (ROW(OLD.id, OLD.claim_id, OLD.by_id, OLD.raised_at) IS DISTINCT FROM ROW(NEW.id, NEW.claim_id, NEW.by_id, NEW.raised_at)
    OR (OLD.decided_at IS NOT NULL AND ROW(OLD.decided_at, OLD.decided_by_id, OLD.outcome)
        IS DISTINCT FROM ROW(NEW.decided_at, NEW.decided_by_id, NEW.outcome))
    OR (OLD.reasons <> NEW.reasons AND NEW.reasons <> ''))
EXECUTE FUNCTION ledger_claim_refuse('An objection is decided once, and not changed.');
CREATE TRIGGER objection_is_kept BEFORE DELETE OR TRUNCATE ON ledger_objection
FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_insert_only();

-- Also under session_replication_role = replica.
DO $$
DECLARE
    law record;
BEGIN
    FOR law IN
        SELECT tgrelid::regclass AS place, tgname FROM pg_trigger
        WHERE NOT tgisinternal AND tgrelid IN (
            'ledger_claim'::regclass, 'ledger_extent'::regclass, 'ledger_notice'::regclass, 'ledger_asset'::regclass, 'ledger_evidence'::regclass,
            'ledger_verification'::regclass, 'ledger_accreditation'::regclass, 'ledger_objection'::regclass)
    LOOP
        EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER %I', law.place, law.tgname);
    END LOOP;
END $$;
