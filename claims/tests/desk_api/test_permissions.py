"""Method × address × who × published or not, over the whole API: allowed, or refused without telling anything."""

import orjson
import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from claims.api.table import OPERATIONS
from claims.models import Appearance
from claims.public.models import Publication
from claims.roles import ROLES
from claims.scopes import SCOPES
from claims.tests import factories as make
from claims.tests.desk_api.client import Anybody, Program
from sources.models import Ingestion
from sources.services.ingestions import ingestion_create, ingestion_fail

ALL = tuple(ROLES)
FROM_EDITOR, FROM_STANDARDS = ALL[1:], ALL[2:]
NOWHERE = "zzzzzzzzz0"

# Name of the operation, who may, the scope that a token needs.
TABLE = [
    ("ingestion_create", ALL, "ingest"),
    ("ingestion_retry", ALL, "ingest"),
    ("document_edit", FROM_EDITOR, "documents"),
    ("document_withdraw", FROM_EDITOR, "documents"),
    ("document_restore", FROM_EDITOR, "documents"),
    ("document_put_away", ALL, "ingest"),
    ("document_take_up", ALL, "ingest"),
    ("statement_create", ALL, "review"),
    ("statement_accept", ALL, "review"),
    ("statement_reject", ALL, "review"),
    ("statement_reopen", ALL, "review"),
    ("statement_reattribute", ALL, "review"),
    ("statement_respan", ALL, "review"),
    ("statement_authenticity", ALL, "review"),
    ("speaker_create", ALL, "review"),
    ("claim_create", ALL, "claims"),
    ("claim_edit", ALL, "claims"),
    ("claim_assign", FROM_EDITOR, "claims"),
    ("claim_drop", ALL, "claims"),
    ("claim_take_up", ALL, "claims"),
    ("claim_withdraw", FROM_STANDARDS, "withdraw"),
    ("claim_link", ALL, "claims"),
    ("claim_unlink", ALL, "claims"),
    ("appearance_create", ALL, "claims"),
    ("appearance_remove", ALL, "claims"),
    ("evidence_create", ALL, "evidence"),
    ("evidence_edit", ALL, "evidence"),
    ("evidence_remove", ALL, "evidence"),
    ("verdict_create", ALL, "propose"),
    ("verdict_edit", ALL, "propose"),
    ("verdict_propose", ALL, "propose"),
    ("verdict_take_back", ALL, "propose"),
    ("verdict_return", FROM_EDITOR, "approve"),
    ("verdict_approve", FROM_EDITOR, "approve"),
    ("verdict_discard", ALL, "propose"),
    ("desk_claims", ALL, "read"),
    ("desk_claim", ALL, "read"),
    ("desk_statements", ALL, "read"),
    ("desk_statement", ALL, "read"),
    ("desk_verdicts", ALL, "read"),
    ("desk_verdict", ALL, "read"),
    ("desk_documents", ALL, "read"),
    ("desk_document", ALL, "read"),
    ("desk_ingestions", ALL, "read"),
    ("desk_ingestion", ALL, "read"),
    ("desk_speakers", ALL, "read"),
    ("desk_speaker", ALL, "read"),
    ("desk_topics", ALL, "read"),
    ("desk_outlets", ALL, "read"),
    ("desk_corrections", ALL, "read"),
    ("desk_events", ALL, "read"),
    # As whom one asks: every colleague, whatever the token may be used for.
    ("desk_self", ALL, ""),
]
BY_NAME = {operation.name: operation for operation in OPERATIONS}
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "TRACE")


def test_the_table_holds_every_operation():
    assert sorted(name for name, _roles, _scope in TABLE) == sorted(BY_NAME)


def rows_of(claim) -> dict[str, str]:
    """Return an id for each part of an address, of a claim and what hangs on it."""
    statement = claim.statements.get()
    delivery = ingestion_fail(ingestion=ingestion_create(data=b"Words.", way=Ingestion.Way.PASTE), reason="Broken.")
    verdict = claim.verdicts.first() or make.make_verdict(claim)
    return {
        "claims": claim.public_id,
        "statements": statement.public_id,
        "documents": statement.document.public_id,
        "speakers": statement.speaker.public_id,
        "appearances": Appearance.objects.get(claim=claim).public_id,
        "evidence": claim.evidence.first().public_id if claim.evidence.exists() else NOWHERE,
        "verdicts": verdict.public_id,
        "ingestions": delivery.public_id,
    }


