"""What PostgreSQL says when it refuses, so that an action can say it in the ledger's words."""

from django.db import IntegrityError


def broken_by(error: IntegrityError) -> str:
    """The name of the constraint or trigger that refused; "" if it has none."""
    return getattr(getattr(error.__cause__, "diag", None), "constraint_name", None) or ""


def words_of(error: IntegrityError) -> str:
    """The refusal's own sentence."""
    return getattr(getattr(error.__cause__, "diag", None), "message_primary", None) or str(error)
