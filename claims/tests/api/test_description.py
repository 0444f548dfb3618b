"""The description and the documentation say what the API does, no more and no less."""

import re
from pathlib import Path

import orjson
import pytest
import yaml
from django.conf import settings
from django.urls import get_resolver
from jsonschema import Draft202012Validator

from claims.public import api, api_urls
from claims.public.components import COMPONENTS
from claims.public.filters import FILTERS
from claims.tests.api.test_reading import faults

DOCS = Path(settings.BASE_DIR) / "docs" / "api.md"
# Described in a section of their own, as they go with every list.
COMMON = {"q", "updated_since", "total", "cursor", "page_size", "format", "fields"}

# Checkpoints hold no words.
UNSEARCHED = {"q"}


@pytest.fixture
def schema(get, db) -> dict:
    response = get("/api/schema/")
    assert response.status_code == 200
    return response.data


def documented() -> dict[str, set[str]]:
    """Return the parameters that docs/api.md gives under each address."""
    found: dict[str, set[str]] = {}
    address = ""
    for line in DOCS.read_text(encoding="utf-8").splitlines():
        if heading := re.match(r"#+ GET (\S+)$", line):
            address = heading[1]
            found[address] = set()
        elif line.startswith("#"):
            address = ""
        elif address and line.startswith("| `"):
            found[address] |= set(re.findall(r"`(\w+)`", line.split("|")[1]))
    return found


def public(schema: dict) -> dict[str, dict]:
    """Return the addresses that anybody may read; those of the desk have tests of their own."""
    return {
        path: item
        for path, item in schema["paths"].items()
        if path.startswith("/api/v1/") and not path.startswith("/api/v1/desk/") and "get" in item
    }


def described(schema: dict) -> dict[str, set[str]]:
    """Return the query parameters that the description gives under each address."""
    return {
        path.replace("{public_id}", "{id}"): {
            row["name"] for row in item["get"].get("parameters", []) if row["in"] == "query"
        }
        for path, item in public(schema).items()
    }


def test_documentation_names_every_address_and_parameter(schema):
    docs, api_says = documented(), described(schema)
    assert set(docs) == set(api_says)
    for address, parameters in api_says.items():
        expected = parameters - COMMON if parameters >= COMMON - UNSEARCHED else parameters
        assert docs[address] == expected, address


def test_documentation_describes_what_every_list_has():
    text = DOCS.read_text(encoding="utf-8")
    table = text.partition("These parameters go with every list:")[2].partition("\n\nA parameter")[0]
    assert set(re.findall(r"^\| `(\w+)`", table, re.MULTILINE)) == COMMON
    for parameters in FILTERS.values():
        assert {parameter.name for parameter in parameters} >= COMMON - UNSEARCHED


def test_every_address_is_described(schema):
    paths = {
        re.sub(r"<\w+:(\w+)>", r"{\1}", f"/api/{pattern.pattern}")
        for pattern in api_urls.urlpatterns
        if pattern.name not in ("schema", "docs", "nothing")
    }
    assert paths == set(public(schema))


def test_documentation_gives_the_true_limits(settings):
    text = DOCS.read_text(encoding="utf-8")
    assert f"{settings.API_REQUESTS_PER_MINUTE} requests a minute" in text
    assert "1 to 100, 25 if not given" in text
    assert "beyond 10,000" in text


def test_description_is_openapi(schema):
    assert schema["openapi"].startswith("3.1")
    for name, component in schema["components"]["schemas"].items():
        Draft202012Validator.check_schema(component)
        for wanted in re.findall(r'"#/components/schemas/(\w+)"', orjson.dumps(component).decode()):
            assert wanted in schema["components"]["schemas"], (name, wanted)
    operations = [item["get"] for item in schema["paths"].values() if "get" in item]
    names = [operation["operationId"] for operation in operations]
    assert len(names) == len(set(names))
    assert all(operation["summary"] and operation["responses"]["200"] for operation in operations)


def test_description_comes_as_yaml_too(get, schema):
    for address, headers in (
        ("/api/schema/?format=yaml", {}),
        ("/api/schema/", {"Accept": "application/yaml"}),
        ("/api/schema/", {"Accept": "application/vnd.oai.openapi"}),
    ):
        response = get(address, headers=headers)
        assert yaml.safe_load(response.content) == schema
        assert response["ETag"]


def test_examples_are_what_the_description_says(schema):
    checked = 0
    for item in public(schema).values():
        content = item["get"]["responses"]["200"]["content"]["application/json"]
        for example in content.get("examples", {}).values():
            assert faults(content["schema"]["$ref"].rpartition("/")[2], example["value"]) == []
            checked += 1
    assert checked == 2 * len(FILTERS) + 2 + len(api.PARTS)


def test_every_component_says_what_its_members_are():
    def members(schema):
        if isinstance(schema, dict):
            yield from schema.get("properties", {}).items()
            for value in schema.values():
                yield from members(value)

    for component, schema in COMPONENTS.items():
        for name, member in members(schema):
            assert {"description", "$ref", "anyOf", "const"} & set(member), f"{component}.{name}"


def test_page_to_try_it_out_loads_nothing_from_elsewhere(client, db):
    html = client.get("/api/docs/")
    assert html.status_code == 200
    assert '<html lang="en">' in html.content.decode()
    sources = re.findall(r'(?:src|href)="([^"]+)"', html.content.decode())
    assert sources
    for source in sources:
        assert source.startswith("/"), source
        part = client.get(source.replace("&amp;", "&"))
        assert (part.status_code, bool(part.getvalue())) == (200, True), source
        part.close()


def test_public_code_reaches_no_working_table():
    folder = Path(api.__file__).parent
    for file in folder.glob("*.py"):
        text = file.read_text(encoding="utf-8")
        for forbidden in (
            "claims.models",
            "claims.services",
            "claims.publishing",
            "sources.models",
            "sources.services",
        ):
            named = re.search(rf"^\s*(from|import) {re.escape(forbidden)}\b", text, re.MULTILINE)
            assert not named, (file.name, forbidden)


def test_routes_are_found_from_the_root():
    assert get_resolver().resolve("/api/v1/claims/")