@pytest.fixture
def rows(db) -> list[dict[str, str]]:
    """Ids of published rows, of rows that are not, and of nothing at all."""
    published, draft = rows_of(make.make_published_claim()), rows_of(make.make_claim())
    return [published, draft, dict.fromkeys(published, NOWHERE)]


def address(operation, ids: dict[str, str]) -> str:
    folder = operation.path.removeprefix("desk/").partition("/")[0]
    return operation.path.replace("{public_id}", ids.get(folder, ""))


def is_refused(answer) -> bool:
    words = (answer.json or {}).get("detail", "")
    return answer.status_code == 403 and words.startswith(("Your account may not", "This token may not"))


def told(answer) -> tuple:
    """Return all that an answer tells, apart from the address that was asked for and the time."""
    body = {name: value for name, value in (answer.json or {}).items() if name != "instance"}
    headers = {name: value for name, value in answer.headers.items() if not name.startswith("RateLimit")}
    headers.pop("Content-Length", None)
    return answer.status_code, body, headers


@pytest.mark.parametrize("by_session", [False, True], ids=["token", "session"])
@pytest.mark.parametrize("role", ALL)
def test_role_may_or_is_refused_in_words(rows, settings, role, by_session):
    settings.API_WRITES_PER_MINUTE = settings.API_REQUESTS_PER_MINUTE = 0
    program, wrong = Program(role, by_session=by_session), []

    for name, allowed, _scope in TABLE:
        operation = BY_NAME[name]
        answers = [program.ask(operation.method, address(operation, ids)) for ids in rows]
        if operation.method == "GET":
            answers.append(program.ask("HEAD", address(operation, rows[0])))
            if role not in allowed:
                assert answers[-1].status_code == 403
            del answers[-1]
        refused = [is_refused(answer) for answer in answers]
        if any(answer.status_code in (401, 405) or answer.status_code >= 500 for answer in answers):
            wrong.append((name, [answer.status_code for answer in answers]))
        if refused != [role not in allowed] * len(rows):
            wrong.append((name, [answer.content for answer in answers]))
        # Refused alike, whether it is published, unpublished or nothing.
        if role not in allowed and len({str(told(answer)) for answer in answers}) > 1:
            wrong.append((name, [told(answer) for answer in answers]))

    assert not wrong


@pytest.mark.parametrize("scope", SCOPES)
def test_token_does_what_its_scope_passes_on_and_no_more(rows, settings, scope):
    settings.API_WRITES_PER_MINUTE = settings.API_REQUESTS_PER_MINUTE = 0
    program, wrong = Program("Administrator", scopes=(scope,)), []

    for name, _roles, needed in TABLE:
        operation = BY_NAME[name]
        for ids in rows:
            answer = program.ask(operation.method, address(operation, ids))
            if is_refused(answer) != (needed not in ("", scope)) or answer.status_code >= 500:
                wrong.append((name, answer.status_code, answer.content))
            if operation.method == "GET" and needed not in ("", scope):
                assert program.ask("HEAD", address(operation, ids)).status_code == 403

    assert not wrong


def test_scope_gives_nothing_that_the_role_does_not(rows):
    program = Program("Reporter", scopes=tuple(SCOPES))

    answer = program.post(f"verdicts/{rows[0]['verdicts']}/approve/", version="*")

    assert answer.status_code == 403
    assert answer.json["detail"].startswith("Your account may not approve")


def outsiders():
    no_role = make.make_user("Reporter")
    no_role.groups.clear()
    gone = Program("Administrator")
    gone.user.is_active = False
    gone.user.save()
    left = Program("Administrator")
    left.user.is_staff = False
    left.user.save()
    reader = make.make_user("Administrator", is_staff=False)
    stranger = Anybody()
    stranger.headers["Authorization"] = "Bearer onrecord_nothing"
    return [
        ("nobody", Anybody(), 401),
        ("unknown token", stranger, 401),
        ("account closed", gone, 401),
        ("left the desk", left, 401),
        ("reader with a session", Program(reader, by_session=True), 403),
        ("colleague without a role", Program(no_role), 403),
        ("the same by session", Program(no_role, by_session=True), 403),
    ]


