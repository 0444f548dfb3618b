import datetime as dt
import hashlib
import html
import io
import re

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.urls import reverse
from django.utils import timezone

from claims.desk.conflicts import opened
from claims.desk.figures import by_speaker, stages
from claims.desk.lookups import typed_id
from claims.desk.selectors import claim_desk
from claims.desk.views.appearances import OTHERS
from claims.desk.views.claims import verdict_initial
from claims.models import Appearance, Claim, ClaimLink, Comment, Event, Evidence, Publication, Rating, Verdict
from claims.publishing.verdicts import evidence_body
from claims.roles import ROLES
from claims.services.claims import claim_edit
from claims.services.evidence import evidence_facts
from claims.services.links import claim_link
from claims.services.merges import claims_merge
from claims.services.reviews import statement_accept
from claims.services.talk import comment_add
from claims.services.undoing import statement_undo
from claims.services.verdicts import verdict_draft, verdict_edit, verdict_propose
from claims.services.withdrawals import claim_withdraw
from claims.tests.factories import (
    make_claim,
    make_document,
    make_evidence,
    make_outlet,
    make_published_claim,
    make_speaker,
    make_statement,
    make_topic,
    make_user,
    make_verdict,
    publish,
)
from claims.workflow import OPEN_VERDICTS
from sources.models import Speaker

OWN = "You proposed this verdict, so a second editor must approve it."


def url(name, row):
    return reverse(f"desk:{name}", args=[row.public_id])


def post(client, name, row, **data):
    return client.post(url(name, row), data, follow=True)


def claim_data(claim, **changes):
    return {
        "version": claim.version,
        "text": claim.text,
        "claimant": claim.claimant.name if claim.claimant else "",
        "priority": claim.priority,
        "language": claim.language,
        **changes,
    }


def verdict_data(claim, **changes):
    return {
        "rating": "disputed",
        "summary": "Two records say otherwise.",
        "known": "The count.",
        "not_known": "Who counted.",
        "evidence": [row.public_id for row in claim.evidence.all()],
        **changes,
    }


def test_whole_journey_from_statement_to_published_verdict(desk_client):
    statement = make_statement("“447 bodies were exhumed,”", speaker=make_speaker("Oleg Synegubov"))
    topic = make_topic("War crimes")
    reporter, editor = desk_client("Reporter"), desk_client("Editor")

    form = reporter.get(f"{reverse('desk:claim-add')}?statement={statement.public_id}").content.decode()
    assert statement.exact in form
    assert 'value="Oleg Synegubov"' in form
    reporter.post(
        reverse("desk:claim-add"),
        {"statement": statement.public_id, "text": "447 bodies were exhumed near Izyum.", "claimant": "Oleg Synegubov",
         "topics": [topic.public_id], "priority": "3", "language": "en"},
    )  # fmt: skip
    claim = Claim.objects.get()
    assert (claim.claimant, list(claim.topics.all()), claim.created_by) == (statement.speaker, [topic], reporter.user)

    for number in range(2):
        post(reporter, "evidence-add", claim, stance="supports", title=f"Record {number}",
             url=f"https://archive{number}.example/", excerpt="447")  # fmt: skip
    assert claim.evidence.count() == 2

    page = post(reporter, "verdict-save", claim, **verdict_data(claim, rating="verified"), propose="1").content.decode()
    verdict = claim.verdicts.get()
    assert verdict.state == "proposed"
    assert OWN in page
    assert "Approve and publish" not in page

    refused = post(reporter, "verdict-approve", verdict, version=verdict.version)
    assert OWN in refused.content.decode()
    verdict.refresh_from_db()
    assert verdict.state == "proposed"

    assert "Approve and publish" in editor.get(url("claim", claim)).content.decode()
    post(editor, "verdict-approve", verdict, version=verdict.version, open_seen="1")
    claim.refresh_from_db()
    assert (claim.status, claim.published_at is not None) == ("verified", True)
    history = reporter.get(url("claim-history", claim)).content.decode()
    for words in ("drafted the claim", "added evidence", "proposed the verdict", "approved the verdict"):
        assert words in history


@pytest.mark.parametrize("role", list(ROLES))
def test_proposer_of_any_role_is_refused_in_words(desk_client, role):
    client = desk_client(role)
    verdict = verdict_propose(verdict=make_verdict(make_claim()), actor=client.user)

    page = client.get(url("claim", verdict.claim)).content.decode()
    answer = post(client, "verdict-approve", verdict, version=verdict.version)

    assert OWN in page
    assert "Approve and publish" not in page
    assert answer.status_code == 400
    assert OWN in answer.content.decode()
    verdict.refresh_from_db()
    assert verdict.state == "proposed"


def test_proposer_who_is_superuser_is_refused_in_words(desk_client):
    client = desk_client(make_user("Administrator", is_superuser=True))
    verdict = verdict_propose(verdict=make_verdict(make_claim()), actor=client.user)

    assert OWN in post(client, "verdict-approve", verdict, version=verdict.version).content.decode()
    verdict.refresh_from_db()
    assert verdict.state == "proposed"


def test_verdict_that_lacks_something_is_saved_and_told_what(desk_client):
    claim = make_claim()
    make_evidence(claim)
    client = desk_client("Reporter")

    page = post(client, "verdict-save", claim, **verdict_data(claim, rating="verified", summary=""), propose="1")

    words = page.content.decode()
    assert claim.verdicts.get().state == "draft"
    assert "The draft is saved but not proposed." in words
    assert "Still missing before it can be proposed" in words
    assert "Verified needs supporting evidence from 2 independent origins; there is 1." in words
    assert "Write the summary" in words


