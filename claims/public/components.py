"""The public documents as OpenAPI component schemas: what every member is.

Written by hand, because no serializer makes these documents; a test holds them against what is published.
"""

from typing import Any

from claims.public.addresses import FOLDERS
from claims.public.models import Publication
from factcheck.base import ID_ALPHABET, ID_LENGTH

Json = dict[str, Any]
Kind = Publication.Kind

ID_PATTERN = f"^[{ID_ALPHABET}]{{{ID_LENGTH}}}$"
STATUSES = ("verified", "disputed", "unverified")
SPEAKER_KINDS = ("person", "organisation", "office", "group")
OUTLET_KINDS = ("wire", "newspaper", "broadcaster", "state_media", "social_platform", "official")
STATEMENT_KINDS = ("direct", "mixed", "indirect")
# The schema of each kind of document.
NAMES = {Kind(kind): kind.capitalize() for kind in FOLDERS}


# --- the words schemas are made of ------------------------------------------------------------------------------------


def ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


def _or_null(schema: Json) -> Json:
    if isinstance(schema.get("type"), str):
        nullable = {**schema, "type": [schema["type"], "null"]}
        if "enum" in schema:
            nullable["enum"] = [*schema["enum"], None]
        return nullable
    return {"anyOf": [schema, {"type": "null"}]}


def _text(description: str, **more: Any) -> Json:
    return {"type": "string", "description": description, **more}


def _maybe(description: str, **more: Any) -> Json:
    return _or_null(_text(description, **more))


def _link(description: str) -> Json:
    return _text(description, format="uri")


def _day(description: str) -> Json:
    return _maybe(description, format="date")


def _moment(description: str) -> Json:
    return _text(description, format="date-time")


def _number(description: str) -> Json:
    return {"type": "integer", "minimum": 0, "description": description}


def _flag(description: str) -> Json:
    return {"type": "boolean", "description": description}


def _many(of: Json, description: str) -> Json:
    return {"type": "array", "items": of, "description": description}


def _one_of(values: tuple[str, ...], description: str) -> Json:
    return _text(description, enum=list(values))


def _object(description: str, /, **members: Json) -> Json:
    # Every member is always there; one without a value is null. More members may be added (docs/api.md).
    return {"type": "object", "description": description, "required": list(members), "properties": members}


def _id(description: str) -> Json:
    return _text(description, pattern=ID_PATTERN)


def _type(kind: str) -> Json:
    return {"type": "string", "const": kind, "description": "What kind of thing this is."}


ID = _id("Stable id; never used again for anything else.")
PAGE = _link("Its public page.")
STATUS = _one_of(STATUSES, "Does the claim hold? `unverified` says that it was looked into and stays open.")
LANGUAGE = _text("BCP 47 code.")
DIGEST = _text("SHA-256, in hexadecimal.", pattern="^[0-9a-f]{64}$")

