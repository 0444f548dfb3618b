import json
import re

import pytest
from django.test import override_settings
from django.urls import reverse

from claims.desk.duplicates import speaker_pairs
from claims.desk.lookups import speaker_label, speaker_named
from claims.desk.marks import PART_STATEMENTS
from claims.desk.queues import BY_KEY
from claims.desk.selectors import document_name
from claims.extraction import Reading
from claims.models import Event, Statement
from claims.services.merges import speakers_merge
from claims.services.record import speaker_edit
from claims.services.reviews import statement_accept, statement_reattribute, statement_reject
from claims.tests.factories import (
    make_claim,
    make_document,
    make_published_claim,
    make_speaker,
    make_statement,
    make_user,
    publish,
)
from sources.models import Document, Speaker

TEXT = (
    "KYIV: Anna Petrenko, the minister, spoke on Friday.\n\n"
    "“We will rebuild 🚀 every school,” she told reporters. “No child waits,” she added.\n\n"
    "Others were “not so sure”. <b>“שלום עולם”</b> ended it.\n"
)


@pytest.fixture
def document(db):
    return make_document(TEXT)


def suggest(document, exact, *, speaker=None, name="", **fields):
    start = document.text.index(exact)
    return Statement.objects.create(
        document=document,
        start=start,
        end=start + len(exact),
        exact=exact,
        kind="direct",
        speaker=speaker,
        suggested_speaker=name,
        found_by="test/1",
        confidence=0.7,
        **fields,
    )


def url(name, row):
    return reverse(f"desk:{name}", args=[row.public_id])


def act(client, name, statement, **data):
    return client.post(url(name, statement), {"version": statement.version, **data}, follow=True)


def test_document_page_shows_the_text_exactly_with_its_statements(desk_client, text_of, document):
    anna = make_speaker("Anna Petrenko")
    first = suggest(document, "“We will rebuild 🚀 every school,”", speaker=anna, doubt="“she”: who?", cue="told")
    suggest(document, "rebuild 🚀 every school", name="Nobody Yet")
    suggest(document, "every school,” she told")

    page = desk_client("Reporter").get(url("document", document)).content.decode()

    assert text_of(page, "text") == TEXT
    card = text_of(page, f"s-{first.public_id}")
    for words in (first.exact, "Anna Petrenko", "“she”: who?", "told", "fairly sure (70%)", "Suggested"):
        assert words in card
    assert "Nobody Yet" in page


def test_accept_goes_on_to_the_next_statement(desk_client, document):
    anna = make_speaker("Anna Petrenko")
    first = suggest(document, "“We will rebuild 🚀 every school,”", speaker=anna)
    second = suggest(document, "“No child waits,”", speaker=anna)
    client = desk_client("Reporter")

    answer = act(client, "statement-accept", first)

    first.refresh_from_db()
    assert (first.review_state, first.speaker) == ("accepted", anna)
    assert answer.redirect_chain[0][0].endswith(f"?at={second.public_id}")
    assert Event.objects.get(subject_id=first.public_id).actor == client.user


def test_accept_with_a_name_in_another_script_finds_the_speaker(desk_client, document):
    zelensky = make_speaker("Volodymyr Zelensky", names=[("Володимир Зеленський", "uk")])
    statement = suggest(document, "“No child waits,”", name="Somebody Else")

    act(desk_client("Reporter"), "statement-accept", statement, speaker="Володимир Зеленський")

    statement.refresh_from_db()
    assert (statement.review_state, statement.speaker) == ("accepted", zelensky)


def test_accept_without_any_speaker_is_refused_on_the_card(desk_client, document):
    statement = suggest(document, "“No child waits,”")

    answer = act(desk_client("Reporter"), "statement-accept", statement, speaker="")

    assert answer.status_code == 400
    assert "Say who spoke before you accept a statement." in answer.content.decode()


def test_unknown_speaker_is_asked_for_then_created_with_the_acceptance(desk_client, document):
    near = make_speaker("Anna Petrenka")
    statement = suggest(document, "“No child waits,”", name="Anna Petrenko")
    client = desk_client("Reporter")

    question = act(client, "statement-accept", statement, speaker="Anna Petrenko")

    page = question.content.decode()
    assert "is not in the record" in page
    assert near.name in page
    assert "data-confirm" in page  # a digit alone does not give the words to somebody of another name
    assert f'name="version" value="{statement.version}"' in page
    assert not Speaker.objects.filter(name="Anna Petrenko").exists()

    act(
        client, "statement-accept", statement, new_speaker="1", new_name="Anna Petrenko", new_kind="person",
        new_description="Minister", new_wikidata_id="",
    )  # fmt: skip

    statement.refresh_from_db()
    assert (statement.review_state, statement.speaker.name) == ("accepted", "Anna Petrenko")
    assert Event.objects.filter(subject="speaker", action="speaker.created", actor=client.user).exists()


@pytest.mark.parametrize(
    ("role", "typed", "language", "begun"),
    [
        ("regional governor of Pellow", "anna petrenko", "en", "Regional governor of Pellow"),
        ("regional governor of Pellow", "Somebody Else", "en", ""),
        ("gouverneure de la région", "Anna Petrenko", "fr", ""),
        ("man", "Anna Petrenko", "en", ""),
    ],
)
def test_new_speaker_begins_with_the_role_that_the_text_gives_them(desk_client, role, typed, language, begun):
    document = make_document(TEXT, language=language)
    statement = suggest(document, "“No child waits,”", name="Anna Petrenko", role_words=role)

    page = act(desk_client("Reporter"), "statement-accept", statement, speaker=typed).content.decode()

    field = page[page.index('name="new_description"') :].partition(">")[0]
    assert (f'value="{begun}"' in field) if begun else ("value=" not in field)


