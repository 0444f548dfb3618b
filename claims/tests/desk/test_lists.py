import html
import re

import pytest
from django.urls import reverse

from claims.desk.selectors import document_name
from claims.desk.wording import all_of
from claims.models import CorrectionRequest, Event, Publication, Rating, Statement
from claims.services.appearances import claim_join
from claims.services.claims import claim_edit
from claims.services.copies import copy_confirm
from claims.services.documents import document_edit
from claims.services.merges import merge_undo, speakers_merge
from claims.services.record import speaker_edit, speaker_enter, speaker_take_back
from claims.services.reviews import statement_accept, statement_reattribute
from claims.services.verdicts import verdict_propose
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
    nothing_stale,
    stale,
)
from factcheck.base import DomainError
from sources.models import CopyProposal, Feed, Outlet, Speaker
from sources.services.speakers import speaker_create


def changelist(model):
    return reverse(f"admin:{model}_changelist")


def change(model, row):
    return reverse(f"admin:{model}_change", args=[row.pk])


def speaker_form(speaker=None, *, names=(), roles=(), **fields):
    """What the speaker form sends, its inlines included; `names` are (name, language)."""
    values = {"name": speaker.name if speaker else "", "kind": "person", "description": "", "country": "",
              "wikidata_id": "", **fields}  # fmt: skip
    old = list(speaker.names.all()) if speaker else []
    values.update({"names-TOTAL_FORMS": len(old) + len(names), "names-INITIAL_FORMS": len(old)})
    for number, row in enumerate(old):
        values.update({f"names-{number}-id": row.pk, f"names-{number}-speaker": speaker.pk,
                       f"names-{number}-name": row.name, f"names-{number}-language": row.language})  # fmt: skip
    for number, (name, language) in enumerate(names, len(old)):
        values.update({f"names-{number}-name": name, f"names-{number}-language": language})
    values.update({"roles-TOTAL_FORMS": len(roles), "roles-INITIAL_FORMS": 0})
    for number, (title, organisation) in enumerate(roles):
        values.update({f"roles-{number}-title": title, f"roles-{number}-organisation": organisation})
    return values


def test_renamed_speaker_marks_what_shows_them_and_writes_history(desk_client):
    speaker = make_speaker("Volodymyr Zelenskiy")
    claim = make_published_claim(statements=[make_statement(speaker=speaker)])
    assert not stale()
    client = desk_client("Reporter")

    answer = client.post(
        change("sources_speaker", speaker),
        speaker_form(
            speaker, name="Volodymyr Zelensky", names=[("Зеленський", "uk")], roles=[("President", "Ukraine")]
        ),
    )

    assert answer.status_code == 302
    speaker.refresh_from_db()
    assert speaker.name == "Volodymyr Zelensky"
    assert set(speaker.names.values_list("name", flat=True)) == {
        "Volodymyr Zelenskiy", "Volodymyr Zelensky", "Зеленський",
    }  # fmt: skip
    assert str(speaker.roles.get()) == "President, Ukraine"
    assert {("speaker", speaker.public_id), ("claim", claim.public_id)} <= stale()
    event = Event.objects.get(subject="speaker", subject_id=speaker.public_id)
    assert (event.action, event.actor, event.after["name"]) == ("speaker.edited", client.user, "Volodymyr Zelensky")


def test_speaker_saved_without_a_change_writes_nothing(desk_client):
    speaker = make_speaker("Anna Petrenko")

    desk_client("Reporter").post(change("sources_speaker", speaker), speaker_form(speaker))

    assert not Event.objects.filter(subject="speaker").exists()


def test_new_speaker_comes_with_spellings_roles_and_history(desk_client):
    answer = desk_client("Reporter").post(
        reverse("admin:sources_speaker_add"),
        speaker_form(name="Anna Petrenko", names=[("Anna Petrenko", "en"), ("Ганна", "uk")], roles=[("Minister", "")]),
    )

    assert answer.status_code == 302
    speaker = Speaker.objects.get()
    assert sorted(speaker.names.values_list("name", flat=True)) == ["Anna Petrenko", "Ганна"]
    assert speaker.roles.count() == 1
    assert Event.objects.get(subject="speaker").action == "speaker.created"


