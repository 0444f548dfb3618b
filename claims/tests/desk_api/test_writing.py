"""Editing safely, sending twice, bodies and files, limits: what every write shares."""

import datetime as dt
import threading

import orjson
import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections
from django.utils import timezone

from claims.models import AnsweredRequest, Claim, Event, Evidence, Statement
from claims.services.claims import claim_edit
from claims.services.ingestion import ingestions_process
from claims.services.record import speaker_edit
from claims.services.suggestions import statements_extract
from claims.services.tokens import answers_forget
from claims.services.verdicts import verdict_propose
from claims.tests import factories as make
from claims.tests.desk_api.client import Program
from factcheck.base import DomainError
from sources.models import Ingestion, Speaker
from sources.services import speakers as speaker_services


@pytest.fixture
def program(db) -> Program:
    return Program("Standards editor")


# --- If-Match ---------------------------------------------------------------------------------------------------------


def test_second_to_save_is_told_what_changed_and_nothing_is_lost(program):
    claim, colleague = make.make_claim("The bridge was closed"), make.make_user("Editor", username="anna")
    seen = program.get(f"desk/claims/{claim.public_id}/")
    claim_edit(claim=claim, actor=colleague, version=None, text="The bridge was open", priority=4)

    answer = program.patch(f"claims/{claim.public_id}/", {"text": "The bridge was shut"}, version=seen["ETag"])

    assert answer.status_code == 412
    assert answer.json["detail"] == "Somebody else saved this while you were working on it."
    assert answer.json["current"]["text"] == "The bridge was open"
    (line,) = answer.json["changed"]
    assert (line["action"], line["actor"]) == ("claim.edited", "anna")
    assert line["before"]["text"] == "The bridge was closed"
    assert line["after"] == {"text": "The bridge was open", "priority": 4}
    assert Claim.objects.get().text == "The bridge was open"
    again = program.patch(f"claims/{claim.public_id}/", {"text": "The bridge was shut"}, version=answer.json["etag"])
    assert (again.status_code, again.json["text"]) == (200, "The bridge was shut")


def test_edit_without_a_version_is_refused_and_star_takes_any(program):
    claim = make.make_claim()
    path = f"claims/{claim.public_id}/"

    assert program.patch(path, {"priority": 4}).status_code == 428
    assert program.patch(path, {"priority": 4}, version="*").status_code == 200


@pytest.mark.parametrize("version", ["1-1", 'W/"1-1"', '"abc"', '"1-1", "2-2"', '"-1-1"', '"99999999999-1"', "x"])
def test_version_that_is_none_is_refused_by_name(program, version):
    claim = make.make_claim()
    answer = program.patch(f"claims/{claim.public_id}/", {"priority": 4}, version=version)
    assert answer.status_code == 400
    assert answer.json["errors"][0]["parameter"] == "If-Match"
    assert Claim.objects.get().priority == 2


def test_version_of_a_public_document_is_refused(program):
    claim = make.make_published_claim()
    public = program.get(f"claims/{claim.public_id}/")
    assert program.patch(f"claims/{claim.public_id}/", {"priority": 4}, version=public["ETag"]).status_code == 400


def test_statement_and_verdict_tell_what_changed_too(program):
    claim = make.make_claim()
    statement = claim.statements.get()
    verdict = make.make_verdict(claim)
    for path, act, data in (
        (f"statements/{statement.public_id}/", "authenticity", {"authenticity": "confirmed", "reason": "Heard it."}),
        (f"verdicts/{verdict.public_id}/", "propose", {}),
    ):
        tag = program.get(f"desk/{path}")["ETag"]
        assert program.post(f"{path}{act}/", data, version=tag).status_code == 200
        answer = program.post(f"{path}{act}/", data, version=tag)
        assert answer.status_code == 412
        assert answer.json["changed"]
        assert answer.json["etag"] == program.get(f"desk/{path}")["ETag"]


# --- idempotency keys -------------------------------------------------------------------------------------------------


