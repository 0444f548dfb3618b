"""Role × act over every address of the desk and the admin's lists: allowed, refused in words, or asked to log in."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from claims.desk import urls as desk_urls
from claims.desk.acts import ACTS, act_words, refusal
from claims.models import Appearance
from claims.roles import ROLES
from claims.services.merges import claims_merge
from claims.services.talk import comment_add
from claims.tests.factories import (
    make_claim,
    make_document,
    make_evidence,
    make_outlet,
    make_speaker,
    make_statement,
    make_user,
    make_verdict,
    publish,
)
from sources.models import Capture, CopyProposal, Ingestion, Watch
from sources.services.ingestions import ingestion_create, ingestion_fail

REPORTER, EDITOR, STANDARDS, ADMINISTRATOR = ROLES
ALL = tuple(ROLES)
FROM_EDITOR, FROM_STANDARDS = ALL[1:], ALL[2:]

# Name of the address, method, who may.
DESK = [
    ("copy", "get", ALL),
    ("copy", "post", ALL),
    ("ingestions", "get", ALL),
    ("ingestion-retry", "post", ALL),
    ("ingestions-retry", "post", ALL),
    ("ingestions-pause", "post", FROM_EDITOR),
    ("ingestions-resume", "post", FROM_EDITOR),
    ("archive", "get", ALL),
    ("capture-file", "get", ALL),
    ("capture-retry", "post", ALL),
    ("online", "get", ALL),
    ("watch-settle", "post", ALL),
    ("copies", "get", ALL),
    ("copy-confirm", "post", FROM_EDITOR),
    ("copy-split", "post", FROM_EDITOR),
    ("document-changes", "get", ALL),
    ("evidence-keep", "post", ALL),
    ("document", "get", ALL),
    ("document-edit", "get", FROM_EDITOR),
    ("document-edit", "post", FROM_EDITOR),
    ("document-withdraw", "post", FROM_EDITOR),
    ("document-restore", "post", FROM_EDITOR),
    ("document-put-away", "post", ALL),
    ("document-take-up", "post", ALL),
    ("document-reading", "get", ALL),
    ("document-reread", "post", ALL),
    ("statement-mark", "post", ALL),
    ("statements-accept", "post", ALL),
    ("statements-reject", "get", ALL),
    ("statements-reject", "post", ALL),
    ("statement-accept", "post", ALL),
    ("statement-reject", "post", ALL),
    ("statement-undo", "post", ALL),
    ("document-undo", "post", ALL),
    ("document-presence", "get", ALL),
    ("claim-presence", "get", ALL),
    ("statement-reattribute", "post", ALL),
    ("statement-respan", "post", ALL),
    ("statement-settle", "post", ALL),
    ("statement-authenticity", "post", ALL),
    ("statement-join", "get", ALL),
    ("statement-join", "post", ALL),
    ("claim-add", "get", ALL),
    ("claim-add", "post", ALL),
    ("claim", "get", ALL),
    ("claim-preview", "get", ALL),
    ("claim-edit", "post", ALL),
    ("claim-take", "post", ALL),
    ("claim-give-back", "post", ALL),
    ("claim-drop", "post", ALL),
    ("claim-take-up", "post", ALL),
    ("claim-link", "post", ALL),
    ("claim-unlink", "post", ALL),
    ("claim-history", "get", ALL),
    ("evidence-add", "post", ALL),
    ("evidence-file", "get", ALL),
    ("evidence-edit", "get", ALL),
    ("evidence-edit", "post", ALL),
    ("evidence-remove", "post", ALL),
    ("appearance-part", "post", ALL),
    ("appearance-remove", "post", ALL),
    ("verdict-save", "post", ALL),
    ("verdict-propose", "post", ALL),
    ("verdict-take-back", "post", ALL),
    ("verdict-discard", "post", ALL),
    ("verdict-approve", "post", FROM_EDITOR),
    ("verdict-return", "post", FROM_EDITOR),
    ("claim-assign", "post", FROM_EDITOR),
    ("claim-withdraw", "get", FROM_STANDARDS),
    ("claim-withdraw", "post", FROM_STANDARDS),
    ("merge", "get", FROM_STANDARDS),
    ("merge", "post", FROM_STANDARDS),
    ("merge-undo", "post", FROM_STANDARDS),
    ("merges", "get", ALL),
    ("duplicates", "get", ALL),
    ("duplicates", "post", ALL),
    ("talk", "get", ALL),
    ("talk", "post", ALL),
    ("watch", "post", ALL),
    ("comment-remove", "post", ALL),
    ("notifications", "get", ALL),
    ("notifications", "post", ALL),
    ("figures", "get", ALL),
    ("figure-csv", "get", ALL),
    ("roles", "get", ALL),
    ("options-speakers", "get", ALL),
    ("options-outlets", "get", ALL),
    ("options-documents", "get", ALL),
    ("options-claims", "get", ALL),
    ("home", "get", ALL),
    ("claims-assign", "post", FROM_EDITOR),
    ("unsaved-discard", "post", ALL),
]
LISTS = [
    ("sources_document", ALL),
    ("sources_speaker", ALL),
    ("sources_outlet", ALL),
    ("sources_feed", ALL),
    ("claims_statement", ALL),
    ("claims_claim", ALL),
    ("claims_verdict", ALL),
    ("claims_event", ALL),
    ("claims_topic", ALL),
    ("claims_rating", ALL),
    ("claims_correctionrequest", ALL),
    ("claims_apitoken", ALL),
    ("claims_webhook", (ADMINISTRATOR,)),
    ("claims_webhookdelivery", (ADMINISTRATOR,)),
    ("auth_user", (ADMINISTRATOR,)),
    ("auth_group", (ADMINISTRATOR,)),
]
# Lists whose rows have no form here: (model, who may open the form for a new row).
FORMS = [
    ("sources_speaker", ALL),
    ("sources_outlet", ALL),
    ("sources_feed", FROM_EDITOR),
    ("claims_topic", FROM_EDITOR),
    ("claims_rating", FROM_STANDARDS),
    ("claims_apitoken", ALL),
    ("claims_webhook", (ADMINISTRATOR,)),
    ("claims_webhookdelivery", ()),
    ("auth_user", (ADMINISTRATOR,)),
    ("sources_document", ()),
    ("claims_statement", ()),
    ("claims_verdict", ()),
    ("claims_event", ()),
    ("claims_correctionrequest", ()),
]


@pytest.fixture
def rows(db):
    """One row for each kind of address, in the state in which the act is possible."""
    claim = make_claim()
    delivery = ingestion_create(data=b"Words.", way=Ingestion.Way.PASTE)
    verdict = make_verdict(make_claim())
    watched = make_document()
    Watch.objects.create(document=watched, due_at=timezone.now())
    return {
        "document": make_document(),
        "statement": make_statement(),
        "claim": publish(claim),
        "draft": make_claim(),
        "evidence": make_evidence(make_claim()),
        "file": make_evidence(make_claim(), url="", file=b"%PDF", file_name="a.pdf", file_from="A ministry"),
        "appearance": Appearance.objects.filter(claim=make_claim()).get(),
        "verdict": verdict,
        "comment": comment_add(to=claim, author=make_user(), text="Is it?"),
        "merge": claims_merge(claim=make_claim(), into=make_claim(), actor=make_user(), reason="The same."),
        "ingestion": ingestion_fail(ingestion=delivery, reason="Broken."),
        "capture": Capture.objects.create(url="https://paper.example/a", due_at=timezone.now()),
        "watch": watched,
        "copy": CopyProposal.objects.create(document=watched, origin=make_document(), score=0.5),
        "version": make_document(replaces=make_document()),
    }


KIND_OF = {
    "document-changes": "version",
    "statement-mark": "document",
    "statements-accept": "document",
    "verdict-save": "draft",
    "evidence-add": "draft",
    "evidence-file": "file",
}


def address(name, rows):
    if name in {"merge", "talk", "watch"}:
        return reverse(f"desk:{name}", args=["claim", rows["claim"].public_id])
    if name == "figure-csv":
        return reverse(f"desk:{name}", args=["stages"])
    pattern = next(one for one in desk_urls.urlpatterns if one.name == name)
    if "public_id" not in str(pattern.pattern):
        return reverse(f"desk:{name}")
    return reverse(f"desk:{name}", args=[rows[KIND_OF.get(name, name.split("-")[0])].public_id])


def test_table_holds_every_address_of_the_desk():
    assert {name for name, _method, _roles in DESK} == {pattern.name for pattern in desk_urls.urlpatterns}


# One test for each role goes through the whole table, because making the rows costs more than asking.
@pytest.mark.parametrize("role", ALL)
def test_role_may_or_is_refused_in_words(desk_client, rows, role):
    client, wrong = desk_client(role), []

    for name, method, allowed in DESK:
        answer = getattr(client, method)(address(name, rows))
        # An empty form may be refused by the house, never by the role.
        is_right = (
            answer.status_code in {200, 302, 400, 404}
            if role in allowed
            else answer.status_code == 403 and "Your account may not" in answer.content.decode()
        )
        if not is_right:
            wrong.append((name, method, answer.status_code))

    assert not wrong


def test_colleague_without_a_role_is_refused(rows, client):
    user = make_user()
    user.groups.clear()
    client.force_login(user)

    answers = {(name, method): getattr(client, method)(address(name, rows)).status_code for name, method, _ in DESK}

    assert answers.pop(("home", "get")) == 200
    # Their own typed words they may always throw away.
    assert answers.pop(("unsaved-discard", "post")) == 302
    assert set(answers.values()) == {403}
    assert "Your account has no role on the desk yet." in client.get(reverse("desk:home")).content.decode()


@pytest.mark.parametrize("who", ["nobody", "reader"])
def test_who_is_not_staff_is_asked_to_log_in(rows, client, who):
    if who == "reader":
        client.force_login(make_user(is_staff=False))

    for name, method, _allowed in DESK:
        answer = getattr(client, method)(address(name, rows))
        assert answer.status_code == 302, name
        assert answer.url.startswith(reverse("admin:login")), name


def test_acts_are_never_done_by_get(desk_client, rows):
    client, pages = desk_client("Administrator"), {name for name, method, _ in DESK if method == "get"}

    for name, _method, _allowed in DESK:
        if name not in pages:
            assert client.get(address(name, rows)).status_code == 405, name


def test_acts_need_the_token_of_their_form(rows):
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_user("Administrator"))

    for name, method, _allowed in DESK:
        if method == "post":
            assert client.post(address(name, rows)).status_code == 403, name


@pytest.mark.parametrize("role", ALL)
def test_lists_and_forms_by_role(desk_client, role):
    client = desk_client(role)

    for model, allowed in LISTS:
        status = client.get(reverse(f"admin:{model}_changelist")).status_code
        assert status == (200 if role in allowed else 403), model
    for model, allowed in FORMS:
        status = client.get(reverse(f"admin:{model}_add")).status_code
        assert status == (200 if role in allowed else 403), model


@pytest.mark.parametrize(
    ("role", "address", "said"),
    [
        (
            REPORTER,
            "sources_feed_add",
            "may not watch feeds, and stop watching them. Ask somebody with the role Editor",
        ),
        (REPORTER, "sources_outlet_change", "may not edit outlets. Ask somebody with the role Editor"),
        (EDITOR, "claims_webhook_changelist", "may not manage webhooks"),
        (EDITOR, "auth_user_add", "may not manage users and groups. Ask somebody with the role Administrator."),
        (ADMINISTRATOR, "claims_statement_add", "Nothing is added, changed or deleted at this address."),
    ],
)
def test_the_admin_refuses_by_the_desks_own_page(desk_client, role, address, said):
    client, row = desk_client(role), make_outlet()
    if address.endswith("change"):
        answer = client.post(reverse(f"admin:{address}", args=[row.pk]), {"name": "Mine"})
    else:
        answer = client.get(reverse(f"admin:{address}"))

    page = answer.content.decode()
    assert answer.status_code == 403
    assert said in page
    assert 'id="nav-sidebar' in page
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("role", ALL)
def test_merging_a_speaker_is_offered_to_who_may(desk_client, role):
    page = desk_client(role).get(reverse("admin:sources_speaker_change", args=[make_speaker().pk])).content.decode()

    assert ("Merge into another speaker" in page) == (role in FROM_STANDARDS)


def test_nothing_registered_can_be_deleted(rf, db):
    request = rf.get("/")
    request.user = make_user("Administrator", is_superuser=True)

    for model_admin in admin.site._registry.values():
        assert not model_admin.has_delete_permission(request), model_admin


def test_every_registered_list_is_in_the_table():
    registered = {f"{model._meta.app_label}_{model._meta.model_name}" for model in admin.site._registry}

    assert registered == {model for model, _roles in LISTS}


def test_administrator_cannot_take_over_a_superuser(desk_client):
    owner = make_user("Administrator", is_superuser=True)
    client = desk_client("Administrator")

    answer = client.post(
        reverse("admin:auth_user_change", args=[owner.pk]), {"username": "taken", "is_staff": "on", "is_active": "on"}
    )
    password = client.get(reverse("admin:auth_user_password_change", args=[owner.pk]))

    assert answer.status_code == 403
    assert password.status_code == 403
    owner.refresh_from_db()
    assert owner.username != "taken"


def test_form_of_accounts_makes_nobody_a_superuser(desk_client):
    client = desk_client("Administrator")
    data = {"username": "new", "password1": "long-and-odd-77", "password2": "long-and-odd-77",
            "usable_password": "true", "is_superuser": "on", "is_staff": "on"}  # fmt: skip

    client.post(reverse("admin:auth_user_add"), data)

    made = type(client.user).objects.get(username="new")
    assert (made.is_staff, made.is_superuser) == (True, False)


def test_acts_in_words_are_all_that_the_roles_hold():
    described = [permission for _words, permissions in ACTS for permission in permissions]

    assert sorted(described) == sorted(ROLES[ADMINISTRATOR])


def test_refusal_names_who_may(db):
    assert refusal("claims.withdraw_claim") == (
        "Your account may not withdraw published claims. Ask somebody with the role Standards editor or Administrator."
    )
    assert act_words("claims.unheard_of") == "do this"
    # An administrator may have ticked more than roles come with.
    permission = Permission.objects.get(content_type__app_label="claims", codename="withdraw_claim")
    Group.objects.get(name="Reporter").permissions.add(permission)
    Group.objects.create(name="Lawyer").permissions.add(permission)
    assert refusal("claims.withdraw_claim").endswith("Reporter, Standards editor, Administrator or Lawyer.")


@pytest.mark.parametrize(
    ("left_out", "field"), [("is_active", "is_active"), ("is_staff", "is_staff"), ("groups", "groups")]
)
def test_nobody_shuts_the_door_behind_themselves(desk_client, left_out, field):
    client = desk_client("Administrator")
    role = client.user.groups.get()
    data = {"username": client.user.username, "is_active": "on", "is_staff": "on", "groups": role.pk}
    del data[left_out]

    answer = client.post(reverse("admin:auth_user_change", args=[client.user.pk]), data)

    assert "it would shut you out" in answer.content.decode()
    client.user.refresh_from_db()
    assert (client.user.is_active, client.user.is_staff, list(client.user.groups.all())) == (True, True, [role])


def test_administrator_deactivates_another(desk_client):
    other, client = make_user("Reporter"), desk_client("Administrator")

    client.post(reverse("admin:auth_user_change", args=[other.pk]), {"username": other.username, "is_staff": "on"})

    other.refresh_from_db()
    assert not other.is_active
