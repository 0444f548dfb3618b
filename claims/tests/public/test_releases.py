"""Dated releases: written by the command, named on a page, downloaded as they were written."""

import hashlib
import io
import threading
from pathlib import Path

import orjson
import pytest
from django.conf import settings as django_settings
from django.core.management import CommandError, call_command
from django.db import connections
from django.urls import reverse

from claims import tasks
from claims.management.commands.export import Command
from claims.models import Claim
from claims.public import releases
from claims.public.exports import KINDS, TABLES
from claims.public.models import Publication
from claims.public.releases import releases_holding
from claims.services.reviews import statement_authenticity_set
from claims.services.withdrawals import claim_withdraw
from claims.tests import factories as make

FORMS = {"csv": set(KINDS), "jsonl": set(TABLES.values()), "parquet": set(KINDS)}


@pytest.fixture
def root(settings, tmp_path):
    settings.RELEASES_ROOT = str(tmp_path / "releases")
    return tmp_path / "releases"


@pytest.fixture
def public(transactional_db):
    make.make_published_claim("Nine in ten turbines stood still")
    make.make_claim("Xylographical draft")


def release():
    out = io.StringIO()
    call_command("export", "--release", stdout=out)
    return out.getvalue()


def test_release_holds_everything_in_every_form_and_is_downloaded_as_it_was_written(client, public, root):
    told = release()

    (folder,) = root.iterdir()
    newest = Publication.objects.order_by("-change_number").first()
    assert folder.name == f"{newest.changed_at:%Y-%m-%d}-{newest.change_number}"
    assert f"Released {folder.name}" in told
    beside = {"SHA256SUMS", "data-dictionary.csv", "datapackage.json"}
    written = {f"{table}.{form}" for form, tables in FORMS.items() for table in tables} | beside
    # What nobody downloads: the list of what stands in it.
    assert {path.name for path in folder.iterdir()} == written | {".ids"}
    sums = dict(line.split("  ")[::-1] for line in (folder / "SHA256SUMS").read_text().splitlines())
    page = client.get("/data/").content.decode()
    for path in (folder / name for name in written):
        answer = client.get(f"/data/{folder.name}/{path.name}")
        body = b"".join(answer.streaming_content)
        assert body == path.read_bytes()
        digest = hashlib.sha256(body).hexdigest()
        assert sums.get(path.name, digest) == digest
        assert answer["ETag"] == f'"{digest}"'
        assert answer["Content-Disposition"] == f'attachment; filename="{path.name}"'
        assert f"/data/{folder.name}/{path.name}" in page
        assert (
            client.get(f"/data/{folder.name}/{path.name}", headers={"if-none-match": answer["ETag"]}).status_code == 304
        )
        assert b"Xylographical" not in body


def test_download_goes_on_where_it_broke_off(client, public, root):
    release()
    (folder,) = root.iterdir()
    whole = (folder / "claims.jsonl").read_bytes()
    size, address = len(whole), f"/data/{folder.name}/claims.jsonl"
    etag = f'"{hashlib.sha256(whole).hexdigest()}"'

    for asked, start, end in (
        ("bytes=0-0", 0, 1), ("bytes=10-", 10, size), ("bytes=5-9", 5, 10), ("bytes=-7", size - 7, size),
        (f"bytes=3-{size * 2}", 3, size), (f"bytes=-{size * 2}", 0, size),
    ):  # fmt: skip
        part = client.get(address, headers={"range": asked})
        assert part.status_code == 206, asked
        assert b"".join(part.streaming_content) == whole[start:end], asked
        assert part["Content-Range"] == f"bytes {start}-{end - 1}/{size}"
        assert part["Content-Length"] == str(end - start)
        assert part["ETag"] == etag
        assert part["Content-Disposition"] == 'attachment; filename="claims.jsonl"'
    for asked in (f"bytes={size}-", "bytes=-0"):
        beyond = client.get(address, headers={"range": asked})
        assert (beyond.status_code, beyond["Content-Range"]) == (416, f"bytes */{size}")
    for asked in ("bytes=9-5", "bytes=0-1,4-5", "lines=0-1", "bytes=a-b", "bytes=-"):
        answer = client.get(address, headers={"range": asked})
        assert (answer.status_code, b"".join(answer.streaming_content)) == (200, whole), asked
    for method, more, status in (
        (client.get, {"if-range": etag}, 206),
        (client.get, {"if-range": '"another"'}, 200),
        (client.get, {"if-none-match": etag}, 304),
        (client.head, {}, 200),
    ):
        answer = method(address, headers={"range": "bytes=5-", **more})
        answer.close()
        assert answer.status_code == status, more