def test_file_is_evidence_of_whoever_made_it(desk_client):
    claim = make_claim()
    make_outlet("The Paper", domain="paper.org")
    client = desk_client("Reporter")
    for name, maker in (("a.pdf", "Ministry of Grain"), ("b.pdf", "ministry of  GRAIN"), ("c.pdf", "The Paper")):
        upload = SimpleUploadedFile(name, f"%PDF {name}".encode())
        post(client, "evidence-add", claim, stance="supports", file=upload, file_from=maker, title=f"Report {name}")
    make_evidence(claim, url="https://www.paper.org/story")

    rows = {row.file_name: row for row in claim.evidence.all()}
    assert rows["a.pdf"].origin_key == rows["b.pdf"].origin_key == "maker:ministri of grain"
    assert rows["c.pdf"].origin_key == rows[""].origin_key == "host:paper.org"
    page = client.get(url("claim", claim)).content.decode()
    assert "3 outlets, 2 origins" in page
    assert "enough for Verified" in page
    assert evidence_body(rows["a.pdf"])["made_by"] == "Ministry of Grain"
    kept = client.get(url("evidence-file", rows["a.pdf"]))
    assert kept.content == b"%PDF a.pdf"
    assert kept.headers["Content-Disposition"] == 'attachment; filename="a.pdf"'
    assert "sandbox" in kept.headers["Content-Security-Policy"]
    assert rows["a.pdf"].archived_digest == hashlib.sha256(kept.content).hexdigest()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"file": b"x"}, "Say who made the file"),
        ({"file": b"x", "file_from": "A", "url": "https://a.example/"}, "give one of them"),
        ({"file": b" ", "file_from": "A"}, "The text is empty."),
        ({}, "give one of them"),
    ],
)
def test_file_without_its_maker_or_beside_an_address_is_refused(desk_client, data, sentence):
    claim = make_claim()
    if "file" in data:
        data = {**data, "file": SimpleUploadedFile("a.pdf", data["file"])}
    answer = post(desk_client("Reporter"), "evidence-add", claim, stance="supports", title="T", **data)
    assert answer.status_code == 400
    assert sentence in answer.content.decode()
    assert not claim.evidence.exists()


def test_words_that_make_the_claim_are_named_on_its_page(desk_client):
    statement = make_statement("We closed the bridge and opened a road")
    claim = make_claim(statements=[statement])
    appearance = claim.appearances.get()
    client = desk_client("Reporter")

    refused = post(client, "appearance-part", appearance, part="not in it")
    assert "The part must be words of the statement." in refused.content.decode()
    post(client, "appearance-part", appearance, part="closed the bridge")

    assert "<mark><bdi>closed the bridge</bdi></mark>" in client.get(url("claim", claim)).content.decode()
    assert claim.events.last().action == "appearance.part_set"


def test_correction_shows_what_it_changes_word_by_word(desk_client):
    claim = publish(make_claim(), rating="verified", summary="Two records agree.")
    make_verdict(claim, rating="disputed", summary="Two records disagree.", correction_note="Misread.")

    page = desk_client("Standards editor").get(url("claim", claim)).content.decode()

    assert '<del class="desk-gone">agree</del><ins class="desk-new">disagree</ins>' in page
    assert "What it changes in the verdict that stands" in page


def test_the_two_questions_have_answers_of_their_own(desk_client, text_of):
    claim = publish(make_claim(statements=[make_statement(), make_statement()]), rating="disputed")
    page = desk_client("Reporter").get(url("claim", claim)).content.decode()
    said, holds = re.search(r'<dl class="desk-questions">(.*?)</dl>', page, re.DOTALL)[1].split("Does it hold?")
    assert "Not confirmed that they said it (2)" in said
    assert "Disputed" not in said
    assert "Disputed" in holds


def test_origins_are_counted_against_the_house_minimum(desk_client):
    claim = make_claim()
    for address in ("https://one.example.org/a", "https://www.one.example.org/b", "https://two.example.net/"):
        make_evidence(claim, url=address)

    assert "3 outlets, 2 origins" in desk_client("Reporter").get(url("claim", claim)).content.decode()


def test_return_needs_a_reason_and_goes_back_to_the_proposer(desk_client):
    verdict = verdict_propose(verdict=make_verdict(make_claim()), actor=make_user("Reporter"))
    editor = desk_client("Editor")

    refused = post(editor, "verdict-return", verdict, version=verdict.version, reason="")
    assert "Say why the verdict goes back." in refused.content.decode()

    page = post(editor, "verdict-return", verdict, version=verdict.version, reason="Name the second record.")

    verdict.refresh_from_db()
    assert (verdict.state, verdict.returned_reason) == ("returned", "Name the second record.")
    by = f"by {editor.user.get_full_name() or editor.user.username}, just now: <bdi>Name the second record."
    assert f"Returned {by}" in page.content.decode()
    listed = desk_client(verdict.proposed_by).get(f"{reverse('desk:home')}?queue=returned").content.decode()
    assert f"returned {by}" in listed


def test_given_up_verdict_makes_way_for_another(desk_client):
    verdict = make_verdict(make_claim())
    client = desk_client("Reporter")

    post(client, "verdict-discard", verdict, version=verdict.version, reason="Wrong claim.")
    post(client, "verdict-save", verdict.claim, **verdict_data(verdict.claim))

    assert verdict.claim.verdicts.filter(state__in=OPEN_VERDICTS).count() == 1


def test_second_to_save_a_verdict_sees_both_versions_and_chooses(desk_client):
    claim = make_claim()
    verdict = make_verdict(claim, rating="disputed", summary="As it was.", known="Known before.")
    client = desk_client("Reporter")
    verdict_edit(
        verdict=verdict, actor=make_user("Editor"), version=verdict.version, summary="A colleague's words.",
        known="A colleague's known.",
    )  # fmt: skip

    mine = verdict_data(
        claim, verdict=verdict.public_id, version=verdict.version, summary="My own long words.", known="My known."
    )
    answer = post(client, "verdict-save", claim, **mine)

    page = answer.content.decode()
    assert answer.status_code == 409
    for words in ("My own long words.", "A colleague&#x27;s words.", "My known.", "A colleague&#x27;s known."):
        assert words in page
    verdict.refresh_from_db()
    assert verdict.summary == "A colleague's words."

    post(
        client, "verdict-save", claim,
        **{**mine, "version": verdict.version, "take_summary": "mine", "take_known": "theirs",
           "theirs_known": "A colleague's known."},
    )  # fmt: skip
    verdict.refresh_from_db()
    assert (verdict.summary, verdict.known) == ("My own long words.", "A colleague's known.")