SPEAKER_REF = _object(
    "A speaker where another document names one.",
    id=ID,
    name=_text("As the house writes it."),
    kind=_one_of(SPEAKER_KINDS, "Unnamed speakers, such as “Ukrainian officials”, are a group."),
    url=PAGE,
    wikidata_id=_maybe("For example Q3874799."),
)
OUTLET_REF = _object(
    "An outlet where another document names one.",
    id=ID,
    name=_text("Its name."),
    kind=_one_of(OUTLET_KINDS, "What kind of outlet."),
    url=PAGE,
)
DOCUMENT_REF = _object(
    "A document where another names one: one text as one outlet published it.",
    id=ID,
    title=_maybe("Headline."),
    url=PAGE,
    source_url=_maybe("Where the outlet published it.", format="uri"),
    outlet=_or_null(ref("OutletRef")),
    published_at=_maybe("When, as exactly as known: a time, or a day where `published_precision` is `day`."),
    published_precision=_one_of(("time", "day", "unknown"), "How exactly `published_at` is known."),
    language=LANGUAGE,
)
TOPIC_REF = _object(
    "A topic where another document names one.",
    id=ID,
    name=_text("Its name."),
    slug=_text("Its name in addresses."),
    url=PAGE,
)
CLAIM_REF = _object(
    "A claim where another document names one.",
    id=ID,
    text=_text("The proposition."),
    status=STATUS,
    url=PAGE,
)
ATTRIBUTION = _object(
    "One step by which the words reached the document; the first is nearest the speaker.",
    kind=_one_of(("told", "reported", "posted", "published", "quoted"), "What this step was."),
    words=_text("The words that say so."),
    outlet=_or_null(ref("OutletRef")),
    speaker=_or_null(ref("SpeakerRef")),
)
STATEMENT_MEMBERS: Json = {
    "id": ID,
    "type": _type("statement"),
    "url": PAGE,
    "exact": _text("The exact words."),
    "before": _text("What stands before them in their sentence."),
    "after": _text("What stands after them in their sentence."),
    "prefix": _text("Text before the words, for finding them again."),
    "suffix": _text("Text after the words, for finding them again."),
    "start": _number("Offset of the first character in the document's text, in code points."),
    "end": _number("Offset behind the last character, in code points."),
    "text_digest": {**DIGEST, "description": "SHA-256 of the document's text, which the offsets count in."},
    "kind": _one_of(STATEMENT_KINDS, "All in quote marks, partly, or reported."),
    "speaker": _or_null(ref("SpeakerRef")),
    "speaker_words": _maybe("The words that name the speaker in the document."),
    "role_words": _maybe("The role as the document gave it."),
    "role_held": _maybe("The role the speaker held, as far as the record tells."),
    "cue": _maybe("The word that reports the speech, such as “said”."),
    "attributions": _many(ref("Attribution"), "How the words reached the document."),
    "said_on": _day("When it was said; the first day of a month or year where the precision says so."),
    "said_on_precision": _one_of(("day", "month", "year", "unknown"), "How exactly `said_on` is known."),
    "occasion": _maybe("Place or occasion."),
    "language": LANGUAGE,
    "original_wording": _maybe("The words in the language in which they were said."),
    "original_language": _maybe("BCP 47 code of the original wording."),
    "translator": _maybe("Who translated."),
    "authenticity": _one_of(("unconfirmed", "confirmed", "disputed"), "Did they say it? Not whether it holds."),
    "is_lost": _flag("Whether the document changed so that the words are not in it any more."),
    "document": ref("DocumentRef"),
}
RATING = _object(
    "A rating of the house scale.",
    code=_text("Stable code."),
    label=_text("The words shown."),
    value=_or_null({"type": "integer", "description": "From 1 to 5, higher is truer; null where it is no such scale."}),
)
VERDICT = _object(
    "One decision on a claim, with its reasons. Never edited: a correction is a new one.",
    id=ID,
    status=STATUS,
    rating=ref("Rating"),
    summary=_text("The reason."),
    known=_maybe("What is known."),
    not_known=_maybe("What is not known."),
    reason_code=_or_null(
        _one_of(("no_access", "one_source", "conflicting", "pending", "future"), "Why the claim stays unverified.")
    ),
    reason=_maybe("The reason code in words."),
    recheck_on=_day("When the desk looks again."),
    required_origins=_number("Independent origins that the house asked for."),
    supporting_origins=_number("Independent origins of the evidence that supports the claim."),
    override_reason=_maybe("Why fewer origins were enough."),
    correction_note=_maybe("What was wrong in the verdict before."),
    evidence=_many(_id("Id of a piece of evidence."), "What it rests on."),
    proposed_by=_maybe("Who proposed it."),
    proposed_at=_or_null(_moment("When.")),
    approved_by=_maybe("Who approved it; never the same person."),
    approved_at=_or_null(_moment("When.")),
)
EVIDENCE = _object(
    "What speaks for, against or about a claim.",
    id=ID,
    stance=_one_of(("supports", "contradicts", "context"), "Which way it speaks."),
    title=_text("What it is."),
    is_protected=_flag("Whether its source is protected; then only `title` and the date tell of it."),
    excerpt=_maybe("The words that matter."),
    document=_or_null(ref("DocumentRef")),
    source_url=_maybe("Where it is.", format="uri"),
    archived_url=_maybe("An archived copy.", format="uri"),
    archived_digest=_maybe("SHA-256 of the archived copy."),
    accessed_on=_day("When it was read."),
)
APPEARANCE = _object(
    "A statement that makes the claim.",
    id=ID,
    part=_maybe("The part of the statement that makes the claim; null for all of it."),
    statement=ref("StatementOfClaim"),
)
CLAIM_LINK = _object(
    "How another claim relates to this one.",
    kind=_one_of(
        ("repeats", "contradicts", "supports", "narrows", "repeats_by", "supports_by", "narrows_by"),
        "`…_by` is the same relation seen from the other side.",
    ),
    note=_maybe("A note on the relation."),
    claim=ref("ClaimRef"),
)
EVENT = _object(
    "One line of a claim's public history. Lines form a chain of hashes; none is ever changed.",
    number=_number("Its place in the claim's history; numbers of lines that are not public are left out."),
    action=_text("What was done, as a stable code such as `verdict.approved`."),
    label=_text("The same in words."),
    at=_moment("When."),
    actor=_text("Who."),
    reason=_maybe("The reason given."),
    hash=_text("Hash of this line."),
    previous_hash=_text("Hash of the line before; empty on the first."),
)

