-- The door's two statements in one call: their plans are kept by the session, which for a single entry is a fifth
-- of the whole. It runs as its caller, and nothing rests on it: the laws are the tables'.
CREATE FUNCTION ledger_record_all(
    ids uuid[], entries uuid[], debits uuid[], credits uuid[], units text[], amounts bigint[], phases text[],
    expiries timestamptz[], resolved uuid[],
    entry_ids uuid[], kinds text[], subject_kinds text[], subject_ids uuid[], callers uuid[], parties uuid[],
    bodies jsonb[], occurred timestamptz[], keys text[], digests bytea[]
) RETURNS void LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    IF ids <> '{}' THEN
        INSERT INTO ledger_transfer (id, entry_id, debit_id, credit_id, unit_id, amount, phase, expires_at, resolves_id)
        SELECT * FROM unnest(ids, entries, debits, credits, units, amounts, phases, expiries, resolved);
    END IF;
    INSERT INTO ledger_entry (id, kind, subject_kind, subject_id, by_id, acting_for_id, body, occurred_at, key, digest)
    SELECT * FROM unnest(entry_ids, kinds, subject_kinds, subject_ids, callers, parties, bodies, occurred, keys, digests);
END $$;
