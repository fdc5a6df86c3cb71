"""Every address of the product: an example, who may see it and who may not; or why it is no page.

A test walks Django's addresses and fails for one that has no row here.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.browser.world import CAST, World, row

ANYBODY = ("anonymous", *CAST)
PEOPLE = tuple(CAST)
# What one who may not see a page gets, or a status.
LOG_IN = "the page to log in"


def _nowhere(_: World) -> tuple[()]:
    return ()


@dataclass(frozen=True)
class Row:
    """One address. `at` gives its arguments, `query` what stands behind them; `why` it is no page, if it is none.

    refuses: who may not see it, with the status, or LOG_IN where they are asked to log in.
    stock: made by Django from one template for all models, so that one look at each is enough.
    """

    name: str
    sees: tuple[str, ...] = ()
    refuses: tuple[tuple[str, int | str], ...] = ()
    at: Callable[[World], Any] = _nowhere
    query: Callable[[World], str] = lambda _: ""
    why: str = ""
    stock: bool = False

    def address(self, world: World) -> str:
        given = self.at(world)
        return reverse(self.name, args=given if isinstance(given, tuple) else (given,)) + self.query(world)


def page(name: str, sees: tuple[str, ...] = ANYBODY, refuses: dict[str, int | str] | None = None, **more: Any) -> Row:
    return Row(name, sees, tuple((refuses or {}).items()), **more)


def own(name: str, sees: str, at: Callable[[World], Any], **more: Any) -> Row:
    """A page that is there for one and for no other."""
    stranger = "person" if sees != "person" else "funder"
    return page(name, (sees,), {stranger: 404, "anonymous": LOG_IN}, at=at, **more)


def desk(name: str, at: Callable[[World], Any] = lambda w: w.fund.pk) -> Row:
    """A page of those who book a fund's money."""
    return page(name, ("treasurer", "operator"), {"person": 404, "anonymous": LOG_IN}, at=at)


def signed_in(name: str, sees: tuple[str, ...] = PEOPLE, **more: Any) -> Row:
    return page(name, sees, {"anonymous": LOG_IN}, **more)


def no_page(name: str, why: str) -> Row:
    return Row(name, why=why)


POSTED = "only takes a form"
FILE = "a file"
PROBE = "for machines"
ON_THE_WAY = "a step between two forms, opened by the stories"
AS_OTHERS = "the same page as another row, on the way back from a form"

LEDGER = (
    page("home"),
    page("proof"),
    signed_in("mine"),
    page("claims"),
    page("claims", query=lambda w: "?view=cards&sort=largest"),
    page("claims", query=lambda w: "?view=map"),
    page("claims", query=lambda w: "?q=nothing&vintage=1999"),
    page("file_method"),
    signed_in("file_begin", ("person", "steward")),
    own("file_draft", "claimant", lambda w: w.draft.reference),
    own("file_effort", "claimant", lambda w: w.draft.reference),
    own("file_asset", "claimant", lambda w: w.draft.reference),
    own("file_change", "claimant", lambda w: w.draft.reference),
    own("file_discard", "claimant", lambda w: w.draft.reference),
    page("claim", at=lambda w: w.claim.reference),
    page("claim", at=lambda w: w.suspended.reference),
    page("claim", at=lambda w: w.asked_back.reference, sees=("anonymous", "claimant", "verifier", "operator")),
    page("claim", ("claimant",), {"person": 404}, at=lambda w: w.draft.reference),
    no_page("claims_csv", FILE),
    no_page("file_look", "a part of a page, for htmx"),
    no_page("file_again", POSTED),
    no_page("save_checklist", POSTED),
    own("file_evidence", "claimant", lambda w: w.draft.reference),
    own("file_check", "claimant", lambda w: w.draft.reference),
    own("filed", "claimant", lambda w: w.in_review.reference),
    own("answer", "claimant", lambda w: w.asked_back.reference),
    signed_in("queue", ("verifier",)),
    own("declare", "verifier", lambda w: w.undeclared.reference),
    own("decline", "verifier", lambda w: w.in_review.reference),
    no_page("withdraw", POSTED),
    no_page("confirm", POSTED),
    own("verify", "verifier", lambda w: w.in_review.reference),
    own("ask_back", "verifier", lambda w: w.in_review.reference),
    signed_in("object_to", ("person", "funder"), at=lambda w: w.verified.reference),
    page("decide_objection", ("operator",), {"person": 404, "anonymous": LOG_IN}, at=lambda w: w.objection.pk),
    no_page("evidence", FILE),
    page("entry", at=lambda w: w.entry.pk),
    no_page("leaf", FILE),
    page("account", at=lambda w: w.held.pk),
    own("retire", "claimant", lambda w: w.held.pk),
    page("retirement", at=lambda w: w.retirement.reference),
    page("funds"),
    page("fund", at=lambda w: w.fund.pk),
    page("receipt", at=lambda w: w.receipt.pk),
    page("fund_receipts", at=lambda w: w.fund.pk),
    page("fund_fundings", at=lambda w: w.fund.pk),
    no_page("statement_csv", FILE),
    no_page("evidence_view", FILE),
    signed_in("pledge_to", ("funder", "person"), at=lambda w: w.fund.pk),
    page("pledge_new", ("anonymous", "funder")),
    page("pledge", at=lambda w: w.pledge.reference),
    own("pledge_cancel", "funder", lambda w: w.pledge.reference),
    signed_in("portfolio", ("funder", "person")),
    no_page("portfolio_csv", FILE),
    signed_in("payouts", ("claimant", "person")),
    signed_in("payout_details", ("claimant",)),
    no_page("payout_retry", POSTED),
    desk("treasury"),
    desk("treasury_payout", lambda w: (w.fund.pk, w.stuck.pk)),
    desk("treasury_payout", lambda w: (w.fund.pk, w.prepared.pk)),
    desk("treasury_receive"),
    desk("treasury_import"),
    desk("treasury_terms"),
    no_page("treasury_csv", FILE),
    no_page("treasury_sent", POSTED),
    page("withheld"),
    page("external_issuances"),
    page("external_project", at=lambda w: w.project.pk),
)  # fmt: skip