def test_a_wrong_spelling_is_removed_with_history_and_what_shows_it_is_stale(desk_client):
    speaker = make_speaker("Anna Petrenko")
    claim = make_published_claim(statements=[make_statement(speaker=speaker)])
    client = desk_client("Reporter")
    # A slip, and back.
    client.post(change("sources_speaker", speaker), speaker_form(speaker, name="Oleg Bondar"))
    client.post(change("sources_speaker", speaker), speaker_form(speaker, name="Anna Petrenko"))
    assert set(speaker.names.values_list("name", flat=True)) == {"Anna Petrenko", "Oleg Bondar"}
    nothing_stale()
    shown = client.get(change("sources_speaker", speaker)).content.decode()
    assert 'aria-label="Remove Oleg Bondar"' in shown
    form = speaker_form(speaker)
    number = next(key for key, value in form.items() if value == "Oleg Bondar").removesuffix("-name")

    answer = client.post(change("sources_speaker", speaker), {**form, f"{number}-DELETE": "on"})

    assert answer.status_code == 302
    assert list(speaker.names.values_list("name", flat=True)) == ["Anna Petrenko"]
    line = Event.objects.filter(subject="speaker").last()
    assert (line.action, line.actor, line.before, line.after) == (
        "speaker.edited", client.user, {"also": ["Oleg Bondar"]}, {},
    )  # fmt: skip
    assert ("claim", claim.public_id) in stale()


def test_the_own_name_of_a_speaker_is_not_removed(desk_client):
    speaker = make_speaker("Anna Petrenko")

    answer = desk_client("Reporter").post(
        change("sources_speaker", speaker), {**speaker_form(speaker), "names-0-DELETE": "on"}
    )

    assert answer.status_code == 400
    assert "is the speaker&#x27;s own name" in answer.content.decode()
    assert speaker.names.count() == 1


def test_a_spelling_that_was_removed_comes_back_with_a_speaker_whose_own_name_it_is(desk_client):
    anna, kept = make_speaker("Anna"), make_speaker("Hanna")
    merge = speakers_merge(speaker=anna, into=kept, actor=make_user(), reason="One.")
    speaker_edit(speaker=kept, actor=make_user(), changes={}, removed=list(kept.names.filter(name="Anna")))
    merge_undo(merge=merge, actor=make_user(), reason="Two.")
    assert list(anna.names.values_list("name", flat=True)) == ["Anna"]


@pytest.mark.parametrize("given", [{"name": "oleg bondar"}, {"names": [("Олег Бондар", "uk")]}])
def test_a_name_that_another_speaker_bears_is_warned_of(desk_client, given):
    there, speaker = make_speaker("Oleg Bondar"), make_speaker("Anna Petrenko")

    answer = desk_client("Reporter").post(
        change("sources_speaker", speaker), speaker_form(speaker, **given), follow=True
    )

    assert f'Another speaker is called <a class="desk-link" href="{change("sources_speaker", there)}">' in (
        answer.content.decode()
    )


@pytest.mark.parametrize("given", [{"name": "Anna\u202e Petrenko"}, {"names": [("Anna\u200b Petrenko", "")]}])
def test_a_name_with_what_nobody_sees_is_refused(desk_client, given):
    speaker, client = make_speaker("Anna"), desk_client("Reporter")
    address = change("sources_speaker", speaker)

    for answer in (
        client.post(address, speaker_form(speaker, **given)),
        client.post(reverse("admin:sources_speaker_add"), speaker_form(**{"name": "New", **given})),
    ):
        assert "This name holds a character that cannot be seen (U+20" in answer.content.decode()
    assert Speaker.objects.count() == speaker.names.count() == 1
    with pytest.raises(DomainError, match="cannot be seen"):
        speaker_create(name="An\u2066na")
    with pytest.raises(DomainError, match="cannot be seen"):
        speaker_create(name="Anna", names=[("An\ufeffna", "")])


def test_speaker_that_is_not_valid_is_not_saved(desk_client):
    make_speaker("Other", wikidata_id="Q1")

    answer = desk_client("Reporter").post(
        reverse("admin:sources_speaker_add"), speaker_form(name="Anna", wikidata_id="Q1")
    )

    assert "Another speaker already has this Wikidata id." in answer.content.decode()
    assert not Speaker.objects.filter(name="Anna").exists()


