from functools import partial

import pytest
from django.db import IntegrityError, transaction

from claims.extraction import Quote
from claims.models import Event, Statement
from claims.services.rereading import document_reread
from claims.services.reviews import (
    statement_accept,
    statement_authenticity_set,
    statement_reattribute,
    statement_reject,
    statement_reopen,
)
from claims.services.spans import statement_add, statement_respan
from claims.services.statements import in_marks
from claims.services.suggestions import statement_values, statements_extract, statements_given
from claims.services.undoing import last_act_by, statement_undo
from claims.tests.factories import make_document, make_published_claim, make_speaker, make_statement, make_user
from factcheck.base import ConflictError, DomainError
from sources.bulk import insert_values
from sources.readers import GivenStatement

TEXT = 'It rained 😀. "We shall not yield," President Ana Horvat said. שלום. "Nor tire," she added.'


@pytest.fixture
def document(db):
    document = make_document(TEXT)
    statements_extract(document=document)
    return document


@pytest.fixture
def suggestion(document):
    return document.statements.get(exact='"We shall not yield,"')


def actions(statement):
    events = Event.objects.filter(subject="statement", subject_id=statement.public_id)
    return list(events.values_list("action", flat=True))


def test_suggestions_stand_at_their_place_with_context(suggestion):
    assert TEXT[suggestion.start : suggestion.end] == suggestion.exact
    assert suggestion.prefix.endswith("😀. ")
    assert suggestion.suffix.startswith(" President Ana")
    assert suggestion.role_words == "President"
    assert suggestion.found_by.startswith("onrecord-rules/")


def test_a_suggestion_finds_its_speaker_in_the_record(db):
    speaker = make_speaker("Анна Горват", names=[("Ana Horvat", "en")])
    document = make_document(TEXT)
    statements_extract(document=document)
    assert set(document.statements.filter(kind="direct").values_list("speaker", flat=True)) == {speaker.pk}


def test_two_speakers_of_one_name_are_left_to_an_editor(db):
    make_speaker("Ana Horvat")
    make_speaker("Ana Horvat")
    document = make_document(TEXT)
    statements_extract(document=document)
    statement = document.statements.get(exact='"We shall not yield,"')
    assert (statement.speaker, statement.suggested_speaker) == (None, "Ana Horvat")


def test_a_spokesman_of_one_article_is_not_that_of_another(db):
    make_speaker("a spokesman")
    make_speaker("police", kind="organisation")
    document = make_document('"The dam holds," a spokesman said. "Nobody was hurt," police said.')
    statements_extract(document=document)
    rows = document.statements.order_by("start")
    assert [row.speaker for row in rows] == [None, None]
    assert {row.suggested_speaker for row in rows} & {"a spokesman", "spokesman"}
    # Nor do others of the same words in one article follow whoever was chosen for one of them.
    statement_accept(statement=rows[0], actor=make_user(), speaker=make_speaker("Spokesman of the dam"))
    document_reread(document=document)
    assert not document.statements.filter(review_state="suggested", speaker__isnull=False).exists()
    given = make_document("“The dam holds,” it says.")
    statements_given(document=given, given=[GivenStatement(0, 16, "a spokesman", None)])
    assert given.statements.get().speaker is None


def test_a_name_that_is_too_long_is_asked_for_and_never_cut(db):
    long = "The Committee for " + "the Study of Names and " * 9 + "More"
    document = make_document("“The dam holds,” it says. “It does,” it says.")
    statements_given(document=document, given=[GivenStatement(0, 16, long, None)])
    quote = Quote(start=26, end=36, text=document.text[26:36], kind="direct", speaker=long)
    assert statement_values(document, quote, None, "test")["suggested_speaker"] == ""
    statement = document.statements.get()
    assert (statement.suggested_speaker, statement.speaker) == ("", None)
    assert "more than 200 characters" in statement.doubt
    with pytest.raises(DomainError, match="Say who spoke"):
        statement_accept(statement=statement, actor=make_user())


@pytest.mark.parametrize(
    ("exact", "named"),
    [
        ("“Steel is steel,”", "“Steel is steel”"),
        ('"Steel is steel,"', '"Steel is steel"'),
        ("steel is steel,", "“steel is steel”"),
        ("“Steel is steel.”", "“Steel is steel.”"),
        ("“Steel”", "“Steel”"),
    ],
)
def test_words_named_in_a_sentence_bring_no_comma_of_their_own(exact, named):
    assert in_marks(Statement(exact=exact)) == named