def test_new_speaker_is_given_the_other_suggestions_of_that_name(desk_client, document):
    first = suggest(document, "“No child waits,”", name="Anna Petrenko")
    second = suggest(document, "“We will rebuild 🚀 every school,”", name="Anna Petrenko")
    third = suggest(document, "she told", name="Anna Petrenko")
    other = suggest(document, "every school,” she", name="Petrenko's aide")
    client = desk_client("Reporter")

    answer = client.post(
        url("statement-accept", first),
        {"version": first.version, "new_speaker": "1", "new_name": "Anna Petrenko", "new_kind": "person"},
        headers={"hx-request": "true"},
    )

    # The card of the other one is told as well.
    assert f"s-{second.public_id}" in answer.content.decode()
    second.refresh_from_db()
    other.refresh_from_db()
    assert (second.review_state, second.speaker.name, other.speaker) == ("suggested", "Anna Petrenko", None)
    assert "Accept both of <bdi>Anna Petrenko</bdi>" in answer.content.decode()
    assert f"s-{third.public_id}" in answer.content.decode()


def test_new_speaker_leaves_the_record_when_the_act_is_taken_back(desk_client, document):
    first = suggest(document, "“No child waits,”", name="Anna Petrenko")
    second = suggest(document, "“We will rebuild 🚀 every school,”", name="Anna Petrenko")
    client = desk_client("Reporter")
    act(client, "statement-accept", first, new_speaker="1", new_name="Anna Petrenko", new_kind="person")
    second.refresh_from_db()
    assert second.speaker.name == "Anna Petrenko"

    answer = client.post(url("document-undo", document), headers={"hx-request": "true"}).content.decode()

    assert "Anna Petrenko is out of the record again." in answer
    assert f"s-{second.public_id}" in answer
    assert not Speaker.objects.exists()
    assert set(document.statements.values_list("speaker", "review_state")) == {(None, "suggested")}
    taken_back = Event.objects.get(action="speaker.taken_back")
    assert (taken_back.before["name"], taken_back.actor, taken_back.number) == ("Anna Petrenko", client.user, 2)


@pytest.mark.parametrize("use", ["another statement", "a claim", "a spelling", "a choice"])
def test_new_speaker_stays_where_something_else_names_them_by_now(desk_client, document, use):
    first = suggest(document, "“No child waits,”", name="Anna Petrenko")
    second = suggest(document, "“We will rebuild 🚀 every school,”", name="Anna Petrenko" if use == "a choice" else "")
    client = desk_client("Reporter")
    act(client, "statement-accept", first, new_speaker="1", new_name="Anna Petrenko", new_kind="person")
    anna = Speaker.objects.get()
    if use == "another statement":
        statement_accept(statement=second, actor=make_user(), speaker=anna)
    elif use == "a choice":
        oleg = make_speaker("Oleg")
        for speaker in (oleg, anna):
            statement_reattribute(statement=second, actor=make_user(), speaker=speaker)
    elif use == "a claim":
        make_claim(claimant=anna, statements=[make_statement()])
    else:
        speaker_edit(speaker=anna, actor=make_user(), changes={"description": "A minister."})

    act(client, "statement-undo", first)

    first.refresh_from_db()
    assert (first.speaker, first.review_state) == (None, "suggested")
    assert Speaker.objects.filter(pk=anna.pk).exists()
    assert not Event.objects.filter(action="speaker.taken_back").exists()
    second.refresh_from_db()
    assert (second.speaker == anna) is (use in ("another statement", "a choice"))


def test_words_for_anybody_are_no_name_of_somebody_in_the_record(desk_client, document):
    known = make_speaker("a spokesman", kind="person", description="Of the dam, in another article.")
    statement = suggest(document, "“No child waits,”", name="a spokesman")
    client = desk_client("Reporter")

    asked = act(client, "statement-accept", statement, speaker="a spokesman").content.decode()

    statement.refresh_from_db()
    assert (statement.speaker, statement.review_state) == (None, "suggested")
    assert "Who is “<bdi>a spokesman</bdi>” here?" in asked
    assert f'value="{known.public_id}"' in asked
    assert "Add and go on" in asked
    act(client, "statement-accept", statement, speaker="a spokesman", speaker_id=known.public_id)
    statement.refresh_from_db()
    assert (statement.speaker, statement.review_state) == (known, "accepted")
    assert speaker_label(known) == f"a spokesman · {known.public_id}"
    assert speaker_named(speaker_label(known)) == known
    make_speaker("a spokesman")
    assert speaker_pairs() == []


def test_new_speaker_of_a_refused_act_is_not_left_behind(desk_client, document):
    statement = suggest(document, "“No child waits,”")

    answer = act(
        desk_client("Reporter"), "statement-reattribute", statement, version="99", new_speaker="1",
        new_name="Half Made", new_kind="person",
    )  # fmt: skip

    assert answer.status_code == 409
    assert not Speaker.objects.filter(name="Half Made").exists()


def test_new_speaker_that_is_not_valid_is_asked_again(desk_client, document):
    statement = suggest(document, "“No child waits,”")

    answer = act(
        desk_client("Reporter"), "statement-accept", statement, new_speaker="1", new_name="Anna", new_kind="person",
        new_wikidata_id="not an id",
    )  # fmt: skip

    assert "A Wikidata id is the letter Q and a number." in answer.content.decode()
    assert not Speaker.objects.exists()