def test_who_has_no_place_on_the_desk_learns_nothing(rows, settings):
    settings.API_WRITES_PER_MINUTE = settings.API_REQUESTS_PER_MINUTE = 0
    for who, program, status in outsiders():
        for operation in OPERATIONS:
            answers = [program.ask(operation.method, address(operation, ids)) for ids in rows]
            assert [answer.status_code for answer in answers] == [status] * 3, (who, operation.name)
            assert len({str(told(answer)) for answer in answers}) == 1, (who, operation.name)
            assert answers[0]["Content-Type"] == "application/problem+json"
            if status == 401:
                assert answers[0]["WWW-Authenticate"] == 'Bearer realm="api"'


# What of a published claim or statement is read at an address of its own.
PARTS = ("appearances", "attributions", "evidence", "events", "links", "verdicts")


def test_every_other_method_does_nothing_for_anybody(rows, settings):
    settings.API_WRITES_PER_MINUTE = settings.API_REQUESTS_PER_MINUTE = 0
    programs = [Anybody(), *(Program(role) for role in ALL)]
    paths = {address(operation, ids) for operation in OPERATIONS for ids in rows[:2]}
    known = {(operation.method, address(operation, ids)) for operation in OPERATIONS for ids in rows[:2]}
    for program in programs:
        for path in paths:
            is_public = not path.startswith("desk/") and ("GET", path) not in known
            names = path.rstrip("/").split("/")
            is_shared = names[0] in ("claims", "statements", "speakers", "documents") and (
                len(names) <= 2 or names[-1] in PARTS
            )
            for method in METHODS:
                if (method, path) in known or (method == "HEAD" and ("GET", path) in known):
                    continue
                answer = program.ask(method, path)
                if method in ("GET", "HEAD") and is_public and is_shared:
                    assert answer.status_code in (200, 404), (method, path)
                    continue
                assert answer.status_code == 405, (method, path, answer.status_code)
                assert answer["Allow"]


def test_readers_get_the_same_whoever_asks(rows, settings):
    """A token or a session changes nothing of what the public's addresses answer."""
    settings.API_REQUESTS_PER_MINUTE = 0
    programs = [Program(role, by_session=by_session) for role in ALL for by_session in (False, True)]
    paths = ["", "changes/", "scale/"]
    for kind in Publication.Kind.values:
        if kind == "scale":
            continue
        paths.append(reverse(f"api:{kind}-list"))
        paths += [reverse(f"api:{kind}-detail", args=[ids.get(f"{kind}s", NOWHERE)]) for ids in rows]

    for path in paths:
        expected = told_exactly(Anybody().get(path))
        for program in programs:
            assert told_exactly(program.get(path)) == expected, path


def told_exactly(answer) -> tuple:
    headers = {name: value for name, value in answer.headers.items() if not name.startswith("RateLimit")}
    return answer.status_code, answer.content, headers


def test_sessions_need_the_token_of_a_form_to_write(rows):
    client = Client(enforce_csrf_checks=True)
    client.force_login(make.make_user("Administrator"))

    for operation in OPERATIONS:
        if operation.is_write:
            answer = client.generic(operation.method, f"/api/v1/{address(operation, rows[1])}")
            assert answer.status_code == 403, operation.name
            assert "CSRF" in orjson.loads(answer.content)["detail"]


def test_every_address_of_the_desk_api_is_an_operation():
    names = {
        pattern.name
        for entry in get_resolver().url_patterns
        if getattr(entry, "namespace", None) == "desk-api"
        for pattern in entry.url_patterns
    }
    by_path = {operation.path: operation.name for operation in reversed(OPERATIONS)}
    assert names == set(by_path.values())


@pytest.mark.parametrize("role", [*ALL, "superuser"])
@pytest.mark.parametrize("by_session", [False, True], ids=["token", "session"])
def test_own_verdict_is_refused_through_the_api(db, role, by_session):
    user = make.make_user("Administrator", is_superuser=True) if role == "superuser" else role
    program = Program(user, by_session=by_session)
    claim = make.make_claim()
    make.make_evidence(claim)
    make.make_evidence(claim)
    verdict = program.post(f"claims/{claim.public_id}/verdicts/", {"rating": "verified", "summary": "So it is."}).json
    proposed = program.post(f"verdicts/{verdict['id']}/propose/", version="*")
    assert proposed.status_code == 200, proposed.content

    answer = program.post(f"verdicts/{verdict['id']}/approve/", version=proposed["ETag"])

    if role == "Reporter":
        assert answer.status_code == 403
    else:
        assert answer.status_code == 409
        assert answer.json["detail"] == "You proposed this verdict, so a second editor must approve it."
    claim.refresh_from_db()
    assert claim.published_at is None
    assert Anybody().get(f"claims/{claim.public_id}/").status_code == 404
