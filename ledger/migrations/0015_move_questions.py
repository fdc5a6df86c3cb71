from django.db import migrations

# When a question was put was not kept; its time to answer was two weeks before the seat is due again.
MOVE = """
INSERT INTO ledger_question (id, verification_id, question, asked_at, answer_by, answer, answered_at, salt)
SELECT gen_random_uuid(), v.id, v.question, v.due_at - interval '28 days', v.due_at - interval '14 days', '',
    CASE WHEN c.state <> 'asked_back' OR v.decided_at IS NOT NULL OR v.released_at IS NOT NULL THEN v.due_at END, v.salt
FROM ledger_verification v JOIN ledger_claim c ON c.id = v.claim_id
WHERE v.question <> '';
UPDATE ledger_verification SET asked = '{asset,period,inputs,evidence}', declared_at = decided_at;
"""


class Migration(migrations.Migration):
    """Questions get rows of their own, and seats drawn before have the criteria that all families share."""

    dependencies = [("ledger", "0014_create_questions")]

    operations = [migrations.RunSQL(MOVE, "DELETE FROM ledger_question")]