def test_name_of_several_speakers_is_never_guessed(desk_client, document):
    one, two = make_speaker("John Smith"), make_speaker("John Smith", description="The other one")
    statement = suggest(document, "“No child waits,”")
    client = desk_client("Reporter")

    question = act(client, "statement-accept", statement, speaker="John Smith")

    page = question.content.decode()
    assert "Several speakers are called" in page
    assert one.public_id in page
    assert two.public_id in page

    act(client, "statement-accept", statement, speaker="John Smith", speaker_id=two.public_id)

    statement.refresh_from_db()
    assert statement.speaker == two


def test_reject_needs_a_reason_and_keeps_it_in_history(desk_client, document):
    statement = suggest(document, "“not so sure”")
    client = desk_client("Reporter")

    refused = act(client, "statement-reject", statement, reason="  ")
    assert refused.status_code == 400
    assert "Say why the statement is rejected." in refused.content.decode()

    act(client, "statement-reject", statement, reason="Scare quotes.")

    statement.refresh_from_db()
    assert statement.review_state == "rejected"
    assert Event.objects.get(subject_id=statement.public_id).reason == "Scare quotes."


def test_reattribute_and_accept_in_one_step(desk_client, document):
    anna, oleg = make_speaker("Anna Petrenko"), make_speaker("Oleg Synegubov")
    statement = suggest(document, "“No child waits,”", speaker=anna)

    act(desk_client("Reporter"), "statement-reattribute", statement, speaker="Synegubov", accept="1")
    statement.refresh_from_db()
    assert statement.speaker == anna  # a part of a name is asked about

    act(desk_client("Reporter"), "statement-reattribute", statement, speaker="Oleg Synegubov", accept="1")

    statement.refresh_from_db()
    assert (statement.review_state, statement.speaker) == ("accepted", oleg)


def test_reattribute_accepted_statement_needs_a_reason(desk_client, document):
    statement = make_statement("“No child waits,”", document=document)
    make_speaker("Oleg Synegubov")
    client = desk_client("Reporter")

    refused = act(client, "statement-reattribute", statement, speaker="Oleg Synegubov")

    assert "Say why an accepted statement is given to someone else." in refused.content.decode()
    act(client, "statement-reattribute", statement, speaker="Oleg Synegubov", reason="The desk misread “he”.")
    statement.refresh_from_db()
    assert statement.speaker.name == "Oleg Synegubov"


def test_claimant_whose_words_are_given_away_is_named_to_the_desk(desk_client, document):
    anna, oleg = make_speaker("Anna Petrenko"), make_speaker("Oleg Synegubov")
    statement = make_statement("“No child waits,”", document=document, speaker=anna)
    claim = make_published_claim("No child waits", statements=[statement], claimant=anna)
    client = desk_client("Editor")
    misnamed = "Anna Petrenko</bdi> said none of these statements"
    assert misnamed not in client.get(url("claim", claim)).content.decode()

    given = act(client, "statement-reattribute", statement, speaker=oleg.name, reason="The desk misread “he”.")

    assert "“No child waits” still names Anna Petrenko as its claimant" in given.content.decode()
    assert misnamed in client.get(url("claim", claim)).content.decode()

    back = act(client, "statement-undo", statement)

    assert "still names" not in back.content.decode()
    assert misnamed not in client.get(url("claim", claim)).content.decode()


def test_undo_makes_it_a_suggestion_again(desk_client, document):
    statement = suggest(document, "“No child waits,”", speaker=make_speaker())
    client = desk_client("Reporter")
    act(client, "statement-accept", statement)
    assert "accepted the statement" in client.get(url("document", document)).content.decode()

    act(client, "statement-undo", statement)

    statement.refresh_from_db()
    assert statement.review_state == "suggested"
    assert "accepted the statement" not in client.get(url("document", document)).content.decode()


def test_last_step_in_a_document_is_taken_back_whichever_it_was(desk_client, document):
    anna = make_speaker()
    one, two = suggest(document, "“No child waits,”", speaker=anna), suggest(document, "“not so sure”", speaker=anna)
    client = desk_client("Reporter")
    act(client, "statement-accept", one)
    act(client, "statement-reject", two, quick="Not a statement.")

    pages = [client.post(url("document-undo", document), follow=True) for _ in range(3)]

    assert set(Statement.objects.values_list("review_state", flat=True)) == {"suggested"}
    assert "There is nothing of yours to take back here." in pages[2].content.decode()


def test_script_is_answered_with_what_changed_and_where_to_go(desk_client, document):
    anna = make_speaker()
    one, two = suggest(document, "“No child waits,”", speaker=anna), suggest(document, "“not so sure”", speaker=anna)
    client = desk_client("Reporter")

    def press(name, row, **data):
        row.refresh_from_db()
        return client.post(url(name, row), {"version": row.version, **data}, headers={"HX-Request": "true"})

    answer = press("statement-accept", one)
    page = answer.content.decode()
    assert f'id="s-{one.public_id}"' in page
    assert f'id="s-{two.public_id}"' not in page
    assert "<html" not in page
    assert "said--accepted" in page
    assert json.loads(answer.headers["HX-Trigger-After-Settle"]) == {"desk:at": {"key": two.public_id}}
    assert answer.headers["HX-Reswap"] == "none"

    refused = press("statement-reject", two)
    assert refused.status_code == 400
    assert "Say why the statement is rejected." in refused.content.decode()

    asked = press("statement-reattribute", two, speaker="Somebody New")
    assert asked.headers["HX-Retarget"] == "#dialog-body"
    assert "is not in the record" in asked.content.decode()