def test_paragraphs_are_kept_as_programs_write_them(desk_client):
    claim, client = make_claim(), desk_client("Reporter")
    sent = {"summary": "One.\r\n\r\nTwo.", "known": "Three.\r\nFour."}

    post(client, "verdict-save", claim, **verdict_data(claim, **sent))
    verdict_edit(verdict=claim.verdicts.get(), actor=client.user, version=None, not_known="Five.\r\nSix.")
    client.post(reverse("desk:talk", args=["claim", claim.public_id]), {"text": "Is it?\r\nIt is."})
    data = {"stance": "supports", "url": "https://example.org/a", "title": "A", "excerpt": "Seven.\r\n\r\nEight."}
    post(client, "evidence-add", claim, **data)

    verdict = claim.verdicts.get()
    assert (verdict.summary, verdict.known, verdict.not_known) == ("One.\n\nTwo.", "Three.\nFour.", "Five.\nSix.")
    assert Comment.objects.get().text == "Is it?\nIt is."
    assert claim.evidence.get().excerpt == "Seven.\n\nEight."


def test_second_to_begin_a_verdict_loses_nothing(desk_client):
    claim = make_claim()
    make_evidence(claim)
    verdict_draft(claim=claim, actor=make_user("Reporter"), summary="Their summary.")

    answer = post(desk_client("Reporter"), "verdict-save", claim, **verdict_data(claim, summary="My summary."))

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "My summary." in page
    assert "Their summary." in page


def test_words_typed_into_a_verdict_that_was_proposed_meanwhile_are_shown(desk_client):
    claim = make_claim()
    verdict = make_verdict(claim)
    old = verdict.version
    verdict_propose(verdict=verdict, actor=make_user("Reporter"))

    answer = post(
        desk_client("Reporter"), "verdict-save", claim,
        **verdict_data(claim, verdict=verdict.public_id, version=old, summary="My late words."),
    )  # fmt: skip

    assert answer.status_code == 409
    assert "My late words." in answer.content.decode()


def test_second_to_save_a_claim_sees_both_versions(desk_client):
    claim = make_claim("The bridge is closed")
    version = claim.version
    claim_edit(claim=claim, actor=make_user("Editor"), version=version, text="The old bridge is closed", priority=4)

    answer = post(
        desk_client("Reporter"),
        "claim-edit",
        claim,
        **claim_data(claim, version=version, text="The new bridge is closed"),
    )

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "The old bridge is closed" in page
    assert "The new bridge is closed" in page
    assert "Urgent" in page
    claim.refresh_from_db()
    assert claim.text == "The old bridge is closed"


def test_claim_is_edited(desk_client):
    claim, speaker, topic = make_claim(), make_speaker("Anna Petrenko"), make_topic()

    post(
        desk_client("Reporter"), "claim-edit", claim,
        **claim_data(claim, text="Another text", claimant="Anna Petrenko", topics=[topic.public_id],
                     due_on="2030-01-02", first_said_on="2022-09-01", priority="4"),
    )  # fmt: skip

    claim.refresh_from_db()
    assert (claim.text, claim.claimant, claim.priority, claim.due_on, claim.first_said_on) == (
        "Another text", speaker, 4, dt.date(2030, 1, 2), dt.date(2022, 9, 1),
    )  # fmt: skip
    assert list(claim.topics.all()) == [topic]


def test_claimant_of_a_published_claim_changes_with_a_line_that_readers_see(client, desk_client):
    old, new = make_speaker("Anna Petrenko"), make_speaker("Olha Bondar")
    claim = make_published_claim(claimant=old, statements=[make_statement(speaker=new)])
    editor, reporter = desk_client("Editor"), desk_client("Reporter")
    page = editor.get(url("claim", claim)).content.decode()
    assert "Readers see this at once." in page
    assert 'name="claimant"' in page
    assert 'name="claimant"' not in reporter.get(url("claim", claim)).content.decode()
    data = claim_data(claim, claimant="Olha Bondar", first_said_on="2022-09-21")

    refused = post(reporter, "claim-edit", claim, **data, reason="The wrong woman was named.").content.decode()
    assert "an editor changes the claimant" in refused
    assert "Say why readers are told" in post(editor, "claim-edit", claim, **data).content.decode()
    assert (
        post(reporter, "claim-edit", claim, **{**data, "claimant": "Anna Petrenko", "priority": 4}).status_code == 200
    )
    claim.refresh_from_db()
    assert (claim.claimant, claim.priority) == (old, 4)

    post(
        editor,
        "claim-edit",
        claim,
        **{**data, "version": claim.version, "priority": 4},
        reason="The wrong woman was named.",
    )

    line = claim.events.last()
    assert (line.action, line.is_public) == ("claim.edited", True)
    assert (line.before, line.after) == ({"claimant": old.public_id}, {"claimant": new.public_id})
    assert line.reason == "Claimant: Anna Petrenko → Olha Bondar: The wrong woman was named."
    page = client.get(f"/claims/{claim.public_id}/{claim.slug}/").content.decode()
    assert "Claimant: Anna Petrenko → Olha Bondar" in page


def test_claimant_stays_while_a_second_editor_looks_at_it(desk_client):
    make_speaker("Olha Bondar")
    claim = make_claim()
    verdict_propose(verdict=make_verdict(claim), actor=make_user("Reporter"))
    claim.refresh_from_db()
    claimant = claim.claimant

    answer = post(desk_client("Reporter"), "claim-edit", claim, **claim_data(claim, claimant="Olha Bondar"))

    assert answer.status_code == 400
    assert "waits for a second editor" in answer.content.decode()
    claim.refresh_from_db()
    assert claim.claimant == claimant


def test_a_draft_is_put_away_with_a_reason_found_by_a_filter_and_taken_up_again(desk_client):
    claim, client = make_claim("The moon is cheese"), desk_client("Reporter")

    refused = post(client, "claim-drop", claim, reason=" ")
    assert refused.status_code == 400
    page = post(client, "claim-drop", claim, reason="Nothing to check.").content.decode()

    assert "Not pursued since" in page
    assert "Nothing to check." in page
    assert "Edit the claim" not in page
    assert "The moon is cheese" not in client.get(f"{reverse('desk:home')}?queue=open").content.decode()
    listed = reverse("admin:claims_claim_changelist")
    assert "The moon is cheese" in client.get(f"{listed}?published=dropped").content.decode()
    for other in ("no", "withdrawn"):
        assert "The moon is cheese" not in client.get(f"{listed}?published={other}").content.decode()

    page = post(client, "claim-take-up", claim).content.decode()
    assert "Edit the claim" in page
    published = client.get(url("claim", make_published_claim())).content.decode()
    assert "Not pursue it" not in published
    assert url("claim-drop", claim) in page


