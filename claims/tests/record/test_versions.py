"""Corrections and kills as wires send them."""

import json

import pytest
from django.contrib.auth.models import Group
from hypothesis import given
from hypothesis import strategies as st

from claims.models import Claim, Event, Statement
from claims.public.models import Publication
from claims.publishing import refresh_stale
from claims.services.claims import claim_draft
from claims.services.ingestion import (
    ingestion_resubmit,
    ingestion_submit,
    ingestions_process,
)
from claims.services.restoring import document_restore
from claims.services.reviews import statement_accept, statement_reject
from claims.services.versions import document_withdraw
from claims.services.withdrawals import claim_withdraw
from claims.tests.articles import article
from claims.tests.factories import make_evidence, make_speaker, make_statement, make_user, publish
from factcheck.base import DomainError
from sources.differences import word_changes
from sources.models import Document
from sources.selectors import versions_of

FIRST = (
    "Ministers met in Zagreb.\n\n“We shall vote on Monday and nobody will stop us,” Prime Minister Ana Horvat told"
    " reporters.\n\n“The lists of voters are complete,” Interior Minister Ivo Babic said.\n\n“Yes,” Eva Gruber said."
)


def hand_in(text=FIRST, *, version="1", actor=None, **changes):
    item = {
        "uri": "urn:item:1",
        "version": version,
        "versionCreated": "2022-09-21T12:05:00Z",
        "pubStatus": "usable",
        "headlines": [{"value": "Premier rules out talks"}],
        "provider": {"name": "Example Agency"},
        "bodies": [{"contentType": "text/plain", "value": text}],
        **changes,
    }
    return ingestion_submit(data=json.dumps(item).encode(), way="api", actor=actor)


def send(text=FIRST, **changes):
    row = hand_in(text, **changes)
    ingestions_process([row.pk])
    row.refresh_from_db()
    return row


def public(row):
    return json.loads(Publication.objects.get(kind=row._meta.model_name, public_id=row.public_id).body)


def accepted(document, words, name):
    statement = document.statements.get(exact__contains=words)
    return statement_accept(statement=statement, actor=make_user(), speaker=make_speaker(name))


def test_a_new_version_replaces_and_the_same_again_changes_nothing(db):
    first = send().document
    second = send(f"{FIRST}\n\nMore follows.", version="2")
    assert second.document.replaces == first
    assert second.document.origin == first
    assert send(f"{FIRST}\n\nMore follows.", version="2").is_duplicate
    assert Document.objects.count() == 2


def test_an_older_version_that_comes_late_is_not_taken_in(db):
    send(version="10")
    row = send(FIRST.replace("Monday", "Sunday"), version="9")
    assert row.state == "failed"
    assert "Version 10 of this item is in the record already" in row.reason


def test_the_same_address_with_another_text_is_a_version(db):
    for text in ("It rained, officials said.", "It rained a lot, officials said."):
        row = ingestion_submit(data=text.encode(), way="paste", url="https://paper.example/rain")
        ingestions_process([row.pk])
    first, second = Document.objects.order_by("pk")
    assert second.replaces == first


def test_a_correction_of_one_quoted_word_loses_that_anchor_and_moves_the_others(db):
    first = send().document
    vote = accepted(first, "vote on Monday", "Ana Horvat")
    lists = accepted(first, "lists of voters", "Ivo Babic")
    claim = publish(claim_draft(text="The vote is on Monday", actor=make_user("Reporter"), statements=[vote]))
    other = publish(claim_draft(text="The lists are complete", actor=make_user("Reporter"), statements=[lists]))
    corrected = "CORRECTED\n\n" + FIRST.replace("vote on Monday", "vote on Sunday")
    second = send(corrected, version="2", edNote="CORRECTS the day of the vote.").document
    refresh_stale()
    for row in (vote, lists, claim, other):
        row.refresh_from_db()

    assert (vote.is_lost, vote.document) == (True, first)
    assert (lists.is_lost, lists.document) == (False, second)
    assert second.text[lists.start : lists.end] == lists.exact
    assert lists.start == first.text.index(lists.exact) + len("CORRECTED\n\n")
    assert claim.reopened_at is not None
    assert other.reopened_at is None
    # The reader sees the note, and that the words are lost.
    shown = public(claim)
    note = shown["history"][0]
    assert note["label"] == "Source changed"
    assert "vote on Monday" in note["reason"]
    assert note["reason"].endswith("CORRECTS the day of the vote.")
    assert shown["appearances"][0]["statement"]["is_lost"] is True
    # The new words are a suggestion of their own.
    assert second.statements.get(exact__contains="vote on Sunday").review_state == "suggested"
    for statement in Statement.objects.select_related("document"):
        assert statement.document.text[statement.start : statement.end] == statement.exact