def test_script_is_led_to_the_part_where_the_next_statement_is(desk_client):
    text = "".join(f"“Statement number {n} is here,” she said.\n" for n in range(60))
    document, anna = make_document(text), make_speaker("Anna Petrenko")
    rows = [suggest(document, f"“Statement number {n} is here,”", speaker=anna) for n in range(60)]
    Statement.objects.exclude(pk__in=[rows[0].pk, rows[59].pk]).update(review_state="accepted")

    answer = desk_client("Reporter").post(
        url("statement-accept", rows[0]), {"version": 1}, headers={"HX-Request": "true"}
    )

    assert rows[59].public_id in json.loads(answer.headers["HX-Location"])["path"]


def test_address_may_ask_for_the_next_to_review(desk_client, document):
    anna = make_speaker()
    suggest(document, "“We will rebuild 🚀 every school,”", speaker=anna, review_state="accepted")
    two = suggest(document, "“No child waits,”", speaker=anna)
    page = desk_client("Reporter").get(f"{url('document', document)}?at=next").content.decode()
    assert f'desk-card--here" id="s-{two.public_id}"' in page


def test_script_drafts_a_claim_without_leaving_the_room(desk_client, document):
    statement = make_statement("“No child waits,”", document=document)
    client = desk_client("Reporter")
    form = client.get(f"{reverse('desk:claim-add')}?statement={statement.public_id}", headers={"HX-Request": "true"})
    assert 'hx-post="/desk/claims/add/"' in form.content.decode()

    data = {"text": "No child waits.", "statement": statement.public_id, "priority": "2", "language": "en"}
    answer = client.post(reverse("desk:claim-add"), data, headers={"HX-Request": "true"})

    claim = statement.claims.get()
    assert reverse("desk:claim", args=[claim.public_id]) in answer.content.decode()
    again = make_claim("Other")
    joined = client.post(url("statement-join", statement), {"claim": again.public_id}, headers={"HX-Request": "true"})
    assert reverse("desk:claim", args=[again.public_id]) in joined.content.decode()


def test_undo_is_refused_where_a_published_claim_rests_on_it(desk_client, document):
    statement = make_statement("“No child waits,”", document=document)
    claim = publish(make_claim(statements=[statement]))

    answer = act(desk_client("Reporter"), "statement-undo", statement)

    assert answer.status_code == 400
    assert claim.text in answer.content.decode()


def test_words_are_changed_to_an_exact_place(desk_client, document):
    statement = suggest(document, "“No child waits,”", speaker=make_speaker())
    client = desk_client("Reporter")

    refused = act(client, "statement-respan", statement, words="words that are not there")
    assert "not in the document" in refused.content.decode()
    assert "words that are not there" in refused.content.decode()

    act(client, "statement-respan", statement, words="“No child waits,” she\nadded")

    statement.refresh_from_db()
    assert statement.exact == "“No child waits,” she added"
    assert document.text[statement.start : statement.end] == statement.exact


def test_a_reason_is_asked_for_other_words_of_a_claim(desk_client, document):
    statement = make_statement("“No child waits,”", document=document)
    make_claim(statements=[statement])
    client = desk_client("Reporter")

    refused = act(client, "statement-respan", statement, words="“No child waits,” she\nadded").content.decode()
    assert "Say why a statement gets other words" in refused
    assert f'id="v-{statement.public_id}" name="reason"' in refused

    act(client, "statement-respan", statement, words="“No child waits,” she\nadded", reason="Her words go on.")
    statement.refresh_from_db()
    assert statement.exact == "“No child waits,” she added"


@pytest.mark.parametrize(
    ("place", "exact"),
    [
        ({"words": "rebuild 🚀 every"}, "rebuild 🚀 every"),
        ({"words": "“שלום עולם”"}, "“שלום עולם”"),
        ({"start": "0", "end": "4"}, "KYIV"),
    ],
)
def test_missed_statement_is_added_at_its_exact_place(desk_client, document, place, exact):
    make_speaker("Anna Petrenko")

    answer = desk_client("Reporter").post(
        url("statement-mark", document), {"speaker": "Anna Petrenko", "kind": "direct", **place}, follow=True
    )

    statement = Statement.objects.get()
    assert (statement.exact, statement.review_state, statement.found_by) == (exact, "accepted", "person")
    assert document.text[statement.start : statement.end] == exact
    assert f"s-{statement.public_id}" in answer.content.decode()


def test_marked_words_that_stand_elsewhere_or_within_a_statement_are_pointed_out(desk_client, document):
    anna = make_speaker("Anna Petrenko")
    suggest(document, "“No child waits,”", speaker=anna)
    client = desk_client("Reporter")
    form = {"speaker": "Anna Petrenko", "kind": "direct"}

    within = client.post(url("statement-mark", document), {**form, "words": "No child"}, follow=True)
    twice = client.post(url("statement-mark", document), {**form, "words": "she"}, follow=True)

    assert "They lie within another statement: “No child waits”, said by Anna Petrenko." in within.content.decode()
    assert "These words stand at 1 other place too" in twice.content.decode()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"words": "not there at all"}, "These words are not in the document"),
        ({}, "Paste the exact words, or give both ends"),
        ({"start": "5", "end": "3"}, "not inside the document"),
        ({"start": "5", "end": "99999"}, "not inside the document"),
        ({"start": "-5", "end": "9"}, "greater than or equal to 0"),
    ],
)
def test_missed_statement_at_no_place_is_refused(desk_client, document, data, sentence):
    make_speaker("Anna Petrenko")

    answer = desk_client("Reporter").post(
        url("statement-mark", document), {"speaker": "Anna Petrenko", "kind": "direct", **data}
    )

    assert answer.status_code == 400
    assert sentence in answer.content.decode()
    assert not Statement.objects.exists()


