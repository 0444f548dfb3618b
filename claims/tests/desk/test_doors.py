"""No door is wider than another: the desk and the API ask for the same permissions for the same act.

What each door does with a role that lacks them is walked role by role in `test_permissions` of each; the admin has no
form for any of these, which its table there shows.
"""

import pytest
from django.contrib import admin

from claims.api.table import OPERATIONS
from claims.desk.urls import urlpatterns
from claims.models import Claim, Event, Evidence, Statement, Verdict
from claims.roles import ROLES

# The act at the desk, and the same in the API.
SAME = [
    ("copy", "ingestion_create"),
    ("ingestion-retry", "ingestion_retry"),
    ("document-edit", "document_edit"),
    ("document-withdraw", "document_withdraw"),
    ("document-restore", "document_restore"),
    ("document-put-away", "document_put_away"),
    ("document-take-up", "document_take_up"),
    ("statement-mark", "statement_create"),
    ("statement-accept", "statement_accept"),
    ("statement-reject", "statement_reject"),
    ("statement-reattribute", "statement_reattribute"),
    ("statement-respan", "statement_respan"),
    ("statement-authenticity", "statement_authenticity"),
    ("claim-add", "claim_create"),
    ("claim-edit", "claim_edit"),
    ("claim-assign", "claim_assign"),
    ("claim-withdraw", "claim_withdraw"),
    ("claim-drop", "claim_drop"),
    ("claim-take-up", "claim_take_up"),
    ("claim-link", "claim_link"),
    ("claim-unlink", "claim_unlink"),
    ("statement-join", "appearance_create"),
    ("appearance-remove", "appearance_remove"),
    ("evidence-add", "evidence_create"),
    ("evidence-edit", "evidence_edit"),
    ("evidence-remove", "evidence_remove"),
    ("verdict-save", "verdict_edit"),
    ("verdict-propose", "verdict_propose"),
    ("verdict-take-back", "verdict_take_back"),
    ("verdict-return", "verdict_return"),
    ("verdict-discard", "verdict_discard"),
    ("claim", "desk_claim"),
]
AT_DESK = {pattern.name: pattern.callback for pattern in urlpatterns}
IN_API = {operation.name: operation for operation in OPERATIONS}


def may(permissions):
    return {role for role, held in ROLES.items() if set(permissions) <= set(held)}


@pytest.mark.parametrize(("address", "operation"), SAME)
def test_desk_and_api_let_the_same_roles_in(address, operation):
    at_desk, in_api = AT_DESK[address].permissions, IN_API[operation].permissions

    assert may(at_desk) == may(in_api), (at_desk, in_api)
    assert at_desk
    assert in_api


def test_every_writing_operation_has_its_act_at_the_desk():
    # Undo at the desk takes back more than the API's reopening; a speaker is made on the way to something else; a
    # verdict is begun and saved by one form; and approving tells its proposer before it asks for the role.
    apart = {"statement_reopen", "speaker_create", "verdict_create", "verdict_approve"}
    writes = {operation.name for operation in OPERATIONS if operation.is_write}

    assert writes - apart == {operation for _, operation in SAME} & writes


@pytest.mark.parametrize("model", [Claim, Statement, Verdict, Event, Evidence])
def test_admin_is_no_door_to_what_has_a_workflow(rf, admin_user, model):
    request = rf.get("/")
    request.user = admin_user
    model_admin = admin.site._registry.get(model)

    # Not even a superuser has a form here.
    assert model_admin is None or not (
        model_admin.has_change_permission(request) or model_admin.has_delete_permission(request)
    )