def test_release_is_named_with_the_words_to_cite_and_for_engines_that_search_for_data(client, public, root, settings):
    settings.DATA_LICENSE = "https://creativecommons.org/licenses/by/4.0/"
    release()
    (folder,) = root.iterdir()

    page = client.get("/data/").content.decode()
    assert orjson.loads((folder / "datapackage.json").read_bytes())["citation"] in page
    assert f'href="{settings.DATA_LICENSE}" rel="license"' in page
    dataset = orjson.loads(page.partition('<script type="application/ld+json">')[2].partition("</script>")[0])
    assert dataset["@type"] == "Dataset"
    assert dataset["license"] == settings.DATA_LICENSE
    names = {one["name"] for one in dataset["distribution"]}
    assert names == {path.name for path in folder.iterdir() if path.name != ".ids"}
    site = django_settings.SITE_URL.rstrip("/")
    assert {one["contentUrl"] for one in dataset["distribution"]} == {
        f"{site}/data/{folder.name}/{name}" for name in names
    }


def test_a_state_is_released_once_and_the_newest_stands_first(client, public, root):
    release()
    first = {path: path.stat().st_mtime_ns for path in root.rglob("*")}
    assert "Nothing has changed since" in release()
    assert {path: path.stat().st_mtime_ns for path in root.rglob("*")} == first

    make.make_published_claim("Two dams were opened at night")
    release()
    newest, oldest = sorted((path.name for path in root.iterdir()), key=lambda name: -int(name.rpartition("-")[2]))
    page = client.get("/data/").content.decode()
    assert page.index(newest) < page.index(oldest)


def test_nothing_is_released_half(public, root, monkeypatch):
    def break_off(*_arguments):
        raise OSError(28, "No space left on device", "claims.csv")

    monkeypatch.setattr("claims.management.commands.export.publication_table", break_off)
    monkeypatch.setitem(__import__("claims.management.commands.export", fromlist=["WRITERS"]).WRITERS, "csv", break_off)
    with pytest.raises(CommandError, match=r"The release stopped: No space left on device"):
        release()
    assert list(root.iterdir()) == []


def test_what_is_half_or_strange_in_the_folder_is_no_release(client, public, root):
    release()
    (folder,) = root.iterdir()
    (root / "2026-01-01-9").mkdir()
    (root / "2026-01-01-9" / "claims.csv").write_text("half")
    (root / "notes.txt").write_text("ours")
    (root / folder.name / "left.part").write_text("left")

    page = client.get("/data/").content.decode()
    assert "2026-01-01-9" not in page
    for address in (
        "/data/2026-01-01-9/claims.csv",
        f"/data/{folder.name}/left.part",
        f"/data/{folder.name}/..%2f..%2fnotes.txt",
        "/data/../notes.txt",
        f"/data/{folder.name}/",
        f"/data/{folder.name}/nothing.csv",
    ):
        assert client.get(address).status_code == 404, address
    assert client.post(f"/data/{folder.name}/claims.csv").status_code == 405


def test_without_any_release_the_page_says_so_and_names_what_there_is(client, db, root):
    page = client.get("/data/").content.decode()

    assert "No release has been made yet." in page
    assert 'href="/api/v1/claims/?format=csv"' in page
    for address in ("/api/v1/claims/?format=csv", "/api/v1/corrections/?format=jsonl"):
        assert client.get(address).status_code == 200


def test_an_empty_record_is_not_released(transactional_db, root):
    Publication.objects.all().delete()
    with pytest.raises(CommandError, match="Nothing is public yet"):
        release()


@pytest.mark.parametrize(
    "options", [[], ["folder", "--release"], ["--release", "--all"], ["--release", "--type", "claims"]]
)
def test_a_release_has_a_folder_of_its_own(db, root, options):
    with pytest.raises(CommandError) as raised:
        call_command("export", *options)
    assert raised.value.returncode == 2
    assert not Path(root).exists()


def test_what_the_law_takes_away_takes_the_releases_that_hold_it(client, public, root):
    claim = Claim.objects.get(published_at__isnull=False)
    release()
    (folder,) = root.iterdir()
    make.make_published_claim("Another claim")
    editor = make.make_user("Standards editor")
    client.force_login(editor)
    address = reverse("desk:claim-withdraw", args=[claim.public_id])
    assert folder.name in client.get(address).content.decode()

    answer = client.post(address, {"reason": "A court ordered it.", "is_removed": "on"}, follow=True)

    assert f"which held it: {folder.name}." in answer.content.decode()
    assert client.get(f"/data/{folder.name}/claims.csv").status_code == 410
    assert folder.name not in client.get("/data/").content.decode()
    # The house keeps it, and what is released from now on holds nothing of it.
    assert (root / f".withheld-{folder.name}").is_dir()
    release()
    (newest,) = [path for path in root.iterdir() if not path.name.startswith(".")]
    assert claim.public_id not in (newest / "claims.jsonl").read_text()
    assert b"".join(client.get(f"/data/{newest.name}/claims.csv").streaming_content)


