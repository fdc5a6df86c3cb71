"""The admin: what may be looked at, by whom, and that nothing can be edited."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from commons.models import User
from ledger.admin.plain import LookOnly
from ledger.models import Claim, Entry
from tests.factories import claims, funds, people
from tests.pages import browser

pytestmark = pytest.mark.django_db

LEFT_OUT = {
    "admin.LogEntry": "Django's own notes of edits: nothing here is edited, and the record says what was done",
    "auth.Group": "who may do what stands in tables of permissions, in code",
    "auth.Permission": "as groups",
    "contenttypes.ContentType": "Django's own",
    "sessions.Session": "secrets; one's own are listed under one's account",
    "account.EmailConfirmation": "links that log people in",
    "commons.Answer": "what the API answered under a key: its callers' affair, and gone in days",
    "commons.Takeout": "somebody's own data, for nobody else",
    "allauth_idp_oidc.Token": "secrets, if only their hashes; one's own are listed under one's account",
    "config.Digest": "which letters of the day were written",
    "config.Notification": "what somebody is told, for nobody else",
    "config.Preference": "how somebody wants mail, for nobody else",
    "ledger.BankAccount": "shown in part on the payout alone, to who pays it",
    "ledger.Extent": "kept by triggers from claims",
    "ledger.Notice": "kept by triggers from claims",
    "ledger.LeafIndex": "the sequencer's own, shown by the proof",
    "ledger.PendingLeaf": "the sequencer's own",
}
REGISTERED = [model for model in apps.get_models() if model in admin.site._registry]
OURS = [model for model in REGISTERED if model._meta.app_label in ("commons", "ledger", "config")]
LOOKED_AT = [model for model in OURS if model is not User]


@pytest.fixture
def ode():
    return people.operator()


@pytest.fixture
def paid(ode):
    """A fund that paid for a claim; the payout is prepared."""
    fund = funds.fund()
    funds.price(fund)
    funds.grant(fund, 20_000)
    funds.issued("Asha")
    return fund


def address(model, page="changelist", *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


class TestEveryModel:
    def test_is_registered_or_left_out_for_a_reason(self):
        assert {model._meta.label for model in apps.get_models() if model not in REGISTERED} == LEFT_OUT.keys()

    @pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
    def test_is_listed_searched_and_looked_at_by_a_superuser_in_a_few_queries(self, paid, ode, model):
        User.objects.filter(agent=ode).update(is_superuser=True)
        client = browser(ode)

        with CaptureQueriesContext(connection) as queries:
            assert client.get(address(model)).status_code == 200
        assert len(queries) < 20
        assert client.get(address(model), {"q": "00000000-0000-7000-8000-000000000000"}).status_code == 200
        if row := model.objects.first():
            assert client.get(address(model, "change", row.pk)).status_code == 200
            assert client.get(address(model, "history", row.pk)).status_code == 200

    @pytest.mark.parametrize("model", LOOKED_AT, ids=lambda model: model.__name__)
    def test_cannot_be_added_changed_or_deleted_even_by_a_superuser(self, paid, ode, model):
        User.objects.filter(agent=ode).update(is_superuser=True)
        client = browser(ode)

        assert client.get(address(model, "add")).status_code == 403
        if row := model.objects.first():
            assert client.post(address(model, "change", row.pk), {"_save": "1"}).status_code == 403
            assert client.post(address(model, "delete", row.pk), {"post": "yes"}).status_code == 403
        assert b'name="action"' not in client.get(address(model)).content

    @pytest.mark.parametrize("model", LOOKED_AT, ids=lambda model: model.__name__)
    def test_is_searched_and_never_counted_whole(self, model):
        page = admin.site._registry[model]

        assert page.search_fields
        assert not page.show_full_result_count
        assert page.show_facets == admin.ShowFacets.NEVER

    def test_is_entered_by_the_log_in_that_asks_for_both_factors(self):
        for address in ("/admin/", "/admin/login/"):
            assert browser().get(address, follow=True).redirect_chain[-1][0].startswith("/accounts/login/")

    def test_is_closed_to_those_who_are_no_operators(self, paid):
        for client in (browser(), browser(people.person("Asha"))):
            assert client.get(address(Claim)).status_code == 302


class TestLists:
    def test_cost_no_more_queries_with_more_rows(self, ode):
        claims.submitted(people.person("Asha"))
        few = [self.count(ode, model) for model in (Claim, Entry)]
        for _ in range(4):
            claims.submitted(people.person("Bela"))

        assert [self.count(ode, model) for model in (Claim, Entry)] == few

    def test_count_no_further_than_anybody_turns(self, ode):
        with CaptureQueriesContext(connection) as queries:
            browser(ode).get(address(Entry))

        counted = [query["sql"] for query in queries if "COUNT(" in query["sql"]]
        assert counted
        assert all("LIMIT 10000" in sql for sql in counted)

    @pytest.mark.parametrize("model", [m for m in OURS if isinstance(admin.site._registry[m], LookOnly)])
    def test_can_be_narrowed_by_each_of_their_filters(self, ode, model):
        client = browser(ode)
        changelist = admin.site._registry[model].get_changelist_instance(self.request(client, model))

        for spec in changelist.filter_specs:
            for choice in spec.choices(changelist):
                assert client.get(address(model) + choice["query_string"]).status_code == 200

    @staticmethod
    def request(client, model):
        return client.get(address(model)).wsgi_request

    @staticmethod
    def count(who, model):
        client = browser(who)
        with CaptureQueriesContext(connection) as queries:
            client.get(address(model))
        return len(queries)


class TestChain:
    def test_leads_from_a_claim_to_its_payout_and_back(self, paid, ode):
        client = browser(ode)
        claim = Claim.objects.get()
        fund_funding = claim.batch.fundings.get()
        receipt, payout = fund_funding.receipt, paid.payouts.get()
        steps = [
            (claim, address(type(claim.batch), "change", claim.batch.pk)),
            (claim.batch, f"{address(type(fund_funding))}?batch={claim.batch.pk}"),
            (fund_funding, address(type(receipt), "change", receipt.pk)),
            (receipt, address(type(paid), "change", paid.pk)),
            (paid, f"{address(type(payout))}?fund={paid.pk}"),
            (payout, address(type(payout.hold), "change", payout.hold_id)),
            (payout.hold, address(Entry, "change", payout.hold.entry_id)),
            (payout.hold, address(type(payout.hold.debit), "change", payout.hold.debit_id)),
            (payout, f"{address(Claim)}?claimant={claim.claimant_id}"),
        ]

        for row, onward in steps:
            page = client.get(address(type(row), "change", row.pk)).content.decode().replace("&amp;", "&")
            assert f'href="{onward}"' in page, (row, onward)
            assert client.get(onward).status_code == 200