COMMONS = (
    no_page("name_yourself", "only for a login without a name, opened by a story"),
    signed_in("profile", ("person", "steward", "operator")),
    signed_in("your_data", ("person",)),
    no_page("takeout", FILE),
    page("privacy"),
    signed_in("erase", ("person", "steward")),
    signed_in("acting", ("person", "steward")),
    signed_in("notifications", ("person", "claimant")),
    no_page("notifications_read", POSTED),
    no_page("notification", "sends on to what it is about"),
    signed_in("preferences", ("person",)),
    page("stop", ("anonymous",), at=lambda w: w.stop),
    signed_in("collectives", ("person", "steward")),
    signed_in("collective_new", ("person",)),
    page("collective", at=lambda w: w.solar.pk),
    own("collective_change", "steward", lambda w: w.solar.pk),
    own("collective_people", "steward", lambda w: w.solar.pk),
    own("collective_role", "steward", lambda w: (w.solar.pk, w.bela.pk)),
    own("collective_end", "steward", lambda w: (w.solar.pk, w.bela.pk)),
    no_page("invitation_again", POSTED),
    no_page("invitation_withdraw", POSTED),
    page("invitation", ("anonymous", "person"), at=lambda w: w.invitation),
    signed_in("clients", ("person",)),
    no_page("client_remove", POSTED),
)

CONFIG = (
    no_page("healthz", PROBE),
    no_page("readyz", PROBE),
    no_page("set_language", POSTED),
    no_page("display", POSTED),
    page("components"),
    page("accessibility"),
    page("setup", ("operator",), {"person": 403, "anonymous": LOG_IN}),
    no_page("mailbox", "only on a machine of a developer"),
    no_page("letter", "only on a machine of a developer"),
    no_page("schema", FILE),
    page("errors"),
    page("error", at=lambda w: "bad-input"),
    page("developers"),
    page("reference"),
    page("reference_of", at=lambda w: "claims"),
    no_page("api_docs", "Swagger's own, whose faults /accessibility/ tells; the reference is ours"),
    no_page("idp:oidc:authorization", ON_THE_WAY),
    no_page("idp:oidc:device_authorization", ON_THE_WAY),
    no_page("idp:oidc:logout", ON_THE_WAY),
    no_page("idp:oidc:configuration", PROBE),
    no_page("idp:oidc:jwks", PROBE),
    no_page("idp:oidc:token", PROBE),
    no_page("idp:oidc:revoke", PROBE),
    no_page("idp:oidc:device_code", PROBE),
    no_page("idp:oidc:userinfo", PROBE),
    no_page("", "addresses without a name: of the API, or twins of others"),
)

ACCOUNTS = (
    page("account_login", ("anonymous",)),
    page("account_logout", ("person", "anonymous")),
    page("account_inactive", ("anonymous",)),
    page("account_signup", ("anonymous",)),
    page("account_reset_password", ("anonymous",)),
    page("account_reset_password_done", ("anonymous",)),
    page("account_reset_password_from_key_done", ("anonymous",)),
    page("account_email_verification_sent", ("anonymous",)),
    page("account_confirm_email", ("anonymous",), at=lambda w: "no-such-key"),
    page("account_reset_password_from_key", ("anonymous",), at=lambda w: ("1", "no-such-key")),
    page("account_request_login_code", ("anonymous",)),
    signed_in("account_email", ("person",)),
    signed_in("mfa_index", ("person", "operator")),
    signed_in("mfa_list_webauthn", ("person",)),
    signed_in("usersessions_list", ("person",)),
    no_page("account_change_password", ON_THE_WAY),
    no_page("account_set_password", ON_THE_WAY),
    no_page("account_confirm_login_code", ON_THE_WAY),
    no_page("account_reauthenticate", ON_THE_WAY),
    no_page("mfa_authenticate", ON_THE_WAY),
    no_page("mfa_reauthenticate", ON_THE_WAY),
    no_page("mfa_activate_totp", ON_THE_WAY),
    no_page("mfa_deactivate_totp", ON_THE_WAY),
    no_page("mfa_view_recovery_codes", ON_THE_WAY),
    no_page("mfa_generate_recovery_codes", ON_THE_WAY),
    no_page("mfa_download_recovery_codes", FILE),
    no_page("mfa_add_webauthn", ON_THE_WAY),
    no_page("mfa_login_webauthn", PROBE),
    no_page("mfa_reauthenticate_webauthn", ON_THE_WAY),
    no_page("mfa_remove_webauthn", ON_THE_WAY),
    no_page("mfa_edit_webauthn", ON_THE_WAY),
)