COMPONENTS: Json = {
    "SpeakerRef": SPEAKER_REF,
    "OutletRef": OUTLET_REF,
    "DocumentRef": DOCUMENT_REF,
    "TopicRef": TOPIC_REF,
    "ClaimRef": CLAIM_REF,
    "Attribution": ATTRIBUTION,
    "Rating": RATING,
    "Verdict": VERDICT,
    "Evidence": EVIDENCE,
    "Appearance": APPEARANCE,
    "ClaimLink": CLAIM_LINK,
    "Event": EVENT,
    "StatementOfClaim": _object("A statement within a claim.", **STATEMENT_MEMBERS),
    "Claim": _object(
        "A checkable proposition that statements make, and whether it holds.",
        id=ID,
        type=_type("claim"),
        url=PAGE,
        text=_text("The proposition, without the verdict in it."),
        slug=_text("The readable end of its address."),
        language=LANGUAGE,
        status=STATUS,
        status_label=_text("The status in words."),
        rating=ref("Rating"),
        is_withdrawn=_flag("Whether the house withdrew it; the address stays and says why."),
        withdrawn_at=_or_null(_moment("When it was withdrawn.")),
        withdrawal_reason=_maybe("Why it was withdrawn."),
        claimant=_or_null(ref("SpeakerRef")),
        topics=_many(ref("TopicRef"), "What it is about."),
        first_said_on=_day("When it was first said, as far as known."),
        published_at=_moment("When its first verdict was approved."),
        checked_at=_moment("When its verdict was approved."),
        modified_at=_moment("When its public history last grew."),
        outlet_count=_number("Outlets that its statements come from."),
        origin_count=_number("Different dispatches behind its statements: ten copies of one report are one."),
        appearances=_many(ref("Appearance"), "The statements that make it, oldest first."),
        verdict=ref("Verdict"),
        earlier_verdicts=_many(ref("Verdict"), "Verdicts before, newest first."),
        evidence=_many(ref("Evidence"), "What the verdict rests on."),
        links=_many(ref("ClaimLink"), "Other claims it relates to."),
        history=_many(ref("Event"), "Its public history, newest first."),
    ),
    "Statement": _object(
        "Words of one speaker at one place in one document.",
        **STATEMENT_MEMBERS,
        claims=_many(
            _object(
                "A claim that the statement makes.",
                id=ID,
                text=_text("The proposition."),
                status=STATUS,
                is_withdrawn=_flag("Whether it was withdrawn."),
                url=PAGE,
            ),
            "The published claims it makes.",
        ),
    ),
    "Speaker": _object(
        "A person, organisation, office or unnamed group that says things.",
        id=ID,
        type=_type("speaker"),
        url=PAGE,
        name=_text("As the house writes it."),
        kind=_one_of(SPEAKER_KINDS, "What kind of speaker."),
        description=_maybe("Who this is."),
        country=_maybe("Two-letter code of the country they speak for."),
        wikidata_id=_maybe("For example Q3874799."),
        names=_many(
            _object("A spelling or alias.", name=_text("The spelling."), language=_maybe("BCP 47 code.")),
            "Every spelling and alias.",
        ),
        roles=_many(
            _object(
                "A role.",
                title=_text("Its title."),
                organisation=_maybe("Where."),
                **{"from": _day("Since when."), "until": _day("Until when.")},
            ),
            "Roles held, as far as the record tells.",
        ),
    ),
    "Outlet": _object(
        "Who publishes.",
        id=ID,
        type=_type("outlet"),
        url=PAGE,
        name=_text("Its name."),
        kind=_one_of(OUTLET_KINDS, "What kind of outlet."),
        domain=_maybe("Host of its site."),
        country=_maybe("Two-letter country code."),
    ),
    "Document": _object(
        "One text as one outlet published it. Its words are not republished here.",
        **DOCUMENT_REF["properties"],
        type=_type("document"),
        byline=_maybe("Who wrote it."),
        dateline=_maybe("Where it was written."),
        text_digest={**DIGEST, "description": "SHA-256 of its text."},
        length=_number("Length of its text in code points."),
        dispatch=_or_null(ref("OutletRef")),
        origin=_or_null(ref("DocumentRef")),
        withdrawn_at=_or_null(_moment("When the outlet took it back.")),
        withdrawal_note=_maybe("What the outlet said."),
    ),
    "Topic": _object(
        "What claims are about.",
        **TOPIC_REF["properties"],
        type=_type("topic"),
        description=_maybe("What belongs to it."),
    ),
    "Correction": _object(
        "A request to correct something, and what came of it.",
        id=ID,
        type=_type("correction"),
        url=PAGE,
        state=_one_of(("corrected", "declined"), "What came of it."),
        text=_text("What was said to be wrong."),
        answer=_text("The answer."),
        asked_at=_moment("When it was asked."),
        answered_at=_moment("When it was answered."),
        claim=_or_null(ref("ClaimRef")),
    ),
    "Scale": _object(
        "The house scale: every rating a verdict may give.",
        id={"type": "string", "const": "scale"},
        type=_type("scale"),
        ratings=_many(
            _object(
                "A rating.",
                code=_text("Stable code."),
                label=_text("The words shown."),
                status=STATUS,
                value=_or_null({"type": "integer", "description": "From 1 to 5, higher is truer."}),
                description=_maybe("When it is given."),
            ),
            "The ratings in their order.",
        ),
    ),
    "Tombstone": _object(
        "What is left of what is not public any more.",
        id=_text("Its id."),
        type=_text("What it was."),
        is_gone={"type": "boolean", "const": True},
    ),
    "Change": _object(
        "The newest change of one document.",
        number=_number("Its place in the order of all public changes."),
        type=_one_of((*FOLDERS, "scale"), "What kind of thing changed."),
        id=_text("Which."),
        is_gone=_flag("Whether it is not public any more."),
        merged_into=_maybe("Id of what it was merged into."),
        modified_at=_moment("When."),
        document={"anyOf": [ref(name) for name in (*NAMES.values(), "Scale", "Tombstone")]},
    ),
    "ChangePage": _object(
        "What changed, in the order of commits.",
        results=_many(ref("Change"), "The changes."),
        next=_link("Where to go on, now or later; the same address again where nothing changed."),
        has_more=_flag("Whether there is more to fetch at once."),
    ),
    "Problem": {
        "type": "object",
        "description": "An error, as RFC 9457 has it.",
        "required": ["type", "title", "status", "detail", "instance"],
        "properties": {
            "type": _text("What kind of error; `about:blank` where the status says it all.", format="uri"),
            "title": _text("The status in words."),
            "status": _number("The HTTP status."),
            "detail": _text("What went wrong here."),
            "instance": _text("The path that was asked for.", format="uri-reference"),
            "errors": _many(
                _object("One fault.", parameter=_text("Which parameter."), detail=_text("What is wrong with it.")),
                "What was wrong with the parameters, all of it at once.",
            ),
            "reason": _text("Of what is gone: why."),
            "id": _text("Of what is gone: its id."),
            "kind": _text("Of what is gone: what it was."),
            "violated-policies": _many(_text("A policy."), "Which limits were exceeded."),
        },
    },
    "Moved": _object(
        "Where a merged claim went.",
        merged_into=_id("Id of the claim that it is part of now."),
        location=_link("Its address in the API."),
    ),
}
for _kind, _name in NAMES.items():
    COMPONENTS[f"{_name}Page"] = {
        **_object(
            f"A page of {FOLDERS[_kind]}.",
            results=_many(ref(_name), "The documents, complete."),
            next=_maybe("The next page; null on the last.", format="uri"),
            previous=_maybe("The page before; null on the first.", format="uri"),
        )
    }
    COMPONENTS[f"{_name}Page"]["properties"] |= {
        "total": _number("How many there are; only with `total=true`."),
        "total_is_exact": _flag("False where counting stopped: there are more than `total`. Only with `total=true`."),
    }