def test_request_sent_twice_is_done_once_and_answered_alike(program):
    path = f"claims/{make.make_claim().public_id}/evidence/"
    data = {"stance": "supports", "title": "A log", "url": "https://a.example/"}

    first = program.post(path, data, key="k1")
    second = program.post(path, data, key="k1")

    assert (first.status_code, second.status_code) == (201, 201)
    assert second.content == first.content
    assert second["Location"] == first["Location"]
    assert (first.get("Idempotency-Replayed"), second["Idempotency-Replayed"]) == (None, "true")
    assert Evidence.objects.count() == 1
    assert program.post(path, {**data, "title": "Another log"}, key="k2").status_code == 201
    assert Evidence.objects.count() == 2


def test_key_of_another_request_is_refused(program):
    assert program.post("claims/", {"text": "One"}, key="k").status_code == 201
    assert program.post("claims/", {"text": "Two"}, key="k").status_code == 422
    assert program.post("speakers/", {"name": "One"}, key="k").status_code == 422
    assert Claim.objects.count() == 1


def test_key_of_the_same_edit_of_another_version_is_refused(program):
    path = f"claims/{make.make_claim().public_id}/"
    first = program.patch(path, {"priority": 4}, version="*", key="k")
    assert first.status_code == 200
    assert program.patch(path, {"priority": 4}, version=first["ETag"], key="k").status_code == 422
    assert program.patch(path, {"priority": 4}, version="*", key="k")["Idempotency-Replayed"] == "true"


def test_key_of_somebody_else_is_another(program):
    assert program.post("claims/", {"text": "One"}, key="k").status_code == 201
    assert Program("Reporter").post("claims/", {"text": "Two"}, key="k").status_code == 201


def test_refused_request_leaves_its_key_free(program):
    claim = make.make_claim()
    assert program.post(f"claims/{claim.public_id}/withdraw/", {"reason": "Wrong."}, key="k").status_code == 409
    assert not AnsweredRequest.objects.exists()
    assert program.post("claims/", {"text": "One"}, key="k").status_code == 201


@pytest.mark.parametrize("key", [" ", "é", "a b", "x" * 256])
def test_bad_key_is_refused(program, key):
    answer = program.post("claims/", {"text": "One"}, Idempotency_Key=key)
    assert answer.status_code == 400
    assert not Claim.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_several_at_once_with_one_key_make_one_claim():
    program, answers = Program("Reporter"), []
    barrier = threading.Barrier(4)

    def send():
        barrier.wait()
        answers.append(program.post("claims/", {"text": "Only one"}, key="same"))
        connections.close_all()

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [answer.status_code for answer in answers] == [201] * 4
    assert len({answer.content for answer in answers}) == 1
    assert Claim.objects.count() == 1
    assert Event.objects.filter(action="claim.drafted").count() == 1


def test_answers_are_forgotten_after_a_day(program):
    program.post("claims/", {"text": "One"}, key="k")
    assert answers_forget() == 0
    with time_machine.travel(timezone.now() + dt.timedelta(days=1, minutes=1)):
        assert answers_forget() == 1


# --- bodies -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b'{"text": "One.", "text": "Two."}', "Given more than once in one object: text."),
        (b'{"text": "One.", "t\\u0065xt": "Two."}', "Given more than once in one object: text."),
        (b'{"text": [{"a": {"b": 1, "b": 1}}]}', "Given more than once in one object: b."),
        (b'{"text": ' + b"[" * 1000 + b"]" * 1000 + b"}", "Nested too deeply."),
    ],
)
def test_body_that_names_a_member_twice_is_refused(program, body, words):
    answer = program.client.generic(
        "POST", "/api/v1/ingestions/", body, content_type="application/json", headers=program.headers
    )
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert answer.json()["errors"] == [{"pointer": "", "detail": words}]
    assert not Ingestion.objects.exists()