def test_what_an_editor_rejected_is_not_suggested_again(db):
    first = send().document
    row = first.statements.get(exact__contains="lists of voters")
    statement_reject(statement=row, actor=make_user(), reason="A slogan.")
    second = send(f"UPDATE\n\n{FIRST}", version="2").document
    again = second.statements.get(exact__contains="lists of voters")
    assert (again.pk, again.review_state) == (row.pk, "rejected")


@pytest.mark.parametrize(
    "text",
    [
        # The short word now stands in another's mouth, or twice.
        FIRST.replace("“Yes,” Eva Gruber said.", "“Yes,” Marta Kovac said."),
        FIRST.replace("“Yes,” Eva Gruber said.", "“Yes,” Eva Gruber said. Later: “Yes,” Eva Gruber said."),
    ],
)
def test_short_words_move_only_with_the_words_around_them(db, text):
    first = send().document
    speaker = make_speaker("Eva Gruber")
    row = first.statements.filter(exact__contains="Yes").first() or make_statement(
        "“Yes,”", document=first, speaker=speaker
    )
    second = send(text, version="2").document
    row.refresh_from_db()
    if row.is_lost:
        assert row.document == first
    else:
        assert second.text[row.start : row.end] == row.exact
        assert second.text[row.end :].startswith(" Eva Gruber said.")


def test_the_same_words_of_another_speaker_are_lost(db):
    first = send().document
    vote = accepted(first, "vote on Monday", "Ana Horvat")
    send(FIRST.replace("Prime Minister Ana Horvat", "Prime Minister Marta Kovac"), version="2")
    vote.refresh_from_db()
    assert vote.is_lost


def test_a_kill_withdraws_what_rests_on_it_alone_and_reopens_the_rest(db):
    first = send().document
    vote = accepted(first, "vote on Monday", "Ana Horvat")
    lists = accepted(first, "lists of voters", "Ivo Babic")
    elsewhere = make_statement("The lists of voters are complete")
    alone = publish(claim_draft(text="The vote is on Monday", actor=make_user("Reporter"), statements=[vote]))
    shared = publish(
        claim_draft(text="The lists are complete", actor=make_user("Reporter"), statements=[lists, elsewhere])
    )
    row = send("", version="2", pubStatus="canceled", bodies=[], edNote="KILL: the quote was invented.")
    refresh_stale()
    assert (row.state, row.document) == ("done", first)
    for one in (alone, shared, first):
        one.refresh_from_db()
    assert first.withdrawal_note == "KILL: the quote was invented."
    assert alone.withdrawn_at is not None
    assert "the quote was invented" in alone.withdrawal_reason
    assert (shared.withdrawn_at, shared.reopened_at is not None) == (None, True)
    shown = public(shared)
    assert shown["history"][0]["label"] == "Source withdrawn"
    assert public(alone)["is_withdrawn"]
    count = Event.objects.count()
    send("", version="2", pubStatus="canceled", bodies=[], edNote="KILL: the quote was invented.")
    assert Event.objects.count() == count


def test_a_kill_reaches_every_version(db):
    send()
    send(f"UPDATE\n\n{FIRST}", version="2")
    send("", version="3", pubStatus="canceled", bodies=[])
    assert Document.objects.filter(withdrawn_at__isnull=True).count() == 0


@pytest.mark.parametrize("is_first", [True, False])
def test_a_kill_that_comes_with_its_item_is_heeded(db, is_first):
    acts = [hand_in, lambda: hand_in("", version="2", pubStatus="canceled", bodies=[])]
    rows = [act() for act in (reversed(acts) if is_first else acts)]
    ingestions_process([row.pk for row in rows])
    for row in rows:
        row.refresh_from_db()
        assert row.state == "done"
    assert Document.objects.get().withdrawn_at is not None


def test_a_kill_of_an_older_version_withdraws_nothing(db):
    send(version="3")
    row = send("", version="2", pubStatus="canceled", bodies=[])
    assert row.state == "failed"
    assert "which is older" in row.reason
    assert Document.objects.get().withdrawn_at is None


KILL = {"text": "", "pubStatus": "canceled", "bodies": []}