def test_accepting_needs_a_speaker(suggestion):
    editor = make_user("Reporter")
    with pytest.raises(DomainError, match="Say who spoke"):
        statement_accept(statement=suggestion, actor=editor)
    speaker = make_speaker("Ana Horvat")
    statement = statement_accept(statement=suggestion, actor=editor, speaker=speaker)
    assert (statement.review_state, statement.speaker) == ("accepted", speaker)
    assert actions(statement) == ["statement.accepted"]
    with pytest.raises(DomainError, match="accepted already"):
        statement_accept(statement=statement, actor=editor)


def test_the_database_refuses_an_accepted_statement_without_speaker(suggestion):
    with pytest.raises(IntegrityError, match="statement_accepted_has_speaker"), transaction.atomic():
        Statement.objects.filter(pk=suggestion.pk).update(review_state="accepted")


def test_rejecting_needs_a_reason_and_can_be_taken_back(suggestion):
    editor = make_user("Reporter")
    with pytest.raises(DomainError, match="Say why"):
        statement_reject(statement=suggestion, actor=editor, reason=" ")
    statement = statement_reject(statement=suggestion, actor=editor, reason="A slogan, nobody's words.")
    statement = statement_reopen(statement=statement, actor=editor)
    assert statement.review_state == "suggested"
    assert actions(statement) == ["statement.rejected", "statement.reopened"]


def test_an_accepted_statement_changes_hands_with_a_reason_only(db):
    statement, other = make_statement(), make_speaker()
    with pytest.raises(DomainError, match="Say why"):
        statement_reattribute(statement=statement, actor=make_user(), speaker=other)
    statement = statement_reattribute(statement=statement, actor=make_user(), speaker=other, reason="Misheard.")
    assert statement.speaker == other


def test_the_second_to_review_is_told(suggestion):
    version = suggestion.version
    statement_reject(statement=suggestion, actor=make_user(), reason="No.", version=version)
    with pytest.raises(ConflictError) as error:
        statement_reattribute(statement=suggestion, actor=make_user(), speaker=make_speaker(), version=version)
    assert error.value.current["review_state"] == "rejected"


def test_respanning_keeps_words_and_place_together(suggestion):
    statement = statement_respan(
        statement=suggestion, actor=make_user(), start=suggestion.start + 1, end=suggestion.end - 2
    )
    assert statement.exact == "We shall not yield"
    for start, end in ((5, 5), (-1, 4), (0, len(TEXT) + 1)):
        with pytest.raises(DomainError, match="not inside"):
            statement_respan(statement=statement, actor=make_user(), start=start, end=end)
    with pytest.raises(IntegrityError, match="not at this place"), transaction.atomic():
        Statement.objects.filter(pk=statement.pk).update(exact="We shall yield")


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("We shall not yield", "direct"),
        ('"We shall not yield," President Ana Horvat said. שלום. "Nor tire,"', "mixed"),
        ('shall not yield," President Ana', "mixed"),
        ("President Ana Horvat said", "indirect"),
        ("It rained", "indirect"),
    ],
)
def test_kind_follows_from_the_marks_around_the_new_words_and_goes_back_with_them(suggestion, words, kind):
    start = TEXT.index(words)
    statement = statement_respan(statement=suggestion, actor=make_user(), start=start, end=start + len(words))
    assert (statement.kind, statement.exact) == (kind, words)
    assert statement_undo(statement=statement, actor=make_user()).kind == "direct"


def test_words_of_a_transcript_stay_direct_and_reported_ones_indirect(db):
    for kind in ("direct", "indirect"):
        document = make_document(f"ANA HORVAT: We shall not yield, whatever happens in {kind} speech.")
        statement = make_statement("We shall not yield, whatever happens", document=document, kind=kind)
        end = statement.end - len(", whatever happens")
        assert statement_respan(statement=statement, actor=make_user(), start=statement.start, end=end).kind == kind


def test_words_do_not_run_into_another_accepted_statement(document, suggestion):
    other = document.statements.get(exact='"Nor tire,"')
    move = partial(statement_respan, actor=make_user(), start=suggestion.start, end=other.end)
    assert move(statement=suggestion).exact.endswith('"Nor tire,"')
    statement_undo(statement=suggestion, actor=make_user())
    statement_accept(statement=other, actor=make_user(), speaker=make_speaker("Ana Horvat"))
    with pytest.raises(DomainError, match='run into another accepted statement: "Nor tire", said by Ana Horvat'):
        move(statement=suggestion)
    # What lay within another from the beginning may still be trimmed.
    inner = make_statement("Nor tire", document=document)
    assert move(statement=inner, start=inner.start, end=inner.end - len(" tire")).exact == "Nor"