def test_proposer_takes_it_back_and_nothing_is_offered_meanwhile_that_would_be_refused(desk_client):
    claim = make_claim()
    verdict, proposer, other = make_verdict(claim), desk_client("Reporter"), desk_client("Reporter")
    row = verdict.evidence.first()
    offered = [
        url("appearance-remove", claim.appearances.get()), url("appearance-part", claim.appearances.get()),
        url("statement-authenticity", claim.statements.get()), url("claim-edit", claim), url("claim-drop", claim),
        url("evidence-remove", row),
    ]  # fmt: skip
    page = proposer.get(url("claim", claim)).content.decode()
    assert [one for one in offered if one not in page] == []
    post(proposer, "verdict-propose", verdict, version=verdict.version)
    verdict.refresh_from_db()
    back = url("verdict-take-back", verdict)

    page = proposer.get(url("claim", claim)).content.decode()
    assert [one for one in offered if one in page] == []
    assert "until it is decided, returned or taken back, the claim stays as it is" in page
    assert "A verdict rests on it, so it stays." in page
    assert back in page
    assert back not in other.get(url("claim", claim)).content.decode()
    assert post(other, "verdict-take-back", verdict, version=verdict.version).status_code == 400

    page = post(proposer, "verdict-take-back", verdict, version=verdict.version).content.decode()

    assert "Taken back. It is a draft again." in page
    assert [one for one in offered if one not in page] == []
    assert claim.text in proposer.get(f"{reverse('desk:home')}?queue=writing").content.decode()


def test_words_typed_to_take_a_statement_out_outlast_a_proposal_meanwhile(desk_client):
    claim = make_claim()
    verdict_propose(verdict=make_verdict(claim), actor=make_user("Reporter"))
    answer = post(desk_client("Reporter"), "appearance-remove", claim.appearances.get(), reason="Another bridge.")
    assert answer.status_code == 400
    assert 'value="Another bridge."' in answer.content.decode()


def test_the_form_says_that_confirming_publishes_and_it_does(client, desk_client):
    claim = make_claim()
    statement, reporter = claim.statements.get(), desk_client("Reporter")
    page = reporter.get(url("claim", claim)).content.decode()
    assert "Readers see the answer at once wherever these words are public. What is confirmed becomes public" in page
    assert client.get(f"/statements/{statement.public_id}/").status_code == 404

    data = {"claim": claim.public_id, "version": statement.version, "authenticity": "confirmed", "reason": "On tape."}
    post(reporter, "statement-authenticity", statement, **data)

    assert client.get(f"/statements/{statement.public_id}/").status_code == 200


def test_text_of_a_published_claim_is_not_offered_for_editing(desk_client):
    claim = publish(make_claim("The bridge is closed"))
    client = desk_client("Editor")

    post(client, "claim-edit", claim, **claim_data(claim, text="Something else"))

    claim.refresh_from_db()
    assert claim.text == "The bridge is closed"


def test_claim_from_a_denial_names_no_claimant_and_shows_what_stands_before(desk_client):
    document = make_document("A strike began. Ana Petrova denied that troops would come. It went on.")
    statement = make_statement("that troops would come", document=document, cue="denied")
    claim = make_claim(statements=[statement])
    client = desk_client("Reporter")

    form = client.get(f"{reverse('desk:claim-add')}?statement={statement.public_id}").content.decode()
    page = client.get(url("claim", claim)).content.decode()

    assert f'value="{statement.speaker.name}"' not in form
    assert "turned down (“<bdi>denied</bdi>”)" in form
    for shown in (form, page):
        assert "Ana Petrova denied </span>" in shown
        assert '<span class="desk-around">.</span>' in shown


def test_verdict_saved_as_it_was_writes_no_line(db):
    verdict = make_verdict(make_claim())
    kept = {"rating": verdict.rating, "summary": f" {verdict.summary} "}
    lines = Event.objects.count()

    same = verdict_edit(
        verdict=verdict, actor=make_user("Editor"), version=1, evidence=list(verdict.evidence.all()), **kept
    )

    assert (Event.objects.count(), same.version) == (lines, verdict.version)
    other = verdict_edit(verdict=verdict, actor=make_user("Editor"), version=1, summary="Other words.")
    assert (Event.objects.count(), other.version) == (lines + 1, 2)


def test_unknown_claimant_is_asked_for(desk_client):
    client = desk_client("Reporter")
    data = {"text": "The bridge is closed", "claimant": "Anna Petrenko", "priority": "2", "language": "en"}

    question = client.post(reverse("desk:claim-add"), data)
    assert "is not in the record" in question.content.decode()
    assert not Claim.objects.exists()

    client.post(
        reverse("desk:claim-add"), {**data, "new_speaker": "1", "new_name": "Anna Petrenko", "new_kind": "person"}
    )

    assert Claim.objects.get().claimant == Speaker.objects.get(name="Anna Petrenko")


def test_statement_joins_an_existing_claim_with_its_part(desk_client):
    claim, statement = (
        make_claim("The bridge over the Dnipro is closed"),
        make_statement("The Dnipro bridge is closed now"),
    )
    client = desk_client("Reporter")

    page = client.get(url("statement-join", statement)).content.decode()
    assert claim.text in page
    refused = post(client, "statement-join", statement, claim=claim.public_id, part="words of nobody")
    assert "The part must be words of the statement." in refused.content.decode()
    post(client, "statement-join", statement, claim=claim.public_id, part="bridge is closed")

    appearance = Appearance.objects.get(claim=claim, statement=statement)
    assert appearance.part == "bridge is closed"
    post(client, "appearance-remove", appearance, reason="Another bridge.")
    assert not Appearance.objects.filter(claim=claim, statement=statement).exists()


def test_authenticity_is_set_apart_from_the_status(desk_client):
    claim = make_claim()
    statement = claim.statements.get()
    client = desk_client("Reporter")

    refused = post(client, "statement-authenticity", statement, claim=claim.public_id, version=statement.version,
                   authenticity="confirmed", reason="")  # fmt: skip
    assert "Say why you think so." in refused.content.decode()
    post(client, "statement-authenticity", statement, claim=claim.public_id, version=statement.version,
         authenticity="confirmed", reason="We have the recording.")  # fmt: skip

    statement.refresh_from_db()
    claim.refresh_from_db()
    assert (statement.authenticity, claim.status) == ("confirmed", "unverified")


