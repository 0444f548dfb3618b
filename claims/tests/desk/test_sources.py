"""The desk's pages about its sources: copies kept, changes online, versions word by word, copies of a dispatch."""

import datetime as dt
import hashlib

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from claims.desk import sources as desk_sources
from claims.desk.sources import AROUND, shortened
from claims.services.archive import capture_make
from claims.services.versions import document_replaced
from claims.tests.factories import make_claim, make_document, make_evidence, make_statement, publish
from claims.tests.record.test_archive import PAGE, site  # noqa: F401 - a fixture
from sources import warc
from sources.differences import Change, word_changes
from sources.models import Capture, CopyProposal, Document, Watch


def test_a_kept_copy_is_listed_with_its_claim_and_can_be_taken_home(desk_client, site):  # noqa: F811
    site.pages["/a"] = (200, PAGE)
    claim = make_claim("The count is right")
    evidence = make_evidence(claim, url=f"{site.url}/a", title="Ministry page")
    capture_make(pk=evidence.capture_id)
    client = desk_client("Reporter")
    text = client.get(reverse("desk:archive")).content.decode()
    capture = Capture.objects.get()
    assert "Ministry page" in text
    assert "The count is right" in text
    assert capture.digest in text
    answer = client.get(reverse("desk:capture-file", args=[capture.public_id]))
    data = b"".join(answer.streaming_content)
    assert hashlib.sha256(data).hexdigest() == capture.digest
    assert warc.read(data).body == PAGE
    assert answer["Content-Type"] == "application/warc"
    assert "attachment" in answer["Content-Disposition"]


def test_a_copy_that_failed_says_why_and_is_tried_again(desk_client, site):  # noqa: F811
    evidence = make_evidence(make_claim(), url=f"{site.url}/none")
    capture_make(pk=evidence.capture_id)
    client = desk_client("Reporter")
    page = client.get(reverse("desk:archive"), {"state": "failed"}).content.decode()
    assert "answered 404 Not Found" in page
    client.post(reverse("desk:capture-retry", args=[evidence.capture.public_id]))
    assert Capture.objects.get().state == "waiting"
    again = client.post(reverse("desk:capture-retry", args=[evidence.capture.public_id]), follow=True)
    assert "Only a copy that failed" in again.content.decode()


def test_a_file_that_is_gone_is_no_page(desk_client, site):  # noqa: F811
    site.pages["/a"] = (200, PAGE)
    capture = capture_make(pk=make_evidence(make_claim(), url=f"{site.url}/a").capture_id)
    default_storage.delete(capture.file)
    answer = desk_client("Reporter").get(reverse("desk:capture-file", args=[capture.public_id]))
    assert answer.status_code == 404


def test_archive_turns_pages_without_a_gap(desk_client):
    rows = [Capture.objects.create(url=f"https://a.example/{n}", due_at=timezone.now()) for n in range(120)]
    client, seen, older = desk_client("Reporter"), [], ""
    for _ in range(3):
        answer = client.get(reverse("desk:archive"), {"older": older})
        seen += [row.pk for row in answer.context["rows"]]
        older = answer.context["rows"][-1].public_id
    assert seen == [row.pk for row in reversed(rows)]


@pytest.mark.parametrize("name", ["archive", "online", "copies"])
def test_pages_have_a_constant_query_count(desk_client, django_assert_max_num_queries, name):
    client = desk_client("Reporter")

    def more():
        for _ in range(6):
            document = make_document()
            Watch.objects.create(document=document, outcome="gone", due_at=timezone.now(), looked_at=timezone.now())
            CopyProposal.objects.create(document=document, origin=make_document(), score=0.5)
            make_evidence(make_claim())

    more()
    client.get(reverse(f"desk:{name}"))
    with django_assert_max_num_queries(40) as few:
        client.get(reverse(f"desk:{name}"))
    more()
    with django_assert_max_num_queries(len(few)):
        client.get(reverse(f"desk:{name}"))


def test_a_change_online_is_shown_and_settled(desk_client):
    document = make_document(title="Grain deal", url="https://paper.example/grain")
    now = timezone.now()
    Watch.objects.create(document=document, outcome="edited", reason="Words went.", due_at=now, looked_at=now)
    client = desk_client("Reporter")
    page = client.get(reverse("desk:online")).content.decode()
    assert "Grain deal" in page
    assert "Words went." in page
    client.post(reverse("desk:watch-settle", args=[document.public_id]))
    assert "as it was" in client.get(reverse("desk:online")).content.decode()
    assert "Grain deal" in client.get(reverse("desk:online"), {"state": "seen"}).content.decode()


