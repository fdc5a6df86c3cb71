-- Withholding: what must not be shown leaves the row that everybody reads, is kept here, and can go back.

CREATE FUNCTION ledger_withholding_refuse(rule text, message text, detail text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    RAISE check_violation USING CONSTRAINT = rule, TABLE = 'ledger_withholding', MESSAGE = message, DETAIL = detail;
END $$;

-- The table of each text and file that can be withheld; rules/withholding.py has the same list (a test compares).
CREATE FUNCTION ledger_withheld_table(kind text, field text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN (kind, field) IN (('agent', 'name')) THEN 'commons_agent'
    WHEN (kind, field) IN (
        ('asset', 'name'), ('claim', 'statement'), ('evidence', 'file'), ('evidence', 'name'), ('fund', 'purpose'),
        ('objection', 'reasons'), ('objection', 'answer'), ('pledge', 'benefit'), ('refund', 'reason'),
        ('question', 'question'), ('question', 'answer'), ('retirement', 'beneficiary'), ('retirement', 'reason'),
        ('reversal', 'reason'), ('verification', 'reasons')) THEN 'ledger_' || kind
END;

-- Owns the tables, so that the role of the product need not be able to change what was filed.
CREATE FUNCTION ledger_withhold() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    place text := ledger_withheld_table(NEW.subject_kind, NEW.field);
    told text;
BEGIN
    IF place IS NULL THEN
        PERFORM ledger_withholding_refuse('withholding_is_of_a_text', 'That is no text or file that can be withheld.',
            NEW.subject_kind || '.' || NEW.field);
    END IF;
    EXECUTE format('SELECT %I FROM %I WHERE id = $1 FOR NO KEY UPDATE', NEW.field, place)
        INTO NEW.kept USING NEW.subject_id;
    IF coalesce(NEW.kept, '') = '' OR EXISTS (
        SELECT FROM ledger_withholding
        WHERE subject_id = NEW.subject_id AND field = NEW.field AND notice = NEW.kept AND restored_at IS NULL) THEN
        PERFORM ledger_withholding_refuse('withholding_finds_it_shown', 'Nothing is shown there that could be withheld.',
            NEW.subject_id::text);
    END IF;
    told := NEW.kept;
    IF NEW.field = 'file' THEN
        SELECT encode(sha256, 'hex') INTO told FROM ledger_evidence WHERE id = NEW.subject_id;
        NEW.notice := '';
    ELSE
        NEW.notice := format('[withheld W-%s: %s]', NEW.number, NEW.notice);
    END IF;
    NEW.commitment := encode(sha256(NEW.salt || convert_to(NEW.field || E'\n' || told, 'UTF8')), 'hex');
    NEW.withheld_at := statement_timestamp();
    UPDATE ledger_withholding SET replaced_at = NEW.withheld_at
    WHERE subject_id = NEW.subject_id AND subject_kind = NEW.subject_kind AND field = NEW.field
      AND restored_at IS NULL AND replaced_at IS NULL;
    EXECUTE format('UPDATE %I SET %I = $1 WHERE id = $2', place, NEW.field) USING NEW.notice, NEW.subject_id;
    RETURN NEW;
END $$;

CREATE TRIGGER withholding_takes_out BEFORE INSERT ON ledger_withholding
FOR EACH ROW EXECUTE FUNCTION ledger_withhold();

CREATE FUNCTION ledger_restore() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    place text := ledger_withheld_table(NEW.subject_kind, NEW.field);
    shown text;
BEGIN
    EXECUTE format('SELECT %I FROM %I WHERE id = $1 FOR NO KEY UPDATE', NEW.field, place)
        INTO shown USING NEW.subject_id;
    IF shown IS DISTINCT FROM OLD.notice OR OLD.kept = '' OR OLD.replaced_at IS NOT NULL THEN
        PERFORM ledger_withholding_refuse('withholding_can_be_restored',
            'What was withheld is erased, or something else stands in its place.', NEW.id::text);
    END IF;
    EXECUTE format('UPDATE %I SET %I = $1 WHERE id = $2', place, NEW.field) USING OLD.kept, NEW.subject_id;
    NEW.kept := '';
    RETURN NEW;
END $$;

CREATE TRIGGER withholding_puts_back BEFORE UPDATE ON ledger_withholding FOR EACH ROW
WHEN (OLD.restored_at IS NULL AND NEW.restored_at IS NOT NULL) EXECUTE FUNCTION ledger_restore();

-- What is kept goes when it is put back, and when the person is erased; then its salt goes too.
CREATE FUNCTION ledger_withholding_stays() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF ROW(OLD.id, OLD.number, OLD.subject_kind, OLD.subject_id, OLD.field, OLD.whose_id, OLD.ground, OLD.reason, OLD.notice,
           OLD.commitment, OLD.withheld_by_id, OLD.withheld_at)
       IS DISTINCT FROM
       ROW(NEW.id, NEW.number, NEW.subject_kind, NEW.subject_id, NEW.field, NEW.whose_id, NEW.ground, NEW.reason, NEW.notice,
           NEW.commitment, NEW.withheld_by_id, NEW.withheld_at)
       OR (OLD.replaced_at IS DISTINCT FROM NEW.replaced_at AND pg_trigger_depth() = 1)
       OR (OLD.restored_at IS NOT NULL AND ROW(OLD.restored_at, OLD.restored_by_id, OLD.restored_because)
           IS DISTINCT FROM ROW(NEW.restored_at, NEW.restored_by_id, NEW.restored_because))
       OR (OLD.kept <> NEW.kept AND NOT (NEW.kept = '' AND (NEW.restored_at IS NOT NULL OR NEW.salt IS NULL)))
       OR (OLD.salt IS DISTINCT FROM NEW.salt AND NOT (NEW.salt IS NULL AND NEW.kept = '' AND EXISTS (
           SELECT FROM commons_agent WHERE id = OLD.whose_id AND erased_at IS NOT NULL))) THEN
        PERFORM ledger_withholding_refuse('withholding_stays', 'A withholding is restored, and not changed.', OLD.id::text);
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER withholding_stays BEFORE UPDATE ON ledger_withholding
FOR EACH ROW EXECUTE FUNCTION ledger_withholding_stays();
CREATE TRIGGER withholding_is_kept BEFORE DELETE OR TRUNCATE ON ledger_withholding
FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_insert_only();
CREATE TRIGGER correction_insert_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_correction
FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_insert_only();

-- The laws that keep what was filed as it was are for statements of a client's own: depth 0. The withholding's own
-- updates come from inside a trigger, and change the one field. To be called again when such a law is made anew.
CREATE FUNCTION ledger_let_withhold() RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    law record;
BEGIN
    FOR law IN
        SELECT tgrelid::regclass AS place, tgname, pg_get_triggerdef(t.oid) AS says FROM pg_trigger t
        WHERE tgrelid IN (
            'ledger_claim'::regclass, 'ledger_evidence'::regclass, 'ledger_verification'::regclass,
            'ledger_objection'::regclass, 'ledger_retirement'::regclass, 'ledger_reversal'::regclass,
            'ledger_refund'::regclass, coalesce(to_regclass('ledger_question'), 'ledger_claim'::regclass))
          AND tgname ~ '(_stays|^claim_frozen)$' AND pg_get_triggerdef(t.oid) !~ ' WHEN \(+pg_trigger_depth\(\) = 0\) AND'
    LOOP
        EXECUTE format('DROP TRIGGER %I ON %s', law.tgname, law.place);
        EXECUTE regexp_replace(law.says, ' WHEN \((.*)\) EXECUTE FUNCTION ',
            ' WHEN (pg_trigger_depth() = 0 AND (\1)) EXECUTE FUNCTION ');
        EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER %I', law.place, law.tgname);
    END LOOP;
END $$;

SELECT ledger_let_withhold();

-- Also under session_replication_role = replica.
DO $$
DECLARE
    law record;
BEGIN
    FOR law IN
        SELECT tgrelid::regclass AS place, tgname FROM pg_trigger
        WHERE NOT tgisinternal AND tgrelid IN ('ledger_withholding'::regclass, 'ledger_correction'::regclass)
    LOOP
        EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER %I', law.place, law.tgname);
    END LOOP;
END $$;