def test_words_begin_and_end_where_words_do(suggestion):
    move = partial(statement_respan, statement=suggestion, actor=make_user())
    for start, end in ((suggestion.start + 2, suggestion.end), (suggestion.start, suggestion.end - 3)):
        with pytest.raises(DomainError, match="in the middle of a word"):
            move(start=start, end=end)
    document = make_document("他说我们不会投降。")
    unspaced = make_statement("我们不会投降", document=document)
    cut = statement_respan(statement=unspaced, actor=make_user(), start=unspaced.start, end=unspaced.end - 2)
    assert cut.exact == "我们不会"


def test_words_that_a_claim_rests_on_change_for_a_reason(db):
    statement = make_published_claim().statements.get()
    start, end, editor = statement.start, statement.end - 6, make_user("Editor")
    with pytest.raises(DomainError, match="Say why a statement gets other words"):
        statement_respan(statement=statement, actor=editor, start=start, end=end)
    statement_respan(statement=statement, actor=editor, start=start, end=end, reason="The mark is not theirs.")
    told, line = Event.objects.filter(action="statement.respanned").order_by("is_public").reverse()
    assert line.reason == "The mark is not theirs."
    assert told.subject == "claim"
    assert told.reason.endswith(": The mark is not theirs.")


def test_words_stored_together_each_stand_at_their_place(db):
    # Of words that a text has twice the second place is as good as the first.
    document = make_document("“Da,” it said. שלום 😀 “Da,” it said.")
    rows = [
        {
            "document_id": document.pk, "start": start, "end": end, "exact": exact, "kind": "direct",
            "found_by": "test", "created_at": document.created_at, "updated_at": document.created_at,
        }
        for start, end, exact in ((0, 5, "“Da,”"), (22, 27, "“Da,”"))
    ]  # fmt: skip
    with transaction.atomic():
        insert_values(Statement, rows)
    assert [document.text[row.start : row.end] for row in document.statements.all()] == ["“Da,”", "“Da,”"]
    for start, end, exact in ((1, 6, "“Da,”"), (1, 5, "“Da,”"), (6, 8, "no"), (30, 90, "said.")):
        bad = {**rows[0], "start": start, "end": end, "exact": exact}
        good = {**rows[0], "start": 15, "end": 19, "exact": "שלום"}
        with pytest.raises(IntegrityError, match="not at this place"), transaction.atomic():
            insert_values(Statement, [good, bad])
    assert document.statements.count() == 2


def test_what_the_reader_missed_is_marked_by_hand(document):
    start = TEXT.index("It rained")
    statement = statement_add(
        document=document, actor=make_user(), start=start, end=start + 9, speaker=make_speaker(), kind="indirect"
    )
    assert (statement.exact, statement.review_state, statement.found_by) == ("It rained", "accepted", "person")
    with pytest.raises(DomainError, match="marked as a statement already"):
        statement_add(document=document, actor=make_user(), start=start, end=start + 9, speaker=make_speaker())


def test_whether_it_was_said_is_a_decision_of_its_own(suggestion):
    editor = make_user()
    with pytest.raises(DomainError, match="Accept the statement before"):
        statement_authenticity_set(statement=suggestion, actor=editor, authenticity="confirmed", reason="On video.")
    statement = statement_accept(statement=suggestion, actor=editor, speaker=make_speaker())
    with pytest.raises(DomainError, match="Say why"):
        statement_authenticity_set(statement=statement, actor=editor, authenticity="confirmed", reason="")
    statement = statement_authenticity_set(
        statement=statement, actor=editor, authenticity="disputed", reason="The clip is cut."
    )
    assert (statement.authenticity, statement.review_state) == ("disputed", "accepted")
    with pytest.raises(DomainError):
        statement_authenticity_set(statement=statement, actor=editor, authenticity="perhaps", reason="Hm.")


