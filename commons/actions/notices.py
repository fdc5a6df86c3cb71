"""Notices: telling the people behind agents, many in one statement."""

import json
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import connection

_TELL = """
INSERT INTO config_notification (user_id, kind, owner, by, facts, mailed_at)
SELECT behind.user_id, %(kind)s, told.owner, %(by)s::uuid, told.facts, CASE WHEN %(mailed)s THEN now() END
FROM ({whom}) told(owner, facts) JOIN commons_behind behind ON behind.agent_id = told.owner
WHERE behind.person_id IS DISTINCT FROM %(by)s::uuid AND {who}
"""
_EVERYBODY = "true"
_IN_ROLES = "behind.role = ANY (%(roles)s)"
_ONE = "SELECT %(owner)s::uuid, %(facts)s::jsonb"


def tell_many(
    kind: str,
    whom: str,
    values: Mapping[str, Any],
    *,
    by: UUID | str | None = None,
    roles: Sequence[str] = (),
    mailed: bool = False,
) -> None:
    """Tell each person behind the agents that the query names, but not the one who did it.

    whom: a SELECT of ours (never text from outside) of an agent and the facts, with `values` for its parameters.
    roles: of a collective, only those who have one of them. mailed: a letter of its own says it already.
    """
    sql = _TELL.format(whom=whom, who=_IN_ROLES if roles else _EVERYBODY)
    with connection.cursor() as cursor:
        cursor.execute(sql, {**values, "kind": kind, "by": by and str(by), "roles": list(roles), "mailed": mailed})


def tell(kind: str, owner: UUID, facts: Mapping[str, Any], **more: Any) -> None:
    """Tell the people behind one agent; the rest as in `tell_many`."""
    tell_many(kind, _ONE, {"owner": str(owner), "facts": json.dumps(dict(facts))}, **more)
