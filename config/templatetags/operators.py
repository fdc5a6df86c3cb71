"""What the operators' start page is told."""

from datetime import timedelta
from typing import Any

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from config.models import Mail
from ledger.queries import attention
from ledger.templatetags.record import in_words

register = template.Library()

SHOWN_FOR = timedelta(days=7)

# Of each need: the words for its number, the list, and what to do.
WORDS: dict[str, tuple[Any, str, Any]] = {
    "runs_unfinished": (
        ngettext_lazy("%d run never ended", "%d runs never ended"),
        "ledger_run_changelist?now=unfinished",
        _("A worker was killed, or the proof failed. Run manage.py audit; what is due is done by the next run."),
    ),
    "payouts_refused": (
        ngettext_lazy("%d payout refused by the bank", "%d payouts refused by the bank"),
        "ledger_payout_changelist?waits=refused",
        _("Put right what the bank named, then say so: the money is prepared anew."),
    ),
    "payouts_hanging": (
        ngettext_lazy(
            "%d payout on its way for more than three days", "%d payouts on their way for more than three days"
        ),
        "ledger_payout_changelist?waits=3",
        _("Ask the bank, then say whether it paid or refused."),
    ),
    "payouts_undirected": (
        ngettext_lazy("%d payout without bank details", "%d payouts without bank details"),
        "ledger_payout_changelist?waits=undirected",
        _("Ask the claimant where to pay."),
    ),
    "objections_open": (
        ngettext_lazy("%d objection to be decided", "%d objections to be decided"),
        "ledger_objection_changelist?now=open",
        _("Claims stay suspended until somebody without a part in them decides."),
    ),
    "seats_overdue": (
        ngettext_lazy("%d verification overdue", "%d verifications overdue"),
        "ledger_verification_changelist?seat=overdue",
        _("A worker passes them on within a minute. If they stay, see Setup."),
    ),
    "claims_without_verifiers": (
        ngettext_lazy("%d claim without enough verifiers", "%d claims without enough verifiers"),
        "ledger_claim_changelist?waits_for=verifiers",
        _("Too few are accredited for its family and free of conflict. A council accredits more."),
    ),
    "letters_lost": (
        ngettext_lazy("%d letter could not be sent", "%d letters could not be sent"),
        "config_mail_changelist?now=given_up",
        _("See what the mail server said, and Setup."),
    ),
}


@register.inclusion_tag("admin/_attention.html")
def attention_needed() -> dict[str, Any]:
    """What waits for an operator, each with its list."""
    at = timezone.now()
    needs = [*attention.needs(at), *_letters(at)]
    return {"needs": [_told(need) for need in needs]}


def _told(need: attention.Need) -> dict[str, Any]:
    number, address, remedy = WORDS[need.code]
    name, _mark, query = address.partition("?")
    reasons = attention.refusals() if need.code == "payouts_refused" else {}
    return {
        "words": number % need.number,
        "is_more": need.is_more,
        "href": f"{reverse(f'admin:{name}')}?{query}",
        "since": need.since,
        "remedy": remedy,
        "reasons": [
            (in_words(reason), count, f"{reverse(f'admin:{name}')}?{query}&refusal={reason}")
            for reason, count in sorted(reasons.items())
        ],
    }


def _letters(at: Any) -> list[attention.Need]:
    lost = Mail.objects.exclude(given_up_at=None).filter(written_at__gte=at - SHOWN_FOR)
    number = lost.order_by()[: attention.MOST].count()
    oldest = lost.order_by("given_up_at").values_list("given_up_at", flat=True).first()
    return [attention.Need("letters_lost", number, oldest)] if number else []
