"""What PostgreSQL refuses, as an action says it: in the ledger's words."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from django.db import IntegrityError

# By the name of the constraint or trigger: what to raise instead of its error.
Words = Mapping[str, Callable[[IntegrityError], Exception]]


@contextmanager
def in_words(said: Words) -> Iterator[None]:
    """Raise what `said` makes of a refusal; one that it does not know passes as it is, for it is a bug.

    The transaction is over then: what is to be asked of the database afterwards needs a savepoint inside.
    """
    try:
        yield
    except IntegrityError as error:
        make = said.get(broken_by(error))
        if make is None:
            raise
        raise make(error) from error


def broken_by(error: IntegrityError) -> str:
    """The name of the constraint or trigger that refused; "" if it has none."""
    return getattr(getattr(error.__cause__, "diag", None), "constraint_name", None) or ""


def words_of(error: IntegrityError) -> str:
    """The refusal's own sentence."""
    return getattr(getattr(error.__cause__, "diag", None), "message_primary", None) or str(error)


def detail_of(error: IntegrityError) -> str:
    """What the refusal is about: a row, as PostgreSQL writes it."""
    return getattr(getattr(error.__cause__, "diag", None), "message_detail", None) or ""
