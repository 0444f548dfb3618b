"""Merging two speakers or two claims: what moves, what readers get, and that undoing leaves every row as it was."""

import hashlib

import pytest
from django.core.management import call_command
from django.db import connection, models
from django.test import Client

from claims import fates
from claims.desk.duplicates import claim_pairs, likely_same, speaker_pairs
from claims.fates import Fate
from claims.models import Claim, ClaimLink, Merge, Statement, Verdict
from claims.public.models import Publication
from claims.publishing import rebuild, refresh_stale
from claims.services.appearances import claim_join, claim_leave
from claims.services.claims import claim_edit
from claims.services.links import claim_link
from claims.services.merges import claims_merge, merge_fault, merge_preview, merge_undo, not_the_same, speakers_merge
from claims.services.record import speaker_edit
from claims.services.reviews import statement_reattribute
from claims.services.spans import statement_add
from claims.services.talk import comment_add, follow
from claims.services.undoing import statement_undo
from claims.services.verdicts import verdict_propose
from claims.tests.factories import (
    make_answered_correction,
    make_claim,
    make_document,
    make_evidence,
    make_published_claim,
    make_speaker,
    make_statement,
    make_topic,
    make_user,
    make_verdict,
)
from factcheck.base import DomainError
from sources.models import Speaker

# What a merge writes beside the rows that it moves, and what only ever grows.
WRITTEN = {"claims_event", "claims_chainhead", "claims_merge", "claims_publication", "claims_changecounter",
           "claims_rendering", "claims_listplace", "claims_notification", "claims_stalefacet"}  # fmt: skip