OPERATOR = ("operator",)
NOT_THEIRS: dict[str, int | str] = {"verifier": LOG_IN}


def office(name: str, **more: Any) -> Row:
    """A page of the admin."""
    return page(f"admin:{name}", OPERATOR, NOT_THEIRS, **more)


ADMIN = (
    office("index"),
    no_page("admin:login", "sends on to our own, which asks for both factors"),
    office("app_list", at=lambda w: "ledger"),
    office("password_change_done"),
    office("password_change"),
    office("auth_user_password_change", at=lambda w: w.chidi.user.pk),
    office("ledger_fund_grant", at=lambda w: w.fund.pk),
    office("ledger_pledge_arrival", at=lambda w: w.pledge.pk),
    office("ledger_receipt_refund", at=lambda w: w.receipt.pk),
    office("ledger_payout_send", at=lambda w: w.prepared.pk),
    office("ledger_payout_confirm", at=lambda w: w.prepared.pk),
    office("ledger_payout_refuse", at=lambda w: w.prepared.pk),
    office("ledger_payout_retry", at=lambda w: w.stuck.pk),
    office("ledger_batch_reverse", at=lambda w: w.batch.pk),
    office("ledger_run_reconciliation"),
    office("ledger_withholding_restore", at=lambda w: w.withholding.pk),
    office("ledger_objection_withhold", at=lambda w: w.objection.pk),
    *(
        no_page(f"admin:{name}_withhold", "the same form as that of objections")
        for name in (
            "commons_agent",
            "ledger_asset",
            "ledger_claim",
            "ledger_evidence",
            "ledger_verification",
            "ledger_question",
            "ledger_fund",
            "ledger_pledge",
            "ledger_refund",
            "ledger_retirement",
            "ledger_reversal",
        )
    ),
    no_page("admin:ledger_run_progress", "a part of a page, for htmx"),
    no_page("admin:ledger_run_now", POSTED),
    no_page("admin:logout", POSTED),
    no_page("admin:autocomplete", PROBE),
    no_page("admin:jsi18n", FILE),
    no_page("admin:view_on_site", AS_OTHERS),
    no_page("admin:", "sends on to the pages above"),
)

OURS = {"commons", "ledger"}
OF_THE_API = "api-"  # schemathesis opens these by their own description


def of_models() -> Iterator[Row]:
    """The pages that Django's admin makes for each model; what may not be added or deleted has no such page."""
    for model in sorted(admin.site._registry, key=lambda model: model._meta.label_lower):
        name = f"{model._meta.app_label}_{model._meta.model_name}"
        yield office(f"{name}_changelist")
        yield from _of_one_row(name, model) if model._meta.app_label in OURS else _left_to_django(name)


def _of_one_row(name: str, model: type[Model]) -> Iterator[Row]:
    def at(_: World) -> Any:
        return row(model).pk

    yield office(f"{name}_change", at=at)
    yield office(f"{name}_history", at=at, stock=True)
    for verb, where in (("add", _nowhere), ("delete", at)):
        may = verb == "add" and model._meta.label == "commons.User"
        sees, refuses = (OPERATOR, NOT_THEIRS) if may else ((), {"operator": 403})
        yield page(f"admin:{name}_{verb}", sees, refuses, at=where, stock=True)


def _left_to_django(name: str) -> Iterator[Row]:
    why = "Django's and allauth's own, as they come"
    return (no_page(f"admin:{name}_{page}", why) for page in ("change", "history", "add", "delete"))


PAGES = (*LEDGER, *COMMONS, *CONFIG, *ACCOUNTS, *ADMIN, *of_models())


def addresses() -> list[str]:
    """The names of all of Django's addresses, in its order; where one has none, of what it lies in."""
    return [name for name in dict.fromkeys(_walk(get_resolver())) if not name.startswith(OF_THE_API)]


def _walk(resolver: URLResolver, inside: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            yield inside + (pattern.name or "")
        else:
            yield from _walk(pattern, inside + (f"{pattern.namespace}:" if pattern.namespace else ""))


def models_without_rows() -> list[str]:
    """Models of ours in the admin of which the world has none, so that their pages could not be opened."""
    ours = (model for model in admin.site._registry if model._meta.app_label in OURS)
    return [model.__name__ for model in ours if row(model) is None]