@pytest.mark.parametrize(
    ("data", "pointer", "words"),
    [
        ({}, "/text", "Missing."),
        ({"text": ""}, "/text", "empty"),
        ({"text": " \n"}, "/text", "say something"),
        ({"text": "a\0b"}, "/text", "NUL"),
        ({"text": "x" * 501}, "/text", "At most 500"),
        ({"text": 5}, "/text", "Must be string."),
        ({"text": "x", "claimant": "nobody"}, "/claimant", "Not an id"),
        ({"text": "x", "topics": ["0123456789", "0123456789"]}, "/topics", "only once"),
        ({"text": "x", "first_said_on": "2022-02-30"}, "/first_said_on", "Not a day"),
        ({"text": "x", "first_said_on": "20220923"}, "/first_said_on", "Not a day"),
        ({"text": "x", "first_said_on": "2022-W38-5"}, "/first_said_on", "Not a day"),
        ({"text": "x", "priority": "high"}, "/priority", "Not one of: 1, 2, 3, 4."),
        ({"text": "x", "priority": True}, "/priority", "Must be integer."),
        ({"text": "x", "status": "verified"}, "/status", "no such member"),
        ([], "", "Must be object."),
        ("x", "", "Must be object."),
    ],
)
def test_body_that_is_not_as_described_is_refused_by_member(program, data, pointer, words):
    answer = program.post("claims/", data)
    assert answer.status_code == 400, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    faults = [error["detail"] for error in answer.json["errors"] if error["pointer"] == pointer]
    assert any(words in fault for fault in faults), answer.json
    assert not Claim.objects.exists()


def test_where_one_of_two_members_is_needed_both_are_named(program):
    path = f"claims/{make.make_claim().public_id}/evidence/"
    given = {"stance": "supports", "title": "A log"}
    answer = program.post(path, {**given, "source_url": "https://a.example/"})
    assert answer.status_code == 400
    faults = {error["pointer"]: error["detail"] for error in answer.json["errors"]}
    assert faults == {
        "/document": "Missing: document or url is needed.",
        "/source_url": "There is no such member.",
    }
    answer = program.post(path, {"stance": "supports", "url": "https://a.example/"})
    assert answer.json["errors"] == [{"pointer": "/title", "detail": "Missing."}]
    assert program.post(path, {**given, "url": "https://a.example/"}).status_code == 201


def test_empty_text_is_told_once_and_of_the_form_that_was_meant(program):
    assert program.post("ingestions/", {"text": ""}).json["errors"] == [
        {"pointer": "/text", "detail": "Must not be empty."}
    ]
    answer = program.post("ingestions/", {"text": "", "nope": 1})
    assert {error["pointer"]: error["detail"] for error in answer.json["errors"]} == {
        "/text": "Must not be empty.",
        "/nope": "There is no such member.",
    }


@pytest.mark.parametrize("body", [b"{", b"\xff", b'{"text": "\\ud800"}', b"NaN", b"null"])
def test_body_that_is_not_json_is_refused(program, body):
    answer = program.client.post("/api/v1/claims/", body, content_type="application/json", headers=program.headers)
    assert answer.status_code == 400


def test_body_of_another_kind_is_refused(program):
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
        answer = program.client.post("/api/v1/claims/", "text=x", content_type=kind, headers=program.headers)
        assert answer.status_code == 415, kind


def test_body_that_is_too_large_is_refused(program):
    answer = program.post("claims/", {"text": "x" * 2_000_000})
    assert answer.status_code == 413


def test_what_the_record_does_not_have_is_refused_by_member(program):
    answer = program.post("claims/", {"text": "x", "claimant": "0123456789"})
    assert answer.status_code == 409
    assert answer.json["errors"] == [
        {"pointer": "/claimant", "detail": "There is no speaker with this id in the record."}
    ]
    statement = make.make_statement()
    Statement.objects.update(review_state="suggested")
    answer = program.post("claims/", {"text": "x", "statements": [statement.public_id]})
    assert answer.status_code == 409
    # All or nothing.
    assert not Claim.objects.exists()


def test_parameters_of_a_write_are_refused(program):
    assert program.post("claims/?dry_run=1", {"text": "x"}).status_code == 400


# --- deliveries -------------------------------------------------------------------------------------------------------


