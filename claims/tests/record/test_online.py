"""Looking again at what published claims rest on: unannounced changes, dead links, and nothing made of nothing."""

import datetime as dt
import json

import pytest
from django.utils import timezone

from claims.models import Claim, Event
from claims.public.models import Publication
from claims.publishing import refresh_stale
from claims.services import online
from claims.services.ingestion import ingestion_resubmit, ingestion_submit, ingestions_process
from claims.services.online import watch_look, watch_settle, watches_sweep
from claims.services.reviews import statement_accept
from claims.services.withdrawals import claim_withdraw
from claims.tests.factories import (
    make_claim,
    make_document,
    make_evidence,
    make_speaker,
    make_statement,
    make_user,
    publish,
)
from claims.tests.record.test_archive import site  # noqa: F401 - a fixture
from factcheck.base import DomainError
from sources.models import Document, Ingestion, Watch
from sources.readers import read_items

WORDS = "The ministry has counted every one of them"
REPORT = f"""<html><head><title>A report</title></head><body><article>
<p>KYIV, 23 September 2022 - The war goes on into its eighth month, and nobody here expects it to end before winter.</p>
<p>"{WORDS}," Oleh Petrenko said on Friday. "We will publish the names of the fallen soon."</p>
<p>The square was empty on Friday morning but for a few people who waited for a bus that did not come.</p>
</article></body></html>"""


def look(watch):
    Watch.objects.filter(pk=watch.pk).update(due_at=timezone.now())
    return watch_look(pk=watch.pk)


def serve(site, page):  # noqa: F811
    site.pages["/a"] = (200, page.encode())


def published(document):
    return json.loads(Publication.objects.get(kind="document", public_id=document.public_id).body)


@pytest.fixture
def fetched(db, site):  # noqa: F811
    """A published claim that rests on a page that the record fetched itself."""
    serve(site, REPORT)
    row = ingestion_submit(way="url", url=f"{site.url}/a", name="a")
    ingestions_process([row.pk])
    row.refresh_from_db()
    assert (row.state, row.reason) == ("done", "")
    statement = row.document.statements.get(exact__contains=WORDS)
    speaker = make_speaker("Oleh Petrenko")
    statement = statement_accept(statement=statement, actor=make_user("Reporter"), speaker=speaker)
    return publish(make_claim("Every soldier was counted", statements=[statement]))


@pytest.fixture
def pasted(db, site):  # noqa: F811
    """A published claim that rests on copy that was handed in, with the address of the page."""
    serve(site, REPORT)
    text = f'A text as somebody pasted it. "{WORDS}," Oleh Petrenko said.'
    document = make_document(text, url=f"{site.url}/a", title="A report")
    statement = make_statement(WORDS, document=document)
    return publish(make_claim("Every soldier was counted", statements=[statement]))


def test_publishing_a_claim_begins_the_watch(fetched):
    watch = Watch.objects.get()
    assert watch.outcome == "unseen"
    assert dt.timedelta(hours=23) < watch.due_at - timezone.now() <= dt.timedelta(days=1)
    assert watches_sweep() == 0
    Watch.objects.update(due_at=timezone.now())
    assert watches_sweep() == 1


def test_a_page_that_is_as_it_was_is_as_it_was(fetched):
    watch = look(Watch.objects.get())
    assert (watch.outcome, watch.failures) == ("same", 0)
    assert Document.objects.filter(url__startswith="http://127").count() == Ingestion.objects.count() == 1
    # Nobody is asked again before the day is over.
    assert watch_look(pk=watch.pk) is None


def test_looks_become_weekly(fetched):
    Watch.objects.update(created_at=timezone.now() - dt.timedelta(days=8))
    watch = look(Watch.objects.get())
    assert watch.due_at - watch.looked_at == dt.timedelta(days=7)