def test_edited_outlet_marks_what_shows_it(desk_client):
    outlet = make_outlet("Tass")
    claim = make_published_claim(statements=[make_statement(outlet=outlet)])

    desk_client("Editor").post(
        change("sources_outlet", outlet), {"name": "TASS", "kind": "state_media", "domain": "tass.com", "country": "RU"}
    )

    assert Outlet.objects.get(pk=outlet.pk).name == "TASS"
    assert ("claim", claim.public_id) in stale()


@pytest.mark.parametrize("model", ["sources_speaker", "sources_outlet"])
@pytest.mark.parametrize(("typed", "stored"), [("Narnia", None), ("XX", None), ("fr", "FR"), ("", "")])
def test_a_country_is_a_code_that_exists_and_is_never_cut_to_one(desk_client, model, typed, stored):
    client, address = desk_client("Editor"), reverse(f"admin:{model}_add")
    fields = {"name": "The Lion", "kind": "person" if model == "sources_speaker" else "wire", "country": typed}

    page = client.get(address).content.decode()
    assert "maxlength" not in page.split('name="country"')[1].split(">")[0]
    answer = client.post(address, speaker_form(**fields))

    row = (Speaker if model == "sources_speaker" else Outlet).objects.filter(name="The Lion").first()
    assert (row and row.country) == stored
    assert (f"“{typed}” is no code of a country." in answer.content.decode()) == (stored is None)


def test_second_of_a_name_is_told(desk_client):
    there = make_speaker("Anna Bridgekeeper")

    answer = desk_client("Reporter").post(
        reverse("admin:sources_speaker_add"), speaker_form(name="anna bridgekeeper"), follow=True
    )

    assert f'Another speaker is called <a class="desk-link" href="{change("sources_speaker", there)}">' in (
        answer.content.decode()
    )


def test_outlet_is_known_by_its_host_and_by_its_name_in_any_letters(desk_client):
    make_outlet("AFP", domain="afp.com")
    client = desk_client("Editor")

    for name, domain, fault in (
        ("afp", "", "“afp” is in the record already."),
        ("Other", "https://www.AFP.com/x", "Another outlet already has this domain."),
    ):
        answer = client.post(reverse("admin:sources_outlet_add"), {"name": name, "kind": "wire", "domain": domain})
        assert fault in answer.content.decode()
    client.post(
        reverse("admin:sources_outlet_add"),
        {"name": "The Post", "kind": "newspaper", "domain": "https://www.post.org/a"},
    )
    assert Outlet.objects.get(name="The Post").domain == "post.org"


def test_merged_speaker_is_not_in_the_list(desk_client):
    kept, gone = make_speaker("Anna Petrenko"), make_speaker("Anna Petrenka")
    speakers_merge(speaker=gone, into=kept, actor=make_user("Editor"), reason="One person.")

    page = desk_client("Reporter").get(changelist("sources_speaker")).content.decode()

    assert "Anna Petrenko" in page
    assert "Anna Petrenka" not in page


def test_headline_is_found_by_its_words_in_any_order(desk_client):
    make_document("Some text.", title="Mayor says bridge closed after storm")
    client = desk_client("Reporter")

    for words, is_found in (("storm mayor", True), ("mayor  BRIDGE", True), ("mayor flood", False)):
        page = client.get(changelist("sources_document"), {"q": words}).content.decode()
        assert ("bridge closed after storm" in page) == is_found, words


def test_undecided_claim_is_called_so(desk_client):
    make_claim("Nothing is known of this")

    assert "nothing decided yet" in desk_client("Reporter").get(changelist("claims_claim")).content.decode()


def test_edited_topic_and_rating_mark_what_shows_them(desk_client):
    topic = make_topic("Mobilisation")
    claim = make_published_claim(topics=[topic])
    client = desk_client("Standards editor")

    client.post(change("claims_topic", topic), {"name": "The draft", "slug": topic.slug, "description": ""})
    assert ("claim", claim.public_id) in stale()
    nothing_stale()

    rating = Rating.objects.get(code="verified")
    client.post(
        change("claims_rating", rating),
        {"label": "Checked", "value": "5", "description": "x", "position": "1", "code": "other", "status": "disputed"},
    )
    rating.refresh_from_db()
    assert (rating.label, rating.code, rating.status) == ("Checked", "verified", "verified")
    assert ("claim", claim.public_id) in stale()