def test_text_address_and_file_are_taken_in(program):
    text = program.post("ingestions/", {"text": "“We left,” she said.", "published_on": "2022-09-23"})
    address = program.post("ingestions/", {"url": "https://wire.example/a", "outlet": "Wire"})
    form = {"file": SimpleUploadedFile("a.txt", "“Ми пішли,” she said.".encode()), "title": "Headline"}
    file = program.client.post("/api/v1/ingestions/", form, headers=program.headers)

    assert [answer.status_code for answer in (text, address, file)] == [202] * 3, file.content
    assert sorted(Ingestion.objects.values_list("way", "name", "title")) == [
        ("api", "", ""),
        ("file", "a.txt", "Headline"),
        ("url", "https://wire.example/a", ""),
    ]
    assert set(Ingestion.objects.values_list("created_by", flat=True)) == {program.user.pk}
    assert text["Location"].endswith(f"/api/v1/desk/ingestions/{text.json['id']}/")


def test_file_sent_twice_with_one_key_is_one_delivery(program):
    headers = {**program.headers, "Idempotency-Key": "k"}
    for content, status in ((b"Words.", 202), (b"Words.", 202), (b"Other words.", 422)):
        form = {"file": SimpleUploadedFile("a.txt", content)}
        assert program.client.post("/api/v1/ingestions/", form, headers=headers).status_code == status
    assert Ingestion.objects.count() == 1


def test_form_without_exactly_one_file_is_refused(program):
    file = SimpleUploadedFile("a.txt", b"x")
    for form in ({"title": "x"}, {"files": file}, {"file": "x"}, {"file": file, "nonsense": "x"}):
        file.seek(0)
        answer = program.client.post("/api/v1/ingestions/", form, headers=program.headers)
        assert answer.status_code == 400, form
    assert not Ingestion.objects.exists()


def test_new_outlet_needs_the_right_to_add_one(db):
    user = make.make_user("Reporter")
    user.groups.clear()
    user.user_permissions.add(Permission.objects.get(codename="add_ingestion"))
    program = Program(user)
    assert program.post("ingestions/", {"text": "x", "outlet": "New Wire"}).status_code == 403
    assert program.post("ingestions/", {"text": "x"}).status_code == 202


# --- limits -----------------------------------------------------------------------------------------------------------


def test_limit_of_a_colleague_is_told_and_kept(db, settings):
    settings.API_WRITES_PER_MINUTE = 2
    with time_machine.travel(dt.datetime(2022, 9, 23, 10, 0, 20, tzinfo=dt.UTC), tick=False):
        program = Program("Editor")
        first = program.post("claims/", {"text": "One"})
        program.post("claims/", {"text": "Two"})
        third = program.post("claims/", {"text": "Three"})

    assert '"desk";q=2;w=60' in first["RateLimit-Policy"]
    assert '"desk";r=1;t=40' in first["RateLimit"]
    assert (third.status_code, third["Retry-After"]) == (429, "40")
    assert third.json["violated-policies"] == ["desk"]
    assert Claim.objects.count() == 2


def test_guessing_tokens_is_limited_by_address(db, settings):
    settings.API_REQUESTS_PER_MINUTE = 2
    stranger = Program("Reporter")
    stranger.headers["Authorization"] = "Bearer onrecord_guess"
    assert [stranger.get("desk/").status_code for _ in range(3)] == [401, 401, 429]


# --- reading ----------------------------------------------------------------------------------------------------------


def test_lists_page_from_the_newest_to_the_last(program):
    claims = [make.make_claim(f"Claim {number}") for number in range(5)]
    seen, address = [], "desk/claims/?page_size=2"
    while address:
        page = program.get(address)
        assert page["Cache-Control"] == "no-store"
        seen += [row["id"] for row in page.json["results"]]
        address = page.json["next"] and page.json["next"].removeprefix("http://testserver")
    assert seen == [claim.public_id for claim in reversed(claims)]


class Counter:
    count = 0

    def __call__(self, execute, *rest):
        self.count += 1
        return execute(*rest)


def queries(program: Program, path: str) -> int:
    counter = Counter()
    with connection.execute_wrapper(counter):
        assert program.get(path).status_code == 200
    return counter.count