def test_accept_all_of_one_speaker_leaves_the_others(desk_client, document):
    anna, oleg = make_speaker("Anna Petrenko"), make_speaker("Oleg")
    suggest(document, "“We will rebuild 🚀 every school,”", speaker=anna)
    suggest(document, "“No child waits,”", speaker=anna)
    other = suggest(document, "“not so sure”", speaker=oleg)

    desk_client("Reporter").post(url("statements-accept", document), {"speaker_id": anna.public_id})

    assert Statement.objects.filter(review_state="accepted").count() == 2
    other.refresh_from_db()
    assert other.review_state == "suggested"


def test_second_to_act_on_a_statement_is_told_and_keeps_what_was_typed(desk_client, document):
    anna, oleg = make_speaker("Anna Petrenko"), make_speaker("Oleg")
    statement = suggest(document, "“No child waits,”", speaker=anna)
    client = desk_client("Reporter")
    statement_reattribute(statement=statement, actor=desk_client("Editor").user, speaker=oleg)

    answer = act(client, "statement-reject", statement, reason="My long reason.")

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Somebody else saved this while you were working on it." in page
    assert "My long reason." in page
    statement.refresh_from_db()
    assert f'name="version" value="{statement.version}"' in page


def test_second_to_name_a_speaker_sees_both_names(desk_client, document):
    make_speaker("Anna Petrenko"), make_speaker("Olena")
    statement = suggest(document, "“No child waits,”", speaker=make_speaker("Nobody"))
    client = desk_client("Reporter")
    statement_reattribute(statement=statement, actor=desk_client("Editor").user, speaker=make_speaker("Oleg"))

    page = act(client, "statement-reattribute", statement, speaker="Anna Petrenko").content.decode()

    clash = page.split('class="desk-conflict"')[1].split("</div>")[0]
    assert "Anna Petrenko" in clash
    assert "Oleg" in clash


@pytest.mark.parametrize(
    ("take", "speaker", "state"),
    [
        ({"speaker": "mine", "state": "mine"}, "Anna Petrenko", "accepted"),
        ({"speaker": "theirs", "state": "mine"}, "Oleg", "accepted"),
        ({"speaker": "mine", "state": "theirs"}, "Anna Petrenko", "rejected"),
        ({"speaker": "theirs", "state": "theirs"}, "Oleg", "rejected"),
    ],
)
def test_second_to_act_on_a_statement_chooses_field_by_field(desk_client, document, take, speaker, state):
    make_speaker("Anna Petrenko")
    statement, other = suggest(document, "“No child waits,”", speaker=make_speaker("Nobody")), make_user("Editor")
    client = desk_client("Reporter")
    # Theirs: Oleg said it, and it is no statement. Mine: Anna said it, and it is one.
    statement_reattribute(statement=statement, actor=other, speaker=make_speaker("Oleg"))
    statement_reject(statement=statement, actor=other, reason="A title.")
    page = act(client, "statement-reattribute", statement, speaker="Anna Petrenko", accept="1").content.decode()
    clash = page.split('data-act="settle"')[1].split("</form>")[0]
    sent = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', clash))
    assert {name: sent[name] for name in ("speaker", "state")} == {"speaker": "Anna Petrenko", "state": "accepted"}
    assert all(f'name="take_{name}" value="mine" required>' in clash for name in ("speaker", "state"))

    answer = client.post(
        url("statement-settle", statement), {**sent, **{f"take_{name}": whose for name, whose in take.items()}}
    )

    assert answer.status_code == 302
    statement.refresh_from_db()
    assert (statement.speaker.name, statement.review_state) == (speaker, state)


def test_third_to_save_is_shown_the_choice_again(desk_client, document):
    statement = suggest(document, "“No child waits,”", speaker=make_speaker("Nobody"))
    make_speaker("Anna Petrenko")
    statement_reattribute(statement=statement, actor=make_user("Editor"), speaker=make_speaker("Oleg"))
    data = {"version": 1, "speaker": "Anna Petrenko", "words": "No child", "take_speaker": "mine", "take_words": "mine"}

    answer = desk_client("Reporter").post(url("statement-settle", statement), data)

    assert answer.status_code == 409
    clash = answer.content.decode().split('data-act="settle"')[1].split("</form>")[0]
    assert 'name="take_speaker"' in clash
    assert 'name="take_words"' in clash
    statement.refresh_from_db()
    data["version"] = statement.version
    assert desk_client("Reporter").post(url("statement-settle", statement), data).status_code == 302
    statement.refresh_from_db()
    assert (statement.speaker.name, statement.exact) == ("Anna Petrenko", "No child")


@pytest.mark.parametrize("version", ["", "x", "99999999999999999999", "²"])
def test_form_without_its_version_overwrites_nothing(desk_client, document, version):
    statement = suggest(document, "“No child waits,”", speaker=make_speaker())

    answer = desk_client("Reporter").post(url("statement-accept", statement), {"version": version})

    assert answer.status_code == 400
    statement.refresh_from_db()
    assert statement.review_state == "suggested"