@pytest.mark.parametrize("model", ["claims_claim", "claims_statement", "claims_verdict", "sources_document"])
def test_rows_with_a_page_of_their_own_have_no_form_in_the_admin(desk_client, model):
    claim = make_claim()
    statement = claim.statements.get()
    rows = {"claims_claim": claim, "claims_statement": statement, "claims_verdict": make_verdict(claim),
            "sources_document": statement.document}  # fmt: skip
    client = desk_client(make_user("Administrator", is_superuser=True))

    for answer in (client.get(change(model, rows[model])), client.post(change(model, rows[model]), {"text": "x"})):
        assert answer.status_code == 302
        assert answer.url.startswith("/desk/")


def test_history_says_by_name_what_each_line_is_about(desk_client):
    claim = make_claim("Snow is white & cold")
    statement, document = claim.statements.get(), claim.statements.get().document
    client = desk_client("Editor")
    statement_reattribute(
        statement=statement, actor=client.user, speaker=make_speaker("Olha Bondar"), reason="Her words."
    )
    gone = speaker_enter(name="Vanished Person", actor=client.user)
    speaker_take_back(speaker=gone, actor=client.user)
    document_edit(document=document, actor=client.user, title="Snow & ice")
    listed = reverse("admin:claims_event_changelist")

    rows = client.get(listed).content.decode().partition('id="changelist"')[2]

    for words, url in (
        ("Snow is white &amp; cold", reverse("desk:claim", args=[claim.public_id])),
        (statement.exact, reverse("desk:document", args=[document.public_id])),
        ("Snow &amp; ice", reverse("desk:document", args=[document.public_id])),
    ):
        assert re.search(rf'href="{url}[^"]*"[^>]*><bdi>[“]?{re.escape(words)}', rows), words
    assert reverse("desk:claim-history", args=[claim.public_id]) in rows
    # Who left the record is known by what is left of them.
    assert f"<div>Speaker {gone.public_id}<div" in rows
    only = client.get(f"{listed}?q={statement.public_id}").content.decode()
    assert "gave the words to another speaker" in only
    assert "drafted the claim" not in only


def test_histories_of_claims_and_documents_name_what_their_lines_tell_of(desk_client):
    claim, speaker = make_claim(), make_speaker("Olha Bondar")
    origin, client = make_document(title="The dispatch"), desk_client("Editor")
    statement = make_statement(speaker=speaker, document=make_document("“We said so,” she said."), exact="We said so")
    claim_join(claim=claim, statement=statement, actor=client.user)
    claim_edit(claim=claim, actor=client.user, version=claim.version + 1, claimant=speaker)
    evidence = make_evidence(claim, title="The ledger of 1922")
    make_verdict(claim)
    proposal = CopyProposal.objects.create(document=statement.document, origin=origin, score=0.5)
    copy_confirm(proposal=proposal, actor=client.user)

    page = client.get(reverse("desk:claim-history", args=[claim.public_id])).content.decode()

    words = re.sub("<[^>]*>", "", page)
    assert [row for row in (statement, speaker, evidence, claim.verdicts.get()) if row.public_id in words] == []
    for words in ("“We said so”", "Olha Bondar", "The ledger of 1922"):
        assert f"<bdi>{words}</bdi></a>" in page
    page = client.get(reverse("desk:document-edit", args=[statement.document.public_id])).content.decode()
    assert f'href="{reverse("desk:document", args=[origin.public_id])}" title="The dispatch"><bdi>The dispatch' in page


def test_history_cannot_be_changed_in_the_admin(desk_client):
    event = make_claim().events.first()
    client = desk_client(make_user("Administrator", is_superuser=True))

    assert client.get(reverse("admin:claims_event_add")).status_code == 403
    assert client.get(reverse("admin:claims_event_delete", args=[event.pk])).status_code == 403
    assert client.post(change("claims_event", event), {"reason": "x"}).status_code == 302
    event.refresh_from_db()
    assert event.reason == ""