def test_evidence_from_a_document_takes_its_headline(desk_client):
    claim, document = make_claim(), make_document("The count is 447.", title="The count")

    post(desk_client("Reporter"), "evidence-add", claim, stance="contradicts",
         document=f"The count · {document.public_id}", excerpt="447", is_protected="on",
         accessed_on="2022-10-01")  # fmt: skip

    evidence = claim.evidence.get()
    assert (evidence.title, evidence.document, evidence.is_protected, evidence.accessed_on) == (
        "The count", document, True, dt.date(2022, 10, 1),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({}, "Evidence is a document in the record, an address or a file"),
        ({"document": "nothing · 0123456789"}, "No document has this id."),
        ({"url": "https://a.example/"}, "This field cannot be blank."),
        ({"url": "javascript:alert(1)", "title": "x"}, "Enter a valid URL."),
        ({"url": "https://a.example/", "document": "x", "title": "x"}, "give one of them"),
    ],
)
def test_evidence_that_is_none_is_refused_and_kept_in_the_form(desk_client, data, sentence):
    claim = make_claim()

    answer = post(desk_client("Reporter"), "evidence-add", claim, stance="supports", excerpt="My typed passage", **data)

    assert answer.status_code == 400
    assert sentence in answer.content.decode()
    assert "My typed passage" in answer.content.decode()
    assert not Evidence.objects.exists()


def test_evidence_is_removed_with_a_reason_unless_a_verdict_rests_on_it(desk_client):
    claim = make_claim()
    evidence = make_evidence(claim)
    client = desk_client("Reporter")

    assert "Say why the evidence is removed." in post(client, "evidence-remove", evidence, reason="").content.decode()
    verdict = verdict_propose(verdict=make_verdict(claim, rating="disputed"), actor=make_user("Reporter"))
    assert (
        "A verdict rests on this evidence" in post(client, "evidence-remove", evidence, reason="Bad").content.decode()
    )
    post(desk_client("Editor"), "verdict-return", verdict, version=verdict.version, reason="Weak.")
    post(client, "evidence-remove", evidence, reason="It was satire.")

    assert not Evidence.objects.filter(pk=evidence.pk).exists()


def evidence_data(evidence, page=None, **changes):
    """What the form for evidence sends, opened as it is on a page."""
    facts = {**evidence_facts(evidence), "accessed_on": evidence.accessed_on.isoformat()}
    return {**facts, "opened": html.unescape(re.search(r'name="opened" value="([^"]*)"', page).group(1)), **changes}


def test_evidence_is_corrected_until_a_verdict_rests_on_it(desk_client):
    claim = make_claim()
    evidence = make_evidence(claim, title="Report of the obsrvers", excerpt="None was seen.")
    client = desk_client("Reporter")
    assert url("evidence-edit", evidence) in client.get(url("claim", claim)).content.decode()
    form = client.get(url("evidence-edit", evidence)).content.decode()

    post(client, "evidence-edit", evidence, **evidence_data(evidence, form, title="Report of the observers"))

    evidence.refresh_from_db()
    assert (evidence.title, evidence.excerpt) == ("Report of the observers", "None was seen.")
    line = Event.objects.get(action="evidence.edited")
    assert (line.before["title"], line.after["title"]) == ("Report of the obsrvers", "Report of the observers")
    assert not line.is_public
    assert "corrected evidence" in client.get(url("claim", claim)).content.decode()

    verdict_propose(verdict=make_verdict(claim, rating="disputed"), actor=client.user)
    answer = post(client, "evidence-edit", evidence, **evidence_data(evidence, form, title="Another"))

    assert answer.status_code == 400
    assert "A verdict rests on this evidence" in answer.content.decode()
    assert url("evidence-edit", evidence) not in client.get(url("claim", claim)).content.decode()
    evidence.refresh_from_db()
    assert evidence.title == "Report of the observers"


def test_second_to_correct_evidence_is_shown_both_versions(desk_client):
    evidence = make_evidence(make_claim(), title="A repport", excerpt="None was seen.")
    first, second = desk_client("Reporter"), desk_client("Editor")
    form = first.get(url("evidence-edit", evidence)).content.decode()
    data = evidence_data(evidence, form)
    post(first, "evidence-edit", evidence, **{**data, "title": "A report"})

    answer = post(second, "evidence-edit", evidence, **{**data, "excerpt": "None was seen there."})

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "They changed it." in page
    evidence.refresh_from_db()
    assert evidence.excerpt == "None was seen."

    chosen = {"take_title": "theirs", "theirs_title": "A report", "excerpt": "None was seen there."}
    post(second, "evidence-edit", evidence, **evidence_data(evidence, page, **chosen))

    evidence.refresh_from_db()
    assert (evidence.title, evidence.excerpt) == ("A report", "None was seen there.")


def test_corrected_evidence_keeps_to_the_words_of_its_document_and_is_no_other(desk_client):
    claim, document = make_claim(), make_document("“It closes in May,” she said.")
    evidence = make_evidence(claim, document=document, title="A report", excerpt="closes in May")
    make_evidence(claim, document=document, title="The report", excerpt="closes in May")
    client = desk_client("Reporter")
    form = client.get(url("evidence-edit", evidence)).content.decode()

    wrong = post(client, "evidence-edit", evidence, **evidence_data(evidence, form, excerpt="closes in June"))
    twice = post(client, "evidence-edit", evidence, **evidence_data(evidence, form, title="The report"))
    early = post(client, "evidence-edit", evidence, **evidence_data(evidence, form, accessed_on="0201-01-01"))

    assert "not in that document, word for word" in wrong.content.decode()
    assert "The claim has this evidence already" in twice.content.decode()
    assert {wrong.status_code, twice.status_code, early.status_code} == {400}
    evidence.refresh_from_db()
    assert (evidence.title, evidence.excerpt) == ("A report", "closes in May")


def test_assignment_gives_and_takes(desk_client):
    claim, colleague = make_claim(), make_user("Reporter")
    client = desk_client("Editor")

    post(client, "claim-assign", claim, assigned_to=colleague.username)
    claim.refresh_from_db()
    assert claim.assigned_to == colleague
    post(client, "claim-assign", claim, assigned_to="")
    claim.refresh_from_db()
    assert claim.assigned_to is None
    assert post(client, "claim-assign", claim, assigned_to="nobody-such").status_code == 400