def test_a_sender_nobody_knows_takes_back_nothing_of_others(db):
    send()
    row = send(**KILL, version="2", provider={"name": "Nobody Ever Heard Of"})
    assert row.state == "failed"
    assert "cancelled by Nobody Ever Heard Of, and the record has it from Example Agency" in row.reason
    assert Document.objects.get().withdrawn_at is None


def test_a_kill_under_a_number_of_nobody_known_takes_back_nothing_of_others(db):
    send(uri="1")
    assert send(**KILL, uri="1", version="2", provider=None).document is None
    assert Document.objects.get().withdrawn_at is None


def test_what_was_taken_back_before_it_came_is_not_taken_in(db):
    row = send(**KILL, version="2")
    assert (row.state, row.document, row.kill.item_version) == ("done", None, "2")
    assert "should it come yet" in row.note
    late = send(version="1")
    assert (late.state, late.reason) == (
        "failed",
        "The sender cancelled this item up to version 2; nothing of it was taken in.",
    )
    assert not Document.objects.exists()
    # What the sender gives out anew is news.
    assert send(version="3").state == "done"


def test_a_late_version_does_not_bring_back_what_was_taken_back(db):
    first = send(version="1").document
    send(**KILL, version="3")
    late = send(FIRST.replace("Monday", "Sunday"), version="2")
    assert (late.state, "up to version 3" in late.reason) == ("failed", True)
    assert list(Document.objects.all()) == [first]
    # The very same again is only the same again.
    assert send(version="1").is_duplicate


def test_a_kill_without_a_number_is_weighed_by_its_time(db):
    send(version="1")
    send(**KILL, version="", versionCreated="2022-09-21T13:00:00Z")
    changed = FIRST.replace("Monday", "Sunday")
    late = send(changed, version="5")
    assert (late.state, late.reason) == ("failed", "The sender cancelled this item; nothing of it was taken in.")
    assert send(changed, version="5", versionCreated="2022-09-21T14:00:00Z").state == "done"


def test_a_quote_that_goes_back_to_its_first_speaker_moves(db):
    words = "We shall vote on Monday and nobody will stop us"
    first = send(version="1").document
    vote = accepted(first, words, "Ana Horvat")
    second = send(FIRST.replace("Prime Minister Ana Horvat", "Prime Minister Ivo Babic"), version="2").document
    vote.refresh_from_db()
    assert vote.is_lost
    row = send(f"{FIRST}\n\nMore follows.", version="3")
    assert (row.state, row.reason) == ("done", "")
    vote.refresh_from_db()
    assert (vote.document, vote.is_lost) == (row.document, False)
    assert second.statements.get(exact__contains=words).is_lost


def test_a_kill_twice_is_one(db):
    send()
    assert send(**KILL, version="2").kill == send(**KILL, version="2").kill


def test_a_kill_names_an_item(db):
    row = send(**KILL, uri=None, guid="")
    assert (row.state, "without saying which" in row.reason) == ("failed", True)


def test_a_correction_taken_back_by_the_sender_is_a_version_of_its_own(db):
    first = send(version="1").document
    vote = accepted(first, "vote on Monday", "Ana Horvat")
    changed = FIRST.replace("Monday", "Sunday")
    second = send(changed, version="2").document
    third = send(version="3").document
    vote.refresh_from_db()
    assert (third.replaces, third.text, third.origin) == (second, first.text, first)
    assert [row.pk for row in Document.objects.order_by("pk")] == [first.pk, second.pk, third.pk]
    assert third.statements.filter(exact__contains="vote on Monday").count() == 1
    # Whatever old delivery comes again, nothing moves.
    for version, text, document in (("1", FIRST, third), ("2", changed, second), ("3", FIRST, third)):
        row = send(text, version=version)
        assert (row.state, row.is_duplicate, row.document) == ("done", True, document)
    assert Document.objects.count() == 3


def test_files_of_old_versions_handed_in_again_change_nothing(db):
    def hand_in_files():
        rows = []
        for text in ("It rained, officials said.", "It rained a lot, officials said."):
            row = ingestion_submit(data=text.encode(), way="paste", url="https://paper.example/rain")
            ingestions_process([row.pk])
            row.refresh_from_db()
            rows.append(row)
        return [row.document.pk for row in rows]

    assert hand_in_files() == hand_in_files()
    assert Document.objects.count() == 2


