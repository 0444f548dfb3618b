"""Merges, comments, notifications, figures and roles as pages of the desk."""

import csv
import io
import re

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import strip_tags

from claims.desk.figures import FIGURES
from claims.models import Comment, Merge, Notification, Statement
from claims.roles import ROLES
from claims.services.assignments import claim_assign
from claims.services.reviews import statement_accept, statement_reject
from claims.services.talk import comment_add
from claims.services.verdicts import verdict_propose, verdict_return
from claims.tests.desk.test_browser import log_in
from claims.tests.factories import (
    make_claim,
    make_outlet,
    make_published_claim,
    make_speaker,
    make_statement,
    make_user,
    make_verdict,
)


def suggested(count, speaker):
    rows = [make_statement(speaker=speaker) for _ in range(count)]
    Statement.objects.filter(pk__in=[row.pk for row in rows]).update(
        review_state="suggested", found_by="reader/1", cue="said", doubt="Two may be meant."
    )
    return Statement.objects.filter(pk__in=[row.pk for row in rows])


def fill(count):
    """Something in every figure, list and panel of these pages."""
    editor = make_user("Editor", first_name="Inès")
    for number in range(count):
        speaker = make_speaker(f"Speaker {number}", country="UA")
        make_published_claim(claimant=speaker, rating=("verified", "disputed", "unverified")[number % 3])
        good, bad, _ = suggested(3, speaker)
        statement_accept(statement=good, actor=editor)
        statement_reject(statement=bad, actor=editor, reason="Not said.")
        claim = make_claim()
        verdict = verdict_propose(verdict=make_verdict(claim), actor=make_user("Reporter"))
        verdict_return(verdict=verdict, actor=editor, reason="Too little.")
        claim_assign(claim=claim, actor=editor, to=make_user())


# --- merges --------------------------------------------------------------------------------


def test_speakers_are_merged_and_unmerged_on_the_desk(desk_client):
    client = desk_client("Standards editor")
    one, other = make_speaker("Anna Petrenko"), make_speaker("Hanna Petrenko", names=[("Anna Petrenko", "en")])
    make_statement(speaker=one)
    url = reverse("desk:merge", args=["speaker", one.public_id])

    first = client.get(url).content.decode()
    looked = client.get(url, {"into": other.public_id}).content.decode()
    refused = client.post(url, {"into": other.public_id, "reason": " "})
    done = client.post(url, {"into": other.public_id, "reason": "One woman."})

    assert f"?into={other.public_id}" in first
    assert "Merge into “Hanna Petrenko”" in looked
    assert "moves to the kept one" in looked
    assert (refused.status_code, "Say why the two are one." in refused.content.decode()) == (400, True)
    merge = Merge.objects.get()
    assert done.url == f"/desk/merges/#m-{merge.public_id}"
    assert "1 statement" in client.get(reverse("desk:merges")).content.decode()

    undo = reverse("desk:merge-undo", args=[merge.public_id])
    assert client.post(undo, {"reason": ""}).status_code == 400
    assert client.post(undo, {"reason": "Two women."}).status_code == 302
    assert one.statements.count() == 1


def test_what_cannot_be_merged_is_told_before_it_is_tried(desk_client):
    client = desk_client("Standards editor")
    public, draft = make_published_claim("It is so"), make_claim("It is so, too")
    url = reverse("desk:merge", args=["claim", public.public_id])

    looked = client.get(url, {"into": draft.public_id}).content.decode()
    unknown = client.get(url, {"into": "nobody knows"})

    assert "Merge them the other way round." in looked
    assert 'name="reason"' not in looked
    assert unknown.status_code == 400
    assert client.get(reverse("desk:merge", args=["outlet", public.public_id])).status_code == 404
    assert client.get(reverse("desk:merge", args=["claim", "0000000000"])).status_code == 404


def test_duplicates_are_offered_and_put_aside(desk_client):
    client = desk_client("Standards editor")
    one, other = make_speaker("Anna Petrenko"), make_speaker("Hanna", names=[("Anna Petrenko", "en")])
    url = reverse("desk:duplicates")

    assert "They are two" in client.get(url).content.decode()
    client.post(url, {"kind": "speaker", "one": one.public_id, "other": other.public_id})

    assert "They are two" not in client.get(url).content.decode()
    for data in ({}, {"kind": "speaker", "one": one.public_id, "other": one.public_id}, {"kind": "x"}):
        assert client.post(url, data).status_code == 404


# --- comments and notifications ------------------------------------------------------------


def test_comment_reaches_whom_it_names(desk_client):
    client, claim = desk_client("Reporter"), make_claim()
    other = make_user("Editor", username="boris")
    url = reverse("desk:talk", args=["claim", claim.public_id])

    assert client.post(url, {"text": ""}).status_code == 400
    client.post(url, {"text": "@boris <b>is it?</b>"})

    page = client.get(url).content.decode()
    assert "&lt;b&gt;is it?&lt;/b&gt;" in page
    assert "Stop watching" in page
    assert "1 comment" in client.get(reverse("desk:claim", args=[claim.public_id])).content.decode()
    mine = desk_client(other)
    brought = mine.get(reverse("desk:notifications")).content.decode()
    assert "You are named in a comment" in brought
    mine.post(reverse("desk:notifications"), {"act": "read"})
    assert "Mark all as read" not in mine.get(reverse("desk:notifications")).content.decode()
    mine.post(reverse("desk:notifications"), {"when": "daily"})
    assert other.mail_choice.when == "daily"


