"""What a request may hold: each body as the JSON Schema that describes it and that it is checked by."""

import datetime as dt
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

import orjson
from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError

from claims.models import Claim, ClaimLink, Evidence, Statement, Verdict
from claims.public.schema_words import ID_PATTERN, Json, or_null
from factcheck.api import InvalidBodyError
from factcheck.base import ID_LENGTH, LANGUAGE
from sources.models import Speaker

# PostgreSQL stores no NUL, and what has no visible character says nothing.
NO_NUL = r"^[^\u0000]*$"
UNSEEN = r"\s\u0000-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff"
WORDS = rf"^[^\u0000]*[^{UNSEEN}\u0000][^\u0000]*$"
WEB_ADDRESS = r"^https?://[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:[0-9]{1,5})?(/[!-~]*)?$"
# The largest offset that PostgreSQL's integer holds.
LARGEST_OFFSET = 2**31 - 1
LONGEST_TEXT = 20_000
DAY_LENGTH = len("2022-09-23")

formats = FormatChecker(())


@formats.checks("date", raises=ValueError)
def _is_day(value: object) -> bool:
    # `fromisoformat` alone would take weeks and dates without hyphens as well.
    if isinstance(value, str):
        if len(value) != DAY_LENGTH or "W" in value:
            return False
        dt.date.fromisoformat(value)
    return True


# --- the members ------------------------------------------------------------------------------------------------------


def words(description: str, *, at_most: int = LONGEST_TEXT) -> Json:
    """A text that must say something."""
    return {"type": "string", "description": description, "minLength": 1, "maxLength": at_most, "pattern": WORDS}


def text(description: str, *, at_most: int = LONGEST_TEXT) -> Json:
    """A text that may be empty."""
    return {"type": "string", "description": description, "maxLength": at_most, "pattern": NO_NUL}


def row(description: str) -> Json:
    return {"type": "string", "description": description, "pattern": ID_PATTERN}


def rows(description: str) -> Json:
    return {
        "type": "array",
        "description": description,
        "items": {"type": "string", "pattern": ID_PATTERN},
        "uniqueItems": True,
        "maxItems": 100,
    }


def day(description: str) -> Json:
    return or_null({"type": "string", "format": "date", "description": description})


def choice(values: Iterable[Any], description: str) -> Json:
    values = list(values)
    kind = "integer" if isinstance(values[0], int) else "string"
    return {"type": kind, "enum": values, "description": description}


def address(description: str) -> Json:
    return {"type": "string", "description": description, "pattern": WEB_ADDRESS, "maxLength": 2000}


def offset(description: str) -> Json:
    return {"type": "integer", "minimum": 0, "maximum": LARGEST_OFFSET, "description": description}


def body(required: str = "", /, **members: Json) -> Json:
    """A body with these members and no others; `required` names those that must be there."""
    schema: Json = {"type": "object", "properties": members, "additionalProperties": False}
    if required:
        schema["required"] = required.split()
    return schema


# --- the bodies -------------------------------------------------------------------------------------------------------

REASON = body("reason", reason=words("Why; it stands in the history."))
MAYBE_REASON = body(reason=text("Why; it stands in the history."))

DELIVERY_FACTS: Json = {
    "outlet": words("Name of the outlet that published it; one that is new is added.", at_most=200),
    "title": text("Headline, if the copy has none.", at_most=500),
    "published_on": day("Day of publication, if the copy does not say."),
}
DELIVERY_TEXT = body(
    "text",
    text={"type": "string", "minLength": 1, "pattern": WORDS, "description": "The whole article, headline and all."},
    url=address("Where it was published."),
    **DELIVERY_FACTS,
)
DELIVERY_ADDRESS = body("url", url=address("Address to fetch."), **DELIVERY_FACTS)
DELIVERY: Json = {"anyOf": [DELIVERY_TEXT, DELIVERY_ADDRESS]}
DELIVERY_FILE_FACTS = body(url=address("Where it was published."), **DELIVERY_FACTS)
DELIVERY_FILE = body(
    "file",
    file={"type": "string", "format": "binary", "minLength": 1, "description": "The file, in any form that is read."},
    url=address("Where it was published."),
    **{**DELIVERY_FACTS, "published_on": {"type": "string", "format": "date", "description": "Day of publication."}},
)