def digests(*, but=()):
    """A digest of every table of the record, over every column."""
    found = {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        tables = [name for (name,) in cursor.fetchall() if name.startswith(("claims_", "sources_"))]
        for table in sorted(set(tables) - WRITTEN):
            skipped = " - 'version'" if table in but else ""
            cursor.execute(f"SELECT (to_jsonb(row){skipped})::text FROM {table} AS row ORDER BY id")
            found[table] = hashlib.sha256(repr(cursor.fetchall()).encode()).hexdigest()
    return found


def shown():
    """What the public has: every publication's words and where it leads."""
    while refresh_stale():
        pass
    return set(Publication.objects.values_list("kind", "public_id", "digest", "is_gone", "redirect_to"))


@pytest.mark.parametrize(("model", "rules"), [(Speaker, fates.SPEAKER), (Claim, fates.CLAIM)])
def test_every_field_and_every_relation_has_a_fate(model, rules):
    names = {field.name for field in model._meta.get_fields()}
    assert names == set(rules)
    for name, rule in rules.items():
        field = model._meta.get_field(name)
        if rule.fate in (Fate.MOVES, Fate.JOINED, Fate.STAYS):
            assert field.is_relation, name
        elif rule.fate in (Fate.FILLED, Fate.EARLIER):
            assert isinstance(field, models.Field), name


def make_two_speakers(statements):
    one = make_speaker(
        "Sergei Lavrov", names=[("Сергей Лавров", "ru"), ("Lavrov", "en")], wikidata_id="Q58102",
        roles=[{"title": "Minister", "organisation": "Russia"}],
    )  # fmt: skip
    other = make_speaker("Sergey Lavrov", names=[("Lavrov", "en")], description="Foreign minister.", country="RU")
    text = "".join(f"“Statement number {n},” he said.\n" for n in range(statements))
    document = make_document(text)
    Statement.objects.bulk_create(
        Statement(
            document=document, start=(start := text.index(exact := f"“Statement number {n},”")), end=start + len(exact),
            exact=exact, kind="direct", speaker=one, review_state="accepted", found_by="test/1",
        )
        for n in range(statements)
    )  # fmt: skip
    own = list(Statement.objects.filter(speaker=one).order_by("pk")[:3])
    claims = [make_published_claim("He said one thing", statements=own[:2], claimant=one)]
    claims.append(make_claim("He said another", statements=own[2:], claimant=one))
    through = make_statement("They agreed")
    through.attributions.create(position=1, kind="told", speaker=one, words="told Lavrov")
    make_published_claim("They agreed on it", statements=[through])
    make_published_claim("The other spoke", statements=[make_statement("I spoke", speaker=other)])
    return one, other


def test_two_speakers_with_a_thousand_statements_are_merged_and_are_two_again(db):
    one, other = make_two_speakers(1000)
    before, public_before = digests(), shown()
    merge = speakers_merge(speaker=one, into=other, actor=make_user("Standards editor"), reason="One man.")

    assert Statement.objects.filter(speaker=other).count() == 1001
    assert not Statement.objects.filter(speaker=one).exists()
    assert set(other.names.values_list("name", flat=True)) >= {"Sergei Lavrov", "Sergey Lavrov", "Сергей Лавров"}
    assert not one.names.exists()
    assert Claim.objects.filter(claimant=other).count() == 3
    other.refresh_from_db()
    assert other.wikidata_id == "Q58102"
    old = Client().get(f"/speakers/{one.public_id}/")
    assert (old.status_code, old.url) == (301, f"/speakers/{other.public_id}/")
    assert Client().get(f"/api/v1/speakers/{one.public_id}/").status_code == 301
    shown()
    for body in Publication.objects.filter(is_gone=False).values_list("body", flat=True):
        assert one.public_id not in body
    assert all(is_right for _, _, is_right in rebuild(check=True))

    merge_undo(merge=merge, actor=make_user("Standards editor"), reason="Two men after all.")

    colleagues = {"auth_user", "auth_user_groups"}
    assert {table: value for table, value in digests().items() if table not in colleagues} == before
    assert shown() == public_before
    assert all(is_right for _, _, is_right in rebuild(check=True))
    call_command("verify_history")


def test_what_was_changed_since_stays_when_a_merge_is_undone(db):
    one, other, third = *make_two_speakers(4), make_speaker("Maria Zakharova")
    actor = make_user("Standards editor")
    merge = speakers_merge(speaker=one, into=other, actor=actor, reason="One.")
    moved = Statement.objects.filter(speaker=other, appearances=None).first()
    statement_reattribute(statement=moved, actor=actor, speaker=third, reason="She said it.")
    speaker_edit(speaker=other, actor=actor, changes={"description": "Minister since 2004."})
    merge_undo(merge=merge, actor=actor, reason="Two.")
    moved.refresh_from_db()
    other.refresh_from_db()
    assert moved.speaker == third
    assert other.description == "Minister since 2004."
    assert Speaker.objects.get(pk=one.pk).statements.count() == 3


def test_merging_is_refused_in_words(db):
    one, other = make_speaker(wikidata_id="Q1"), make_speaker(wikidata_id="Q2")
    actor = make_user("Standards editor")
    with pytest.raises(DomainError, match="different Wikidata ids"):
        speakers_merge(speaker=one, into=other, actor=actor, reason="One.")
    with pytest.raises(DomainError, match="two different ones"):
        speakers_merge(speaker=one, into=one, actor=actor, reason="One.")
    with pytest.raises(DomainError, match="Say why the two are one"):
        speakers_merge(speaker=make_speaker(), into=other, actor=actor, reason=" ")
    public, draft = make_published_claim(), make_claim()
    assert "the other way round" in merge_fault(public, draft)
    make_verdict(draft)
    assert "open verdict" in merge_fault(draft, public)
    verdict_propose(verdict=Verdict.objects.get(claim=draft), actor=make_user("Reporter"))
    assert "second editor" in merge_fault(make_claim(), draft)
    assert not Merge.objects.exists()


def test_merged_speakers_are_not_found_edited_or_merged_again(db):
    one, other = make_speaker("Anna Petrenko"), make_speaker("Hanna Petrenko")
    actor = make_user("Standards editor")
    first = speakers_merge(speaker=one, into=other, actor=actor, reason="One.")
    assert list(Speaker.objects.named("Anna Petrenko")) == [other]
    one.refresh_from_db()
    with pytest.raises(DomainError, match="was merged into Hanna Petrenko"):
        speaker_edit(speaker=one, actor=actor, changes={"name": "A."})
    assert "merged already" in merge_fault(one, make_speaker())
    third = make_speaker()
    second = speakers_merge(speaker=other, into=third, actor=actor, reason="One.")
    with pytest.raises(DomainError, match="itself merged since"):
        merge_undo(merge=first, actor=actor, reason="Two.")
    merge_undo(merge=second, actor=actor, reason="Two.")
    merge_undo(merge=first, actor=actor, reason="Two.")
    with pytest.raises(DomainError, match="undone already"):
        merge_undo(merge=first, actor=actor, reason="Two.")


def make_two_claims():
    both = make_statement("Both say so")
    claim = make_published_claim("The votes were free", statements=[both, make_statement()], topics=[make_topic("A")])
    into = make_published_claim("The votes were free and fair", statements=[both], topics=[make_topic("B")])
    unused = make_evidence(claim, title="Unused")
    third = make_published_claim("The votes were a sham")
    for kind in (ClaimLink.Kind.CONTRADICTS, ClaimLink.Kind.NARROWS):
        claim_link(claim=third, other=claim, kind=kind, actor=make_user())
    claim_link(claim=claim, other=into, kind=ClaimLink.Kind.REPEATS, actor=make_user())
    make_answered_correction(claim)
    comment_add(to=claim, author=make_user(), text="Is that not the same?")
    return Claim.objects.get(pk=claim.pk), Claim.objects.get(pk=into.pk), third, unused


def test_two_claims_are_merged_and_are_two_again(db):
    claim, into, third, unused = make_two_claims()
    actor = make_user("Standards editor")
    before, public_before = digests(but=("claims_claim",)), shown()
    merge = claims_merge(claim=claim, into=into, actor=actor, reason="One proposition.")

    assert into.appearances.count() == 2
    assert claim.appearances.count() == 1
    unused.refresh_from_db()
    assert unused.claim == into
    assert claim.evidence.count() == 2
    assert {topic.name for topic in into.topics.all()} == {"A", "B"}
    assert {(link.claim_id, link.other_id) for link in ClaimLink.objects.filter(kind="contradicts")} == {
        tuple(sorted((third.pk, into.pk)))
    }
    old = Client().get(f"/claims/{claim.public_id}/{claim.slug}/")
    assert (old.status_code, old.url) == (301, f"/claims/{into.public_id}/")
    answer = Client().get(f"/api/v1/claims/{claim.public_id}/")
    assert (answer.status_code, answer.json()["merged_into"]) == (301, into.public_id)
    history = Client().get(f"/api/v1/claims/{into.public_id}/").json()["history"]
    assert history[0]["label"] == "Another claim merged into this one"
    shown()
    assert all(is_right for _, _, is_right in rebuild(check=True))

    merge_undo(merge=merge, actor=actor, reason="Two propositions.")

    assert digests(but=("claims_claim",)) == before
    again = {row[:2] for row in shown()}
    assert again == {row[:2] for row in public_before}
    assert Client().get(f"/claims/{claim.public_id}/{claim.slug}/").status_code == 200
    assert all(is_right for _, _, is_right in rebuild(check=True))
    call_command("verify_history")


def test_versions_only_rise_so_that_an_open_form_is_told(db):
    actor = make_user("Standards editor")
    claim = make_claim(claimant=make_speaker())
    into = make_claim(statements=[])
    assert into.claimant is None
    merge = claims_merge(claim=claim, into=into, actor=actor, reason="One.")
    into.refresh_from_db()
    risen = into.version
    assert into.claimant == claim.claimant
    merge_undo(merge=merge, actor=actor, reason="Two.")
    into.refresh_from_db()
    assert into.claimant is None
    assert into.version == risen + 1
    claim.refresh_from_db()
    claim_edit(claim=claim, actor=actor, version=claim.version, priority=4)


def test_a_published_claim_is_not_left_without_a_statement(db):
    claim = make_claim()
    into = make_published_claim()
    actor = make_user("Standards editor")
    merge = claims_merge(claim=claim, into=into, actor=actor, reason="One.")
    own = into.appearances.exclude(pk__in=merge.moved["appearances"]).get()
    own.delete()
    with pytest.raises(DomainError, match="without a statement"):
        merge_undo(merge=merge, actor=actor, reason="Two.")
    claim_join(claim=into, statement=make_statement(), actor=actor)
    merge_undo(merge=merge, actor=actor, reason="Two.")


def test_the_preview_names_every_fate_that_anyone_knows(db):
    one, other = make_two_speakers(5)
    lines = {line.words: line for line in merge_preview(one, other)}
    assert (lines["Statements"].merged, lines["Statements"].kept) == ("5", "1")
    assert lines["Wikidata id"].fate == "taken over where the kept one has none"
    assert {line.words for line in merge_preview(make_claim(), make_claim())} == {
        rule.words for rule in fates.CLAIM.values() if rule.words
    }


def test_pairs_that_were_found_to_be_two_are_not_offered_again(db):
    one, other = make_speaker("Anna Petrenko"), make_speaker("Petrenko", names=[("Анна Петренко", "uk")])
    first = make_claim("The bridge was closed on Monday", claimant=one)
    second = make_claim("On Monday the bridge was closed", claimant=one)
    assert speaker_pairs() == [(other, one)]
    assert claim_pairs() == [(second, first)]
    assert other in likely_same(one)
    not_the_same(one=other, other=one, actor=make_user())
    not_the_same(one=first, other=second, actor=make_user())
    assert speaker_pairs() == []
    assert claim_pairs() == []
    assert other not in likely_same(one)
    assert not Merge.objects.exists()


def test_whoever_watches_both_by_now_does_not_keep_a_merge_from_being_undone(db):
    claim, into, actor = make_claim(), make_claim(), make_user("Standards editor")
    follow(to=claim, user=actor)
    merge = claims_merge(claim=claim, into=into, actor=actor, reason="One.")
    follow(to=claim, user=actor)
    merge_undo(merge=merge, actor=actor, reason="Two.")
    assert (claim.followings.count(), into.followings.count()) == (1, 1)


def test_a_wikidata_id_that_another_has_by_now_is_named(db):
    actor = make_user("Standards editor")
    speaker, into = make_speaker("Anna", wikidata_id="Q770001"), make_speaker("Anne")
    merge = speakers_merge(speaker=speaker, into=into, actor=actor, reason="One.")
    into.refresh_from_db()
    speaker_edit(speaker=into, actor=actor, changes={"wikidata_id": "Q770002"})
    make_speaker("Third", wikidata_id="Q770001")
    with pytest.raises(DomainError, match="Third has the Wikidata id Q770001 now"):
        merge_undo(merge=merge, actor=actor, reason="Two.")


@pytest.mark.parametrize("is_first", [True, False])
def test_links_whose_ends_were_both_merged_come_back_in_any_order(db, is_first):
    one, other, into, elsewhere = (make_claim() for _ in range(4))
    actor = make_user("Standards editor")
    claim_link(claim=one, other=other, kind="contradicts", actor=actor)
    merges = [
        claims_merge(claim=one, into=into, actor=actor, reason="One."),
        claims_merge(claim=other, into=elsewhere, actor=actor, reason="One."),
    ]
    for merge in merges if is_first else reversed(merges):
        merge_undo(merge=merge, actor=actor, reason="Two.")
    assert list(ClaimLink.objects.values_list("claim", "other")) == [(one.pk, other.pk)]


def test_a_published_claim_does_not_come_back_without_a_statement(db):
    actor, claim, into = make_user("Standards editor"), make_published_claim(), make_published_claim()
    merge = claims_merge(claim=claim, into=into, actor=actor, reason="One.")
    (came,) = into.appearances.filter(pk__in=merge.moved["appearances"])
    claim_leave(appearance=came, actor=actor, reason="Not here.")
    with pytest.raises(DomainError, match="would be public again without a statement"):
        merge_undo(merge=merge, actor=actor, reason="Two.")


def test_an_act_that_is_taken_back_follows_who_is_one_and_who_are_two_since(db):
    actor, anna, anne, peter = (
        make_user("Standards editor"),
        *(make_speaker(name) for name in ("Anna", "Anne", "Peter")),
    )
    before_merge, in_merge = make_statement(speaker=anna), make_statement(speaker=anna)
    statement_reattribute(statement=before_merge, actor=actor, speaker=peter, reason="It was Peter.")
    merge = speakers_merge(speaker=anna, into=anne, actor=actor, reason="One.")
    assert statement_undo(statement=before_merge, actor=actor).speaker == anne
    statement_reattribute(statement=in_merge, actor=actor, speaker=peter, reason="It was Peter.")
    merge_undo(merge=merge, actor=actor, reason="Two.")
    assert statement_undo(statement=in_merge, actor=actor).speaker == anna


def test_nobody_says_anything_under_a_name_that_was_merged(db):
    actor, anna, anne = make_user("Standards editor"), make_speaker("Anna"), make_speaker("Anne")
    statement, document = make_statement(), make_document("She said so.")
    speakers_merge(speaker=anna, into=anne, actor=actor, reason="One.")
    anna.refresh_from_db()
    for act in (
        lambda: statement_reattribute(statement=statement, actor=actor, speaker=anna, reason="Hers."),
        lambda: statement_add(document=document, actor=actor, start=0, end=3, speaker=anna),
        lambda: make_claim(claimant=anna),
        lambda: claim_edit(claim=make_claim(), actor=actor, version=None, claimant=anna),
    ):
        with pytest.raises(DomainError, match="Anna was merged into Anne"):
            act()
