"""One dispatch under many mastheads is one origin."""

import datetime as dt
import hashlib
import json
import random
import re
import unicodedata
from pathlib import Path

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from claims.public.models import Publication
from claims.services.claims import claim_draft
from claims.services.copies import copies_told, copy_confirm, copy_split, evidence_counted_again
from claims.tests import articles
from claims.tests.factories import make_document, make_evidence, make_outlet, make_statement, make_user, publish
from factcheck.base import DomainError
from sources.duplicates import ALIKE, COPY, _words, alike, containment, signature
from sources.models import CopyProposal, Document
from sources.services.copies import copies_propose, origin_counted, origins_counted

REPORT = (Path(settings.BASE_DIR) / "seeds" / "reports" / "mobilisation.txt").read_text()
OTHER = (Path(settings.BASE_DIR) / "seeds" / "reports" / "referendums.txt").read_text()
REWRITES, ARTICLES = 20, 2000


def sentences(text):
    return [part.strip() for part in re.split(r"(?<=[.!?”\"])\s+", text) if part.strip()]


def rewrite(chance, number):
    """The report as another paper prints it: another title and dateline, cut, a word changed here and there."""
    kept = sentences(REPORT)
    kept = kept[: max(12, int(len(kept) * chance.uniform(0.5, 1)))]
    kept = [line for line in kept if chance.random() > 0.08]
    words = " ".join(kept).split(" ")
    words = [f"{word}ly" if chance.random() < 0.02 else word for word in words]
    return f"Title number {number} of this paper\n\nCITY{number}, {number} September - " + " ".join(words)


def article(chance, vocabulary, quoted):
    """Another article of ordinary length; some quote the same words as the report."""
    lines = [
        " ".join(chance.choice(vocabulary) for _ in range(chance.randint(8, 24))).capitalize() + "."
        for _ in range(chance.randint(15, 35))
    ]
    for line in quoted:
        lines.insert(chance.randrange(len(lines)), line)
    lines.append("All rights reserved. This material may not be published, broadcast, rewritten or redistributed.")
    return " ".join(lines)


def test_rewrites_are_grouped_among_2000_other_articles(db):
    chance = random.Random(7)
    vocabulary = sorted(set(re.findall(r"[a-z]{3,}", (REPORT + OTHER).lower())))
    quotations = [line for line in sentences(REPORT) if '"' in line or "“" in line]
    outlets = [make_outlet() for _ in range(30)]
    texts = [(True, rewrite(chance, n)) for n in range(REWRITES)]
    for _ in range(ARTICLES):
        quoted = chance.sample(quotations, k=min(2, len(quotations))) if chance.random() < 0.1 else []
        texts.append((False, article(chance, vocabulary, quoted)))
    chance.shuffle(texts)
    texts.insert(0, (True, REPORT))
    first = dt.datetime(2022, 9, 23, 6, tzinfo=dt.UTC)
    documents = Document.objects.bulk_create(
        Document(
            text=text,
            text_digest=hashlib.sha256(text.encode()).hexdigest(),
            **signature(text)._asdict(),
            outlet=outlets[n % 30],
            published_at=first + dt.timedelta(minutes=n),
            published_precision="time",
        )
        for n, (_, text) in enumerate(texts)
    )
    for document in documents:
        copies_propose(document)
    rows = [(is_copy, document) for (is_copy, _), document in zip(texts, documents, strict=True)]
    report = rows[0][1].pk
    members = {report, *CopyProposal.objects.filter(origin=report).values_list("document", flat=True)}
    found = [(is_copy, document.pk in members) for is_copy, document in rows]
    true = sum(is_copy and is_in for is_copy, is_in in found)
    precision = true / sum(is_in for _, is_in in found)
    recall = true / (REWRITES + 1)
    print(f"copies among {len(rows)}: precision {precision:.3f}, recall {recall:.3f}")
    assert precision >= 0.95
    assert recall >= 0.95
    assert CopyProposal.objects.exclude(origin=report).count() == 0
    # Twenty-one mastheads are one source, and whoever wrote their own is one each.
    copies = [document for is_copy, document in rows if is_copy]
    others = [document for is_copy, document in rows if not is_copy][:300]
    assert {origin_counted(document).pk for document in copies} == {report}
    assert [origin_counted(document) for document in others] == others


def four_copies():
    chance = random.Random(3)
    return [
        make_document(rewrite(chance, n), published_at=dt.datetime(2022, 9, 23, 6 + n, tzinfo=dt.UTC)) for n in range(4)
    ]