def test_two_versions_are_compared_word_by_word(desk_client):
    old = make_document("A long story. “We will never leave this town,” said Ivan Petrenko. It ended.", title="Town")
    publish(make_claim(statements=[make_statement("We will never leave this town", document=old)]))
    new = make_document(
        "A long story. “We will not leave this town,” said Ivan Petrenko. It ended.", title="Town", replaces=old
    )
    document_replaced(new=new)
    page = desk_client("Reporter").get(reverse("desk:document-changes", args=[new.public_id])).content.decode()
    assert '<del class="desk-gone">never</del><ins class="desk-new">not</ins>' in page
    assert "1 statement of the version before" in page
    assert "We will never leave this town" in page
    assert desk_client("Reporter").get(reverse("desk:document-changes", args=[old.public_id])).status_code == 404


def test_long_stretches_without_a_change_are_cut_to_their_ends():
    old, new = f"{'ant ' * 1000}old {'bee ' * 1000}", f"{'ant ' * 1000}new {'bee ' * 1000}"
    parts = shortened(word_changes(old, new))
    assert [part.kind for part in parts] == ["same", "gone", "new", "same"]
    assert parts[0].cut
    assert parts[0].text == ""
    assert set(parts[0].end.split()) == {"ant"}
    assert set(parts[3].text.split()) == {"bee"}
    assert AROUND - 5 < len(parts[0].end) < AROUND
    assert AROUND - 5 < len(parts[3].text) < AROUND
    assert shortened([Change("same", "short")])[0].text == "short"


def test_editors_confirm_and_split_copies(desk_client):
    origin = make_document("The dispatch.")
    copy = make_document("The dispatch, again.")
    proposal = CopyProposal.objects.create(document=copy, origin=origin, score=0.82)
    client = desk_client("Editor")
    page = client.get(reverse("desk:copies")).content.decode()
    assert "0.82" in page
    client.post(reverse("desk:copy-confirm", args=[proposal.public_id]))
    assert Document.objects.get(pk=copy.pk).origin == origin
    client.post(reverse("desk:copy-split", args=[proposal.public_id]))
    assert Document.objects.get(pk=copy.pk).origin is None
    assert desk_client("Reporter").post(reverse("desk:copy-split", args=[proposal.public_id])).status_code == 403


def test_a_document_is_called_a_copy_of_others_and_not_of_its_own_earlier_version(desk_client):
    client = desk_client("Reporter")
    first = make_document("The dispatch.")
    copy = make_document("The dispatch.")
    newer = make_document("The dispatch, mended.", outlet=first.outlet, replaces=first)
    assert newer.origin == first, "it counts as the same source"
    pages = [
        client.get(reverse("desk:document", args=[one.public_id])).content.decode() for one in (first, copy, newer)
    ]
    assert ["copy of" in page for page in pages] == [False, True, False]
    assert "what this version changed" in pages[2]


def test_the_claim_page_says_what_is_kept_and_keeps_what_is_not(desk_client, site):  # noqa: F811
    site.pages["/a"] = (200, PAGE)
    claim = make_claim()
    evidence = make_evidence(claim, url=f"{site.url}/a", keep_copy=False)
    client, address = desk_client("Reporter"), reverse("desk:claim", args=[claim.public_id])
    assert "Keep a copy of this page" in client.get(address).content.decode()
    client.post(reverse("desk:evidence-keep", args=[evidence.public_id]))
    assert "House copy under way" in client.get(address).content.decode()
    evidence.refresh_from_db()
    capture_make(pk=evidence.capture_id)
    page = client.get(address).content.decode()
    assert "House copy kept" in page
    assert reverse("desk:capture-file", args=[evidence.capture.public_id]) in page


def test_copies_and_changes_go_on_beyond_the_first_page(db, monkeypatch):
    monkeypatch.setattr(desk_sources, "SHOWN", 2)
    documents = [make_document(f"It rained for the {number}th day.") for number in range(4)]
    now = timezone.now()
    for number, document in enumerate(documents[1:]):
        CopyProposal.objects.create(document=document, origin=documents[0], score=0.5)
        Watch.objects.create(
            document=document, due_at=now, outcome="gone", looked_at=now - dt.timedelta(hours=number % 2)
        )
    copies = desk_sources.proposals("proposed")
    assert [row.document for row in copies] == documents[:0:-1]
    assert desk_sources.proposals("proposed", older=copies[1].public_id) == copies[2:]
    changes = desk_sources.watches()
    assert len(changes) == 3
    assert desk_sources.watches(older=changes[1].document.public_id) == changes[2:]
    assert desk_sources.watches(older="nowhere") == changes
