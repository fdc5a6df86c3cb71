"""The addresses of the ledger's pages."""

from django.urls import path

from ledger.views import claims, evidence, external, filing, funds, home, judging, listing, mine, records, retirements

urlpatterns = [
    path("", home.home, name="home"),
    path("proof/", home.proof, name="proof"),
    path("mine/", mine.mine, name="mine"),
    path("claims/", listing.listed, name="claims"),
    path("claims.csv", listing.exported, name="claims_csv"),
    path("claims/new/", filing.method, name="file_method"),
    path("claims/new/asset/", filing.asset, name="file_asset"),
    path("claims/new/figures/", filing.figures, name="file_figures"),
    path("claims/<slug:reference>/", claims.claim, name="claim"),
    path("claims/<slug:reference>/figures/", filing.change, name="file_change"),
    path("claims/<slug:reference>/evidence/", filing.files, name="file_evidence"),
    path("claims/<slug:reference>/evidence/<uuid:id>/remove/", filing.remove_file, name="file_remove"),
    path("claims/<slug:reference>/check/", filing.check, name="file_check"),
    path("claims/<slug:reference>/filed/", filing.filed, name="filed"),
    path("claims/<slug:reference>/answer/", filing.answer, name="answer"),
    path("claims/<slug:reference>/withdraw/", claims.withdraw, name="withdraw"),
    path("claims/<slug:reference>/confirm/", claims.confirm, name="confirm"),
    path("claims/<slug:reference>/verify/", judging.decide, name="verify"),
    path("claims/<slug:reference>/ask/", judging.ask_back, name="ask_back"),
    path("claims/<slug:reference>/object/", judging.object_to, name="object_to"),
    path("objections/<uuid:id>/", judging.decide_objection, name="decide_objection"),
    path("evidence/<uuid:id>/", evidence.download, name="evidence"),
    path("entries/<uuid:id>/", records.entry, name="entry"),
    path("entries/<uuid:id>/leaf.json", records.leaf, name="leaf"),
    path("books/<uuid:id>/", records.account, name="account"),
    path("books/<uuid:account>/retire/", retirements.retire, name="retire"),
    path("retirements/<slug:reference>/", retirements.certificate, name="retirement"),
    path("funds/", funds.listed, name="funds"),
    path("funds/<uuid:id>/", funds.fund, name="fund"),
    path("receipts/<uuid:id>/", funds.receipt, name="receipt"),
    path("other-registries/", external.issuances, name="external_issuances"),
    path("other-registries/projects/<uuid:id>/", external.project, name="external_project"),
]
