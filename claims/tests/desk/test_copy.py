import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from claims.desk.views import copy
from claims.services.ingestion import handed_in, ingestions_process, ingestions_submit
from factcheck.base import new_public_id
from sources.models import Document, Ingestion, IntakePause, Original
from sources.services.ingestions import ingestion_create
from sources.services.outlets import outlet_get_or_create

ARTICLE = "KYIV, Ukraine: A minister spoke on Friday.\n\n“We will rebuild every school,” Anna Petrenko told AFP.\n"
COPY, LIST = "/desk/copy/", "/desk/ingestions/"


def hand_in(client, **data):
    return client.post(COPY, data)


def process():
    for ingestion in Ingestion.objects.filter(state="queued"):
        ingestions_process([ingestion.pk])


def test_pasted_text_becomes_a_delivery_and_a_document(desk_client):
    client = desk_client("Reporter")
    outlet = outlet_get_or_create(name="AFP")

    answer = hand_in(
        client, text=ARTICLE, outlet="afp", title="Schools", url="https://example.com/a", published_on="2022-09-23"
    )

    ingestion = Ingestion.objects.get()
    assert answer.url == f"{LIST}?batch={ingestion.batch}"
    assert (ingestion.state, ingestion.created_by, ingestion.outlet) == ("queued", client.user, outlet)
    process()
    document = Document.objects.get()
    assert (document.title, document.url, str(document.published_at.date())) == (
        "Schools",
        "https://example.com/a",
        "2022-09-23",
    )
    page = client.get(answer.url).content.decode()
    assert reverse("desk:document", args=[document.public_id]) in page
    assert f"{document.statements.count()} statement" in page


def test_several_files_are_deliveries_of_one_batch(desk_client):
    client = desk_client("Reporter")
    files = [SimpleUploadedFile(f"{n}.txt", f"Text {n} says little.".encode()) for n in range(3)]

    hand_in(client, uploads=files)

    assert sorted(Ingestion.objects.values_list("name", flat=True)) == ["0.txt", "1.txt", "2.txt"]
    assert Ingestion.objects.values("batch").distinct().count() == 1


def test_a_folder_of_files_is_handed_in_at_once_and_by_the_piece(desk_client, monkeypatch):
    client = desk_client("Reporter")
    calls = []
    monkeypatch.setattr(copy, "ingestions_submit", lambda piece: calls.append(len(piece)) or ingestions_submit(piece))
    files = [SimpleUploadedFile(f"{n}.txt", f"Text {n} says little.".encode()) for n in range(250)]

    answer = hand_in(client, uploads=files)

    assert answer.status_code == 302
    assert Ingestion.objects.values("batch").distinct().count() == 1
    assert Ingestion.objects.count() == 250
    # No more than that is in memory at a time.
    assert calls == [200, 50]


def test_long_files_are_not_held_in_memory_together():
    pieces = list(handed_in({"data": b"x" * 3_000_000} for _ in range(7)))
    assert [len(piece) for piece in pieces] == [3, 3, 1]


def test_one_bad_file_among_good_ones_is_named_and_the_rest_taken(desk_client):
    client = desk_client("Reporter")
    files = [SimpleUploadedFile("good.txt", b"Some words."), SimpleUploadedFile("blank.txt", b"  \n ")]

    answer = client.post(COPY, {"uploads": files}, follow=True)

    assert Ingestion.objects.get().name == "good.txt"
    assert "blank.txt: The text is empty." in answer.content.decode()


def test_the_same_text_twice_says_so(desk_client):
    client = desk_client("Reporter")
    for _ in range(2):
        hand_in(client, text=ARTICLE)
        process()

    assert Document.objects.count() == 1
    page = client.get(LIST).content.decode()
    assert page.count("This text was in the record already; nothing was added.") == 1


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "The text is empty."),
        (" \n\t ", "The text is empty."),
        ("abc\0def", "NUL bytes"),
    ],
)
def test_bad_paste_is_refused_in_a_sentence_and_leaves_nothing(desk_client, text, sentence):
    answer = hand_in(desk_client("Reporter"), text=text)

    assert answer.status_code == 400
    assert sentence in answer.content.decode()
    assert not Ingestion.objects.exists()
    assert not Original.objects.exists()


