"""Public documents in other shapes: chosen members, rows of a table, lines, annotations. Pure."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import orjson

Json = Mapping[str, Any]

# A spreadsheet takes a cell that begins so for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
DOCUMENT = {
    "document_id": "document.id",
    "document_title": "document.title",
    "outlet_id": "document.outlet.id",
    "outlet": "document.outlet.name",
    "source_url": "document.source_url",
    "document_published_at": "document.published_at",
}
# Name of the column: where its value stands in the document. Several values are joined.
COLUMNS: Mapping[str, Mapping[str, str]] = {
    "claim": {
        **{name: name for name in ("id", "url", "text", "language", "status", "status_label")},
        "rating": "rating.code",
        "rating_label": "rating.label",
        "rating_value": "rating.value",
        **{name: f"verdict.{name}" for name in ("summary", "known", "not_known")},
        "reason_code": "verdict.reason_code",
        "is_withdrawn": "is_withdrawn",
        "withdrawn_at": "withdrawn_at",
        "claimant_id": "claimant.id",
        "claimant": "claimant.name",
        "topics": "topics.name",
        **{name: name for name in ("first_said_on", "published_at", "checked_at", "modified_at")},
        "outlet_count": "outlet_count",
        "origin_count": "origin_count",
        "statements": "appearances.statement.id",
        "evidence": "evidence.id",
    },
    "statement": {
        **{name: name for name in ("id", "url", "exact", "before", "after", "kind")},
        "speaker_id": "speaker.id",
        "speaker": "speaker.name",
        **{name: name for name in ("speaker_words", "role_words", "said_on", "said_on_precision", "occasion")},
        **{name: name for name in ("language", "authenticity", "is_lost", "start", "end", "text_digest")},
        **DOCUMENT,
        "claims": "claims.id",
    },
    "speaker": {
        **{name: name for name in ("id", "url", "name", "kind", "description", "country", "wikidata_id")},
        "names": "names.name",
        "roles": "roles.title",
    },
    "outlet": {name: name for name in ("id", "url", "name", "kind", "domain", "country")},
    "document": {
        **{name: name for name in ("id", "url", "title", "source_url")},
        "outlet_id": "outlet.id",
        "outlet": "outlet.name",
        **{name: name for name in ("published_at", "published_precision", "language", "byline", "dateline")},
        "text_digest": "text_digest",
        "length": "length",
        "dispatch": "dispatch.name",
        "origin_id": "origin.id",
        "replaces_id": "replaces.id",
        "replaced_by_id": "replaced_by.id",
        "withdrawn_at": "withdrawn_at",
    },
    "topic": {name: name for name in ("id", "url", "name", "slug", "description")},
    "correction": {
        **{name: name for name in ("id", "url", "kind", "state", "text", "answer", "asked_at", "answered_at")},
        "claim": "claim.id",
    },
    "scale": {name: name for name in ("code", "label", "status", "value", "description")},
    "checkpoint": {
        name: name
        for name in (
            "id",
            "url",
            "number",
            "day",
            "at",
            "heads_digest",
            "lines_digest",
            "line_count",
            "previous_hash",
            "hash",
        )
    },
}


def chosen(body: bytes, fields: Sequence[str]) -> bytes:
    """Return a document with the members `fields` only, in the order of the document."""
    return orjson.dumps({name: value for name, value in orjson.loads(body).items() if name in fields})


def columns(kind: str, fields: Sequence[str]) -> dict[str, str]:
    """Return the columns of a table of `kind`; those only that show the members `fields`, if any are given."""
    return {name: path for name, path in COLUMNS[kind].items() if not fields or path.partition(".")[0] in fields}


def header(shown: Mapping[str, str]) -> str:
    return _line(shown)


def table(bodies: Iterable[bytes | str], shown: Mapping[str, str]) -> str:
    """Return stored documents as lines of CSV."""
    return lines(map(orjson.loads, bodies), shown)


def lines(documents: Iterable[Json], shown: Mapping[str, str]) -> str:
    """Return documents, or parts of them, as lines of CSV (RFC 4180), harmless in a spreadsheet."""
    paths = [path.split(".") for path in shown.values()]
    out = io.StringIO()
    writer = csv.writer(out)
    for document in documents:
        writer.writerow([cell(value_at(document, path)) for path in paths])
    return out.getvalue()


def cell(value: object) -> str:
    """Return a value as the text of a cell."""
    if isinstance(value, list):
        return cell("; ".join(cell(part) for part in value))
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(FORMULA) else text


def value_at(value: Any, path: Sequence[str]) -> Any:
    """Return what stands at a path in a document; a list of it where the path goes through a list."""
    for place, name in enumerate(path):
        if isinstance(value, list):
            return [value_at(part, path[place:]) for part in value]
        if value is None:
            return None
        value = value[name]
    return value


def _line(cells: Iterable[str]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue()


def annotation(document: Json) -> dict[str, Any]:
    """Return a statement as a W3C Web Annotation: which words are meant, in which text."""
    source = document["document"]
    return {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "id": f"{document['url']}#annotation",
        "type": "Annotation",
        "motivation": "identifying",
        "body": [claim["url"] for claim in document["claims"]] or [document["url"]],
        "target": {
            "source": source["source_url"] or source["url"],
            "selector": [
                {
                    "type": "TextQuoteSelector",
                    "exact": document["exact"],
                    "prefix": document["prefix"],
                    "suffix": document["suffix"],
                },
                # Code points of the text with the digest `text_digest`, as the statement has it.
                {"type": "TextPositionSelector", "start": document["start"], "end": document["end"]},
            ],
        },
    }
