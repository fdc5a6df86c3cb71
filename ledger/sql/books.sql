-- The books: inserting is posting. What must be true of the record whatever writes it.

-- ---------------------------------------------------------------------------------------------------------------------
-- Canonical form (RFC 8785) of the values that an entry's body may hold. Integers only, ASCII keys only:
-- for those, RFC 8785's order of UTF-16 code units is the order of bytes, and PostgreSQL escapes strings as it asks.

CREATE FUNCTION ledger_canonical(value jsonb) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    canonical text;
    ascii boolean;
BEGIN
    IF value = '{}' THEN
        RETURN '{}';
    END IF;
    CASE jsonb_typeof(value)
    WHEN 'object' THEN
        -- Only what is nested or large needs another call: most bodies are flat.
        SELECT string_agg(to_json(key)::text || ':' || CASE
                WHEN jsonb_typeof(item) IN ('string', 'boolean', 'null') THEN item::text
                WHEN jsonb_typeof(item) = 'number' AND length(item::text) < 16 AND strpos(item::text, '.') = 0 THEN item::text
                ELSE ledger_canonical(item) END, ',' ORDER BY key COLLATE "C"),
            bool_and(octet_length(key) = length(key))
        INTO canonical, ascii FROM jsonb_each(value) field(key, item);
        IF NOT ascii THEN
            RAISE check_violation USING CONSTRAINT = 'entry_body_is_canonical',
                MESSAGE = 'A key of an entry''s body is not ASCII.', DETAIL = value::text;
        END IF;
        RETURN '{' || canonical || '}';
    WHEN 'array' THEN
        RETURN '[' || coalesce((
            SELECT string_agg(ledger_canonical(item), ',' ORDER BY place)
            FROM jsonb_array_elements(value) WITH ORDINALITY list(item, place)), '') || ']';
    WHEN 'number' THEN
        IF value::text !~ '^-?[0-9]{1,16}$' OR abs(value::numeric) > 9007199254740991 THEN
            RAISE check_violation USING CONSTRAINT = 'entry_body_is_canonical',
                MESSAGE = 'A number in an entry''s body is not an integer below 2^53: write it as a string.', DETAIL = value::text;
        END IF;
        RETURN value::text;
    ELSE
        RETURN value::text;
    END CASE;
END $$;