def test_comment_is_taken_back_by_its_author_only(desk_client):
    claim, author = make_claim(), make_user("Reporter")
    comment = comment_add(to=claim, author=author, text="A slip of the tongue.")
    url = reverse("desk:comment-remove", args=[comment.public_id])

    desk_client("Administrator").post(url)
    assert Comment.objects.get().removed_at is None
    desk_client(author).post(url)
    shown = desk_client("Editor").get(reverse("desk:talk", args=["claim", claim.public_id])).content.decode()
    assert "A slip of the tongue." not in shown
    assert "Taken back by its author." in shown


# --- figures and roles ---------------------------------------------------------------------


def test_figures_tell_what_was_done(desk_client):
    client = desk_client("Reporter")
    fill(3)
    url = reverse("desk:figures")

    shown = client.get(url).content.decode()

    tables = {
        name: list(csv.reader(io.StringIO(client.get(reverse("desk:figure-csv", args=[name])).content.decode())))
        for name in FIGURES
    }
    assert tables["agreement"][1:] == [["Inès", "0", "3", "0%"], *tables["agreement"][2:]]
    assert tables["rules"][1] == ["reader/1 · direct · Two may be meant.", "3", "3", "3", "50%"]
    assert tables["cues"][1] == ["said", "3", "3", "3", "50%"]
    assert tables["countries"][1] == ["UA", "1", "1", "1", "3"]
    assert [row[1:] for row in tables["speakers"][1:4]] == [
        [*row, "1"] for row in (["1", "0", "0"], ["0", "1", "0"], ["0", "0", "1"])
    ]
    assert sum(int(row[4]) for row in tables["months"][1:]) == 3
    assert {row[0]: row[1] for row in tables["backlog"][1:]}["Statements to review"] == "3"
    assert [row[0] for row in tables["stages"][1:]][-1] == "Verdict: proposed to approved"
    assert tables["stages"][-1][1] == "3"
    # Every chart has its table, and no bar is told by colour alone.
    assert shown.count('role="img"') == shown.count("<table") == len(FIGURES)
    assert "desk-look-1" in shown
    assert client.get(reverse("desk:figure-csv", args=["nothing"])).status_code == 404
    assert client.get(url, {"days": "0 OR 1"}).status_code == 200


def test_a_formula_in_a_name_is_no_formula_in_the_csv(desk_client):
    make_published_claim(claimant=make_speaker("=HYPERLINK(1)"))
    answer = desk_client("Reporter").get(reverse("desk:figure-csv", args=["speakers"]))
    assert "'=HYPERLINK" in answer.content.decode()


def test_roles_are_shown_as_the_code_has_them(desk_client):
    shown = desk_client("Editor").get(reverse("desk:roles")).content.decode()
    assert all(f'<th scope="col">{role}</th>' in shown for role in ROLES)
    assert "Your role: <strong>Editor</strong>" in shown


@pytest.mark.parametrize("name", ["merges", "duplicates", "notifications", "figures", "roles"])
def test_pages_have_a_constant_query_count(desk_client, name):
    client, url = desk_client("Administrator"), reverse(f"desk:{name}")

    def count(number):
        for _ in range(number):
            claim, twin = make_claim(), make_speaker("Anna Petrenko")
            make_claim(claim.text + ".", claimant=claim.claimant)
            comment_add(to=claim, author=make_user(), text=f"@{client.user.username} {twin}")
            fill(1)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        return len(captured)

    few = count(2)
    assert count(2) == few
    assert few <= 24


def test_unread_notifications_are_counted_beside_the_entry(desk_client):
    client = desk_client("Reporter")
    home, link = reverse("desk:home"), f'href="{reverse("desk:notifications")}"'

    def entry():
        with CaptureQueriesContext(connection) as captured:
            page = client.get(home).content.decode()
        text = strip_tags(page.split(link)[1].split(">", 1)[1].split("</a>")[0])
        return " ".join(text.split()), len(captured)

    none, few = entry()
    assert none == "notifications Notifications"
    comment_add(to=make_claim(), author=make_user(), text=f"@{client.user.username} look")
    assert entry() == ("notifications Notifications 1 unread", few)
    Notification.objects.bulk_create(
        Notification(user=client.user, kind="mention", title="It", text="Look.", path="/desk/") for _ in range(99)
    )
    assert entry() == ("notifications Notifications 99+ unread", few)
    client.post(reverse("desk:notifications"), {"act": "read"})
    assert entry()[0] == none