def test_withdrawal_asks_first_and_needs_a_reason(desk_client):
    claim = publish(make_claim())
    client = desk_client("Standards editor")

    assert "Withdrawing is public and dated." in client.get(url("claim-withdraw", claim)).content.decode()
    assert post(client, "claim-withdraw", claim, reason=" ").status_code == 400
    page = post(client, "claim-withdraw", claim, reason="It was about another town.").content.decode()

    claim.refresh_from_db()
    assert claim.withdrawn_at is not None
    assert "It was about another town." in page


def test_verdict_that_stands_is_corrected_by_a_standards_editor_only(desk_client):
    claim = publish(make_claim())
    data = verdict_data(claim, correction_note="The figure was wrong.")

    assert post(desk_client("Editor"), "verdict-save", claim, **data).status_code == 403
    assert (
        "A standards editor corrects a verdict that stands."
        in desk_client("Editor").get(url("claim", claim)).content.decode()
    )
    post(desk_client("Standards editor"), "verdict-save", claim, **data)

    assert claim.verdicts.get(state="draft").replaces == claim.current_verdict


def test_reopened_claim_may_get_a_new_verdict_from_anyone(desk_client):
    claim = publish(make_claim())
    Claim.objects.filter(pk=claim.pk).update(
        reopened_at=dt.datetime(2023, 1, 1, tzinfo=dt.UTC), reopened_for="recheck", reopened_reason="Due."
    )

    post(desk_client("Reporter"), "verdict-save", claim, **verdict_data(claim, correction_note="Checked again."))

    assert claim.verdicts.filter(state="draft").exists()


def test_claims_are_linked(desk_client):
    claim, other = make_claim(), make_claim()
    client = desk_client("Reporter")

    post(client, "claim-link", claim, kind="contradicts", other=f"{other.text} · {other.public_id}", note="The reverse")
    assert other.text in client.get(url("claim", claim)).content.decode()
    assert claim.text in client.get(url("claim", other)).content.decode()
    assert (
        "No claim has this id." in post(client, "claim-link", claim, kind="repeats", other="nothing").content.decode()
    )


def test_verdict_of_another_claim_is_never_touched(desk_client):
    claim, other = make_claim(), make_claim()
    verdict = make_verdict(other, summary="Untouched.")

    post(
        desk_client("Reporter"),
        "verdict-save",
        claim,
        **verdict_data(claim, verdict=verdict.public_id, version=verdict.version),
    )

    verdict.refresh_from_db()
    assert verdict.summary == "Untouched."
    assert Verdict.objects.filter(claim=claim).count() == 1


def test_correction_begins_with_the_verdict_that_stands(desk_client):
    claim = make_published_claim(rating="unverified", summary="One source says so.")
    client, address = desk_client("Standards editor"), url("claim", claim)

    form = client.get(address).context["verdict_form"]
    assert (form.initial["rating"], form.initial["summary"]) == ("unverified", "One source says so.")
    assert form.initial["recheck_on"] == dt.date(2030, 1, 1)
    assert "correction_note" not in form.initial
    with time_machine.travel(dt.datetime(2030, 1, 2, tzinfo=dt.UTC)):
        late = desk_client("Standards editor").get(address).context["verdict_form"]
    assert late.initial["recheck_on"] is None


def test_a_claim_that_is_too_long_is_neither_taken_nor_cut(desk_client):
    client = desk_client("Reporter")
    form = client.get(reverse("desk:claim-add")).content.decode()
    field = re.search(r'<textarea[^>]*name="text"[^>]*>', form)
    assert field
    assert "maxlength" not in field[0]
    long = "Word " * 101
    answer = client.post(reverse("desk:claim-add"), {"text": long, "priority": "2", "language": "en"})
    assert long.strip() in answer.content.decode()
    assert "at most 500 characters" in answer.content.decode()
    assert not Claim.objects.exists()


@pytest.mark.parametrize("step", ["save", "propose", "discard"])
def test_a_correction_under_way_is_a_standards_editors(desk_client, step):
    claim = make_published_claim()
    verdict = make_verdict(claim, rating="disputed", actor=make_user("Standards editor"))
    client = desk_client("Reporter")
    if step == "save":
        data = verdict_data(claim, verdict=verdict.public_id, version=verdict.version, correction_note="Other words.")
        answer = client.post(url("verdict-save", claim), data)
    else:
        answer = client.post(url(f"verdict-{step}", verdict), {"version": verdict.version, "reason": "Why not."})
    assert answer.status_code == 403
    assert "A standards editor corrects a verdict that stands" in answer.content.decode()
    verdict.refresh_from_db()
    assert (verdict.state, verdict.correction_note) == ("draft", "A figure was wrong.")


def test_a_withdrawn_claim_offers_nothing_that_would_be_refused(desk_client):
    claim = make_published_claim()
    editor = desk_client("Standards editor")
    claim_withdraw(claim=claim, actor=make_user("Standards editor"), reason="Invented.")
    shown = editor.get(url("claim", claim)).content.decode()
    for act in ("claim-edit", "claim-take", "claim-assign", "claim-link"):
        assert url(act, claim) not in shown, act
    assert "stays as it is" in post(editor, "claim-assign", claim, assigned_to="").content.decode()


def test_second_to_begin_a_verdict_chooses_what_both_wrote_and_keeps_what_one_did(desk_client):
    claim = make_claim()
    make_evidence(claim)
    one, other = desk_client("Reporter"), desk_client("Editor")
    begun = opened(verdict_initial(claim_desk(claim)))
    one.post(url("verdict-save", claim), verdict_data(claim, summary="Hers.", opened=begun))
    mine = verdict_data(claim, summary="His.", known="", opened=begun)
    page = other.post(url("verdict-save", claim), mine).content.decode()
    rows = {row.name: row.is_mine for row in _rows_of(page)}
    assert rows == {"summary": None, "known": False}


class _Row:
    def __init__(self, html):
        self.name = re.search(r'name="take_(\w+)"', html)[1]
        checked = re.search(r'value="(\w+)" required checked', html)
        self.is_mine = {None: None, "mine": True, "theirs": False}[checked[1] if checked else None]


def _rows_of(page):
    table = page.split('class="desk-conflict"')[1].split("</table>")[0]
    return [_Row(part) for part in table.split("<tr>")[2:]]