def test_the_earliest_copy_is_proposed_as_origin_and_nothing_is_decided(db):
    documents = four_copies()
    for document in reversed(documents):
        copies_propose(document)
    assert set(Document.objects.values_list("origin", flat=True)) == {None}
    assert {origin_counted(document) for document in documents[1:]} == {documents[0]}
    assert {row.state for row in CopyProposal.objects.all()} == {"proposed"}
    assert all(0.4 <= row.score <= 1 for row in CopyProposal.objects.all())
    count = CopyProposal.objects.count()
    for document in documents:
        copies_propose(document)
    assert {origin_counted(document) for document in documents[1:]} == {documents[0]}
    assert CopyProposal.objects.count() == count


def test_the_named_agency_is_the_origin_though_it_came_last(db):
    agency = make_outlet("AFP")
    chance = random.Random(5)
    papers = [make_document(rewrite(chance, n), dispatch=agency) for n in range(2)]
    wire = make_document(
        REPORT, outlet=agency, published_at=dt.datetime(2022, 9, 24, tzinfo=dt.UTC), published_precision="time"
    )
    for document in (*papers, wire):
        copies_propose(document)
    assert {origin_counted(paper) for paper in papers} == {wire}
    assert origin_counted(wire) == wire


def test_four_outlets_and_one_origin(db):
    documents = four_copies()
    for document in documents:
        copies_propose(document)
    words = next(line for line in sentences(REPORT) if all(line in d.text for d in documents))
    claim = claim_draft(
        text="It is so",
        actor=make_user("Reporter"),
        statements=[make_statement(words, document=document) for document in documents],
    )
    # Before anybody decided, copies are not counted as sources of their own.
    keys = {make_evidence(claim, document=document).origin_key for document in documents}
    assert keys == {f"document:{documents[0].public_id}"}
    make_evidence(claim)
    claim = publish(claim)
    for proposal in CopyProposal.objects.filter(state="proposed"):
        copy_confirm(proposal=proposal, actor=make_user())
    shown = json.loads(Publication.objects.get(kind="claim", public_id=claim.public_id).body)
    assert (shown["outlet_count"], shown["origin_count"]) == (4, 1)
    assert {document.origin for document in Document.objects.filter(pk__in=[d.pk for d in documents[1:]])} == {
        documents[0]
    }


def test_what_an_editor_split_is_a_source_of_its_own_and_stays_so(db):
    first, second, *_ = four_copies()
    copies_propose(second)
    proposal = CopyProposal.objects.get(document=second, origin=first)
    copy_confirm(proposal=proposal, actor=make_user())
    copy_split(proposal=proposal, actor=make_user())
    second.refresh_from_db()
    assert second.origin is None
    copies_propose(second)
    assert origin_counted(second) == second
    with pytest.raises(DomainError, match="decided already"):
        copy_split(proposal=proposal, actor=make_user())


def test_nobody_but_a_person_decides(db):
    _, second, *_ = four_copies()
    copies_propose(second)
    with pytest.raises(IntegrityError), transaction.atomic():
        CopyProposal.objects.update(state="confirmed")


def test_two_versions_are_no_two_sources(db):
    first = make_document(REPORT)
    second = make_document(f"{REPORT} More.", outlet=first.outlet, replaces=first)
    assert origin_counted(second) == first


def test_a_copy_that_has_a_new_version_is_still_a_copy(db):
    wire, paper, *others = four_copies()
    for one in others:
        one.delete()
    copies_propose(paper)
    later = make_document(f"{paper.text} More.", outlet=paper.outlet, replaces=paper)
    assert copies_propose(later) == []
    assert origins_counted([later, paper, wire]) == dict.fromkeys([later.pk, paper.pk, wire.pk], wire)
    copy_confirm(proposal=CopyProposal.objects.get(), actor=make_user())
    assert set(Document.objects.filter(pk__in=[paper.pk, later.pk]).values_list("origin", flat=True)) == {wire.pk}
    copy_split(proposal=CopyProposal.objects.get(), actor=make_user())
    assert origins_counted([later, paper]) == dict.fromkeys([later.pk, paper.pk], paper)
    # What an editor said of the first version holds for the next.
    again = make_document(f"{paper.text} Still more.", outlet=paper.outlet, replaces=later)
    assert copies_propose(again) == []


def test_a_stub_that_becomes_a_copy_is_one(db):
    wire, paper, *_ = four_copies()
    stub = make_document("More follows.", outlet=paper.outlet)
    full = make_document(f"{paper.text} It was so.", outlet=paper.outlet, replaces=stub)
    paper.delete()
    (proposal,) = copies_propose(full)
    assert (proposal.document, proposal.origin) == (full, wire)
    assert origin_counted(full) == origin_counted(stub) == wire