@pytest.mark.parametrize("query", ["part=0", "part=9999999999999", "part=x", "at=nothere", "at=%00"])
def test_odd_addresses_of_a_document_show_it(desk_client, document, query):
    assert desk_client("Reporter").get(f"{url('document', document)}?{query}").status_code == 200


def test_long_document_is_shown_in_parts(desk_client, text_of):
    text = "".join(f"“Statement number {n} is here,” she said.\n" for n in range(100))
    document, anna = make_document(text), make_speaker("Anna Petrenko")
    rows = [suggest(document, f"“Statement number {n} is here,”", speaker=anna) for n in range(100)]
    client = desk_client("Reporter")

    pages = [client.get(f"{url('document', document)}?part={part}").content.decode() for part in (1, 2, 3)]

    assert "".join(text_of(page, "text") for page in pages) == text
    assert (
        f's-{rows[90].public_id}"'
        in client.get(f"{url('document', document)}?at={rows[90].public_id}").content.decode()
    )


def test_accepted_statement_leads_to_its_claims(desk_client, document):
    statement = suggest(document, "“No child waits,”", speaker=make_speaker())
    statement_accept(statement=statement, actor=desk_client("Reporter").user)

    page = desk_client("Reporter").get(url("document", document)).content.decode()

    assert f"{reverse('desk:claim-add')}?statement={statement.public_id}" in page
    assert url("statement-join", statement) in page


def test_document_is_put_away_with_a_reason_found_by_a_filter_and_taken_up_again(desk_client, document):
    suggest(document, "No child waits,")
    client, page = desk_client("Reporter"), reverse("desk:document", args=[document.public_id])
    away, back = (reverse(f"desk:document-{name}", args=[document.public_id]) for name in ("put-away", "take-up"))
    listed, cards = (reverse(f"admin:{name}_changelist") for name in ("sources_document", "claims_statement"))
    assert away in client.get(page).content.decode()

    refused = client.post(away, {"reason": " "})
    assert refused.status_code == 400
    assert "Say why the document is put away." in refused.content.decode()
    shown = client.post(away, {"reason": "Meant for sports."}, follow=True).content.decode()

    assert f"by {client.user.get_full_name() or client.user.username}: <bdi>Meant for sports.</bdi>" in shown
    assert "Add a statement" not in shown
    assert "data-act=" not in shown
    assert away not in shown
    again = client.post(reverse("desk:document-reread", args=[document.public_id]))
    assert (again.status_code, "is put away" in again.content.decode()) == (409, True)
    for address in (listed, cards, f"{reverse('desk:home')}?queue=review"):
        assert document.public_id not in client.get(address).content.decode()
    for address in (f"{listed}?away=yes", f"{listed}?q={document.public_id}"):
        assert document.public_id in client.get(address).content.decode()

    shown = client.post(back, follow=True).content.decode()
    assert "taken up again" in shown
    assert "Add a statement" in shown
    for address in (listed, cards, f"{reverse('desk:home')}?queue=review"):
        assert document.public_id in client.get(address).content.decode()
    assert document.public_id not in client.get(f"{listed}?away=yes").content.decode()
    assert "nothing to take up again" in client.post(back, follow=True).content.decode()


def test_document_that_somebody_accepted_a_statement_of_is_not_offered_to_be_put_away(desk_client):
    document = make_statement().document
    away = reverse("desk:document-put-away", args=[document.public_id])
    client = desk_client("Reporter")
    assert away not in client.get(reverse("desk:document", args=[document.public_id])).content.decode()
    answer = client.post(away, {"reason": "Meant for sports."})
    assert answer.status_code == 400
    assert "so the document stays" in answer.content.decode()


def test_missing_document_is_told_in_words(desk_client):
    answer = desk_client("Reporter").get(reverse("desk:document", args=["0123456789"]))

    assert answer.status_code == 404
    assert "There is no document at this address." in answer.content.decode()


def test_text_without_a_headline_is_known_by_its_first_words_after_the_dateline():
    text = " date 2022-09-23 KYIV, Ukraine: Moscow opened its call-up on Thursday to mend a faltering war."
    assert document_name(Document(text=text, dateline="KYIV, Ukraine")).startswith("Moscow opened its call-up")
    assert document_name(Document(text="KYIV", dateline="KYIV")) == "KYIV …"
    assert document_name(Document(text="")) == "a text without a headline"


def test_accept_all_is_taken_back_as_one_step(desk_client, document):
    anna = make_speaker("Anna Petrenko")
    first = suggest(document, "“We will rebuild 🚀 every school,”", speaker=anna)
    second = suggest(document, "“No child waits,”", speaker=anna)
    third = suggest(document, "“not so sure”", speaker=anna)
    client = desk_client("Reporter")
    client.post(url("statements-accept", document), {"speaker_id": anna.public_id})
    act(client, "statement-undo", third)
    third.refresh_from_db()
    act(client, "statement-accept", third)
    client.post(url("document-undo", document))
    waiting = Statement.objects.filter(review_state="suggested")
    assert list(waiting.all()) == [third]
    answer = client.post(url("document-undo", document), follow=True)
    assert "2 statements were taken back." in answer.content.decode()
    assert set(waiting.all()) == {first, second, third}
    answer = client.post(url("document-undo", document), follow=True)
    assert "nothing of yours to take back" in answer.content.decode()