def test_chosen_statements_are_accepted_and_the_rest_told(desk_client):
    good, no_speaker = make_statement(), make_statement()
    Statement.objects.filter(pk=good.pk).update(review_state="suggested")
    Statement.objects.filter(pk=no_speaker.pk).update(review_state="suggested", speaker=None)

    answer = desk_client("Reporter").post(
        changelist("claims_statement"),
        {"action": "accept_selected", "_selected_action": [good.pk, no_speaker.pk]},
        follow=True,
    )

    page = answer.content.decode()
    assert "1 statement was accepted." in page
    assert "1 statement was left as before. 1 has no speaker yet." in page


def test_what_accepting_many_leaves_is_told_in_one_line_that_leads_to_them(desk_client):
    good, *no_speaker = (make_statement() for _ in range(4))
    Statement.objects.update(review_state="suggested")
    Statement.objects.filter(pk__in=[row.pk for row in no_speaker[:2]]).update(speaker=None)
    Statement.objects.filter(pk=no_speaker[2].pk).update(review_state="accepted")
    client = desk_client("Reporter")
    data = {"action": "accept_selected", "_selected_action": [row.pk for row in (good, *no_speaker)]}

    answer = client.post(changelist("claims_statement"), data, follow=True)

    told = [(message.level_tag, str(message)) for message in answer.context["messages"]]
    assert [level for level, _ in told] == ["success", "error"]
    assert "3 statements were left as before." in told[1][1]
    assert "2 have no speaker yet." in told[1][1]
    assert "1: This statement is accepted already." in told[1][1]
    there = client.get(html.unescape(re.search(r'href="([^"]+)"', told[1][1])[1]))
    assert set(there.context["cl"].result_list) == set(no_speaker)


def test_chosen_statements_are_rejected_for_one_reason(desk_client):
    document = make_document("“Yes,” said Anna. “No,” said Oleg. “Perhaps,” said Iryna.")
    rows = [make_statement(words, document=document) for words in ("“Yes,”", "“No,”", "“Perhaps,”")]
    Statement.objects.update(review_state="suggested")
    client = desk_client("Reporter")
    data = {"action": "reject_selected", "_selected_action": [row.pk for row in rows]}

    page = client.post(changelist("claims_statement"), data, follow=True)
    assert "3 statements will be rejected" in page.content.decode()
    address, form = page.request["PATH_INFO"], {"seen": page.context["seen"], "next": page.context["next"]}
    refused = client.post(address, {**form, "reason": " "})
    assert refused.status_code == 400
    assert "Say why the statements are rejected." in refused.content.decode()
    # A colleague is quicker with one of them, so that it is theirs.
    rows[2].refresh_from_db()
    statement_accept(statement=rows[2], actor=make_user())
    answer = client.post(address, {**form, "reason": "Nobody says it."}, follow=True)

    assert answer.request["PATH_INFO"] == changelist("claims_statement")
    assert "2 statements were rejected." in answer.content.decode()
    assert "1 was changed since then." in answer.content.decode()
    lines = Event.objects.filter(action="statement.rejected")
    assert {(line.subject_id, line.reason) for line in lines} == {
        (row.public_id, "Nobody says it.") for row in rows[:2]
    }
    client.post(reverse("desk:document-undo", args=[document.public_id]))
    assert document.statements.filter(review_state="suggested").count() == 2


@pytest.mark.parametrize(("count", "words"), [(2, "both"), (3, "all 3"), (1200, "all 1200")])
def test_several_are_named_together(count, words):
    assert all_of(count) == words


def test_no_more_statements_are_chosen_than_an_address_can_name(desk_client, monkeypatch):
    monkeypatch.setattr("claims.admin.lists.LISTED", 1)
    rows = [make_statement(), make_statement()]
    data = {"action": "reject_selected", "_selected_action": [row.pk for row in rows]}

    answer = desk_client("Reporter").post(changelist("claims_statement"), data, follow=True)

    assert "Choose 1 statements at most." in answer.content.decode()


def test_verdict_queues_show_what_waits_for_whom(desk_client):
    reporter, editor = desk_client("Reporter"), desk_client("Editor")
    verdict = verdict_propose(verdict=make_verdict(make_claim("The bridge is closed")), actor=reporter.user)
    url = f"{changelist('claims_verdict')}?queue=waiting"

    assert verdict.claim.text in editor.get(url).content.decode()
    assert verdict.claim.text not in reporter.get(url).content.decode()