def test_what_is_removed_while_a_release_is_written_is_not_released(client, public, root, monkeypatch):
    claim = Claim.objects.get(published_at__isnull=False)
    sealed = Command._seal

    def remove_meanwhile(command):
        sealed(command)
        # In a connection of its own, as an editor would: the release goes on in its snapshot.
        removing = threading.Thread(target=lambda: (remove(claim), connections.close_all()))
        removing.start()
        removing.join()

    monkeypatch.setattr(Command, "_seal", remove_meanwhile)
    with pytest.raises(CommandError, match="withheld"):
        release()
    assert [path.name.startswith(".withheld-") for path in root.iterdir()] == [True]


def test_what_could_not_be_taken_away_is_taken_away_later(client, public, root, monkeypatch):
    claim = Claim.objects.get(published_at__isnull=False)
    release()
    (folder,) = root.iterdir()
    with monkeypatch.context() as broken:
        broken.setattr("claims.services.withdrawals.releases_withhold", lambda *public_ids: None)
        remove(claim)
    assert folder.is_dir()

    tasks.sweep_releases()

    assert client.get(f"/data/{folder.name}/claims.csv").status_code == 410


def test_what_a_release_holds_is_read_once(client, public, root, monkeypatch):
    claim = Claim.objects.get(published_at__isnull=False)
    statement = claim.statements.get()
    release()
    (folder,) = root.iterdir()
    for path in folder.iterdir():
        if path.suffix in (".csv", ".jsonl"):
            path.write_text("")
    # The list that was made with it tells, however large the texts are.
    assert [one.name for one in releases_holding(claim.public_id)] == [folder.name]
    assert [one.name for one in releases_holding("0000000000", statement.public_id)] == [folder.name]
    assert releases_holding("0000000000", "zzzzzzzzzz") == []
    assert releases_holding() == []
    assert client.get(f"/data/{folder.name}/.ids").status_code == 404


def test_a_release_of_before_there_were_lists_gets_one_of_several_parts(client, public, root, monkeypatch):
    claim = Claim.objects.get(published_at__isnull=False)
    release()
    (folder,) = root.iterdir()
    before = (folder / ".ids").read_bytes()
    (folder / ".ids").unlink()
    monkeypatch.setattr(releases, "RUN", 3)
    assert [one.name for one in releases_holding(claim.public_id)] == [folder.name]
    assert (folder / ".ids").read_bytes() == before


def remove(claim):
    claim_withdraw(
        claim=claim, actor=make.make_user("Standards editor"), reason="A court ordered it.", is_removed=True,
    )  # fmt: skip


def test_a_release_of_before_the_claim_that_holds_its_words_goes_too(transactional_db, root):
    editor, statement = make.make_user("Standards editor"), make.make_statement()
    statement_authenticity_set(statement=statement, actor=editor, authenticity="confirmed", reason="On tape.")
    release()
    claim = make.make_published_claim(statements=[statement])
    claim_withdraw(claim=claim, actor=editor, reason="A court ordered it.", is_removed=True)
    (folder,) = root.iterdir()
    assert folder.name.startswith(".withheld-")


def test_an_export_leaves_no_file_of_the_one_before_in_its_folder(public, tmp_path):
    mine = tmp_path / "notes.txt"
    mine.write_text("Mine.")
    for form in ("csv", "jsonl"):
        call_command("export", str(tmp_path), "--format", form, stdout=io.StringIO())
    assert not list(tmp_path.glob("claims.csv"))
    assert (tmp_path / "claims.jsonl").exists()
    assert mine.read_text() == "Mine."


def test_removed_words_stand_around_no_other_statement(client, transactional_db):
    text = "“The dam was blown up by us,” he said. “We regret it,” she said. “All is well,” he said."
    document = make.make_document(text)
    removed, beside, far = (
        make.make_statement(words, document=document)
        for words in ("“The dam was blown up by us,”", "“We regret it,”", "“All is well,”")
    )
    claim = make.make_published_claim("The dam was blown up", statements=[removed])
    for statement in (beside, far):
        make.make_published_claim(statement.exact, statements=[statement])
    before = client.get(f"/api/v1/statements/{beside.public_id}/").json()
    assert "blown up" in before["prefix"]

    remove(claim)

    for statement in (beside, far):
        shown = client.get(f"/api/v1/statements/{statement.public_id}/").json()
        assert "blown up" not in client.get(f"/api/v1/statements/{statement.public_id}/").content.decode()
        assert shown["exact"] == statement.exact
    assert client.get(f"/api/v1/statements/{beside.public_id}/").json()["prefix"].endswith("he said. ")