def test_what_a_claim_rests_on_by_now_stays_when_accept_all_is_taken_back(desk_client, document):
    anna = make_speaker("Anna Petrenko")
    joined = suggest(document, "“We will rebuild 🚀 every school,”", speaker=anna)
    apart = suggest(document, "“No child waits,”", speaker=anna)
    client = desk_client("Reporter")
    client.post(url("statements-accept", document), {"speaker_id": anna.public_id})
    joined.refresh_from_db()
    make_published_claim(statements=[joined])
    answer = client.post(url("document-undo", document), follow=True).content.decode()
    assert "1 statement was taken back." in answer
    assert "Taking this back" in answer
    again = client.post(url("document-undo", document), follow=True).content.decode()
    assert "Taking this back" in again
    assert list(document.statements.filter(review_state="accepted")) == [joined]
    apart.refresh_from_db()
    assert apart.review_state == "suggested"


def test_steps_before_one_that_is_published_can_still_be_taken_back(desk_client, document):
    anna = make_speaker("Anna Petrenko")
    rejected = suggest(document, "“not so sure”", speaker=anna)
    published = suggest(document, "“No child waits,”", speaker=anna)
    client = desk_client("Reporter")
    act(client, "statement-reject", rejected, reason="Nobody says it.")
    act(client, "statement-accept", published)
    published.refresh_from_db()
    make_published_claim(statements=[published])
    client.post(url("document-undo", document))
    rejected.refresh_from_db()
    assert rejected.review_state == "suggested"


def test_what_a_colleague_changed_stays_when_accept_all_is_taken_back_and_is_said(desk_client, document):
    anna, oleg = make_speaker("Anna Petrenko"), make_speaker("Oleg")
    changed = suggest(document, "“We will rebuild 🚀 every school,”", speaker=anna)
    apart = suggest(document, "“No child waits,”", speaker=anna)
    client = desk_client("Reporter")
    client.post(url("statements-accept", document), {"speaker_id": anna.public_id})
    changed.refresh_from_db()
    statement_reattribute(statement=changed, actor=make_user(), speaker=oleg, reason="Oleg said it.")
    page = client.post(url("document-undo", document), follow=True).content.decode()
    assert "1 statement was taken back." in page
    assert "1 was changed since then." in page
    apart.refresh_from_db()
    changed.refresh_from_db()
    assert (apart.review_state, changed.review_state, changed.speaker) == ("suggested", "accepted", oleg)


def test_statements_chosen_in_the_list_are_accepted_in_one_step(desk_client, document):
    anna = make_speaker("Anna Petrenko")
    rows = [suggest(document, words, speaker=anna) for words in ("“not so sure”", "“No child waits,”")]
    client = desk_client("Reporter")
    data = {"action": "accept_selected", "_selected_action": [row.pk for row in rows]}
    client.post(reverse("admin:claims_statement_changelist"), data)
    assert document.statements.filter(review_state="accepted").count() == 2
    client.post(url("document-undo", document))
    assert document.statements.filter(review_state="suggested").count() == 2


def test_all_that_is_left_in_a_document_is_rejected_at_once(desk_client, document):
    accepted = suggest(document, "“We will rebuild 🚀 every school,”", speaker=make_speaker(), review_state="accepted")
    left = [suggest(document, words) for words in ("“not so sure”", "“No child waits,”")]
    client = desk_client("Reporter")
    address = f"{reverse('desk:statements-reject')}?document={document.public_id}"
    assert address in client.get(url("document", document)).content.decode()
    page = client.get(address)
    assert "2 statements will be rejected" in page.content.decode()
    assert page.context["reason"] == "Nothing here to check."

    answer = client.post(address, {"seen": page.context["seen"], "reason": page.context["reason"]}, follow=True)

    assert "2 statements were rejected." in answer.content.decode()
    assert address not in answer.content.decode()
    assert set(document.statements.filter(review_state="rejected")) == set(left)
    assert not BY_KEY["review"].rows(client.user).exists()
    accepted.refresh_from_db()
    assert accepted.review_state == "accepted"
    client.post(url("document-undo", document))
    assert set(document.statements.filter(review_state="suggested")) == set(left)
    assert "Nothing is left to reject here." in client.get(f"{address.partition('=')[0]}=").content.decode()


def test_accept_all_accepts_no_more_than_the_page_showed(desk_client, document):
    anna = make_speaker("Anna Petrenko")
    suggest(document, "“We will rebuild 🚀 every school,”", speaker=anna)
    suggest(document, "“No child waits,”", speaker=anna)
    client = desk_client("Reporter")
    data = {"speaker_id": anna.public_id, "count": 1}
    answer = client.post(url("statements-accept", document), data, follow=True)
    assert "2 wait now, and the page showed 1" in answer.content.decode()
    assert not Statement.objects.filter(review_state="accepted").exists()


def test_accept_all_leaves_the_parts_that_the_page_does_not_show(desk_client):
    words = [f"“We will rebuild {number},”" for number in range(PART_STATEMENTS + 9)]
    document = make_document("KYIV: " + " ".join(f"{one} she said." for one in words))
    anna = make_speaker("Anna Petrenko")
    for one in words:
        suggest(document, one, speaker=anna)
    client = desk_client("Reporter")

    page = client.get(f"{url('document', document)}?part=2").content.decode()
    assert "Accept all 9 of <bdi>Anna Petrenko</bdi> in this part" in page
    data = {"speaker_id": anna.public_id, "part": 2, "count": 9}
    answer = client.post(url("statements-accept", document), data, follow=True).content.decode()

    assert "9 statements were accepted." in answer
    accepted = document.statements.filter(review_state="accepted").order_by("start")
    assert [row.exact for row in accepted] == words[PART_STATEMENTS:]
    answer = client.post(url("document-undo", document), follow=True).content.decode()
    assert "9 statements were taken back." in answer
    assert not accepted.all().exists()