def test_a_proposal_counts_again_what_was_weighed_before_it(db):
    wire, paper, *_ = four_copies()
    claim = claim_draft(text="It is so", actor=make_user("Reporter"), statements=[make_statement()])
    evidence = [make_evidence(claim, document=document) for document in (wire, paper)]
    assert len({row.origin_key for row in evidence}) == 2
    copies_told(copies_propose(paper))
    assert set(claim.evidence.values_list("origin_key", flat=True)) == {f"document:{wire.public_id}"}


def test_counting_again_locks_the_claims_it_changes_in_order_before_their_evidence(db):
    first = claim_draft(text="The bridge was closed", statements=[make_statement()], actor=make_user())
    second = claim_draft(text="The bridge was shut", statements=[make_statement()], actor=make_user())
    document = make_document()
    for claim in (second, first):
        make_evidence(claim, document=document)
    with CaptureQueriesContext(connection) as captured:
        evidence_counted_again([document])
    asked = [query["sql"] for query in captured]
    ends = ('FOR NO KEY UPDATE OF "claims_claim"', 'FOR NO KEY UPDATE OF "claims_evidence"')
    assert [sql.rpartition(" ")[2] for sql in asked if sql.endswith(ends)] == ['"claims_claim"', '"claims_evidence"']
    (of_claims,) = [sql for sql in asked if sql.endswith('FOR NO KEY UPDATE OF "claims_claim"')]
    assert 'ORDER BY "claims_claim"."id" ASC' in of_claims
    written = next(place for place, sql in enumerate(asked) if sql.startswith('UPDATE "claims_evidence"'))
    assert asked.index(of_claims) < written


def test_what_came_along_with_a_copy_goes_back_with_it(db):
    wire, paper, other, _ = four_copies()
    same = make_document(paper.text)
    elsewhere = make_document(f"{other.text} More.")
    Document.objects.filter(pk=elsewhere.pk).update(origin=wire)
    copies_propose(paper)
    proposal = CopyProposal.objects.get(document=paper, origin=wire)
    copy_confirm(proposal=proposal, actor=make_user())
    same.refresh_from_db()
    assert same.origin == wire
    copy_split(proposal=proposal, actor=make_user())
    for document in (same, paper, elsewhere):
        document.refresh_from_db()
    assert (same.origin, paper.origin, elsewhere.origin) == (paper, None, wire)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (REPORT, REPORT.upper(), 1.0),
        (REPORT, OTHER, 0.0),
        ("Too short to tell.", "Too short to tell.", 0.0),
        ("", "", 0.0),
    ],
)
def test_how_much_two_texts_share(one, other, expected):
    assert containment(one, other) == pytest.approx(expected, abs=0.05)


def test_hardly_a_copy_that_shares_a_band_is_passed_over_before_its_words_are_compared():
    chance = random.Random(5)
    places = []
    while len(places) < 200:
        whole = articles.article(chance.randrange(1_000))
        paragraphs = whole.split("\n")
        first = chance.randrange(len(paragraphs))
        other = articles.article(chance.randrange(1_000, 2_000), paragraphs=chance.randint(1, 60))
        cut = "\n".join([other, *paragraphs[first : chance.randint(first, len(paragraphs)) + 1]])
        one, two = signature(whole), signature(cut)
        if set(one.bands) & set(two.bands) and containment(whole, cut) >= COPY:
            places.append(alike(one.sketch, two.sketch))
    assert sum(place < ALIKE for place in places) <= 2


def test_texts_that_share_nothing_are_told_apart_by_their_sketches():
    assert alike(signature(REPORT).sketch, signature(OTHER).sketch) < ALIKE
    assert alike(signature(REPORT).sketch, signature(REPORT.upper()).sketch) == 128


def test_of_many_that_share_a_band_by_chance_none_is_read(db):
    first, second = make_document(articles.article(1)), make_document(articles.article(2))
    Document.objects.filter(pk=first.pk).update(bands=second.bands)
    with CaptureQueriesContext(connection) as asked:
        assert copies_propose(second) == []
    assert not [query for query in asked.captured_queries if '"text"' in query["sql"]]


@given(st.text(st.sampled_from("aZ9_ .,-’“”é№\u00a0\u2028\x1cжמ😀²\n") | st.characters(), max_size=200))
def test_words_are_those_of_the_expression(text):
    for given_text in (text, f"{text} {'plain words ' * 100}"):
        assert _words(given_text) == re.findall(r"\w+", unicodedata.normalize("NFKC", given_text).casefold())


def test_a_phrase_said_again_and_again_is_too_short_to_tell():
    assert signature("The bridge is open. " * 50) == ([], b"")


def test_signatures_fit_their_columns_and_are_the_same_each_time():
    first = signature(REPORT)
    assert len(first.bands) == 64
    assert len(first.sketch) == 128
    assert first == signature(REPORT)
    assert all(-(2**31) <= value < 2**31 for value in first.bands)
    assert signature("Too short.") == ([], b"")
