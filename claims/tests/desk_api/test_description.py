"""The description and the documentation of the desk's part of the API."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from jsonschema import Draft202012Validator

from claims.api import bodies
from claims.api.description import EXAMPLES
from claims.api.shapes import COMPONENTS
from claims.api.table import OPERATIONS
from claims.management.commands.api_examples import desk_examples, public_examples
from claims.public.addresses import FOLDERS
from claims.scopes import SCOPES
from claims.services.history import checkpoint_take
from claims.services.suggestions import statements_extract
from claims.services.tokens import LONGEST_DAYS
from claims.tests import factories as make
from claims.tests.desk_api.client import Anybody, Program
from claims.tests.desk_api.test_permissions import TABLE
from factcheck.api import InvalidBodyError
from sources.models import Ingestion
from sources.services.ingestions import ingestion_create

DOCS = (Path(settings.BASE_DIR) / "docs" / "api.md").read_text(encoding="utf-8")
SCOPE_OF = {name: scope for name, _roles, scope in TABLE}


@pytest.fixture
def schema(db) -> dict:
    return Anybody().get("/api/schema/").json


def validator(schema: dict, part: dict) -> Draft202012Validator:
    return Draft202012Validator({**part, "components": schema["components"]}, format_checker=bodies.formats)


def entry(schema: dict, operation) -> dict:
    return schema["paths"][f"/api/v1/{operation.path}"][operation.method.lower()]


def test_every_operation_is_described_with_an_example_from_the_seeds_that_fits(schema):
    assert sorted(EXAMPLES) == sorted(operation.name for operation in OPERATIONS)
    for operation in OPERATIONS:
        described = entry(schema, operation)
        assert described["operationId"] == operation.name
        assert described["security"] == [{"token": []}]
        answer = described["responses"][str(int(operation.status))]["content"]["application/json"]
        (example,) = answer["examples"].values()
        assert not list(validator(schema, answer["schema"]).iter_errors(example["value"])), operation.name
        if operation.body:
            content = described["requestBody"]["content"]["application/json"]
            given = EXAMPLES[operation.name].get("request")
            assert given is not None, operation.name
            assert [example["value"] for example in content["examples"].values()] == [given]
            bodies.checked(operation.body, given)


def test_recorder_makes_an_example_of_every_operation_that_fits(schema, settings):
    """`manage.py api_examples`, on a record of this test's: the recorded ones are of the seeds."""
    settings.ALLOWED_HOSTS = ["*"]
    for username, role in (("reporter", "Reporter"), ("editor", "Editor"), ("standards", "Standards editor")):
        make.make_user(role, username=username)
    make.make_answered_correction(make.make_published_claim(topics=[make.make_topic()]))
    checkpoint_take()
    said = " ".join(f"“We closed bridge number {number} at noon,” Anna Bridgekeeper said." for number in range(4))
    statements_extract(document=make.make_document(f"{said} The report ends here."))

    examples = desk_examples()

    assert sorted(examples) == sorted(operation.name for operation in OPERATIONS)
    for operation in OPERATIONS:
        answer = entry(schema, operation)["responses"][str(int(operation.status))]["content"]["application/json"]
        made = examples[operation.name]
        assert not list(validator(schema, answer["schema"]).iter_errors(made["response"])), operation.name
        if operation.body and "request" in made:
            bodies.checked(operation.body, made["request"])
    assert sorted(public_examples()) == sorted([*FOLDERS, "scale"])


def members_of(schema: dict, part: dict) -> set[str]:
    if "$ref" in part:
        return members_of(schema, schema["components"]["schemas"][part["$ref"].rsplit("/", 1)[1]])
    inner = (members_of(schema, one) for key in ("oneOf", "anyOf", "allOf") for one in part.get(key, ()))
    return set(part.get("properties", ())).union(*inner)


def test_docs_name_the_members_of_every_body(schema):
    told = dict(re.findall(r"^\| `((?:POST|PATCH) [a-z][^`]+)` \| ([^|]*) \|$", DOCS, re.MULTILINE))
    assert told
    for operation in OPERATIONS:
        if not operation.body:
            continue
        content = entry(schema, operation)["requestBody"]["content"]["application/json"]
        name = f"{operation.method} {operation.path}".replace("{public_id}", "{id}")
        assert set(re.findall(r"`(\w+)`", told[name])) == members_of(schema, content["schema"]), name


def test_bodies_are_described_as_they_are_checked(schema):
    for operation in OPERATIONS:
        content = entry(schema, operation).get("requestBody", {}).get("content", {})
        assert content.get("application/json", {}).get("schema") == operation.body
        assert content.get("multipart/form-data", {}).get("schema") == operation.file_body
        for body in (operation.body, operation.file_body):
            if body:
                Draft202012Validator.check_schema(body)


def test_links_lead_from_an_answer_to_operations_that_are(schema):
    names = {operation.name for operation in OPERATIONS}
    for operation in OPERATIONS:
        links = entry(schema, operation)["responses"][str(int(operation.status))].get("links", {})
        assert set(links) == set(operation.links)
        assert set(links) <= names


@pytest.mark.parametrize("folder", ["claims", "statements", "verdicts", "documents", "ingestions", "speakers"])
def test_rows_have_an_etag_where_the_description_says_so(schema, folder):
    claim = make.make_published_claim()
    ingestion_create(data=b"Words.", way=Ingestion.Way.PASTE)
    program = Program()
    row = claim.public_id if folder == "claims" else program.get(f"desk/{folder}/").json["results"][0]["id"]

    answer = program.get(f"desk/{folder}/{row}/")

    described = schema["paths"][f"/api/v1/desk/{folder}/{{public_id}}/"]["get"]["responses"]["200"]["headers"]
    assert ("ETag" in answer) == ("ETag" in described)


def test_every_component_says_what_its_members_are():
    def members(part):
        if isinstance(part, dict):
            yield from part.get("properties", {}).items()
            for value in part.values():
                yield from members(value)

    for component, part in COMPONENTS.items():
        for name, member in members(part):
            assert {"description", "$ref", "anyOf", "const"} & set(member), f"{component}.{name}"


def test_documentation_has_every_operation_and_its_scope():
    told = re.findall(r"^\| `(\w+) (/api/\S+)` \| (?:`(\w+)`|any) \|", DOCS, re.MULTILINE)
    expected = [
        (operation.method, f"/api/v1/{operation.path}".replace("{public_id}", "{id}"), SCOPE_OF[operation.name])
        for operation in OPERATIONS
    ]
    assert sorted(told) == sorted(expected)


def test_documentation_has_every_scope_and_the_true_limits():
    for name, (words, _permissions) in SCOPES.items():
        assert f"| `{name}` | {words} |" in DOCS
    assert f"{settings.API_WRITES_PER_MINUTE} a minute" in DOCS
    assert f"at most {LONGEST_DAYS} days" in DOCS


def test_faults_of_a_body_with_two_forms_are_those_of_the_form_that_was_meant():
    with pytest.raises(InvalidBodyError) as refused:
        bodies.checked(bodies.EVIDENCE_NEW, {"stance": "maybe", "title": "x", "url": "https://a.example/"})
    assert refused.value.errors == [{"pointer": "/stance", "detail": "Not one of: supports, contradicts, context."}]