STATEMENT_NEW = body(
    "document start end speaker",
    document=row("Document in which the words stand."),
    start=offset("Offset of their first character in the document's text, in code points."),
    end=offset("Offset behind their last."),
    speaker=row("Who said them."),
    kind=choice(Statement.Kind.values, "All in quote marks, partly, or reported."),
    said_on=day("When they were said."),
)
STATEMENT_ACCEPT = body(speaker=row("Who said it, where nobody or somebody else is named."))
STATEMENT_REATTRIBUTE = body(
    "speaker", speaker=row("Who said it."), reason=text("Why; needed once the statement is accepted.")
)
STATEMENT_RESPAN = body(
    "start end",
    start=offset("New first offset."),
    end=offset("New offset behind the last."),
    reason=text("Why; needed once a claim rests on the statement."),
)
STATEMENT_AUTHENTICITY = body(
    "authenticity reason",
    authenticity=choice(Statement.Authenticity.values, "Did they say it?"),
    reason=words("Why you think so."),
)

DOCUMENT_EDIT = body(
    outlet=or_null(words("Name of the outlet that published it; one that is new is added.", at_most=200)),
    published_on=day("Day of publication; null where it is not known."),
    title=text("Headline.", at_most=500),
    url=or_null(address("Where it was published.")),
)

SPEAKER_NEW = body(
    "name",
    name=words("As the house writes it.", at_most=200),
    kind=choice(Speaker.Kind.values, "Unnamed speakers, such as “Ukrainian officials”, are a group."),
    description=text("One sentence on who this is."),
    wikidata_id={"type": "string", "pattern": "^(Q[1-9][0-9]{0,11})?$", "description": "For example Q3874799."},
    namesake={"type": "boolean", "description": "Somebody else of a name that the record has."},
)

CLAIM_MEMBERS: Json = {
    "text": words("One checkable proposition, without the verdict in it.", at_most=500),
    "claimant": or_null(row("Speaker who made it first or most prominently.")),
    "topics": rows("What it is about."),
    "language": {"type": "string", "pattern": LANGUAGE, "maxLength": 35, "description": "BCP 47 code of the text."},
    "first_said_on": day("When it was first said."),
    "priority": choice(Claim.Priority.values, "1 low, 2 normal, 3 high, 4 urgent."),
}
CLAIM_NEW = body("text", **CLAIM_MEMBERS, statements=rows("Accepted statements that make it."))
CLAIM_EDIT = body(
    **CLAIM_MEMBERS,
    due_on=day("When it is due."),
    reason=text("Why; needed for another claimant of a published claim. Public with the change."),
)
CLAIM_ASSIGN = body("to", to=or_null(words("User name of the colleague; null for nobody.", at_most=150)))
CLAIM_LINK = body(
    "other kind",
    other=row("The other claim."),
    kind=choice(ClaimLink.Kind.values, "This claim … the other."),
    note=text("A note on the relation.", at_most=300),
)
CLAIM_UNLINK = body(
    "other kind reason",
    other=row("The other claim."),
    kind=choice(ClaimLink.Kind.values, "This claim … the other."),
    reason=words("Why; it stands in both histories."),
)
APPEARANCE_NEW = body(
    "statement",
    statement=row("Accepted statement that makes the claim."),
    part=text("Its words that do, if not all of them."),
)

EVIDENCE_FACTS: Json = {
    "stance": choice(Evidence.Stance.values, "Which way it speaks."),
    "title": words("What it is, in a few words.", at_most=300),
    "excerpt": text("The passage that matters, word for word."),
    "accessed_on": day("When it was read; today if left out."),
    "archived_url": address("An archived copy."),
    "is_protected": {"type": "boolean", "description": "Whether only the title becomes public."},
}
EVIDENCE_DOCUMENT = body("stance document", document=row("A document in the record."), **EVIDENCE_FACTS)
EVIDENCE_ADDRESS = body("stance url title", url=address("An address outside the record."), **EVIDENCE_FACTS)
EVIDENCE_EDIT = body(
    stance=EVIDENCE_FACTS["stance"],
    title=EVIDENCE_FACTS["title"],
    excerpt=EVIDENCE_FACTS["excerpt"],
    accessed_on=day("When it was read; today if null."),
    archived_url=or_null(EVIDENCE_FACTS["archived_url"]),
)
EVIDENCE_NEW: Json = {"anyOf": [EVIDENCE_DOCUMENT, EVIDENCE_ADDRESS]}