-- STABLE, not IMMUTABLE: so is to_char, and only then are these two inlined where they are called.
CREATE FUNCTION ledger_time(moment timestamptz) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
RETURN to_char(moment AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"');

CREATE FUNCTION ledger_transfer_line(t ledger_transfer) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
RETURN '{"amount":"' || t.amount || '","credit":"' || t.credit_id || '","debit":"' || t.debit_id
    || CASE WHEN t.expires_at IS NULL THEN '' ELSE '","expires_at":"' || ledger_time(t.expires_at) END
    || '","id":"' || t.id || '","phase":"' || t.phase
    || CASE WHEN t.resolves_id IS NULL THEN '' ELSE '","resolves":"' || t.resolves_id END
    || '","unit":"' || t.unit_id || '"}';

-- RFC 6962 tree head over texts. Pairing neighbours level by level, an odd last one passed up unhashed,
-- splits at the same powers of two as the RFC's recursive definition.
CREATE FUNCTION ledger_merkle_root(lines text[]) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    level bytea[] := array(SELECT sha256('\x00'::bytea || convert_to(line, 'UTF8'))
                           FROM unnest(lines) WITH ORDINALITY l(line, place) ORDER BY place);
    width int := cardinality(level);
BEGIN
    WHILE width > 1 LOOP
        level := array(SELECT sha256('\x01'::bytea || level[i] || level[i + 1])
                       FROM generate_series(1, width - 1, 2) i ORDER BY i)
            || CASE WHEN width % 2 = 1 THEN level[width:width] END;
        width := cardinality(level);
    END LOOP;
    RETURN coalesce(level[1], sha256(''));
END $$;

-- One plan for the session, by the index of entries, whatever the table's size was when it was made:
-- planning anew for each entry would cost more than all the rest of it.
CREATE FUNCTION ledger_leaf(e ledger_entry) RETURNS bytea
LANGUAGE plpgsql STABLE SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    lines text[] := array(SELECT ledger_transfer_line(t) FROM ledger_transfer t WHERE t.entry_id = e.id ORDER BY t.id);
    inline text := array_to_string(lines[:300], ',');
BEGIN
    IF cardinality(lines) > 300 OR octet_length(inline) > 49152 THEN
        inline := '{"count":' || cardinality(lines) || ',"root":"' || encode(ledger_merkle_root(lines), 'hex') || '"}';
    ELSE
        inline := '[' || inline || ']';
    END IF;
    RETURN convert_to('{"body":' || ledger_canonical(e.body)
        || ',"by":' || coalesce('"' || e.by_id || '"', 'null')
        || ',"for":' || coalesce('"' || e.acting_for_id || '"', 'null')
        || ',"id":"' || e.id || '","kind":"' || e.kind
        || '","occurred_at":"' || ledger_time(e.occurred_at) || '","recorded_at":"' || ledger_time(e.recorded_at)
        || '","subject":{"id":"' || e.subject_id || '","kind":"' || e.subject_kind
        || '"},"transfers":' || inline || ',"v":1}', 'UTF8');
END $$;

-- ---------------------------------------------------------------------------------------------------------------------
-- Transfers: inserting them moves the totals, set-wise, once per statement.

CREATE FUNCTION ledger_refuse(rule text, message text, detail text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    RAISE check_violation USING CONSTRAINT = rule, MESSAGE = message, DETAIL = coalesce(detail, '');
END $$;

-- A closed account takes no new debit or hold but the payment of its debt: posted, and matched in the same
-- entry by an equal debit of its debt account. At debt zero it reopens.
CREATE FUNCTION ledger_pay_debts(closed uuid[], entries uuid[]) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    breach record;
BEGIN
    SELECT t.id, t.debit_id INTO breach
    FROM ledger_transfer t
    WHERE t.entry_id = ANY (entries) AND t.debit_id = ANY (closed) AND t.phase IN ('posted', 'held')
      AND (t.phase = 'held'
        OR (SELECT sum(paid.amount) FROM ledger_transfer paid
            WHERE paid.entry_id = t.entry_id AND paid.debit_id = t.debit_id AND paid.phase = 'posted')
           IS DISTINCT FROM
           (SELECT sum(debt.amount) FROM ledger_transfer debt
            JOIN ledger_account d ON d.id = debt.debit_id
            WHERE debt.entry_id = t.entry_id AND debt.phase = 'posted'
              AND d.purpose = 'debt' AND d.subject_kind = 'account' AND d.subject_id = t.debit_id))
    LIMIT 1;
    IF FOUND THEN
        PERFORM ledger_refuse('account_is_open', 'A closed account takes no debit or hold but the payment of its debt.',
            'account ' || breach.debit_id || ', transfer ' || breach.id);
    END IF;
    UPDATE ledger_account a SET closed_at = NULL
    FROM ledger_account d
    WHERE a.id = ANY (closed) AND d.subject_id = a.id AND d.subject_kind = 'account' AND d.purpose = 'debt'
      AND d.credits = d.debits;
END $$;

-- What stands between a hold and its settlement: refused unless it posts at most what was held, in time, between
-- the same accounts, or voids the whole.
CREATE FUNCTION ledger_check_settlement(entries uuid[]) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    breach record;
BEGIN
    SELECT t.id,
        CASE WHEN h.id IS NULL OR h.phase <> 'held' THEN 'It resolves no hold.'
             WHEN h.debit_id <> t.debit_id OR h.credit_id <> t.credit_id THEN 'It is between other accounts than its hold.'
             WHEN t.amount > h.amount THEN 'It posts more than was held.'
             WHEN t.phase = 'void' AND t.amount < h.amount THEN 'A void is of the whole hold.'
             ELSE 'The hold has expired.' END AS why
    INTO breach
    FROM ledger_transfer t LEFT JOIN ledger_transfer h ON h.id = t.resolves_id
    WHERE t.entry_id = ANY (entries) AND t.resolves_id IS NOT NULL
      AND (h.id IS NULL OR h.phase <> 'held' OR h.debit_id <> t.debit_id OR h.credit_id <> t.credit_id
        OR t.amount > h.amount OR (t.phase = 'void' AND t.amount < h.amount)
        OR (t.phase = 'post' AND h.expires_at <= clock_timestamp()))
    LIMIT 1;
    IF FOUND THEN
        PERFORM ledger_refuse('transfer_settles_its_hold', breach.why, 'transfer ' || breach.id);
    END IF;
END $$;

-- Tokens move only where a flow is listed, and between accounts of one batch.
CREATE FUNCTION ledger_check_tokens(entries uuid[]) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    breach record;
BEGIN
    SELECT t.id,
        CASE WHEN d.floored AND c.floored AND d.subject_id IS DISTINCT FROM c.subject_id THEN 'Tokens of two batches never mix.'
             ELSE 'Tokens do not move from ' || d.purpose || ' to ' || c.purpose || '.' END AS why
    INTO breach
    FROM ledger_transfer t
    JOIN ledger_unit u ON u.code = t.unit_id AND u.kind = 'token'
    JOIN ledger_account d ON d.id = t.debit_id
    JOIN ledger_account c ON c.id = t.credit_id
    LEFT JOIN ledger_flow f ON f.debit_purpose = d.purpose AND f.credit_purpose = c.purpose
    WHERE t.entry_id = ANY (entries)
      AND (f.id IS NULL OR (d.floored AND c.floored AND d.subject_id IS DISTINCT FROM c.subject_id))
    LIMIT 1;
    IF FOUND THEN
        PERFORM ledger_refuse('transfer_accounts_match', breach.why, 'transfer ' || breach.id);
    END IF;
END $$;

-- Totals moved for fewer accounts than the transfers name: the others must be sources, in their own unit.
CREATE FUNCTION ledger_check_sources(entries uuid[]) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    breach record;
BEGIN
    SELECT t.id,
        CASE WHEN d.id IS NULL THEN 'The debit account does not exist.'
             WHEN c.id IS NULL THEN 'The credit account does not exist.'
             ELSE 'Units never mix.' END AS why
    INTO breach
    FROM ledger_transfer t
    LEFT JOIN ledger_account d ON d.id = t.debit_id
    LEFT JOIN ledger_account c ON c.id = t.credit_id
    WHERE t.entry_id = ANY (entries)
      AND (d.unit_id IS DISTINCT FROM t.unit_id OR c.unit_id IS DISTINCT FROM t.unit_id)
    LIMIT 1;
    IF FOUND THEN
        PERFORM ledger_refuse('transfer_accounts_match', breach.why, 'transfer ' || breach.id);
    END IF;
END $$;

-- Only nested loops over indices, in the order of the ids that drive them: rows are locked in id order by the one
-- UPDATE, and the plan does not depend on what the planner knew of the tables when the session first posted.
CREATE FUNCTION ledger_post() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET enable_material = off AS $$
DECLARE
    entries uuid[];
    units text[];
    plain boolean;
    named bigint;
    found bigint;
    closed uuid[];
BEGIN
    SELECT array_agg(entry_id), array_agg(DISTINCT unit_id), bool_and(posted)
    INTO entries, units, plain
    FROM (SELECT entry_id, unit_id, bool_and(phase = 'posted') AS posted FROM posting GROUP BY entry_id, unit_id) told;
    IF entries IS NULL THEN
        RETURN NULL;
    END IF;
    IF EXISTS (SELECT FROM ledger_entry WHERE id = ANY (entries)) THEN
        PERFORM ledger_refuse('transfer_entry_is_not_sealed', 'An entry takes no transfer once it is recorded.', entries::text);
    END IF;

    IF plain THEN
        WITH sums AS MATERIALIZED (
            SELECT id, unit_id, sum(debit)::bigint AS debits, sum(credit)::bigint AS credits
            FROM (SELECT debit_id AS id, unit_id, amount AS debit, 0 AS credit FROM posting
                  UNION ALL SELECT credit_id, unit_id, 0, amount FROM posting) side
            GROUP BY id, unit_id ORDER BY id
        ), updated AS (
            UPDATE ledger_account a SET debits = a.debits + s.debits, credits = a.credits + s.credits
            FROM sums s WHERE a.id = s.id AND a.unit_id = s.unit_id AND a.floored
            RETURNING a.id, a.closed_at IS NOT NULL AND s.debits > 0 AS shut
        )
        SELECT count(*), array_agg(id) FILTER (WHERE shut), (SELECT count(*) FROM sums)
        INTO found, closed, named FROM updated;
    ELSE
        PERFORM ledger_check_settlement(entries);
        WITH phased AS (
            SELECT t.debit_id, t.credit_id, t.unit_id,
                CASE WHEN t.phase IN ('posted', 'post') THEN t.amount ELSE 0 END AS moved,
                CASE t.phase WHEN 'posted' THEN 0 WHEN 'held' THEN t.amount ELSE -coalesce(h.amount, 0) END AS held,
                CASE WHEN t.phase IN ('posted', 'held') THEN t.amount ELSE 0 END AS opened
            FROM posting t LEFT JOIN ledger_transfer h ON h.id = t.resolves_id
        ), sums AS MATERIALIZED (
            SELECT id, unit_id, sum(debit)::bigint AS debits, sum(credit)::bigint AS credits,
                sum(held_debit)::bigint AS held_debits, sum(held_credit)::bigint AS held_credits, sum(opened) AS opened
            FROM (SELECT debit_id AS id, unit_id, moved AS debit, 0 AS credit, held AS held_debit, 0 AS held_credit, opened FROM phased
                  UNION ALL SELECT credit_id, unit_id, 0, moved, 0, held, 0 FROM phased) side
            GROUP BY id, unit_id ORDER BY id
        ), updated AS (
            UPDATE ledger_account a
            SET debits = a.debits + s.debits, credits = a.credits + s.credits,
                held_debits = a.held_debits + s.held_debits, held_credits = a.held_credits + s.held_credits
            FROM sums s WHERE a.id = s.id AND a.unit_id = s.unit_id AND a.floored
            RETURNING a.id, a.closed_at IS NOT NULL AND s.opened > 0 AS shut
        )
        SELECT count(*), array_agg(id) FILTER (WHERE shut), (SELECT count(*) FROM sums)
        INTO found, closed, named FROM updated;
        PERFORM ledger_check_settlement(entries);  -- once more: a hold may have expired while we waited for a lock
    END IF;

    IF found < named THEN
        PERFORM ledger_check_sources(entries);
    END IF;
    IF EXISTS (SELECT FROM ledger_unit WHERE code = ANY (units) AND kind = 'token') THEN
        PERFORM ledger_check_tokens(entries);
    END IF;
    IF closed IS NOT NULL THEN
        PERFORM ledger_pay_debts(closed, entries);
    END IF;

    -- Its trigger, at commit, is what refuses a transfer without an entry.
    INSERT INTO ledger_pendingleaf (entry_id) SELECT unnest(entries) ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;

CREATE TRIGGER transfer_post AFTER INSERT ON ledger_transfer
REFERENCING NEW TABLE AS posting FOR EACH STATEMENT EXECUTE FUNCTION ledger_post();

-- ---------------------------------------------------------------------------------------------------------------------
-- Entries: sealed over the transfers that stand before them.

CREATE FUNCTION ledger_seal() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    NEW.recorded_at := clock_timestamp();
    NEW.occurred_at := coalesce(NEW.occurred_at, NEW.recorded_at);
    NEW.leaf := ledger_leaf(NEW);
    RETURN NEW;
END $$;

CREATE FUNCTION ledger_record() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO ledger_pendingleaf (entry_id) SELECT id FROM recorded ON CONFLICT DO NOTHING;

    IF EXISTS (SELECT FROM recorded WHERE kind IN ('account.closed', 'account.reopened')) THEN
        PERFORM FROM ledger_account
        WHERE id IN (SELECT subject_id FROM recorded WHERE kind IN ('account.closed', 'account.reopened'))
        ORDER BY id FOR NO KEY UPDATE;
        IF EXISTS (SELECT FROM recorded e JOIN ledger_account d ON d.subject_id = e.subject_id
                   WHERE e.kind = 'account.reopened' AND d.subject_kind = 'account' AND d.purpose = 'debt' AND d.credits <> d.debits) THEN
            PERFORM ledger_refuse('account_owes_nothing', 'An account reopens when its debt is paid.', '');
        END IF;
        UPDATE ledger_account a
        SET closed_at = CASE e.kind WHEN 'account.closed' THEN e.recorded_at END
        FROM recorded e
        WHERE a.id = e.subject_id AND e.subject_kind = 'account' AND e.kind IN ('account.closed', 'account.reopened');
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER entry_seal BEFORE INSERT ON ledger_entry FOR EACH ROW EXECUTE FUNCTION ledger_seal();
CREATE TRIGGER entry_record AFTER INSERT ON ledger_entry
REFERENCING NEW TABLE AS recorded FOR EACH STATEMENT EXECUTE FUNCTION ledger_record();

-- In place of a foreign key: its query is planned by the session, so that one that began over an empty record would
-- read the whole of it for each entry; and it locks and logs each entry, which nobody can delete anyway.
CREATE FUNCTION ledger_is_recorded() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET enable_seqscan = off AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM ledger_entry WHERE id = NEW.entry_id) THEN
        RAISE foreign_key_violation USING CONSTRAINT = 'pendingleaf_has_its_entry', TABLE = TG_TABLE_NAME,
            MESSAGE = 'A transfer has no entry (ledger_pendingleaf).', DETAIL = NEW.entry_id::text;
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER pendingleaf_has_its_entry AFTER INSERT ON ledger_pendingleaf
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_is_recorded();

-- ---------------------------------------------------------------------------------------------------------------------
-- What is refused whoever asks.

CREATE FUNCTION ledger_is_insert_only() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    RAISE restrict_violation USING
        MESSAGE = format('%s is insert-only: %s is refused.', TG_TABLE_NAME, TG_OP), TABLE = TG_TABLE_NAME,
        HINT = 'Record a new entry that corrects the old one.';
END $$;

CREATE TRIGGER entry_insert_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_entry
FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_insert_only();
CREATE TRIGGER transfer_insert_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_transfer
FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_insert_only();
CREATE TRIGGER account_insert_only BEFORE DELETE OR TRUNCATE ON ledger_account
FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_insert_only();
CREATE TRIGGER unit_insert_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_unit
FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_insert_only();

-- Depth 0 is a statement of a client's own; the posting's own updates come from inside a trigger.
-- For the statement: a trigger for each row would lock and log each row twice.
CREATE TRIGGER account_moved_by_posting BEFORE UPDATE ON ledger_account
FOR EACH STATEMENT WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION ledger_is_insert_only();

CREATE FUNCTION ledger_account_opens_empty() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM ledger_refuse('account_opens_empty', 'An account opens empty and open.', NEW.id::text);
    RETURN NULL;
END $$;

CREATE TRIGGER account_opens_empty BEFORE INSERT ON ledger_account FOR EACH ROW
WHEN (NEW.debits <> 0 OR NEW.credits <> 0 OR NEW.held_debits <> 0 OR NEW.held_credits <> 0 OR NEW.closed_at IS NOT NULL)
EXECUTE FUNCTION ledger_account_opens_empty();

-- Also under session_replication_role = replica.
ALTER TABLE ledger_transfer ENABLE ALWAYS TRIGGER transfer_post;
ALTER TABLE ledger_transfer ENABLE ALWAYS TRIGGER transfer_insert_only;
ALTER TABLE ledger_pendingleaf ENABLE ALWAYS TRIGGER pendingleaf_has_its_entry;
ALTER TABLE ledger_entry ENABLE ALWAYS TRIGGER entry_seal;
ALTER TABLE ledger_entry ENABLE ALWAYS TRIGGER entry_record;
ALTER TABLE ledger_entry ENABLE ALWAYS TRIGGER entry_insert_only;
ALTER TABLE ledger_account ENABLE ALWAYS TRIGGER account_insert_only;
ALTER TABLE ledger_account ENABLE ALWAYS TRIGGER account_moved_by_posting;
ALTER TABLE ledger_account ENABLE ALWAYS TRIGGER account_opens_empty;
ALTER TABLE ledger_unit ENABLE ALWAYS TRIGGER unit_insert_only;

-- Hot rows keep room beside them, so that moving a total touches no index.
ALTER TABLE ledger_account SET (fillfactor = 60, autovacuum_vacuum_scale_factor = 0.01);
