from django.urls import path

from claims.desk.views import claims, copy, documents, home, verdicts

app_name = "desk"

urlpatterns = [
    path("", home.home, name="home"),
    path("assign/", home.claims_assign_view, name="claims-assign"),
    path("copy/", copy.copy_add, name="copy"),
    path("ingestions/", copy.ingestions, name="ingestions"),
    path("ingestions/<slug:public_id>/retry/", copy.ingestion_retry, name="ingestion-retry"),
    path("documents/<slug:public_id>/", documents.document, name="document"),
    path("documents/<slug:public_id>/statements/add/", documents.statement_mark, name="statement-mark"),
    path("documents/<slug:public_id>/statements/accept/", documents.statements_accept, name="statements-accept"),
    path("statements/<slug:public_id>/accept/", documents.statement_accept_view, name="statement-accept"),
    path("statements/<slug:public_id>/reject/", documents.statement_reject_view, name="statement-reject"),
    path("statements/<slug:public_id>/reopen/", documents.statement_reopen_view, name="statement-reopen"),
    path("statements/<slug:public_id>/speaker/", documents.statement_reattribute_view, name="statement-reattribute"),
    path("statements/<slug:public_id>/words/", documents.statement_respan_view, name="statement-respan"),
    path("statements/<slug:public_id>/authenticity/", claims.statement_authenticity, name="statement-authenticity"),
    path("statements/<slug:public_id>/join/", claims.statement_join, name="statement-join"),
    path("claims/add/", claims.claim_add, name="claim-add"),
    path("claims/<slug:public_id>/", claims.claim, name="claim"),
    path("claims/<slug:public_id>/edit/", claims.claim_edit_view, name="claim-edit"),
    path("claims/<slug:public_id>/assign/", claims.claim_assign_view, name="claim-assign"),
    path("claims/<slug:public_id>/withdraw/", claims.claim_withdraw_view, name="claim-withdraw"),
    path("claims/<slug:public_id>/link/", claims.claim_link_view, name="claim-link"),
    path("claims/<slug:public_id>/history/", claims.claim_history, name="claim-history"),
    path("claims/<slug:public_id>/evidence/add/", claims.evidence_add_view, name="evidence-add"),
    path("claims/<slug:public_id>/verdict/", verdicts.verdict_save, name="verdict-save"),
    path("appearances/<slug:public_id>/remove/", claims.appearance_remove, name="appearance-remove"),
    path("evidence/<slug:public_id>/remove/", claims.evidence_remove_view, name="evidence-remove"),
    path("verdicts/<slug:public_id>/propose/", verdicts.verdict_propose_view, name="verdict-propose"),
    path("verdicts/<slug:public_id>/approve/", verdicts.verdict_approve_view, name="verdict-approve"),
    path("verdicts/<slug:public_id>/return/", verdicts.verdict_return_view, name="verdict-return"),
    path("verdicts/<slug:public_id>/discard/", verdicts.verdict_discard_view, name="verdict-discard"),
    path("options/speakers/", home.options_speakers, name="options-speakers"),
    path("options/outlets/", home.options_outlets, name="options-outlets"),
    path("options/documents/", home.options_documents, name="options-documents"),
    path("options/claims/", home.options_claims, name="options-claims"),
]