VERDICT = body(
    rating=or_null({"type": "string", "pattern": "^[-a-zA-Z0-9_]{1,40}$", "description": "Code of a rating."}),
    summary=text("The reason, in up to three sentences a reader understands."),
    known=text("What is known."),
    not_known=text("What is not known."),
    reason_code=choice(["", *Verdict.Reason.values], "Why it stays unverified; empty where it does not."),
    recheck_on=day("When the desk looks again; needed while it stays unverified."),
    override_reason=text(
        "Why fewer independent origins are enough, or nothing that contradicts the claim is named. Public."
    ),
    correction_note=text("What was wrong before; needed where it replaces a verdict. Public."),
    evidence=rows("Evidence it rests on; all of the claim's where a new verdict names none."),
)


# --- checking ---------------------------------------------------------------------------------------------------------


MISSING = "Missing."


@cache
def _validator(schema: bytes) -> Draft202012Validator:
    return Draft202012Validator(orjson.loads(schema), format_checker=formats)


def checked(schema: Json, data: object) -> dict[str, Any]:
    """Return a body as Python's values: days as dates. Raises InvalidBodyError naming every fault."""
    faults = list(_faults(_validator(orjson.dumps(schema)).iter_errors(data)))
    if faults:
        raise InvalidBodyError(faults)
    assert isinstance(data, dict)
    members: Json = {}
    for variant in schema.get("anyOf", [schema]):
        members |= variant["properties"]
    return {name: _value(members[name], value) for name, value in data.items()}


def _value(schema: Json, value: Any) -> Any:
    if schema.get("format") == "date" and value is not None:
        return dt.date.fromisoformat(value)
    # 1.0 is an integer to JSON Schema.
    return int(value) if isinstance(value, float) else value


def _foreign(error: ValidationError) -> int:
    """How many members are missing or strange: the fewer, the likelier that this form was meant."""
    if error.validator == "additionalProperties":
        return sum(name not in error.schema["properties"] for name in error.instance)
    return int(error.validator == "required")


def _faults(errors: Iterable[ValidationError]) -> Iterable[tuple[str, str]]:
    errors = list(errors)
    empty = {tuple(error.absolute_path) for error in errors if error.validator == "minLength"}
    for error in errors:
        if error.validator == "pattern" and tuple(error.absolute_path) in empty:
            continue  # an empty text says nothing, either
        if error.validator == "anyOf" and error.context:
            # What is wrong with the variant that was meant: the one with the fewest faults.
            variants: dict[object, list[ValidationError]] = {}
            for one in error.context:
                variants.setdefault(one.schema_path[0], []).append(one)
            fewest = min(variants.values(), key=lambda found: (sum(map(_foreign, found)), len(found)))
            # What some variants need and others do not: where all of it is missing, any of it will do.
            needed = [one.get("required", []) for one in error.validator_value]
            own = ([name for name in names if not all(name in others for others in needed)] for names in needed)
            # The first of them tells the variants apart.
            either = [names[0] for names in own if names]
            for pointer, sentence in _faults(fewest):
                is_any = sentence == MISSING and pointer.rpartition("/")[2] in either
                yield pointer, f"Missing: {' or '.join(either)} is needed." if is_any else sentence
            continue
        pointer = "".join(f"/{part}" for part in error.absolute_path)
        if error.validator == "required":
            name = next(name for name in error.validator_value if error.message == f"{name!r} is a required property")
            yield f"{pointer}/{name}", MISSING
        elif error.validator == "additionalProperties":
            known: Mapping[str, Any] = error.schema["properties"]
            unknown = [name for name in error.instance if name not in known]
            yield from ((f"{pointer}/{name[:60]}", "There is no such member.") for name in unknown)
        else:
            yield pointer, _sentence(error)


def _sentence(error: ValidationError) -> str:
    wanted = error.validator_value
    match error.validator:
        case "type":
            kinds = [wanted] if isinstance(wanted, str) else wanted
            return f"Must be {' or '.join(kinds)}."
        case "enum":
            return f"Not one of: {', '.join(str(value) for value in wanted if value not in ('', None))}."
        case "maxLength":
            return f"At most {wanted} characters."
        case "maxItems":
            return f"At most {wanted}."
        case "uniqueItems":
            return "Each only once."
        case "minimum" | "maximum":
            return "Out of range."
        case "format":
            return "Not a day; write it as 2022-09-21."
        case "minLength":
            return "Must not be empty."
        case "pattern" if wanted == ID_PATTERN:
            return f"Not an id: ids have {ID_LENGTH} characters, lower-case letters and digits."
        case "pattern" if wanted == WORDS:
            return "Must say something, without NUL."
        case "pattern" if wanted == WEB_ADDRESS:
            return "Not a web address that begins with http:// or https://, with letters beyond ASCII percent-encoded."
    return "Not in the form that the description asks for."