def test_another_headline_over_the_same_words_is_a_version(db):
    first = send(version="1").document
    second = send(version="3", headlines=[{"value": "CORRECTED: Premier rules in talks"}]).document
    assert (second.replaces, second.text, second.title) == (first, first.text, "CORRECTED: Premier rules in talks")
    assert send(FIRST.replace("Monday", "Sunday"), version="2").state == "failed"


def test_the_same_words_under_a_higher_number_keep_older_ones_out(db):
    document = send(version="1").document
    assert send(version="3").is_duplicate
    row = send(FIRST.replace("Monday", "Sunday"), version="2")
    assert (row.state, "Version 3 of this item" in row.reason) == ("failed", True)
    assert list(Document.objects.all()) == [document]


LONG = [
    "\n\n".join(sentence.format(done) for done in ("closed", "searched", "opened", "painted", "measured", "sold"))
    for sentence in (
        "The harbour of Split was {} on Monday, officials said, and nobody was hurt.",
        "Eva Gruber told readers in Lviv that her library had been {} by friends.",
    )
]


@pytest.mark.parametrize(
    ("address", "texts", "versions"),
    [
        # A site's front page is no article's address.
        ("https://paper.example/", ("It rained, officials said.", "It snowed, officials said."), 0),
        # One address holds what is news today, and is as good as none where texts share nothing.
        ("https://paper.example/latest", LONG, 0),
        ("https://paper.example/harbour", (LONG[0], LONG[0].replace("nobody was", "two were")), 1),
        ("https://paper.example/harbour?id=7", (LONG[0], f"{LONG[0]} More follows."), 1),
    ],
)
def test_an_address_makes_versions_of_what_is_one_article(db, address, texts, versions):
    for text, end in zip(texts, ("", "#comments"), strict=True):
        row = ingestion_submit(data=text.encode(), way="paste", url=address + end)
        ingestions_process([row.pk])
        row.refresh_from_db()
        assert row.state == "done"
    assert Document.objects.filter(replaces__isnull=False).count() == versions
    assert set(Document.objects.values_list("url", flat=True)) == {address}


def test_items_of_one_delivery_that_share_an_address_are_no_versions(db):
    items = [{"text": text, "url": "https://paper.example/day"} for text in ("It rained there.", "It snowed there.")]
    row = ingestion_submit(data="\n".join(map(json.dumps, items)).encode(), way="file")
    ingestions_process([row.pk])
    ingestions_process(list(row.parts.values_list("pk", flat=True)))
    assert Document.objects.filter(replaces=None).count() == 2


def test_numbered_versions_of_one_delivery_follow_each_other(db):
    item = {"url": "https://paper.example/day", "title": "Vote", "outlet": "The Paper"}
    lines = [
        json.dumps({**item, "text": FIRST.replace("Monday", day), "version": n})
        for n, day in ((1, "Monday"), (2, "Sunday"))
    ]
    row = ingestion_submit(data="\n".join(lines).encode(), way="file")
    ingestions_process([row.pk])
    ingestions_process(list(row.parts.values_list("pk", flat=True)))
    first, second = Document.objects.order_by("pk")
    assert second.replaces == first


def test_a_version_with_the_words_of_another_item_is_a_version(db):
    other = send("“Apples are sold out,” Eva Gruber said.", uri="urn:item:2").document
    send(version="1")
    document = send("“Apples are sold out,” Eva Gruber said.", version="2").document
    assert document != other
    assert document.replaces.guid == "urn:item:1"


def test_a_number_is_an_id_of_its_sender_only(db):
    for text in (FIRST, "“Apples are sold out,” Eva Gruber said."):
        assert send(text, uri="1", provider=None).state == "done"
    assert Document.objects.filter(replaces=None, outlet=None).count() == 2


def test_evidence_whose_passage_is_gone_brings_its_claim_back(db):
    first = send().document
    claim = claim_draft(text="Something else", actor=make_user("Reporter"), statements=[make_statement()])
    make_evidence(claim, document=first, excerpt="Ministers met in Zagreb.")
    make_evidence(claim)
    claim = publish(claim)
    send(FIRST.replace("Zagreb", "Split"), version="2")
    assert Claim.objects.get(pk=claim.pk).reopened_at is not None