@pytest.mark.parametrize("way", ["paste", "file"])
def test_too_large_a_text_is_refused_in_a_sentence(desk_client, way):
    client, text = desk_client("Reporter"), "word " * (settings.INGEST_MAX_BYTES // 5 + 1)
    data = {"text": text} if way == "paste" else {"uploads": SimpleUploadedFile("big.txt", text.encode())}

    answer = client.post(COPY, data)

    assert answer.status_code == 400
    assert "at most 20 MiB are taken at once" in answer.content.decode()
    assert not Ingestion.objects.exists()


@pytest.mark.parametrize(
    ("data", "state", "words"),
    [
        ("“Ми відбудуємо школи”, сказала міністерка.".encode("cp1251"), "done", "Ми відбудуємо"),
        ("“Größe zählt”, sagte er.".encode("utf-16"), "done", "Größe"),
        (b"\x89PNG\r\n\x1a\n\x00\x00" + bytes(range(256)) * 8, "failed", ""),
        (b"\x00\x01\x02binary\x00" * 50, "failed", ""),
        (b"... !!! ???", "failed", ""),
    ],
)
def test_file_in_another_encoding_is_read_or_fails_in_words(desk_client, data, state, words):
    client = desk_client("Reporter")

    hand_in(client, uploads=SimpleUploadedFile("copy.txt", data))
    process()

    ingestion = Ingestion.objects.get()
    assert ingestion.state == state
    if state == "failed":
        assert ingestion.reason.endswith(".")
        page = client.get(f"{LIST}?state=failed").content.decode()
        assert ingestion.reason.split(":")[0] in page
        assert "Try again" in page
        assert not Document.objects.exists()


@pytest.mark.parametrize(
    "text",
    [
        "An article in which nobody says anything at all.",
        '"' * 3000,
        "“Unbalanced he said, and “again she said. ”””",
        "“שלום עולם,” אמר השר ביום שישי.",
        "“We will 🚀 win 🇺🇦,” she said.",
        "<script>alert('x')</script> “<script>alert(1)</script>,” said <b>Anna</b>.",
    ],
)
def test_odd_text_is_handled_and_shown_exactly(desk_client, text_of, text):
    client = desk_client("Reporter")

    hand_in(client, text=text)
    process()

    ingestion = Ingestion.objects.get()
    if ingestion.state == "failed":
        assert ingestion.reason
        return
    page = client.get(reverse("desk:document", args=[ingestion.document.public_id])).content.decode()
    assert "<script>alert" not in page
    assert text_of(page, "text") == ingestion.document.text


def test_failed_delivery_is_retried_by_a_button(desk_client):
    client = desk_client("Reporter")
    hand_in(client, uploads=SimpleUploadedFile("copy.txt", b"..."))
    process()
    failed = Ingestion.objects.get()

    answer = client.post(reverse("desk:ingestion-retry", args=[failed.public_id]), follow=True)

    assert "It was handed in again." in answer.content.decode()
    failed.refresh_from_db()
    assert (failed.state, failed.retried_as.state) == ("retried", "queued")
    again = client.post(reverse("desk:ingestion-retry", args=[failed.public_id]), follow=True)
    assert "Only a failed ingestion can be tried again." in again.content.decode()


def test_list_renews_itself_only_while_work_goes_on(desk_client):
    client = desk_client("Reporter")
    hand_in(client, text=ARTICLE)
    assert 'http-equiv="refresh"' in client.get(LIST).content.decode()

    process()

    assert 'http-equiv="refresh"' not in client.get(LIST).content.decode()


def test_unknown_outlet_is_added_and_told(desk_client):
    answer = desk_client("Reporter").post(COPY, {"text": ARTICLE, "outlet": "The Daily Example"}, follow=True)

    assert "The outlet The Daily Example is new in the record." in answer.content.decode()


def test_headline_for_several_texts_is_refused(desk_client):
    answer = hand_in(
        desk_client("Reporter"), text=ARTICLE, title="One", uploads=SimpleUploadedFile("b.txt", b"Other words.")
    )

    assert answer.status_code == 400
    assert "belongs to one text" in answer.content.decode()
    assert not Ingestion.objects.exists()


@pytest.mark.parametrize(
    "query", ["state=%00", "batch=%00", "older=%00", "older=nothere", "state=<script>alert(1)</script>"]
)
def test_odd_addresses_of_the_list_are_answered(desk_client, query):
    answer = desk_client("Reporter").get(f"{LIST}?{query}")

    assert answer.status_code == 200
    assert "<script>alert" not in answer.content.decode()


@pytest.mark.parametrize(("role", "is_shown"), [("Reporter", False), ("Editor", True)])
def test_all_deliveries_are_paused_by_editors_and_where_some_wait(desk_client, role, is_shown):
    client, address = desk_client(role), reverse("desk:ingestions")
    assert "Pause all deliveries" not in client.get(address).content.decode()
    ingestion_create(data=b"It rained, she said.", way=Ingestion.Way.PASTE)
    assert ("Pause all deliveries" in client.get(address).content.decode()) is is_shown


def test_one_batch_is_held_back_by_whoever_hands_in_and_all_deliveries_are_not(desk_client):
    reporter, batch = desk_client("Reporter"), new_public_id()
    ingestion_create(data=b"It rained, she said.", way=Ingestion.Way.PASTE, batch=batch)

    assert reporter.post(reverse("desk:ingestions-pause"), {"batch": batch}).status_code == 302
    assert IntakePause.objects.get().batch == batch
    for name in ("ingestions-pause", "ingestions-resume"):
        assert reporter.post(reverse(f"desk:{name}")).status_code == 403
    assert IntakePause.objects.get().batch == batch
