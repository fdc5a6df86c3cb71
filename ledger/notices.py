"""What people are told of the ledger: the words for each kind of notification."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from config.plumbing.notifications import Kind, Topic
from ledger.templatetags import amounts

TOPICS = (
    Topic("claims", _("Your claims"), _("Filed, asked back, verified, rejected, objected to, reversed")),
    Topic("verifying", _("Verifying"), _("What you were drawn to verify, and your accreditation")),
    Topic("tokens", _("Tokens"), _("Issued, paid for, retired, cancelled")),
    Topic("payouts", _("Payouts"), _("Money on its way to you")),
    Topic("pledges", _("Pledges"), _("What you promised, what arrived, and what it paid for")),
    Topic("treasury", _("Treasury"), _("Pledges to a fund that you keep, and payouts to send")),
)

YOURS = _("The claim is yours, or of a collective that you are in.")
FELLOW = _("You are in a collective with the claimant.")
DRAWN = _("You were drawn to verify the claim.")
VERIFIED_BY_YOU = _("You verified the claim.")
OBJECTED = _("You objected to the claim.")
TOKENS_YOURS = _("The tokens are yours, or of a collective that you are in.")
PAID_FOR = _("You paid for tokens of the claim, or a collective that you are in did.")
PAID_TO = _("The money is yours, or of a collective that you are in.")
FUNDER = _("The pledge is yours, or of a collective that you are in.")
PAYER = _("The money came from you, or from a collective that you are in.")
TREASURER = _("You are a steward or a treasurer of the fund.")
ACCREDITED = _("The accreditation is yours.")

# What a claimant reads when a bank refused; what the treasurer does about it stands in rules.payouts.
REFUSED = {
    "account_unknown": _("The bank knows no such account. Give your bank details again."),
    "account_closed": _("The account is closed. Give the details of another."),
    "name_mismatch": _("The name of the account is another than you gave. Give your bank details again."),
    "details_missing": _("Your bank details are incomplete. Give them again."),
}
REFUSED_OTHERWISE = _("The fund's treasurer asks the bank why. You need do nothing now.")


def shape(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts as people read them: grams as mass, cents as money, days and moments in their own time zone."""
    values = {"words": "", **facts}
    if "grams" in facts:
        values["mass"] = amounts.mass(int(facts["grams"]))
    if "cents" in facts:
        values["money"] = amounts.money(int(facts["cents"]), facts.get("currency") or "EUR")
    for name in ("by_when", "since", "on"):
        if facts.get(name):
            values[name] = _when(str(facts[name]))
    if "refusal" in facts:
        values["words"] = REFUSED.get(facts["refusal"], REFUSED_OTHERWISE)
    return values


def _when(text: str) -> str:
    if len(text) == len("2026-01-01"):
        return date_format(date.fromisoformat(text), "j F Y")
    return date_format(timezone.localtime(datetime.fromisoformat(text)), "j F Y, H:i")


def _kind(code: str, topic: str, why: Any, title: Any, text: Any = "", *link: str, **more: Any) -> Kind:
    return Kind(
        code, topic, title, why, text, link or ("claim", "reference"), shape=shape, **{"otherwise": "mine", **more}
    )


WORDS = "%(words)s"

