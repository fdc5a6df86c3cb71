"""Who is told of which fact: for each, one INSERT .. SELECT of notifications, however many rows it is about.

Each query gives the agent who is told and the facts that the words in `ledger.notices` take. `words`: what a person
wrote. It is taken out again when that person is erased, so it stands nowhere else in the facts.
"""

from collections.abc import Sequence
from typing import NamedTuple

from commons.actions import notices
from ledger import events
from ledger.rules import arrays


class Told(NamedTuple):
    """A kind of notification, and who is told it. roles: of a collective, only those who have one of them."""

    kind: str
    whom: str
    roles: Sequence[str] = ()


KEEPERS = ("steward", "treasurer")
_IDS = "= ANY (%(ids)s::uuid[])"


def _of_claims(more: str = "", owner: str = "c.claimant_id", joined: str = "", where: str = "") -> str:
    facts = f"jsonb_build_object('reference', c.reference, 'grams', c.quantity_g{more and ', ' + more})"
    return f"SELECT {owner}, {facts} FROM ledger_claim c {joined} WHERE c.id {_IDS} {where}"  # noqa: S608


def _of_seats(more: str, where: str) -> str:
    joined = "JOIN ledger_verification v ON v.claim_id = c.id"
    return _of_claims(more, "v.verifier_id", joined, f"AND {where}")


_OPEN = "v.decided_at IS NULL AND v.released_at IS NULL"
_LAST_DRAWN = "v.assigned_at = (SELECT max(assigned_at) FROM ledger_verification WHERE claim_id = c.id)"
_DECISION = """JOIN LATERAL (SELECT reasons FROM ledger_verification
    WHERE claim_id = c.id AND decided_at IS NOT NULL ORDER BY decided_at DESC, id DESC LIMIT 1) v ON true"""
_QUESTION = """JOIN LATERAL (
    SELECT q.question FROM ledger_question q JOIN ledger_verification s ON s.id = q.verification_id
    WHERE s.claim_id = c.id AND q.answered_at IS NULL ORDER BY q.id DESC LIMIT 1) q ON true"""
_FELLOWS = """JOIN LATERAL (
    SELECT c.claimant_id AS agent FROM commons_agent WHERE id = c.claimant_id AND kind = 'collective'
    UNION SELECT collective_id FROM commons_membership WHERE member_id = c.claimant_id AND until IS NULL) f ON true"""


def _of_objections(words: str, owner: str = "c.claimant_id", joined: str = "", where: str = "") -> str:
    return f"""
        SELECT {owner}, jsonb_build_object('reference', c.reference, 'words', {words})
        FROM ledger_objection o JOIN ledger_claim c ON c.id = o.claim_id {joined} WHERE o.id {_IDS} {where}
    """  # noqa: S608


_VERIFIERS = "JOIN ledger_verification v ON v.claim_id = c.id AND v.decided_at IS NOT NULL"


def _of_money(table: str, owner: str, more: str = "", where: str = "", joined: str = "") -> str:
    """A row with cents and a fund: payouts, pledges, receipts."""
    cents = "m.cents"
    if table == "pledge":
        cents = "coalesce(m.cap_cents, m.instalment_cents)"
        more = ", ".join(filter(None, ("'pledge', 'P-' || lpad(m.number::text, 6, '0')", more)))
    facts = f"'cents', {cents}, 'currency', f.currency_id, 'fund', f.id, 'fund_name', a.name{more and ', ' + more}"
    return f"""
        SELECT {owner}, jsonb_build_object({facts}) FROM ledger_{table} m {joined}
        JOIN ledger_fund f ON f.id = m.fund_id JOIN commons_agent a ON a.id = f.agent_id WHERE m.id {_IDS} {where}
    """  # noqa: S608


