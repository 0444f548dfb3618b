"""Tables of what stands inside public documents: a row for each part, with the id of the document it is part of. Pure.

The table of a kind has one row for each document, so of a list within it it holds no more than a cell can.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from claims.public.components import COMPONENTS, ID
from claims.public.models import Publication
from claims.public.parts import PARTS
from claims.public.schema_words import number

Kind = Publication.Kind
Json = dict[str, Any]
PLACE = number("Its place among those of the same document, from 1.")


@dataclass(frozen=True)
class Inner:
    """One such table: what its rows are taken from, their schema, and where the value of each column stands."""

    kind: Kind
    take: Callable[[Json], list[Json]]
    schema: Json
    columns: Mapping[str, str]

    @property
    def key(self) -> str:
        """The column with the id of the document."""
        return f"{self.kind}_id"

    def rows(self, document: Json) -> Iterator[Json]:
        """Yield the parts of a document, each with the document's id and with its place."""
        for place, part in enumerate(self.take(document), 1):
            yield {**part, self.key: document["id"], "place": place}


def _table(kind: Kind, take: Callable[[Json], list[Json]], schema: Json, *names: str, **paths: str) -> Inner:
    """Return the table of parts that have a schema; `names` are members, `paths` columns of another name."""
    key = f"{kind}_id"
    properties = {
        **schema["properties"],
        key: {**ID, "description": f"Id of the {kind} it is part of."},
        "place": PLACE,
    }
    columns = {key: key, "place": "place", **{name: name for name in names}, **paths}
    return Inner(kind, take, {**schema, "properties": properties}, columns)


def _part(kind: Kind, name: str, *names: str, **paths: str) -> tuple[str, Inner]:
    """Return a table of a part that has an address of its own too; the two are called alike."""
    (part,) = [one for one in PARTS[kind] if one.name == name]
    return name, _table(kind, part.take, COMPONENTS[part.schema], *names, **paths)


def _list(kind: Kind, member: str, *names: str, **paths: str) -> Inner:
    """Return the table of a list whose parts are described where the list is."""
    schema = COMPONENTS[kind.capitalize()]["properties"][member]["items"]
    if "$ref" in schema:
        schema = COMPONENTS[schema["$ref"].rpartition("/")[2]]
    return _table(kind, lambda document: document[member], schema, *names, **paths)


# In the order in which they are written, by the names of their files.
INNER: Mapping[str, Inner] = dict(
    (
        _part(Kind.CLAIM, "appearances", "id", "part", statement_id="statement.id"),
        _part(
            Kind.CLAIM,
            "verdicts",
            *("id", "status", "summary", "known", "not_known", "reason_code", "reason", "recheck_on"),
            *("required_origins", "supporting_origins", "override_reason", "correction_note", "evidence"),
            *("proposed_by", "proposed_at", "approved_by", "approved_at"),
            rating="rating.code",
            rating_label="rating.label",
            rating_value="rating.value",
        ),
        _part(
            Kind.CLAIM,
            "evidence",
            *("id", "stance", "title", "is_protected", "excerpt", "source_url", "made_by", "archived_url"),
            *("archived_digest", "archived_at", "accessed_on"),
            document_id="document.id",
            document_title="document.title",
            outlet_id="document.outlet.id",
            outlet="document.outlet.name",
            document_source_url="document.source_url",
            document_published_at="document.published_at",
        ),
        _part(
            Kind.CLAIM,
            "events",
            *("number", "action", "label", "at", "actor", "reason", "hash", "previous_hash", "is_correction"),
        ),
        _part(Kind.CLAIM, "links", "kind", "note", linked_claim_id="claim.id", linked_claim_text="claim.text"),
        ("claim_topics", _list(Kind.CLAIM, "topics", topic_id="id", topic="name")),
        _part(
            Kind.STATEMENT,
            "attributions",
            *("kind", "words"),
            outlet_id="outlet.id",
            outlet="outlet.name",
            speaker_id="speaker.id",
            speaker="speaker.name",
        ),
        ("speaker_names", _list(Kind.SPEAKER, "names", "name", "language")),
        ("speaker_roles", _list(Kind.SPEAKER, "roles", "title", "organisation", "from", "until")),
        ("checkpoint_lines", _list(Kind.CHECKPOINT, "lines", "number", "hash", "digest", claim_id="claim")),
    )
)