def test_a_silent_edit_of_the_words_reopens_the_claim_and_is_told_to_readers(fetched, site):  # noqa: F811
    serve(site, REPORT.replace("counted every one", "not counted every one"))
    watch = look(Watch.objects.get())
    assert watch.outcome == "edited"
    assert WORDS in watch.reason
    row = Ingestion.objects.latest("pk")
    ingestions_process([row.pk])
    row.refresh_from_db()
    assert (row.state, row.reason) == ("done", "")
    claim = Claim.objects.get(pk=fetched.pk)
    assert "was changed" in claim.reopened_reason
    statement = claim.appearances.get().statement
    assert statement.is_lost
    assert statement.exact in statement.document.text
    body = str(Publication.objects.get(kind="claim", public_id=claim.public_id).body)
    assert "Source changed" in body
    # The version that stands there now is what is watched from here on.
    watch.refresh_from_db()
    assert watch.document == row.document
    assert row.document.replaces == statement.document


def test_a_change_elsewhere_on_the_page_moves_the_words_and_reopens_nothing(fetched, site):  # noqa: F811
    serve(site, REPORT.replace("into its eighth month", "well into its eighth month"))
    watch = look(Watch.objects.get())
    assert (watch.outcome, watch.reason) == ("edited", "")
    row = Ingestion.objects.latest("pk")
    ingestions_process([row.pk])
    claim = Claim.objects.get(pk=fetched.pk)
    assert claim.reopened_at is None
    statement = claim.appearances.get().statement
    assert not statement.is_lost
    assert statement.document.replaces is not None


def test_a_change_stands_on_the_desk_until_somebody_has_seen_it(fetched, site):  # noqa: F811
    serve(site, REPORT.replace("into its eighth month", "well into its eighth month"))
    watch = look(Watch.objects.get())
    ingestions_process([Ingestion.objects.latest("pk").pk])
    watch = look(Watch.objects.get())
    assert (watch.outcome, watch.seen_by) == ("edited", None)
    watch = watch_settle(watch=watch, actor=make_user("Editor"))
    assert look(watch).outcome == "same"
    with pytest.raises(DomainError, match="nothing to settle"):
        watch_settle(watch=Watch.objects.get(), actor=make_user("Editor"))


def test_what_a_pasted_copy_leaves_out_is_no_change(pasted):
    assert look(Watch.objects.get()).outcome == "same"
    assert look(Watch.objects.get()).outcome == "same"
    assert Ingestion.objects.count() == 0


def test_words_of_a_pasted_copy_that_go_from_the_page_reopen_the_claim(pasted, site):  # noqa: F811
    look(Watch.objects.get())
    serve(site, REPORT.replace("counted every one", "not counted every one"))
    watch = look(Watch.objects.get())
    assert watch.outcome == "edited"
    claim = Claim.objects.get(pk=pasted.pk)
    assert "was changed online" in claim.reopened_reason
    # The page is no version of what was handed in: nothing of the record moved.
    assert Document.objects.filter(url__startswith="http://127").count() == 1
    assert not claim.appearances.get().statement.is_lost


def test_a_dead_link_is_told_after_two_looks_and_taken_back_when_it_answers(pasted, site):  # noqa: F811
    site.pages["/a"] = (404, b"")
    watch = look(Watch.objects.get())
    assert (watch.outcome, watch.failures) == ("unseen", 1)
    assert watch.due_at - watch.looked_at == dt.timedelta(hours=6)
    watch = look(watch)
    assert watch.outcome == "gone"
    document = Document.objects.filter(url__startswith="http://127").get()
    assert document.offline_since == watch.looked_at
    refresh_stale()
    assert published(document)["offline_since"]
    serve(site, REPORT)
    watch = look(watch)
    assert watch.outcome == "same"
    refresh_stale()
    assert published(document)["offline_since"] is None
    actions = [e.action for e in Event.objects.filter(subject="document", subject_id=document.public_id)]
    assert actions == ["document.went_offline", "document.back_online"]


def test_a_host_that_does_not_answer_is_no_dead_link(pasted, site):  # noqa: F811
    site.pages["/a"] = (500, b"")
    watch = look(look(Watch.objects.get()))
    assert watch.outcome == "unreachable"
    assert Document.objects.filter(url__startswith="http://127").get().offline_since is None