def test_change_and_accept_is_one_step_and_taken_back_as_one(desk_client, document):
    anna, oleg = make_speaker("Anna Petrenko"), make_speaker("Oleg")
    statement = suggest(document, "“No child waits,”", speaker=anna, role_words="minister")
    client = desk_client("Reporter")
    act(client, "statement-reattribute", statement, speaker="Oleg", accept="on")
    statement.refresh_from_db()
    assert (statement.speaker, statement.review_state, statement.role_words) == (oleg, "accepted", "")
    client.post(url("document-undo", document))
    statement.refresh_from_db()
    assert (statement.speaker, statement.review_state, statement.role_words) == (anna, "suggested", "minister")


def test_last_step_in_a_document_is_found_after_many_elsewhere(desk_client, document, monkeypatch):
    monkeypatch.setattr("claims.services.undoing.RECENT_ACTS", 1)
    statement = suggest(document, "“No child waits,”", speaker=make_speaker())
    client = desk_client("Reporter")
    act(client, "statement-accept", statement)
    make_statement(actor=client.user)
    client.post(url("document-undo", document))
    statement.refresh_from_db()
    assert statement.review_state == "suggested"


def test_speakers_of_one_name_are_told_apart_where_two_editors_clash(desk_client, document):
    one, other = make_speaker("Anna Petrenko"), make_speaker("Anna Petrenko", kind="group")
    statement = suggest(document, "“No child waits,”", speaker=make_speaker("Nobody"))
    client = desk_client("Reporter")
    statement_reattribute(statement=statement, actor=desk_client("Editor").user, speaker=other)
    page = act(
        client, "statement-reattribute", statement, speaker="Anna Petrenko", speaker_id=one.public_id
    ).content.decode()
    clash = page.split('class="desk-conflict"')[1].split("</div>")[0]
    assert f"Anna Petrenko · {one.public_id}" in clash
    assert f"Anna Petrenko · {other.public_id}" in clash
    statement.refresh_from_db()
    chosen = {"take_speaker": "mine", "speaker": f"Anna Petrenko · {one.public_id}", "reason": "It was she."}
    act(client, "statement-settle", statement, **chosen)
    statement.refresh_from_db()
    assert statement.speaker == one


def test_a_speaker_that_was_merged_since_is_asked_for_again(desk_client, document):
    anna, anne = make_speaker("Anna Petrenko"), make_speaker("Anne")
    statement = suggest(document, "“No child waits,”", speaker=anne)
    speakers_merge(speaker=anna, into=anne, actor=make_user("Standards editor"), reason="One.")
    page = act(desk_client("Reporter"), "statement-accept", statement, speaker="Anna", speaker_id=anna.public_id)
    assert "was merged into another" in page.content.decode()
    statement.refresh_from_db()
    assert statement.review_state == "suggested"


def test_cards_say_that_readers_see_it_at_once_and_leave_it_to_an_editor(desk_client, document):
    statement = make_statement("“No child waits,”", document=document, speaker=make_speaker("Anna"))
    oleg, told = make_speaker("Oleg"), "Readers see this at once, with the reason"
    editor, reporter = desk_client("Editor"), desk_client("Reporter")
    assert told not in reporter.get(url("document", document)).content.decode()
    make_published_claim(statements=[statement])

    shut, free = (client.get(url("document", document)).content.decode() for client in (reporter, editor))

    assert (shut.count(told), free.count(told)) == (2, 2)
    forms = [f'action="{url(name, statement)}"' for name in ("statement-reattribute", "statement-respan")]
    assert [form in shut for form in forms] == [False, False]
    assert [form in free for form in forms] == [True, True]
    change = {"speaker": "Oleg", "reason": "Misheard."}
    refused = act(reporter, "statement-reattribute", statement, **change)
    assert "an editor gives these words to another speaker" in refused.content.decode()
    act(editor, "statement-reattribute", statement, **change)
    statement.refresh_from_db()
    assert statement.speaker == oleg


def test_joining_to_a_published_claim_says_that_readers_see_it_at_once(desk_client):
    statement, client = make_statement("The bridge is closed"), desk_client("Reporter")
    claim = make_claim("The bridge is closed")
    told = "readers see this statement at once"
    assert told not in client.get(url("statement-join", statement)).content.decode()
    publish(claim)
    assert told in client.get(url("statement-join", statement)).content.decode()


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("uk", "This text is in Ukrainian; the reader knows English only. Mark statements by hand."),
        ("uk-UA", "This text is in Ukrainian;"),
        ("tlh", "This text is in another language (tlh);"),
        ("und", "This text does not look like English;"),
        ("en-GB", ""),
    ],
)
def test_text_that_the_reader_cannot_read_says_so(desk_client, language, said):
    document = make_document("Міністр сказав, що вони не поїдуть.", language=language)
    client = desk_client("Reporter")
    page = client.get(url("document", document)).content.decode()
    assert said in page if said else "the reader knows English only" not in page
    # A reader of the house's own may know more.
    with override_settings(STATEMENT_READER="claims.tests.desk.test_documents.reads_anything"):
        assert "knows English only" not in client.get(url("document", document)).content.decode()


def reads_anything(text, *, published):
    return Reading("anything/1")


def test_unknown_language_is_told_of_only_where_nothing_was_found(desk_client):
    document = make_document("“A,” B said.", language="und")
    suggest(document, "“A,”")
    assert "does not look like English" not in desk_client().get(url("document", document)).content.decode()