def test_lists_have_a_constant_number_of_queries(program):
    folders = (
        "claims",
        "statements",
        "verdicts",
        "documents",
        "ingestions",
        "speakers",
        "topics",
        "outlets",
        "corrections",
    )
    paths = [*(f"desk/{name}/" for name in folders), "desk/events/"]
    for number in range(2):
        make.publish(make.make_claim())
        make.make_verdict(make.make_claim(statements=[make.make_statement()]))
        program.post("ingestions/", {"text": f"Words {number}."})
    few = {path: queries(program, path) for path in paths}
    for number in range(4):
        make.publish(make.make_claim())
        make.make_verdict(make.make_claim(statements=[make.make_statement()]))
        program.post("ingestions/", {"text": f"Other words {number}."})
    assert {path: queries(program, path) for path in paths} == few


def test_link_between_claims_is_taken_back_from_either_end_of_a_contradiction(program):
    claim, other = make.make_claim(), make.make_claim()
    path = f"claims/{other.public_id}/links/"
    assert program.post(path, {"other": claim.public_id, "kind": "contradicts"}).status_code == 200
    body = {"other": claim.public_id, "kind": "repeats", "reason": "They speak of two days."}
    refused = program.post(f"{path}remove/", body)
    assert (refused.status_code, refused.json["detail"]) == (
        409,
        "The two claims are not linked so. `links` of a claim says which is `claim` and which is `other`.",
    )
    (link,) = program.get(f"desk/claims/{claim.public_id}/").json["links"]
    assert link == {"kind": "contradicts", "claim": claim.public_id, "other": other.public_id, "note": None}
    for wanted in (200, 409):
        assert program.post(f"{path}remove/", {**body, "kind": "contradicts"}).status_code == wanted
    told = Event.objects.filter(action="claim.unlinked").values_list("subject_id", flat=True)
    assert sorted(told) == sorted([claim.public_id, other.public_id])


# --- names ------------------------------------------------------------------------------------------------------------