def test_what_somebody_has_seen_is_not_told_again_while_nothing_changes(pasted, site):  # noqa: F811
    site.pages["/a"] = (500, b"")
    watch = look(look(Watch.objects.get()))
    watch_settle(watch=watch, actor=make_user("Editor"))
    watch = look(watch)
    assert (watch.outcome, watch.seen_by is None) == ("unreachable", False)
    # Worse than that is news.
    site.pages["/a"] = (404, b"")
    watch = look(watch)
    assert (watch.outcome, watch.seen_by) == ("gone", None)


def test_words_that_were_never_seen_on_the_page_reopen_nothing(pasted, site):  # noqa: F811
    serve(site, REPORT.replace("counted every one", "not counted every one"))
    watch = look(Watch.objects.get())
    assert (watch.outcome, watch.seen_by) == ("edited", None)
    assert "At the first look" in watch.reason
    assert Claim.objects.get(pk=pasted.pk).reopened_at is None
    assert not Event.objects.filter(action="document.edited_online").exists()


def test_words_that_a_page_never_showed_do_not_go_from_it(pasted, site):  # noqa: F811
    page = REPORT.replace("counted every one", "not counted every one")
    for readers in ("", "Join 100 readers.", "Join 200 readers."):
        serve(site, page.replace("</article>", f"<p>{readers}</p></article>"))
        look(Watch.objects.get())
    assert Claim.objects.get(pk=pasted.pk).reopened_at is None
    # Once they were there, they can go.
    for body, is_gone in ((REPORT, False), (page, True)):
        serve(site, body)
        look(Watch.objects.get())
        assert (Claim.objects.get(pk=pasted.pk).reopened_at is not None) == is_gone


def test_words_that_go_a_second_time_reopen_the_claim_again(db, site):  # noqa: F811
    serve(site, REPORT)
    document = make_document(read_items(REPORT.encode())[0].text, url=f"{site.url}/a", title="A report")
    claim = publish(make_claim("Every soldier was counted", statements=[make_statement(WORDS, document=document)]))
    gone = REPORT.replace("counted every one", "not counted every one")
    for page in (REPORT, gone, REPORT, gone):
        serve(site, page)
        look(Watch.objects.get())
    assert Event.objects.filter(action="source.changed", subject_id=claim.public_id).count() == 2


@pytest.mark.parametrize(("here", "there"), [('"', "“"), ("ministry has", "ministry\u00a0has")])
def test_other_forms_of_marks_and_spaces_are_no_change(pasted, site, here, there):  # noqa: F811
    look(Watch.objects.get())
    serve(site, REPORT.replace(here, there))
    assert look(Watch.objects.get()).outcome == "same"


def test_words_that_come_back_to_the_page_are_found_again(fetched, site):  # noqa: F811
    for page, is_lost in ((REPORT.replace("counted every one", "not counted every one"), True), (REPORT, False)):
        serve(site, page)
        assert look(Watch.objects.get()).outcome == "edited"
        row = Ingestion.objects.latest("pk")
        ingestions_process([row.pk])
        row.refresh_from_db()
        statement = fetched.appearances.get().statement
        assert (row.state, row.is_duplicate, statement.is_lost) == ("done", False, is_lost)
    assert statement.document == row.document
    assert row.document.replaces.replaces is not None
    assert Event.objects.filter(action="statement.moved", subject_id=statement.public_id).exists()


def test_an_address_that_leads_to_the_front_page_is_a_dead_link(fetched, site):  # noqa: F811
    site.pages["/"] = (200, REPORT.replace(WORDS, "Top stories").encode())
    site.pages["/a"] = (302, b"/")
    watch = look(look(Watch.objects.get()))
    assert (watch.outcome, "front page" in watch.reason) == ("gone", True)
    assert Ingestion.objects.count() == 1
    assert Document.objects.get(url__startswith="http://127").offline_since is not None