@pytest.mark.parametrize(
    ("query", "is_shown"),
    [
        ("", True),
        ("status__exact=verified", True),
        ("status__exact=disputed", False),
        ("published=yes", True),
        ("published=no", False),
        ("published=withdrawn", False),
        ("assigned=me", False),
        ("assigned=nobody", True),
        ("assigned=u:nobody-such", False),
        ("reopened=yes", False),
        ("q=bridge+closed", True),
        ("q=%00", True),
    ],
)
def test_claims_are_filtered_and_found(desk_client, query, is_shown):
    make_published_claim("The bridge is closed")

    answer = desk_client("Reporter").get(f"{changelist('claims_claim')}?{query}")

    assert answer.status_code == 200
    assert ("The bridge is closed" in answer.content.decode()) is is_shown


def test_claims_are_filtered_by_topic(desk_client):
    topic, _unused = make_topic("Mobilisation"), make_topic("Unused topic")
    make_claim("The bridge is closed", topics=[topic])

    page = desk_client("Reporter").get(f"{changelist('claims_claim')}?topics__id__exact={topic.pk}").content.decode()

    assert "The bridge is closed" in page
    assert "Unused topic" not in page


@pytest.mark.parametrize("words", ["zelensky", "Зеленський", "volod"])
def test_speakers_are_found_by_any_spelling(desk_client, words):
    make_speaker("Volodymyr Zelensky", names=[("Володимир Зеленський", "uk")])
    make_speaker("Joe Biden")

    page = desk_client("Reporter").get(changelist("sources_speaker"), {"q": words}).content.decode()

    assert "Volodymyr Zelensky" in page
    assert "Joe Biden" not in page


@pytest.mark.parametrize(
    ("kind", "words", "option"),
    [
        ("speakers", "Зелен", "Volodymyr Zelensky"),
        ("outlets", "ag", "The Agency"),
        ("claims", "bridge closed", "The bridge is closed · "),
        ("documents", "a report", "A report on bridges"),
    ],
)
def test_fields_that_name_things_get_suggestions(desk_client, kind, words, option):
    speaker = make_speaker("Volodymyr Zelensky", names=[("Зеленський", "uk")])
    statement = make_statement(speaker=speaker, outlet=make_outlet("The Agency"))
    statement.document.title = "A report on bridges"
    statement.document.save(update_fields=["title"])
    make_claim("The bridge is closed", statements=[statement])

    options = desk_client("Reporter").get(reverse(f"desk:options-{kind}"), {"q": words}).json()["options"]
    options = [one["value"] for one in options]

    assert any(one.startswith(option) for one in options)


def test_correction_request_is_answered_once_in_public_words(desk_client):
    claim = make_published_claim()
    request = CorrectionRequest.objects.create(claim=claim, text="The date is wrong.", contact="reader@example.com")
    client, url = desk_client("Editor"), change("claims_correctionrequest", request)

    assert (
        "Write the answer; readers see it." in client.post(url, {"state": "declined", "answer": " "}).content.decode()
    )
    client.post(url, {"state": "declined", "answer": "We checked; the date is right.", "text": "Changed words"})

    request.refresh_from_db()
    assert (request.state, request.text, request.answered_by) == ("declined", "The date is wrong.", client.user)
    assert Publication.objects.filter(kind="correction", public_id=request.public_id).exists()
    assert claim.events.filter(action="correction.answered").exists()
    client.post(url, {"state": "corrected", "answer": "Changed our minds."})
    request.refresh_from_db()
    assert request.state == "declined"


def test_corrected_without_a_new_verdict_is_pointed_out_and_an_answer_stays(desk_client):
    claim = make_published_claim()
    asked = CorrectionRequest.objects.create(kind="error", claim=claim, text="The date is wrong.")
    client = desk_client("Editor")
    address = change("claims_correctionrequest", asked)

    answer = client.post(address, {"state": "corrected", "answer": "It was."}, follow=True)

    assert "the claim has had no new verdict since they wrote" in answer.content.decode()
    page = client.get(address).content.decode()
    assert 'name="_save"' not in page
    assert 'name="_continue"' not in page


def test_reporter_reads_correction_requests_and_cannot_answer(desk_client):
    request = CorrectionRequest.objects.create(text="The date is wrong.")

    answer = desk_client("Reporter").post(
        change("claims_correctionrequest", request), {"state": "declined", "answer": "No."}
    )

    assert answer.status_code == 403
    request.refresh_from_db()
    assert request.state == "open"