_ISSUED = f"""
SELECT b.claimant_id, jsonb_build_object('number', count(*), 'grams', sum(b.quantity_g),
    'reference', CASE count(*) WHEN 1 THEN min(c.reference) ELSE '' END)
FROM ledger_batch b JOIN ledger_claim c ON c.id = b.claim_id WHERE b.id {_IDS} GROUP BY b.claimant_id
"""  # noqa: S608
_FUNDED = f"""
SELECT b.claimant_id, jsonb_build_object('number', count(DISTINCT b.id), 'grams', sum(f.grams), 'cents', sum(f.cents),
    'currency', u.currency_id, 'reference', CASE count(DISTINCT b.id) WHEN 1 THEN min(c.reference) ELSE '' END)
FROM ledger_funding f JOIN ledger_batch b ON b.id = f.batch_id JOIN ledger_claim c ON c.id = b.claim_id
JOIN ledger_receipt r ON r.id = f.receipt_id JOIN ledger_fund u ON u.id = r.fund_id
WHERE f.id {_IDS} GROUP BY b.claimant_id, u.currency_id
"""  # noqa: S608
_SPENT = f"""
SELECT r.payer_id, jsonb_build_object('number', count(DISTINCT f.batch_id), 'grams', sum(f.grams),
    'cents', sum(f.cents), 'currency', u.currency_id, 'receipt', r.id)
FROM ledger_funding f JOIN ledger_receipt r ON r.id = f.receipt_id JOIN ledger_fund u ON u.id = r.fund_id
WHERE f.id {_IDS} GROUP BY r.id, r.payer_id, u.currency_id
"""  # noqa: S608
_TO_SEND = f"""
SELECT u.agent_id, jsonb_build_object('number', count(*), 'cents', sum(p.cents), 'currency', u.currency_id,
    'fund', u.id, 'fund_name', a.name)
FROM ledger_payout p JOIN ledger_fund u ON u.id = p.fund_id JOIN commons_agent a ON a.id = u.agent_id
WHERE p.id {_IDS} GROUP BY u.id, a.name
"""  # noqa: S608
_RETIRED = f"""
SELECT {{owner}}, jsonb_build_object('reference', c.reference, 'grams', r.quantity_g,
    'retirement', 'R-' || lpad(r.number::text, 6, '0'))
FROM ledger_retirement r JOIN ledger_batch b ON b.id = r.batch_id JOIN ledger_claim c ON c.id = b.claim_id
WHERE r.id {_IDS} {{where}}
"""  # noqa: S608
_REVERSED = f"""
SELECT {{owner}}, jsonb_build_object('reference', c.reference, 'grams', r.quantity_g, 'words', r.reason)
FROM ledger_reversal r JOIN ledger_batch b ON b.id = r.batch_id JOIN ledger_claim c ON c.id = b.claim_id {{joined}}
WHERE r.id {_IDS}
"""  # noqa: S608
_FUNDERS = """JOIN LATERAL (SELECT DISTINCT i.funder_id FROM ledger_funding g
    JOIN ledger_receipt i ON i.id = g.receipt_id WHERE g.batch_id = b.id) paid ON true"""
_ACCREDITED = f"""
SELECT a.verifier_id, jsonb_build_object('families', array_to_string(a.families, ', '), 'by_when', upper(a.term) - 1)
FROM ledger_accreditation a WHERE a.id {_IDS}
"""  # noqa: S608
_REFUNDED = f"""
SELECT r.payer_id, jsonb_build_object('cents', d.cents, 'currency', f.currency_id, 'fund_name', a.name,
    'receipt', r.id, 'words', d.reason)
FROM ledger_refund d JOIN ledger_receipt r ON r.id = d.receipt_id JOIN ledger_fund f ON f.id = r.fund_id
JOIN commons_agent a ON a.id = f.agent_id WHERE d.id {_IDS}
"""  # noqa: S608
_HAS_BANK = "EXISTS (SELECT FROM ledger_bankaccount k WHERE k.agent_id = m.claimant_id)"