def test_what_a_verdict_said_before_is_in_the_history(db):
    verdict = make_verdict(make_claim(), summary="As it was.")
    verdict_edit(verdict=verdict, actor=make_user(), version=None, summary="As it is.", known="More.")
    line = verdict.claim.events.last()
    assert line.before == {"summary": "As it was.", "known": ""}
    assert line.after == {"verdict": verdict.public_id, "summary": "As it is.", "known": "More."}


def test_claimant_whose_name_another_has_is_kept_unasked(desk_client):
    anna = make_speaker("Anna Example")
    make_speaker("Anna Example")
    claim = make_claim(claimant=anna)
    client = desk_client("Editor")
    shown = client.get(url("claim", claim)).content.decode()
    assert f'value="Anna Example · {anna.public_id}"' in shown
    post(client, "claim-edit", claim, **claim_data(claim, priority=4, claimant=f"Anna Example · {anna.public_id}"))
    claim.refresh_from_db()
    assert (claim.priority, claim.claimant) == (4, anna)


def test_passages_over_several_paragraphs_are_found_as_browsers_send_them(desk_client):
    document = make_document("A first paragraph.\n\nA second one.")
    claim = make_claim()
    data = {"stance": "supports", "document": document.public_id, "excerpt": "first paragraph.\r\n\r\nA second"}
    post(desk_client("Editor"), "evidence-add", claim, **data)
    assert claim.evidence.get().excerpt == "first paragraph.\n\nA second"


@pytest.mark.parametrize("end", ["", "/", "/#verdict", "/?lang=fr", "/a-slug/?a=b#c"])
def test_an_address_as_a_browser_shows_it_names_a_claim(end):
    assert typed_id(f"https://record.example/desk/claims/0123456789{end}") == "0123456789"
    assert typed_id("Is it so? · 0123456789") == "0123456789"


def test_comments_on_a_merged_claim_are_those_of_the_kept_one(desk_client):
    claim, into, client = make_claim(), make_claim(), desk_client("Standards editor")
    comment_add(to=claim, author=client.user, text="Is that not the same?")
    claims_merge(claim=claim, into=into, actor=client.user, reason="One.")
    answer = client.get(reverse("desk:talk", args=["claim", claim.public_id]), follow=True)
    assert answer.redirect_chain[-1][0] == reverse("desk:talk", args=["claim", into.public_id])
    assert "Is that not the same?" in answer.content.decode()


def test_merged_claim_leads_to_where_its_statements_are(desk_client):
    claim, into, client = make_claim("It is so"), make_claim("It holds."), desk_client("Standards editor")
    claims_merge(claim=claim, into=into, actor=client.user, reason="One.")
    page = client.get(url("claim", claim)).content.decode()
    assert "Its statements are with the claim that it was merged into." in page
    assert "No statement makes this claim yet" not in page
    assert "<bdi>It holds.</bdi></a></p>" in page


def test_a_wrong_link_between_claims_is_taken_back_with_a_reason(desk_client):
    claim, other = make_published_claim(), make_published_claim()
    client = desk_client("Reporter")
    link = claim_link(claim=claim, other=other, kind="contradicts", actor=client.user)
    assert url("claim-unlink", other) in client.get(url("claim", other)).content.decode()
    post(client, "claim-unlink", other, link=link.pk, reason=" ")
    assert ClaimLink.objects.exists()
    post(client, "claim-unlink", other, link=link.pk, reason="They speak of two days.")
    assert not ClaimLink.objects.exists()
    for one in (claim, other):
        history = client.get(f"/api/v1/claims/{one.public_id}/").json()
        assert history["links"] == []
        assert history["history"][0]["label"] == "Related claim taken out"
        assert "They speak of two days." in history["history"][0]["reason"]
    assert client.post(url("claim-unlink", other), {"link": link.pk, "reason": "Again."}).status_code == 404
    assert client.post(url("claim-unlink", make_claim()), {"link": "x"}).status_code == 404


def test_the_same_evidence_is_not_added_twice(desk_client):
    claim = make_claim()
    client = desk_client("Reporter")
    data = {"stance": "supports", "title": "Report", "url": "https://observers.example/report", "excerpt": "Armed men."}
    post(client, "evidence-add", claim, **data)
    answer = post(client, "evidence-add", claim, **data)
    assert answer.status_code == 400
    assert "The claim has this evidence already" in answer.content.decode()
    post(client, "evidence-add", claim, **{**data, "excerpt": "They went from door to door."})
    post(client, "evidence-add", claim, **data, is_protected="on")
    assert claim.evidence.count() == 3


def test_link_to_a_withdrawn_claim_is_not_offered_for_taking_back(desk_client):
    claim, other = make_published_claim(), make_published_claim()
    client = desk_client("Standards editor")
    claim_link(claim=claim, other=other, kind="repeats", actor=client.user)
    assert url("claim-unlink", claim) in client.get(url("claim", claim)).content.decode()
    claim_withdraw(claim=other, actor=client.user, reason="Wrong.")
    assert url("claim-unlink", claim) not in client.get(url("claim", claim)).content.decode()


def test_ratings_name_their_status_so_that_fields_of_another_are_hidden(desk_client):
    page = desk_client("Reporter").get(url("claim", make_claim())).content.decode()
    for rating in Rating.objects.all():
        assert f'<option value="{rating.code}" data-status="{rating.status}">' in page


def test_speakers_of_one_name_have_a_row_each_in_the_figures(db):
    for _ in range(2):
        make_published_claim(claimant=make_speaker("Anna Example"))
    rows = by_speaker(timezone.now() - dt.timedelta(days=1)).rows
    assert len(rows) == 2
    assert all(row[0].startswith("Anna Example · ") and row[-1] == 1 for row in rows)


def test_a_statement_counts_once_in_the_minutes_to_its_review(db):
    statement = make_statement(review_state="suggested")
    for _ in range(3):
        statement = statement_accept(statement=statement, actor=make_user())
        statement = statement_undo(statement=statement, actor=make_user())
    counts = {row[0]: row[1] for row in stages(timezone.now() - dt.timedelta(days=1)).rows}
    assert counts["Statement: found to reviewed"] == 1


@pytest.mark.parametrize("language", ["zz-nonsense!!", "e", "Englisch, sehr lang und ohne Sinn"])
def test_a_language_that_is_no_code_is_refused_with_an_example(desk_client, language):
    claim = make_claim()
    client = desk_client("Reporter")
    answer = post(client, "claim-edit", claim, **claim_data(claim, language=language))
    assert "English is en" in answer.content.decode()
    claim.refresh_from_db()
    assert claim.language == "en"