def test_name_that_the_record_has_is_refused_with_whom_it_may_mean(program):
    known = make.make_speaker("Dmitry Medvedev")

    answer = program.post("speakers/", {"name": "dmitry  medvedev"})

    assert answer.status_code == 409
    assert answer.json["errors"][0]["pointer"] == "/name"
    assert [one["id"] for one in answer.json["candidates"]] == [known.public_id]
    assert Speaker.objects.count() == 1
    assert program.post("speakers/", {"name": "Dmitry Medvedev", "namesake": True}).status_code == 201
    assert Speaker.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_who_bring_one_name_at_once_bring_one_speaker():
    programs = [Program("Editor"), Program("Reporter")]
    gate, codes = threading.Barrier(2), []

    def bring(program: Program) -> None:
        gate.wait()
        codes.append(program.post("speakers/", {"name": "Zebulon Racer"}).status_code)
        connections.close_all()

    threads = [threading.Thread(target=bring, args=[program]) for program in programs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(codes) == [201, 409]
    assert Speaker.objects.count() == 1


def test_of_several_who_bring_one_wikidata_id_all_but_one_are_told(transactional_db, monkeypatch):
    programs = [Program("Standards editor") for _ in range(3)]
    gate, answers = threading.Barrier(3), []
    look = speaker_services._refuse_taken_wikidata_id

    def look_together(speaker):
        look(speaker)
        if speaker.wikidata_id and not threading.current_thread().looked:
            # At the first look there is none of them yet.
            threading.current_thread().looked = True
            gate.wait()

    monkeypatch.setattr(speaker_services, "_refuse_taken_wikidata_id", look_together)

    def bring(number: int) -> None:
        threading.current_thread().looked = False
        answers.append(programs[number].post("speakers/", {"name": f"Racer {number}", "wikidata_id": "Q770001"}))
        connections.close_all()

    threads = [threading.Thread(target=bring, args=[number]) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answer.status_code for answer in answers) == [201, 409, 409]
    for answer in answers:
        if answer.status_code == 409:
            assert answer.json["errors"][0]["pointer"] == "/wikidata_id"
    assert Speaker.objects.filter(wikidata_id="Q770001").count() == 1


def test_an_edit_that_takes_anothers_wikidata_id_meanwhile_is_refused_in_words(db, monkeypatch):
    make.make_speaker("Ana Horvat", wikidata_id="Q42")
    speaker, looked = make.make_speaker("Ivo Babic"), []
    look = speaker_services._refuse_taken_wikidata_id
    monkeypatch.setattr(
        speaker_services, "_refuse_taken_wikidata_id", lambda row: looked.append(row) or looked[1:] and look(row)
    )
    monkeypatch.setattr(Speaker, "full_clean", lambda self: None)
    with pytest.raises(DomainError) as refused:
        speaker_edit(speaker=speaker, actor=make.make_user(), changes={"wikidata_id": "Q42"})
    assert refused.value.field == "wikidata_id"


@pytest.mark.parametrize("name", ["\u200b", "\u00ad\u2060", "\u202e", " \ufeff"])
def test_words_that_nobody_sees_are_none(program, name):
    assert program.post("speakers/", {"name": name}).status_code == 400
    assert program.post("claims/", {"text": name}).status_code == 400


# --- bodies in pieces -------------------------------------------------------------------------------------------------


def test_body_in_pieces_is_refused_and_nothing_is_done_without_it(program):
    verdict = make.make_verdict(make.make_claim())
    path = f"verdicts/{verdict.public_id}/propose/"

    answer = program.post(path, {}, version="*", Transfer_Encoding="chunked")

    assert answer.status_code == 411
    verdict.refresh_from_db()
    assert verdict.state == verdict.State.DRAFT


# --- small print ------------------------------------------------------------------------------------------------------


def test_format_is_refused_by_name_as_any_unknown_parameter(program):
    for answer in (program.get("desk/claims/?format=csv"), program.post("claims/?format=csv", {"text": "One"})):
        assert answer.status_code == 400
        assert [error["parameter"] for error in answer.json["errors"]] == ["format"]


def test_parameter_without_a_name_is_none(program):
    assert program.get("desk/claims/?=csv").status_code == 400


def test_byte_order_mark_is_no_part_of_a_body(program):
    address, headers = "/api/v1/claims/", program.headers
    body = b'\xef\xbb\xbf{"text": "One"}'
    answer = program.client.generic("POST", address, body, content_type="application/json", headers=headers)
    assert answer.status_code == 201


# --- documents --------------------------------------------------------------------------------------------------------


def test_document_is_corrected_member_by_member(program):
    claim = make.make_published_claim()
    document = claim.statements.get().document
    path = f"documents/{document.public_id}/"
    tag = program.get(f"desk/{path}")["ETag"]

    answer = program.patch(path, {"title": "Bridge shut", "published_on": "2022-09-22"}, version=tag)

    assert answer.status_code == 200
    assert (answer.json["title"], answer.json["published_at"]) == ("Bridge shut", "2022-09-22T00:00:00Z")
    assert answer.json["outlet"]["name"] == document.outlet.name
    assert Event.objects.filter(subject="claim", action="source.edited", is_public=True).exists()
    late = program.patch(path, {"title": "Bridge open"}, version=tag)
    assert (late.status_code, late.json["current"]["title"]) == (412, "Bridge shut")
    assert [line["action"] for line in late.json["changed"]] == ["document.edited"]
    gone = program.patch(path, {"outlet": None, "url": None}, version=answer["ETag"])
    assert (gone.json["outlet"], gone.json["source_url"], gone.json["title"]) == (None, None, "Bridge shut")


def test_document_with_a_day_to_come_is_refused_by_member(program):
    document = make.make_document()
    answer = program.patch(f"documents/{document.public_id}/", {"published_on": "2999-01-01"}, version="*")
    assert answer.status_code == 409
    assert answer.json["errors"][0]["pointer"] == "/published_on"


def test_outlet_of_a_document_is_new_only_for_whom_may_add_one(db):
    document, editor = make.make_document(), Program("Editor", scopes=("documents",))
    path = f"documents/{document.public_id}/"

    assert editor.patch(path, {"outlet": "The Bridge Gazette"}, version="*").json["outlet"]["name"] == (
        "The Bridge Gazette"
    )
    assert Program("Reporter").patch(path, {"title": "x"}, version="*").status_code == 403


def test_withdrawn_document_takes_the_claim_with_it_where_nothing_else_speaks_for_it(program):
    claim = make.make_published_claim()
    document = claim.statements.get().document

    answer = program.post(f"documents/{document.public_id}/withdraw/", {"reason": "The agency took it back."})

    assert answer.status_code == 200
    assert answer.json["withdrawn_at"]
    assert answer.json["withdrawal_note"] == "The agency took it back."
    claim.refresh_from_db()
    assert claim.withdrawn_at


def test_document_put_away_leaves_the_lists_of_programs_until_it_is_taken_up(program):
    document = make.make_document("“We vote on Monday,” Ana Horvat said.")
    statements_extract(document=document)

    answer = program.post(f"documents/{document.public_id}/put-away/", {"reason": "Meant for sports."})

    assert answer.status_code == 200
    assert answer.json["put_away_at"]
    assert answer.json["put_away_reason"] == "Meant for sports."
    assert program.get("desk/documents/").json["results"] == []
    assert [row["id"] for row in program.get("desk/documents/?put_away=yes").json["results"]] == [document.public_id]
    assert program.get("desk/statements/?review_state=suggested").json["results"] == []
    (statement,) = program.get(f"desk/statements/?document={document.public_id}").json["results"]
    refused = program.post(f"statements/{statement['id']}/reject/", {"reason": "No."}, version="*")
    assert refused.status_code == 409
    assert "is put away" in refused.json["detail"]
    assert program.post(f"documents/{document.public_id}/put-away/", {"reason": "Again."}).status_code == 409

    answer = program.post(f"documents/{document.public_id}/take-up/")

    assert answer.status_code == 200
    assert (answer.json["put_away_at"], answer.json["put_away_reason"]) == (None, None)
    assert program.get("desk/documents/?put_away=yes").json["results"] == []
    assert len(program.get("desk/statements/?review_state=suggested").json["results"]) == 1


def test_text_that_is_too_long_is_413_in_sentences_that_agree(program, settings):
    settings.INGEST_MAX_BYTES = 1024 * 1024
    answer = program.post("ingestions/", {"text": "x" * (1024 * 1024 + 1)})
    assert answer.status_code == 413
    assert answer.json["detail"] == "This is 1.1 MiB; at most 1 MiB are taken at once."


def test_evidence_is_called_by_the_first_words_of_a_document_without_a_headline(program):
    document = make.make_document(f"The ministry said {'so ' * 60}on Monday.", title="")
    path = f"claims/{make.make_claim().public_id}/evidence/"
    answer = program.post(path, {"stance": "supports", "document": document.public_id})
    assert (answer.status_code, len(answer.json["title"]) <= 80) == (201, True)
    assert answer.json["title"].startswith("The ministry said so so")
    # Of a protected source the title is public, so none of its words stand there by themselves.
    hidden = program.post(path, {"stance": "context", "document": document.public_id, "is_protected": True})
    assert (hidden.status_code, hidden.json["errors"][0]["pointer"]) == (409, "/title")


def test_evidence_is_corrected_member_by_member_at_the_version_of_its_claim(program):
    claim = make.make_claim()
    evidence = make.make_evidence(claim, title="A repport", excerpt="None was seen.")
    path = f"evidence/{evidence.public_id}/"
    tag = program.get(f"desk/claims/{claim.public_id}/")["ETag"]
    assert program.patch(path, {"title": "A report"}).status_code == 428

    answer = program.patch(path, {"title": "A report", "stance": "context"}, version=tag)

    assert answer.status_code == 200
    told = [answer.json[name] for name in ("title", "stance", "excerpt", "claim")]
    assert told == ["A report", "context", "None was seen.", claim.public_id]
    assert answer["ETag"] == program.get(f"desk/claims/{claim.public_id}/")["ETag"]
    late = program.patch(path, {"excerpt": "Some were seen."}, version=tag)
    assert (late.status_code, late.json["current"]["title"], late.json["etag"]) == (412, "A report", answer["ETag"])
    assert [line["action"] for line in late.json["changed"]] == ["evidence.edited"]
    # What is another source is other evidence.
    assert program.patch(path, {"url": "https://a.example/"}, version="*").status_code == 400
    emptied = program.patch(path, {"excerpt": "", "archived_url": None, "accessed_on": None}, version=answer["ETag"])
    assert (emptied.json["excerpt"], emptied.json["accessed_on"]) == (None, timezone.localdate().isoformat())
    verdict_propose(verdict=make.make_verdict(claim, rating="disputed"), actor=program.user)
    refused = program.patch(path, {"title": "Another"}, version="*")
    assert (refused.status_code, refused.json["detail"]) == (409, "A verdict rests on this evidence, so it stays.")


KILL = {"uri": "urn:newsml:afp.example:20220101:1", "pubstatus": "canceled", "type": "text", "version": "2"}


@pytest.mark.parametrize(
    ("way", "scopes", "is_withdrawn"),
    [
        ("ingestions/", ("ingest",), False),
        ("ingestions/", ("ingest", "withdraw"), True),
        ("withdraw/", ("documents",), False),
        ("withdraw/", ("documents", "withdraw"), True),
    ],
)
def test_a_kill_withdraws_claims_only_where_the_token_may(db, way, scopes, is_withdrawn):
    outlet = make.make_outlet("AFP", domain="afp.example")
    words = "The bridge stands and it will stand"
    document = make.make_document(f"“{words},” Ann Poe told reporters on Monday.", outlet=outlet, guid=KILL["uri"])
    claim = make.make_published_claim(statements=[make.make_statement(words, document=document)])
    program = Program("Standards editor", scopes=scopes)

    if way == "ingestions/":
        answer = program.post(way, {"text": orjson.dumps(KILL).decode(), "outlet": "AFP"})
        ingestions_process([Ingestion.objects.get().pk])
    else:
        answer = program.post(f"documents/{document.public_id}/{way}", {"reason": "The agency took it back."})

    assert answer.status_code in (200, 202)
    document.refresh_from_db()
    claim.refresh_from_db()
    assert document.withdrawn_at
    assert (claim.withdrawn_at is not None, claim.reopened_at is not None) == (is_withdrawn, not is_withdrawn)


# --- what readers see at once -----------------------------------------------------------------------------------------


def test_whom_a_published_claim_names_is_for_who_may_approve_verdicts(program):
    other = make.make_speaker("Olha Bondar")
    claim = make.make_published_claim(statements=[make.make_statement(), make.make_statement(speaker=other)])
    statement = claim.statements.exclude(speaker=other).get()
    reporter, narrow = Program("Reporter"), Program("Editor", scopes=("read", "claims", "review"))
    change = {"claimant": other.public_id, "reason": "She said it."}
    words = {"start": statement.start, "end": statement.end, "reason": "All of it."}
    acts = (
        ("PATCH", f"claims/{claim.public_id}/", change),
        ("POST", f"statements/{statement.public_id}/reattribute/", {"speaker": other.public_id, "reason": "Hers."}),
        ("POST", f"statements/{statement.public_id}/respan/", words),
    )
    for method, path, data in acts:
        assert "Ask somebody with the role Editor" in reporter.ask(method, path, data, version="*").json["detail"]
        answer = narrow.ask(method, path, data, version="*")
        assert (answer.status_code, "no scope approve" in answer.json["detail"]) == (403, True)

    path = f"claims/{claim.public_id}/"
    unsaid = program.patch(path, {"claimant": other.public_id}, version="*")
    assert (unsaid.status_code, unsaid.json["errors"][0]["pointer"]) == (409, "/reason")
    assert program.patch(path, change, version="*").status_code == 200
    assert claim.events.last().reason.endswith("→ Olha Bondar: She said it.")
    # What stays as it is takes no editor.
    assert reporter.patch(path, {"claimant": other.public_id, "priority": 4}, version="*").status_code == 200