TOLD: dict[type[events.Fact], tuple[Told, ...]] = {
    events.ClaimsFiled: (
        Told("claim.filed", _of_claims()),
        Told("claim.to_confirm", _of_claims("", "f.agent", _FELLOWS, "AND c.waits_for = 'peer'")),
    ),
    events.ClaimsConfirmed: (Told("claim.confirmed", _of_claims()),),
    events.ClaimsWithdrawn: (
        Told("seat.released", _of_seats("", "v.decided_at IS NULL AND v.released_because = 'settled'")),
    ),
    events.ClaimsAssigned: (
        Told("claim.assigned", _of_claims(
            "'by_when', v.due_at", joined="JOIN LATERAL (SELECT max(due_at) AS due_at FROM ledger_verification "
            "WHERE claim_id = c.id AND decided_at IS NULL AND released_at IS NULL) v ON true")),
        Told("seat.drawn", _of_seats("'by_when', v.due_at", f"{_OPEN} AND {_LAST_DRAWN}")),
    ),
    events.ClaimsApproved: (Told("claim.approved", _of_claims()),),
    events.ClaimsVerified: (
        Told("claim.verified", _of_claims("'by_when', c.window_until, 'words', v.reasons", joined=_DECISION)),
    ),
    events.ClaimsRejected: (
        Told("claim.rejected", _of_claims("'words', v.reasons", joined=_DECISION)),
        Told("seat.released", _of_seats("", "v.decided_at IS NULL AND v.released_because = 'settled'")),
    ),
    events.ClaimsAskedBack: (
        Told("claim.asked_back", _of_claims("'by_when', c.answer_by, 'words', q.question", joined=_QUESTION)),
    ),
    events.ClaimsAnswered: (Told("seat.answered", _of_seats("'by_when', v.due_at", _OPEN)),),
    events.SeatsReleased: (
        Told("seat.released", f"""SELECT v.verifier_id, jsonb_build_object('reference', c.reference)
            FROM ledger_verification v JOIN ledger_claim c ON c.id = v.claim_id WHERE v.id {_IDS}"""),  # noqa: S608
    ),
    events.ObjectionsRaised: (
        Told("claim.objected", _of_objections("o.reasons")),
        Told("seat.objected", _of_objections("o.reasons", "v.verifier_id", _VERIFIERS)),
    ),
    events.ObjectionsDecided: tuple(
        Told(kind, _of_objections("o.answer", owner, where=f"AND o.outcome = '{outcome}'"))
        for kind, owner, outcome in (
            ("claim.objection_upheld", "c.claimant_id", "upheld"),
            ("claim.objection_dismissed", "c.claimant_id", "dismissed"),
            ("objection.upheld", "o.by_id", "upheld"),
            ("objection.dismissed", "o.by_id", "dismissed"),
        )
    ),
    events.BatchesIssued: (Told("batch.issued", _ISSUED),),
    events.BatchesFunded: (Told("batch.funded", _FUNDED), Told("receipt.spent", _SPENT)),
    events.BatchesRetired: (
        Told("batch.retired", _RETIRED.format(owner="r.holder_id", where="")),
        Told("batch.used", _RETIRED.format(owner="c.claimant_id", where="AND c.claimant_id <> r.holder_id")),
    ),
    events.BatchesReversed: (
        Told("claim.reversed", _REVERSED.format(owner="c.claimant_id", joined="")),
        Told("batch.reversed", _REVERSED.format(owner="paid.funder_id", joined=_FUNDERS)),
    ),
    events.PayoutsPrepared: (
        Told("payout.prepared", _of_money("payout", "m.claimant_id", where=f"AND {_HAS_BANK}")),
        Told("payout.waits", _of_money("payout", "m.claimant_id", where=f"AND NOT {_HAS_BANK}")),
        Told("treasury.payouts", _TO_SEND, KEEPERS),
    ),
    events.PayoutsSent: (Told("payout.sent", _of_money("payout", "m.claimant_id")),),
    events.PayoutsPaid: (Told("payout.paid", _of_money("payout", "m.claimant_id")),),
    events.PayoutsRefused: (Told("payout.refused", _of_money("payout", "m.claimant_id", "'refusal', m.refusal")),),
    events.PayoutsRetried: (Told("payout.retried", _of_money("payout", "m.claimant_id")),),
    events.PledgesMade: (
        Told("pledge.made", _of_money("pledge", "m.funder_id")),
        Told("treasury.pledged", _of_money("pledge", "f.agent_id"), KEEPERS),
    ),
    events.PledgesPaused: (Told("pledge.paused", _of_money("pledge", "m.funder_id")),),
    events.PledgesResumed: (Told("pledge.resumed", _of_money("pledge", "m.funder_id")),),
    events.PledgesWithdrawn: (
        Told("pledge.withdrawn", _of_money("pledge", "m.funder_id")),
        Told("treasury.withdrawn", _of_money("pledge", "f.agent_id"), KEEPERS),
    ),
    events.PledgesFellDue: (Told("pledge.due", _of_money("pledge", "m.funder_id", "'cents', m.instalment_cents")),),
    events.PledgesFulfilled: (Told("pledge.fulfilled", _of_money("pledge", "m.funder_id")),),
    events.ReceiptsRecorded: (Told("receipt.recorded", _of_money("receipt", "m.payer_id", "'receipt', m.id")),),
    events.ReceiptsRefunded: (Told("receipt.refunded", _REFUNDED),),
    events.AccreditationsGranted: (Told("accreditation.granted", _ACCREDITED),),
    events.AccreditationsEnded: (Told("accreditation.ended", _ACCREDITED),),
}  # fmt: skip
# Who withdrew decides the words: a person, or time that ran out.
WITHDRAWN, LAPSED = Told("claim.withdrawn", _of_claims()), Told("claim.lapsed", _of_claims())


def subscribe() -> None:
    """Called when the product starts."""
    for fact in TOLD:
        events.subscribe(fact, tell)


def tell(fact: events.Fact) -> None:
    """Tell everybody whom it concerns, but not the one who did it."""
    values = {"ids": arrays.plain(fact.ids)}
    for told in _told(fact):
        notices.tell_many(told.kind, told.whom, values, by=fact.by, roles=told.roles)


def _told(fact: events.Fact) -> tuple[Told, ...]:
    if isinstance(fact, events.ClaimsWithdrawn):
        return (WITHDRAWN if fact.by else LAPSED, *TOLD[type(fact)])
    return TOLD[type(fact)]