# --- in a browser --------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("has_scripts", [True, False])
def test_colleagues_talk_and_are_told_in_a_browser(new_page, has_scripts):
    claim = make_claim("It is so")
    one, other = (new_page(java_script_enabled=has_scripts) for _ in range(2))
    boris = log_in(other, "Editor")
    log_in(one, "Reporter")

    one.goto(reverse("desk:claim", args=[claim.public_id]))
    one.get_by_role("link", name="Comment or watch").click()
    one.get_by_label("Your comment").fill(f"@{boris.username} is it?")
    one.get_by_role("button", name="Comment", exact=True).click()
    one.get_by_text(f"@{boris.username} is it?").wait_for()
    one.get_by_role("button", name="Stop watching").click()
    one.get_by_role("button", name="Watch", exact=True).wait_for()

    other.goto(reverse("desk:notifications"))
    other.get_by_label("Once a day").check()
    other.get_by_role("button", name="Save").click()
    other.get_by_role("link", name="It is so").click()
    other.get_by_label("Your comment").fill("It is.")
    other.get_by_role("button", name="Comment", exact=True).click()
    other.get_by_text("It is.", exact=True).wait_for()
    other.goto(reverse("desk:notifications"))
    other.get_by_role("button", name="Mark all as read").click()
    other.get_by_text("1 marked as read.").wait_for()

    assert other.get_by_label("Once a day").is_checked()
    # Whoever stopped watching is told no more.
    assert Notification.objects.exclude(user=boris).count() == 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("has_scripts", [True, False])
def test_claims_are_merged_and_unmerged_in_a_browser(new_page, has_scripts):
    claim, twin = make_claim("It is so"), make_claim("It is so, too")
    page = new_page(java_script_enabled=has_scripts)
    log_in(page, "Standards editor")

    page.goto(reverse("desk:claim", args=[twin.public_id]))
    page.get_by_role("link", name="Merge with another claim").click()
    page.get_by_label("Into which claim?").fill(claim.public_id)
    page.get_by_role("button", name="Show what would move").click()
    page.get_by_label("Why the two are one").fill("One proposition.")
    page.get_by_role("button", name="Merge into").click()
    page.get_by_text("The old address leads to").wait_for()
    twin.refresh_from_db()
    assert twin.merged_into == claim

    page.locator("summary", has_text="Undo").click()
    page.get_by_label("Why the two are not one").fill("Two propositions.")
    page.get_by_role("button", name="Undo the merge").click()
    page.get_by_text("The merge is undone: both are as they were").wait_for()
    twin.refresh_from_db()
    assert twin.merged_into is None


@pytest.mark.django_db(transaction=True)
def test_what_a_merge_does_is_read_on_a_phone_without_scrolling_sideways(new_page):
    claim, twin = make_claim("It is so"), make_claim("It is so, too")
    page = new_page(viewport={"width": 360, "height": 780})
    log_in(page, "Standards editor")

    page.goto(f"{reverse('desk:merge', args=['claim', twin.public_id])}?into={claim.public_id}")

    table = page.locator("[tabindex]", has=page.get_by_role("cell", name="It is so, too"))
    assert table.evaluate("one => one.scrollWidth - one.clientWidth") == 0
    kept = page.locator("td[data-label=Kept]").first
    assert kept.evaluate("one => getComputedStyle(one, '::before').content") == '"Kept: "'


def test_roles_are_shown_as_they_are_here(desk_client):
    lawyer = Group.objects.create(name="Lawyer")
    lawyer.permissions.set(Permission.objects.filter(content_type__app_label="claims", codename="withdraw_claim"))
    page = desk_client("Editor").get(reverse("desk:roles")).content.decode()
    assert '<th scope="col">Lawyer</th>' in page
    row = re.search(r"<tr><th scope=\"row\">withdraw published claims</th>(.*?)</tr>", page)[1]
    assert row.rstrip().endswith("yes</td>")


def test_whoever_may_only_read_comments_writes_none(db, client):
    reader = make_user("Reporter")
    reader.groups.clear()
    reader.user_permissions.set(Permission.objects.filter(codename__in=["view_comment", "view_claim"]))
    client.force_login(reader)
    address = reverse("desk:talk", args=["claim", make_claim().public_id])
    assert 'name="text"' not in client.get(address).content.decode()
    assert client.post(address, {"text": "Hello."}).status_code == 403
    assert not Comment.objects.exists()


def test_the_history_of_one_object_counts_its_pages(desk_client):
    client = desk_client("Administrator")
    outlet = make_outlet()
    LogEntry.objects.create(
        user=client.user, content_type=ContentType.objects.get_for_model(outlet), object_id=outlet.pk,
        object_repr=str(outlet), action_flag=2, change_message="",
    )  # fmt: skip
    page = client.get(reverse("admin:sources_outlet_history", args=[outlet.pk])).content.decode()
    assert "1 entry" in page
    assert "99999" not in page


def test_desk_pages_have_a_main_part_and_a_way_to_it(desk_client):
    client = desk_client("Administrator")
    page = client.get(reverse("desk:roles")).content.decode()
    assert page.count("<main") == 1
    for address in (reverse("desk:roles"), reverse("admin:sources_outlet_changelist")):
        page = client.get(address).content.decode()
        assert 'href="#content">Skip to the content</a>' in page
        assert 'id="content"' in page