def test_readers_are_led_from_version_to_version_and_told_of_no_copy(db):
    first = send().document
    vote = accepted(first, "vote on Monday", "Ana Horvat")
    lists = accepted(first, "lists of voters", "Ivo Babic")
    for words, row in (("The vote is on Monday", vote), ("The lists are complete", lists)):
        publish(claim_draft(text=words, actor=make_user("Reporter"), statements=[row]))
    second = send(FIRST.replace("vote on Monday", "vote on Sunday"), version="2").document
    refresh_stale()
    older, newer = public(first), public(second)
    assert (older["replaced_by"]["id"], older["replaces"], older["origin"]) == (second.public_id, None, None)
    assert (newer["replaces"]["id"], newer["replaced_by"], newer["origin"]) == (first.public_id, None, None)


def pieces(changes, but):
    return "".join(change.text for change in changes if change.kind != but)


@given(st.lists(st.sampled_from(["a", "b ", "the ", "\n", "\n\n", "vote, "])), st.integers(0, 9), st.text(max_size=9))
def test_a_comparison_is_made_of_both_texts(words, place, word):
    old, new = "".join(words), "".join([*words[:place], word, *words[place + 1 :]])
    changes = word_changes(old, new)
    assert (pieces(changes, "new"), pieces(changes, "gone")) == (old, new)
    assert all(change.text for change in changes)


def test_one_word_of_a_long_text_is_one_change():
    paragraph = " ".join(article(1).split())
    text = "\n\n".join([paragraph] * 12)
    for whole in (text, text.replace("\n\n", " ")):
        at = whole.index(" said", 6 * len(paragraph))
        changes = word_changes(whole, f"{whole[:at]} shouted{whole[at + 5 :]}")
        assert [(change.kind, change.text) for change in changes if change.kind != "same"] == [
            ("gone", "said"),
            ("new", "shouted"),
        ]


def test_versions_are_compared_word_by_word():
    changes = word_changes("We shall vote on Monday.", "We shall vote on Sunday night.")
    assert [(change.kind, change.text) for change in changes] == [
        ("same", "We shall vote on "),
        ("gone", "Monday"),
        ("new", "Sunday night"),
        ("same", "."),
    ]


@pytest.mark.parametrize(("role", "is_withdrawn"), [("Reporter", False), ("Standards editor", True)])
def test_a_kill_that_a_colleague_hands_in_withdraws_no_more_than_they_may(db, role, is_withdrawn):
    first = send().document
    vote = accepted(first, "vote on Monday", "Ana Horvat")
    alone = publish(claim_draft(text="The vote is on Monday", actor=make_user("Reporter"), statements=[vote]))
    colleague = make_user(role)
    kill = hand_in(version="2", pubStatus="canceled", actor=colleague)
    # What they might do when they handed it in counts, whenever a worker comes to it.
    colleague.groups.set(Group.objects.filter(name="Reporter" if is_withdrawn else "Standards editor"))
    ingestions_process([kill.pk])
    alone.refresh_from_db()
    assert (alone.withdrawn_at is not None, alone.reopened_at is not None) == (is_withdrawn, not is_withdrawn)


def test_a_kill_handed_in_again_may_do_what_whoever_does_so_may(db):
    first = send(version="2").document
    vote = accepted(first, "vote on Monday", "Ana Horvat")
    claim = publish(claim_draft(text="The vote is on Monday", actor=make_user("Reporter"), statements=[vote]))
    failed = send(version="1", pubStatus="canceled", actor=make_user("Standards editor"))
    assert (failed.state, failed.may_withdraw) == ("failed", True)
    again = ingestion_resubmit(ingestion=failed, actor=make_user("Reporter"))
    assert not again.may_withdraw
    claim.refresh_from_db()
    assert claim.withdrawn_at is None


def test_a_protected_source_that_changes_or_is_withdrawn_is_not_named_to_readers(db):
    first = send(headlines=[{"value": "Hidden headline"}]).document
    claim = publish(claim_draft_with_words())
    words = "The lists of voters are complete"
    make_evidence(claim, document=first, excerpt=words, is_protected=True)
    second = send(FIRST.replace("complete", "short"), version="2", headlines=[{"value": "Hidden headline"}]).document
    claim.refresh_from_db()
    assert claim.reopened_at is not None
    document_withdraw(document=second, note="It named somebody.")
    refresh_stale()
    claim.refresh_from_db()

    assert claim.withdrawn_at is None
    body = Publication.objects.get(kind="claim", public_id=claim.public_id).body
    lines = Event.objects.filter(claim=claim, is_public=True).values_list("reason", flat=True)
    for text in (body, *lines):
        for hidden in ("Hidden headline", "Example Agency", words, "named somebody"):
            assert hidden not in text
    assert Event.objects.filter(claim=claim, action="source.changed", is_public=False).count() == 1
    assert Event.objects.filter(claim=claim, action="source.withdrawn", is_public=False).count() == 1


