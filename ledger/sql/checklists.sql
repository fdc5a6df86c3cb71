-- Verifiers' checklists: no decision with a criterion open, no approval with one that is not met.

CREATE FUNCTION ledger_findings_fit(outcome text, criteria jsonb, asked text[]) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN outcome = '' THEN true
    WHEN jsonb_typeof(criteria) <> 'object' OR cardinality(asked) = 0 OR NOT criteria ?& asked THEN false
    ELSE (SELECT bool_and(coalesce(value, '') IN ('met', 'not_met', 'cannot_say'))
              AND bool_and(coalesce(value, '') = 'met') = (outcome = 'approve')
          FROM jsonb_each_text(criteria))
END;

ALTER TABLE ledger_verification
    ADD CONSTRAINT verification_findings_fit CHECK (ledger_findings_fit(outcome, criteria, asked::text[])),
    ADD CONSTRAINT verification_declared_before_the_decision CHECK (decided_at IS NULL OR declared_at IS NOT NULL);

DROP TRIGGER verification_stays ON ledger_verification;
ALTER TABLE ledger_verification DROP COLUMN question;
CREATE TRIGGER verification_stays BEFORE UPDATE ON ledger_verification FOR EACH ROW
WHEN (ROW(OLD.id, OLD.claim_id, OLD.verifier_id, OLD.assigned_at, OLD.asked)
        IS DISTINCT FROM ROW(NEW.id, NEW.claim_id, NEW.verifier_id, NEW.assigned_at, NEW.asked)
    OR (OLD.declared_at IS NOT NULL AND OLD.declared_at IS DISTINCT FROM NEW.declared_at)
    OR (coalesce(OLD.decided_at, OLD.released_at) IS NOT NULL
        AND ROW(OLD.due_at, OLD.decided_at, OLD.released_at, OLD.released_because, OLD.declared_at, OLD.outcome, OLD.criteria)
            IS DISTINCT FROM
            ROW(NEW.due_at, NEW.decided_at, NEW.released_at, NEW.released_because, NEW.declared_at, NEW.outcome, NEW.criteria))
    OR (coalesce(OLD.decided_at, OLD.released_at) IS NOT NULL
        AND ROW(OLD.saved, OLD.notes, OLD.reasons, OLD.salt) IS DISTINCT FROM ROW(NEW.saved, NEW.notes, NEW.reasons, NEW.salt)
        AND NOT (NEW.saved = '{}' AND NEW.notes = '{}' AND NEW.reasons = '' AND NEW.salt IS NULL)))
EXECUTE FUNCTION ledger_claim_refuse('A verification that is over is not changed.');

CREATE TRIGGER question_stays BEFORE UPDATE ON ledger_question FOR EACH ROW
WHEN (ROW(OLD.id, OLD.verification_id, OLD.asked_at, OLD.answer_by)
        IS DISTINCT FROM ROW(NEW.id, NEW.verification_id, NEW.asked_at, NEW.answer_by)
    OR (OLD.answered_at IS NOT NULL AND OLD.answered_at IS DISTINCT FROM NEW.answered_at)
    OR (ROW(OLD.question, OLD.salt) IS DISTINCT FROM ROW(NEW.question, NEW.salt) AND NOT (NEW.question = '' AND NEW.salt IS NULL))
    OR (OLD.answered_at IS NOT NULL AND OLD.answer <> NEW.answer AND NEW.answer <> ''))
EXECUTE FUNCTION ledger_claim_refuse('A question is answered once, and not changed.');
CREATE TRIGGER question_is_kept BEFORE DELETE OR TRUNCATE ON ledger_question
FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_insert_only();

-- A draft may have no period yet: what is not known to hold is refused too.
CREATE OR REPLACE FUNCTION ledger_claim_joins_a_draft(claim ledger_claim) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    joined record;
BEGIN
    -- Shared with other members, and against the programme's own filing, which counts what its members took.
    SELECT state, declares_area, family, period INTO joined FROM ledger_claim WHERE id = claim.programme_id FOR SHARE;
    IF (joined.state = 'draft' AND joined.declares_area AND joined.family = claim.family
        AND joined.period @> claim.period) IS NOT TRUE THEN
        RAISE check_violation USING CONSTRAINT = 'claim_joins_a_draft', TABLE = 'ledger_claim', DETAIL = claim.reference,
            MESSAGE = 'A member files before its programme does, in its family and within its period.';
    END IF;
END $$;

-- Also under session_replication_role = replica.
ALTER TABLE ledger_verification ENABLE ALWAYS TRIGGER verification_stays;
ALTER TABLE ledger_question ENABLE ALWAYS TRIGGER question_stays, ENABLE ALWAYS TRIGGER question_is_kept;

-- The two laws that were made anew let what must not be shown be withheld.
SELECT ledger_let_withhold();