def test_newest_act_is_taken_back_first(db):
    editor, anna, oleg = make_user(), make_speaker("Anna"), make_speaker("Oleg")
    document = make_document("“We will rebuild,” she said. He nodded.")
    statement = make_statement("“We will rebuild,”", document=document, speaker=anna)
    Statement.objects.filter(pk=statement.pk).update(review_state="suggested", role_words="minister")
    statement.refresh_from_db()

    statement_reattribute(statement=statement, actor=editor, speaker=oleg)
    statement_respan(statement=statement, actor=editor, start=1, end=16)
    statement_accept(statement=statement, actor=editor)
    seen = []
    for _ in range(3):
        row = statement_undo(statement=statement, actor=editor)
        seen.append((row.review_state, row.exact, row.speaker.name, row.role_words))

    assert seen == [
        ("suggested", "We will rebuild", "Oleg", ""),
        ("suggested", "“We will rebuild,”", "Oleg", ""),
        ("suggested", "“We will rebuild,”", "Anna", "minister"),
    ]
    statement_undo(statement=statement, actor=editor)
    statement.refresh_from_db()
    assert statement.review_state == "rejected"  # it was marked by a person, and nothing vanishes
    with pytest.raises(DomainError, match="nothing to take back"):
        statement_undo(statement=statement, actor=editor)
    lines = Event.objects.filter(subject_id=statement.public_id, action="statement.undone").order_by("number")
    assert [line.after["undoes"] for line in lines] == [4, 3, 2, 1]


def test_speaker_that_came_with_the_acceptance_goes_with_it(db):
    statement = make_statement()
    Statement.objects.filter(pk=statement.pk).update(review_state="suggested", speaker=None)
    statement.refresh_from_db()
    statement_accept(statement=statement, actor=make_user(), speaker=make_speaker())
    row = statement_undo(statement=statement, actor=make_user())
    assert (row.review_state, row.speaker) == ("suggested", None)


def test_what_a_published_claim_rests_on_is_not_taken_back(db):
    statement = make_statement()
    make_published_claim(statements=[statement])
    with pytest.raises(DomainError, match="rests on this statement"):
        statement_undo(statement=statement, actor=make_user())


def test_taking_back_a_speaker_tells_readers(db):
    statement = make_statement(speaker=make_speaker("Anna"))
    claim = make_published_claim(statements=[statement])
    statement_reattribute(statement=statement, actor=make_user(), speaker=make_speaker("Oleg"), reason="Misheard.")
    statement_undo(statement=statement, actor=make_user())
    line = claim.events.filter(is_public=True).last()
    assert (line.action, line.reason) == ("statement.reattributed", "Oleg → Anna: taken back.")


def test_own_acts_are_found_newest_first(db):
    me, other, document = make_user(), make_user(), make_document("One two three.")
    one = make_statement("One", document=document, actor=me)
    make_statement("two", document=document, actor=other)
    three = make_statement("three", document=document, actor=me)
    assert last_act_by(me, document).subject_id == three.public_id
    statement_undo(statement=three, actor=me)
    assert last_act_by(me, document).subject_id == one.public_id
    assert last_act_by(make_user(), document) is None


@pytest.mark.parametrize("role", ["Reporter", "Editor"])
def test_own_act_that_is_for_an_editor_by_now_is_passed_over(db, role):
    me, document = make_user(role), make_document("One two three.")
    one = make_statement("One", document=document, actor=me)
    two = make_statement("two", document=document)
    statement_reattribute(statement=two, actor=me, speaker=make_speaker(), reason="Misheard.")
    assert last_act_by(me, document).subject_id == two.public_id
    make_published_claim(statements=[two])
    assert last_act_by(me, document).subject_id == (one if role == "Reporter" else two).public_id


@pytest.mark.parametrize(("suggested", "kept"), [("Boris Ferryman", ""), ("Anna Bell", "mayor"), ("", "mayor")])
def test_role_in_the_copy_stays_with_whoever_the_copy_names(db, suggested, kept):
    """AFP is not "the mayor of the town" because a statement of the mayor's is accepted as AFP's."""
    statement = make_statement("“Nobody crosses,”", document=make_document("“Nobody crosses,” said the mayor."))
    row = Statement.objects.filter(pk=statement.pk)
    row.update(review_state="suggested", speaker=None, suggested_speaker=suggested, role_words="mayor")
    statement.refresh_from_db()

    statement_accept(statement=statement, actor=make_user(), speaker=make_speaker("Anna Bell"))

    statement.refresh_from_db()
    assert statement.role_words == kept