def test_a_mark_that_was_wrong_is_taken_back_in_public(db):
    first = send().document
    vote = accepted(first, "vote on Monday", "Ana Horvat")
    lists = accepted(first, "lists of voters", "Ivo Babic")
    author, editor = make_user("Reporter"), make_user("Editor")
    alone = publish(claim_draft(text="The vote is on Monday", actor=author, statements=[vote]))
    both = publish(claim_draft(text="The lists are complete", actor=author, statements=[lists, make_statement()]))
    document_withdraw(document=first, note="They rang us.", actor=editor, may_withdraw=True)
    publish(both)
    refresh_stale()
    alone.refresh_from_db(), both.refresh_from_db()
    assert (alone.withdrawn_at is None, both.withdrawn_at is None, both.reopened_at) == (False, True, None)
    assert public(first)["withdrawn_at"]
    with pytest.raises(DomainError, match="Say why"):
        document_restore(document=first, actor=editor, reason=" ")

    document_restore(document=first, actor=editor, reason="They meant another report.")

    refresh_stale()
    alone.refresh_from_db(), both.refresh_from_db()
    assert public(first)["withdrawn_at"] is None
    assert both.reopened_at is not None
    line = both.events.last()
    assert (line.action, line.is_public) == ("source.restored", True)
    assert "was not withdrawn by its publisher" in line.reason
    assert "They meant another report." in line.reason
    assert public(both)["history"][0]["action"] == "source.restored"
    # What readers were told is withdrawn stays so; its statement makes another.
    assert alone.withdrawn_at is not None
    assert publish(claim_draft(text="The vote is on Monday", actor=author, statements=[vote])).published_at
    told = Event.objects.get(subject="document", action="document.restored")
    assert (told.actor, told.before) == (editor, {"reason": "They rang us."})
    with pytest.raises(DomainError, match="not marked as withdrawn"):
        document_restore(document=first, actor=editor, reason="Again.")


def test_what_the_publisher_took_back_no_colleague_brings_back(db):
    first = send().document
    send(version="2", pubStatus="canceled")
    with pytest.raises(DomainError, match="The publisher itself took this document back"):
        document_restore(document=first, actor=make_user(), reason="It was a mistake.")
    first.refresh_from_db()
    assert first.withdrawn_at is not None


def test_a_protected_source_whose_mark_is_taken_back_is_not_named_to_readers(db):
    first = send(headlines=[{"value": "Hidden headline"}]).document
    claim = publish(claim_draft_with_words())
    make_evidence(claim, document=first, excerpt="The lists of voters are complete", is_protected=True)
    document_withdraw(document=first, note="They rang us.")
    document_restore(document=first, actor=make_user(), reason="It named somebody.")
    refresh_stale()
    assert Event.objects.filter(claim=claim, action="source.restored", is_public=False).count() == 1
    body = Publication.objects.get(kind="claim", public_id=claim.public_id).body
    for hidden in ("Hidden headline", "named somebody", "rang us"):
        assert hidden not in body


def claim_draft_with_words():
    return claim_draft(text="The lists are complete", actor=make_user("Reporter"), statements=[make_statement()])


def test_a_withdrawn_claim_does_not_come_back(db):
    document = send().document
    vote = accepted(document, "vote on Monday", "Ana Horvat")
    claim = publish(claim_draft(text="The vote is on Monday", actor=make_user("Reporter"), statements=[vote]))
    claim_withdraw(claim=claim, actor=make_user(), reason="Joined by mistake.")
    send(FIRST.replace("Monday", "Sunday"), version="2")
    document_withdraw(document=Document.objects.last(), note="It was invented.")
    claim.refresh_from_db()
    assert claim.reopened_at is None
    assert not Event.objects.filter(claim=claim, action__startswith="source.").exists()


def test_all_versions_cost_two_questions(db, django_assert_num_queries):
    for number in range(1, 6):
        send(f"{FIRST}\n\nLine {number}.", version=str(number))
    rows = list(Document.objects.order_by("pk"))
    with django_assert_num_queries(2):
        assert versions_of(rows[2]) == rows
    assert "text" not in versions_of(rows[2])[0].__dict__