def test_statements_are_found_by_words_speaker_and_headline(desk_client):
    anna = make_speaker("Анна Петренко", names=[("Anna Petrenko", "en")])
    one = make_statement("“The dam holds,”", speaker=anna, document=None)
    other = make_statement("“Nobody was hurt,”", speaker=make_speaker("Oleg Bondar"))
    other.document.title = "Flood in the valley" + " and beyond" * 20
    other.document.save(update_fields=["title"])
    client = desk_client("Reporter")

    def found(words):
        page = client.get(changelist("claims_statement"), {"q": words}).content.decode()
        return ["The dam holds" in page, "Nobody was hurt" in page]

    assert found("dam holds") == found("Anna Petrenko") == found(one.public_id) == [True, False]
    assert found("hurt bondar") == found("valley flood") == [False, True]
    assert found("dam hurt") == [False, False]
    # A headline that would fill the row is cut, and whole where it is pointed at.
    page = client.get(changelist("claims_statement")).content.decode()
    assert f'title="{other.document.title}"' in page
    assert page.count("and beyond") < 40


@pytest.mark.parametrize("model", ["claims_statement", "sources_document"])
def test_a_list_of_one_page_leads_to_no_other(desk_client, model):
    make_statement()
    page = desk_client("Reporter").get(changelist(model)).content.decode()
    assert "Previous" not in page
    assert ">Next<" not in page


def test_a_document_without_a_headline_has_one_name_everywhere(desk_client):
    text = "date 2022-09-23 KYIV, Ukraine: Moscow opened the polls on Friday, officials said in the morning.\n"
    document = make_document(text * 2, title="", dateline="KYIV, Ukraine")
    client = desk_client("Reporter")
    name = document_name(document)
    assert name.startswith("Moscow opened")
    assert name in client.get(changelist("sources_document")).content.decode()
    assert name in client.get(reverse("desk:document", args=[document.public_id])).content.decode()


def page_title(page):
    return " ".join(re.search("<title>(.*?)</title>", page, re.DOTALL).group(1).split())


@pytest.mark.parametrize(
    ("model", "called"),
    [
        ("auth_user", "Colleagues"),
        ("auth_group", "Roles"),
        ("sources_feed", "Watched feeds"),
        ("claims_event", "History"),
        ("claims_statement", "Statements"),
    ],
)
def test_lists_are_called_as_in_the_menu(desk_client, model, called):
    page = desk_client("Administrator").get(changelist(model)).content.decode()

    assert page_title(page) == f"{called} | On Record"
    assert f'<a href="{changelist(model)}">{called}</a></h1>' in page
    assert "Authentication and Authorization" not in page


def test_form_names_its_list_and_what_it_is_about(desk_client):
    speaker = make_speaker("Anna Petrenko")
    client = desk_client("Administrator")

    shown, new = client.get(change("sources_speaker", speaker)), client.get(reverse("admin:sources_feed_add"))

    assert page_title(shown.content.decode()) == "Anna Petrenko | Speakers | On Record"
    assert page_title(new.content.decode()) == "New | Watched feeds | On Record"


def test_colleagues_are_listed_with_their_roles(desk_client):
    client = desk_client("Administrator")
    make_user("Reporter", username="rosa")
    make_user("Editor", username="gone", is_staff=False)

    page = client.get(changelist("auth_user")).content.decode()

    roles = re.findall(r'class="[^"]*field-role[^"]*"[^>]*>\s*([^<]*?)\s*<', page)
    assert sorted(roles) == ["Administrator", "Not admitted to the desk", "Reporter"]


def test_form_of_a_feed_says_what_went_wrong(desk_client):
    feed = Feed.objects.create(url="https://wire.example/feed", failures=2, reason="It answered 500.")
    client, address = desk_client("Editor"), reverse("admin:sources_feed_change", args=[feed.pk])

    assert "Failed 2 times. It answered 500. Next reading 2" in client.get(address).content.decode()
    client.post(address, {"url": feed.url, "interval": "30", "is_active": ""})
    feed.refresh_from_db()
    assert (feed.interval, feed.is_active) == (30, False)
    assert "Not read." in client.get(address).content.decode()
    assert "How it fares" not in client.get(reverse("admin:sources_feed_add")).content.decode()