def test_disputed_without_anything_against_the_claim_is_pointed_out(desk_client):
    claim = make_claim()
    evidence = [make_evidence(claim)]
    verdict = make_verdict(claim, rating="disputed", evidence=evidence)
    client = desk_client("Editor")

    words, lacking = "nothing that it rests on contradicts the claim", "Disputed needs at least one piece of evidence"
    page = client.get(url("claim", claim)).content.decode()
    assert (words in page, lacking in page) == (False, True)
    verdict_edit(verdict=verdict, actor=make_user(), version=None, override_reason="He took it back.")
    page = client.get(url("claim", claim)).content.decode()
    assert (words in page, lacking in page) == (True, False)
    claim.verdicts.get().evidence.set([*claim.evidence.all(), make_evidence(claim, stance="contradicts")])
    assert words not in client.get(url("claim", claim)).content.decode()


def test_a_file_that_is_too_large_is_refused_before_it_is_read(desk_client, settings, monkeypatch):
    settings.INGEST_MAX_BYTES = 10
    monkeypatch.setattr(UploadedFile, "read", lambda self, *args: pytest.fail("It was read."))
    claim = make_claim()
    upload = io.BytesIO(b"x" * 11)
    upload.name = "a.pdf"
    data = {"stance": "supports", "title": "A", "file": upload, "file_from": "Us"}
    answer = desk_client("Editor").post(reverse("desk:evidence-add", args=[claim.public_id]), data)
    assert answer.status_code == 400
    assert "at most" in answer.content.decode()
    assert not claim.evidence.exists()


def test_the_same_claim_from_the_same_words_names_the_one_that_is_there(desk_client):
    statement = make_statement()
    claim = make_claim("The <i>schools</i> are open", statements=[statement])
    data = {"statement": statement.public_id, "text": claim.text, "priority": claim.priority, "language": "en"}

    answer = desk_client("Reporter").post(reverse("desk:claim-add"), data)

    link = f'<a class="desk-link" href="{url("claim", claim)}">The &lt;i&gt;schools&lt;/i&gt; are open</a>'
    assert f"This statement makes that claim already: {link}." in answer.content.decode()
    assert Claim.objects.count() == 1


@pytest.mark.parametrize("is_proposed", [True, False])
def test_preview_shows_the_page_of_readers_and_stores_nothing(desk_client, is_proposed):
    statement = make_statement("“The dam holds,”")
    claim = make_claim("The dam holds", statements=[statement])
    verdict = make_verdict(claim, summary="Two records say so.")
    if is_proposed:
        verdict_propose(verdict=verdict, actor=make_user())
    client = desk_client("Reporter")
    assert url("claim-preview", claim) in client.get(url("claim", claim)).content.decode()

    answer = client.get(url("claim-preview", claim))

    page = answer.content.decode()
    for words in ("Preview, not published.", "The dam holds", "Two records say so.", "“The dam holds,”", "noindex"):
        assert words in page
    assert "ClaimReview" not in page
    assert "approved by a second editor" in page
    assert "None" not in page
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Robots-Tag"] == "noindex"
    claim.refresh_from_db()
    verdict.refresh_from_db()
    assert (claim.published_at, claim.current_verdict, verdict.approved_at) == (None, None, None)
    assert not Publication.objects.filter(public_id__in=[claim.public_id, statement.public_id]).exists()


def test_preview_of_a_correction_shows_what_it_corrects(desk_client):
    claim = make_published_claim("The dam holds", summary="Two records say so.")
    verdict_draft(
        claim=claim, actor=make_user("Standards editor"), rating=Rating.objects.get(code="disputed"),
        summary="It broke.", correction_note="The records were of another dam.",
    )  # fmt: skip

    page = desk_client().get(url("claim-preview", claim)).content.decode()

    assert "It broke." in page
    assert "The records were of another dam." in page
    claim.refresh_from_db()
    assert claim.status == "verified"


def test_preview_needs_a_verdict_with_a_rating(desk_client):
    claim = make_claim()
    client = desk_client("Reporter")
    assert "No verdict is under way." in client.get(url("claim-preview", claim)).content.decode()
    verdict_draft(claim=claim, actor=make_user())
    answer = client.get(url("claim-preview", claim))
    assert (answer.status_code, "has no rating yet" in answer.content.decode()) == (404, True)


def test_what_is_open_is_named_and_confirmed_before_it_is_published(desk_client):
    claim = make_claim(statements=[make_statement(), make_statement(authenticity="confirmed")])
    verdict = verdict_propose(verdict=make_verdict(claim), actor=make_user())
    client = desk_client("Editor")
    point = "Not confirmed that they said it: 1 of 2."
    assert point in client.get(url("claim", claim)).content.decode()

    refused = post(client, "verdict-approve", verdict, version=verdict.version)

    assert (refused.status_code, point in refused.content.decode()) == (400, True)
    verdict.refresh_from_db()
    assert verdict.state == "proposed"
    assert "Approved and published." in post(
        client, "verdict-approve", verdict, version=verdict.version, open_seen="1"
    ).content.decode()  # fmt: skip


def test_what_evidence_says_is_chosen_by_whoever_adds_it(desk_client):
    claim, client = make_claim(), desk_client("Reporter")
    page = client.get(url("claim", claim)).content.decode()
    assert not re.search(r'<input[^>]*name="stance"[^>]*checked', page)

    answer = post(client, "evidence-add", claim, title="A record", url="https://archive.example/", excerpt="447")

    assert "Say whether it supports the claim, contradicts it or gives context." in answer.content.decode()
    assert not claim.evidence.exists()


def test_claims_to_join_stand_apart_by_how_like_the_words_they_are(desk_client):
    statement = make_statement("“The dam holds in the north,”")
    like, other = make_claim("The dam holds in the north"), make_claim("The harvest in the north failed again")
    client = desk_client("Reporter")

    groups = dict(client.get(url("statement-join", statement)).context["candidates"])
    assert (groups["Much like these words"], groups[OTHERS]) == ([like], [other])
    found = client.get(f"{url('statement-join', statement)}?q=harvest")
    assert "<h3>Found</h3>" in found.content.decode()
    assert other in dict(found.context["candidates"])["Found"]