KINDS = (
    _kind("claim.filed", "claims", YOURS, _("Claim %(reference)s was filed"), _("It counts %(mass)s.")),
    _kind("claim.to_confirm", "claims", FELLOW, _("Claim %(reference)s waits for a fellow member to confirm it"),
          _("Do you know what was done there? Then confirm it, and it goes on to the verifiers.")),
    _kind("claim.confirmed", "claims", YOURS, _("A fellow member confirmed claim %(reference)s")),
    _kind("claim.withdrawn", "claims", YOURS, _("Claim %(reference)s was withdrawn"),
          _("What it counted can be claimed by others.")),
    _kind("claim.lapsed", "claims", YOURS, _("Claim %(reference)s was withdrawn, because a question was not answered"),
          _("What it counted can be claimed again, by you or by others.")),
    _kind("claim.assigned", "claims", YOURS, _("Verifiers were drawn for claim %(reference)s"),
          _("They have until %(by_when)s to decide, or to ask you for more.")),
    _kind("claim.asked_back", "claims", YOURS, _("A verifier has a question about claim %(reference)s"),
          _("%(words)s\nAnswer by %(by_when)s, or the claim is withdrawn."), at_once=True),
    _kind("claim.approved", "claims", YOURS, _("One verifier approved claim %(reference)s"),
          _("A claim of its size needs another, who still looks at it.")),
    _kind("claim.verified", "claims", YOURS, _("Claim %(reference)s is verified: %(mass)s"),
          _("%(words)s\nUntil %(by_when)s anybody may object; then its tokens are issued.")),
    _kind("claim.rejected", "claims", YOURS, _("Claim %(reference)s was rejected"), WORDS),
    _kind("claim.objected", "claims", YOURS, _("Somebody objected to claim %(reference)s"),
          _("%(words)s\nNothing is issued until it is decided.")),
    _kind("claim.objection_upheld", "claims", YOURS, _("An objection to claim %(reference)s was upheld"),
          _("%(words)s\nThe claim is rejected.")),
    _kind("claim.objection_dismissed", "claims", YOURS, _("An objection to claim %(reference)s was dismissed"), WORDS),
    _kind("claim.reversed", "claims", YOURS, _("%(mass)s of claim %(reference)s were reversed"),
          _("%(words)s\nAs many tokens are cancelled.")),
    _kind("seat.drawn", "verifying", DRAWN, _("You were drawn to verify claim %(reference)s"),
          _("It claims %(mass)s. Decide, ask back or pass it on by %(by_when)s."), at_once=True),
    _kind("seat.answered", "verifying", DRAWN, _("Your question about claim %(reference)s was answered"),
          _("Decide by %(by_when)s."), at_once=True),
    _kind("seat.released", "verifying", DRAWN, _("Claim %(reference)s is no longer yours to verify"),
          _("You need do nothing.")),
    _kind("seat.objected", "verifying", VERIFIED_BY_YOU, _("Somebody objected to claim %(reference)s"), WORDS),
    _kind("objection.upheld", "claims", OBJECTED, _("Your objection to claim %(reference)s was upheld"), WORDS),
    _kind("objection.dismissed", "claims", OBJECTED, _("Your objection to claim %(reference)s was dismissed"), WORDS),
    _kind("accreditation.granted", "verifying", ACCREDITED, _("You are accredited as a verifier"),
          _("For %(families)s, until %(by_when)s. Claims are drawn by lot, and you are told."), "mine"),
    _kind("accreditation.ended", "verifying", ACCREDITED, _("Your accreditation as a verifier has ended"),
          _("It was for %(families)s."), "mine"),
    _kind("batch.issued", "tokens", TOKENS_YOURS,
          ngettext_lazy("Tokens of claim %(reference)s were issued", "Tokens of %(number)s claims were issued",
                        "number"),
          _("%(mass)s, less what is set aside as a buffer. Funds pay for them at the announced price.")),
    _kind("batch.funded", "tokens", TOKENS_YOURS,
          ngettext_lazy("Tokens of claim %(reference)s were paid for", "Tokens of %(number)s claims were paid for",
                        "number"), _("%(money)s for %(mass)s. A payout is prepared next.")),
    _kind("batch.retired", "tokens", TOKENS_YOURS, _("%(mass)s of claim %(reference)s were retired"),
          _("That is for good; the certificate stays."), "retirement", "retirement"),
    _kind("batch.used", "tokens", YOURS, _("%(mass)s of your claim %(reference)s were retired by their holder"), "",
          "retirement", "retirement"),
    _kind("batch.reversed", "tokens", PAID_FOR, _("Part of claim %(reference)s was reversed"),
          _("%(mass)s of its tokens are cancelled; those that you paid for may be among them.\n%(words)s")),
    _kind("payout.prepared", "payouts", PAID_TO, _("%(money)s from %(fund_name)s are ready to be paid to you"), "",
          "payouts"),
    _kind("payout.waits", "payouts", PAID_TO, _("%(money)s from %(fund_name)s wait for your bank details"),
          _("Give them, and the money is sent."), "payout_details", at_once=True),
    _kind("payout.sent", "payouts", PAID_TO, _("%(money)s from %(fund_name)s were given to the bank"), "", "payouts"),
    _kind("payout.paid", "payouts", PAID_TO, _("%(money)s from %(fund_name)s were paid to you"), "", "payouts"),
    _kind("payout.refused", "payouts", PAID_TO, _("The bank did not pay %(money)s from %(fund_name)s"), WORDS,
          "payouts", at_once=True),
    _kind("payout.retried", "payouts", PAID_TO, _("%(money)s from %(fund_name)s are tried again"), "", "payouts"),
    _kind("pledge.made", "pledges", FUNDER, _("%(money)s were pledged to %(fund_name)s"), "", "pledge", "pledge"),
    _kind("pledge.paused", "pledges", FUNDER, _("The pledge to %(fund_name)s is paused"),
          _("No instalment is asked for until it is resumed."), "pledge", "pledge"),
    _kind("pledge.resumed", "pledges", FUNDER, _("The pledge to %(fund_name)s goes on"), "", "pledge", "pledge"),
    _kind("pledge.withdrawn", "pledges", FUNDER, _("The pledge to %(fund_name)s has ended"),
          _("What has arrived stays, and is spent or refunded."), "pledge", "pledge"),
    _kind("pledge.due", "pledges", FUNDER, _("An instalment of %(money)s to %(fund_name)s is due"), "",
          "pledge", "pledge", at_once=True),
    _kind("pledge.fulfilled", "pledges", FUNDER, _("The pledge to %(fund_name)s is fulfilled: %(money)s"), "", "pledge",
          "pledge"),
    _kind("receipt.recorded", "pledges", PAYER, _("%(money)s arrived at %(fund_name)s"),
          _("Follow it to the last token on its page."), "receipt", "receipt"),
    _kind("receipt.spent", "pledges", PAYER, _("%(money)s of yours paid for %(mass)s"),
          ngettext_lazy("Of one claim.", "Of %(number)s claims.", "number"), "receipt", "receipt"),
    _kind("receipt.refunded", "pledges", PAYER, _("%(fund_name)s refunds %(money)s"), WORDS, "receipt", "receipt"),
    _kind("treasury.pledged", "treasury", TREASURER, _("%(money)s were pledged to %(fund_name)s"), "", "fund", "fund"),
    _kind("treasury.withdrawn", "treasury", TREASURER, _("A pledge to %(fund_name)s was withdrawn"), "", "fund",
          "fund"),
    _kind("treasury.payouts", "treasury", TREASURER,
          ngettext_lazy("One payout of %(fund_name)s is to be sent",
                        "%(number)s payouts of %(fund_name)s are to be sent", "number"),
          _("%(money)s in all."), "treasury", "fund"),
)  # fmt: skip