@pytest.mark.parametrize(
    "page",
    [
        "<main><p>Checking your browser before you go on. Please enable JavaScript.</p></main>",
        f"<article>{'<p>Ten tips for tidy gardens and happy hens, week by week.</p>' * 9}</article>",
    ],
)
def test_a_page_with_nothing_of_the_article_is_no_version_of_it(fetched, site, page):  # noqa: F811
    serve(site, f"<html><body>{page}</body></html>")
    watch = look(look(Watch.objects.get()))
    assert (watch.outcome, "Another text stands there" in watch.reason) == ("unreachable", True)
    assert Ingestion.objects.count() == 1
    assert Claim.objects.get(pk=fetched.pk).reopened_at is None


def test_what_no_public_claim_rests_on_any_more_is_not_watched(pasted):
    claim_withdraw(claim=pasted, actor=make_user("Standards editor"), reason="It was a mistake.")
    assert look(Watch.objects.get()) is None
    assert not Watch.objects.exists()


def test_one_host_is_asked_few_times_a_round(db):
    for number in range(8):
        document = make_document(f"Text {number}.", url=f"https://one.example/{number}")
        Watch.objects.create(document=document, due_at=timezone.now())
    Watch.objects.create(document=make_document("Other.", url="https://two.example/"), due_at=timezone.now())
    assert watches_sweep() == 6


def test_an_address_that_failed_is_asked_again(db, site):  # noqa: F811
    site.pages["/a"] = (200, b"<html><body><script>load()</script></body></html>")
    row = ingestion_submit(way="url", url=f"{site.url}/a", name="a")
    ingestions_process([row.pk])
    row.refresh_from_db()
    assert (row.state, row.reason) == ("failed", "No article could be found on this page.")
    serve(site, REPORT)
    again = ingestion_resubmit(ingestion=row)
    ingestions_process([again.pk])
    again.refresh_from_db()
    assert (again.state, again.fetch_id != row.fetch_id) == ("done", True)


def test_a_short_address_gives_way_to_the_one_that_answers(db, site):  # noqa: F811
    serve(site, REPORT)
    site.pages["/short"] = (302, b"/a?utm_source=letter")
    site.pages["/a?utm_source=letter"] = site.pages["/a"]
    for path in ("/short", "/a#comments"):
        row = ingestion_submit(way="url", url=f"{site.url}{path}", name="a")
        ingestions_process([row.pk])
    assert Document.objects.get().url == f"{site.url}/a"


def test_what_somebody_settles_while_the_page_is_asked_for_stays_settled(fetched, site, monkeypatch):  # noqa: F811
    serve(site, REPORT.replace("every one of them", "most of them"))
    watch = look(Watch.objects.get())
    editor, asked = make_user(), online.address_fetch

    def fetch(*args, **options):
        watch_settle(watch=Watch.objects.get(), actor=editor)
        return asked(*args, **options)

    monkeypatch.setattr(online, "address_fetch", fetch)
    assert look(watch).seen_by == editor
    assert Watch.objects.get().seen_by == editor


def test_a_protected_source_is_not_looked_for_online(db, site):  # noqa: F811
    serve(site, REPORT)
    document = make_document(f'"{WORDS}," Oleh Petrenko said.', url=f"{site.url}/a", title="A report")
    claim = publish(make_claim("Every soldier was counted"))
    make_evidence(claim, document=document, excerpt=WORDS, is_protected=True)
    online.documents_watch(claim)
    assert not Watch.objects.filter(document=document).exists()


def test_a_dead_address_is_marked_at_every_version_that_leads_to_it(fetched, site):  # noqa: F811
    serve(site, REPORT.replace("every one of them", "most of them"))
    look(Watch.objects.get())
    ingestions_process([Ingestion.objects.latest("pk").pk])
    here = Document.objects.filter(url__startswith="http://127").order_by("pk")
    first, second = here
    assert second.replaces == first
    site.pages["/a"] = (404, b"")
    look(look(Watch.objects.get()))
    refresh_stale()
    # The words that were lost stand in the version before.
    assert published(first)["offline_since"]
    assert not here.filter(offline_since=None).exists()
    serve(site, REPORT.replace("every one of them", "most of them"))
    look(Watch.objects.get())
    assert here.filter(offline_since=None).count() == 2
