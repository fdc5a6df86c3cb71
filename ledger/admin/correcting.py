"""How an entry can be put right: always by a new one, which the two then point to each other."""

from dataclasses import dataclass, field
from typing import Any

from django.contrib import admin
from django.utils.translation import gettext as _

from ledger.admin.verbs import ActingAdmin
from ledger.models import Entry

# Of kinds that no button corrects, what does.
OTHERWISE = {
    "payout": lambda: _("What the bank has paid comes back only as a new receipt."),
    "batch": lambda: _("Retired tokens stay retired. An effect that was lost is reversed on the batch."),
    "claim": lambda: _("A claim is withdrawn by its claimant, or objected to; its tokens are reversed on the batch."),
    "pledge": lambda: _("A pledge is its funder's to withdraw; what arrived is given back on the receipt."),
    "price": lambda: _("Prices are changed by announcing others."),
    "text": lambda: _("What was withheld is shown again on its own page."),
}


@dataclass(frozen=True)
class Ways:
    """Buttons (title, address) that put an entry right now; without any, the words why."""

    buttons: list[tuple[str, str]] = field(default_factory=list)
    otherwise: str = ""


def ways(entry: Entry) -> Ways:
    """What an operator can do about the entry."""
    if entry.corrections.exists():
        return Ways(otherwise=_("It was put right, as is linked above."))
    found = [(title, address) for title, address in _buttons(entry)]
    if found:
        return Ways(buttons=found)
    noun = entry.kind.partition(".")[0]
    say = OTHERWISE.get(noun, lambda: _("Nothing that it says can be put right by an operator alone."))
    return Ways(otherwise=say())


def _buttons(entry: Entry) -> list[tuple[str, str]]:
    offered: list[tuple[str, str]] = []
    for model, page in admin.site._registry.items():
        if model._meta.model_name != entry.subject_kind or not isinstance(page, ActingAdmin):
            continue
        row: Any = model._base_manager.filter(pk=entry.subject_id).first()
        for verb in page.verbs:
            if row and entry.kind in verb.corrects and verb.fits(row) and verb.corrected(row) == entry:
                offered.append((str(verb.title), page.address(verb, row)))
    return offered
