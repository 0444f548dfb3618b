"""The public documents as OpenAPI component schemas: what every member is.

Written by hand, because no serializer makes these documents; a test holds them against what is published.
"""

from claims.public.addresses import FOLDERS
from claims.public.models import Publication
from claims.public.parts import PARTS
from claims.public.schema_words import (
    Json,
    constant,
    day,
    flag,
    link,
    many,
    maybe,
    members,
    moment,
    number,
    one_of,
    or_null,
    public_id,
    ref,
    text,
)

Kind = Publication.Kind

STATUSES = ("verified", "disputed", "unverified")
SPEAKER_KINDS = ("person", "organisation", "office", "group")
OUTLET_KINDS = ("wire", "newspaper", "broadcaster", "state_media", "social_platform", "official", "unknown")
STATEMENT_KINDS = ("direct", "mixed", "indirect")
# The schema of each kind of document.
NAMES = {Kind(kind): kind.capitalize() for kind in FOLDERS}

ID = public_id("Stable id; never used again for anything else.")
PAGE = link("Its public page.")
STATUS = one_of(STATUSES, "Does the claim hold? `unverified` says that it was looked into and stays open.")
LANGUAGE = text("BCP 47 code.")
DIGEST = text("SHA-256, in hexadecimal.", pattern="^[0-9a-f]{64}$")

SPEAKER_REF = members(
    "A speaker where another document names one.",
    id=ID,
    name=text("As the house writes it."),
    kind=one_of(SPEAKER_KINDS, "Unnamed speakers, such as “Ukrainian officials”, are a group."),
    url=PAGE,
    wikidata_id=maybe("For example Q3874799."),
)
OUTLET_REF = members(
    "An outlet where another document names one.",
    id=ID,
    name=text("Its name."),
    kind=one_of(OUTLET_KINDS, "What kind of outlet."),
    url=PAGE,
)
DOCUMENT_REF = members(
    "A document where another names one: one text as one outlet published it.",
    id=ID,
    title=maybe("Headline."),
    url=PAGE,
    source_url=maybe("Where the outlet published it.", format="uri"),
    outlet=or_null(ref("OutletRef")),
    published_at=maybe("When, as exactly as known: a time, or a day where `published_precision` is `day`."),
    published_precision=one_of(("time", "day", "unknown"), "How exactly `published_at` is known."),
    language=LANGUAGE,
    offline_since=or_null(moment("Since when its address answers with nothing; null while it does.")),
    archived_at=or_null(moment("When the house kept a copy of what its address answered.")),
    archived_digest=maybe("SHA-256 of the bytes that this copy keeps."),
)
NO_ADDRESS = "Its address; null where it went from view with a withdrawn claim."
DOCUMENT_REF_OF_CLAIM: Json = {
    **DOCUMENT_REF,
    "properties": {**DOCUMENT_REF["properties"], "url": maybe(NO_ADDRESS, format="uri")},
}
TOPIC_REF = members(
    "A topic where another document names one.",
    id=ID,
    name=text("Its name."),
    slug=text("Its name in addresses."),
    url=PAGE,
)
CLAIM_REF = members(
    "A claim where another document names one.",
    id=ID,
    text=text("The proposition."),
    language=LANGUAGE,
    status=STATUS,
    url=PAGE,
)
ATTRIBUTION = members(
    "One step by which the words reached the document; the first is nearest the speaker.",
    kind=one_of(("told", "reported", "posted", "published", "quoted"), "What this step was."),
    words=text("The words that say so."),
    outlet=or_null(ref("OutletRef")),
    speaker=or_null(ref("SpeakerRef")),
)
STATEMENT_MEMBERS: Json = {
    "id": ID,
    "type": constant("statement"),
    "url": PAGE,
    "exact": text("The exact words."),
    "before": text("What stands before them in their sentence."),
    "after": text("What stands after them in their sentence."),
    "prefix": text("Text before the words, for finding them again."),
    "suffix": text("Text after the words, for finding them again."),
    "start": number("Offset of the first character in the document's text, in code points."),
    "end": number("Offset behind the last character, in code points."),
    "text_digest": {**DIGEST, "description": "SHA-256 of the document's text, which the offsets count in."},
    "kind": one_of(STATEMENT_KINDS, "All in quote marks, partly, or reported."),
    "speaker": or_null(ref("SpeakerRef")),
    "speaker_words": maybe("The words that name the speaker in the document."),
    "role_words": maybe("The role as the document gave it."),
    "role_held": maybe("The role the speaker held, as far as the record tells."),
    "cue": maybe("The word that reports the speech, such as “said”."),
    "attributions": many(ref("Attribution"), "How the words reached the document."),
    "said_on": day("When it was said; the first day of a month or year where the precision says so."),
    "said_on_precision": one_of(("day", "month", "year", "unknown"), "How exactly `said_on` is known."),
    "occasion": maybe("Place or occasion."),
    "language": LANGUAGE,
    "original_wording": maybe("The words in the language in which they were said."),
    "original_language": maybe("BCP 47 code of the original wording."),
    "translator": maybe("Who translated."),
    "authenticity": one_of(("unconfirmed", "confirmed", "disputed"), "Did they say it? Not whether it holds."),
    "is_lost": flag("Whether the document changed so that the words are not in it any more."),
    "document": ref("DocumentRef"),
}
RATING = members(
    "A rating of the house scale.",
    code=text("Stable code."),
    label=text("The words shown."),
    value=or_null({"type": "integer", "description": "From 1 to 5, higher is truer; null where it is no such scale."}),
)
VERDICT = members(
    "One decision on a claim, with its reasons. Never edited: a correction is a new one.",
    id=ID,
    status=STATUS,
    rating=ref("Rating"),
    summary=text("The reason."),
    known=maybe("What is known."),
    not_known=maybe("What is not known."),
    reason_code=or_null(
        one_of(("no_access", "one_source", "conflicting", "pending", "future"), "Why the claim stays unverified.")
    ),
    reason=maybe("The reason code in words."),
    recheck_on=day("When the desk looks again."),
    required_origins=number("Independent origins that the house asked for."),
    supporting_origins=number("Independent origins of the evidence that supports the claim."),
    override_reason=maybe("Why fewer origins were enough for verified, or nothing that contradicts it for disputed."),
    correction_note=maybe("What was wrong in the verdict before."),
    evidence=many(public_id("Id of a piece of evidence."), "What it rests on."),
    proposed_by=maybe("Who proposed it."),
    proposed_at=or_null(moment("When.")),
    approved_by=maybe("Who approved it; never the same person."),
    approved_at=or_null(moment("When.")),
)
EVIDENCE = members(
    "What speaks for, against or about a claim.",
    id=ID,
    stance=one_of(("supports", "contradicts", "context"), "Which way it speaks."),
    title=text("What it is."),
    is_protected=flag("Whether its source is protected; then only `title` and the date tell of it."),
    excerpt=maybe("The words that matter."),
    document=or_null(ref("DocumentRef")),
    source_url=maybe("Where it is.", format="uri"),
    made_by=maybe("Who made it, where it is a file; files of one maker are one origin."),
    archived_url=maybe("An archived copy.", format="uri"),
    archived_digest=maybe("SHA-256 of the bytes that the house's own copy of it keeps."),
    archived_at=or_null(moment("When the house made that copy.")),
    accessed_on=day("When it was read."),
)
APPEARANCE = members(
    "A statement that makes the claim.",
    id=ID,
    part=maybe("The part of the statement that makes the claim; null for all of it."),
    statement=ref("StatementOfClaim"),
)
CLAIM_LINK = members(
    "How another claim relates to this one.",
    kind=one_of(
        ("repeats", "contradicts", "supports", "narrows", "repeats_by", "supports_by", "narrows_by"),
        "`…_by` is the same relation seen from the other side.",
    ),
    note=maybe("A note on the relation."),
    claim=ref("ClaimRef"),
)
EVENT = members(
    "One line of a claim's public history. Lines form a chain of hashes; none is ever changed.",
    number=number("Its place in the claim's history; numbers of lines that are not public are left out."),
    action=text("What was done, as a stable code such as `verdict.approved`."),
    label=text("The same in words."),
    at=moment("When."),
    actor=text("Who."),
    reason=maybe("The reason given."),
    is_correction=flag(
        "Whether it put right what readers had seen: the verdict, the claimant, or a statement's speaker or words."
    ),
    hash=text("Hash of this line."),
    previous_hash=text("Hash of the line before; empty on the first."),
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
    "DocumentRefOfClaim": DOCUMENT_REF_OF_CLAIM,
    "StatementOfClaim": members(
        "A statement within a claim.",
        **{**STATEMENT_MEMBERS, "url": maybe(NO_ADDRESS, format="uri"), "document": ref("DocumentRefOfClaim")},
    ),
    "Claim": members(
        "A checkable proposition that statements make, and whether it holds.",
        id=ID,
        type=constant("claim"),
        url=PAGE,
        text=text("The proposition, without the verdict in it."),
        slug=text("The readable end of its address."),
        language=LANGUAGE,
        status=STATUS,
        status_label=text("The status in words."),
        rating=ref("Rating"),
        is_withdrawn=flag("Whether the house withdrew it; the address stays and says why."),
        withdrawn_at=or_null(moment("When it was withdrawn.")),
        withdrawal_reason=maybe("Why it was withdrawn."),
        claimant=or_null(ref("SpeakerRef")),
        topics=many(ref("TopicRef"), "What it is about."),
        first_said_on=day("When it was first said, as far as known."),
        published_at=moment("When its first verdict was approved."),
        checked_at=moment("When its verdict was approved."),
        modified_at=moment("When its public history last grew."),
        outlet_count=number("Outlets that its statements come from."),
        origin_count=number("Different dispatches behind its statements: ten copies of one report are one."),
        appearances=many(ref("Appearance"), "The statements that make it, oldest first."),
        verdict=ref("Verdict"),
        earlier_verdicts=many(ref("Verdict"), "Verdicts before, newest first."),
        evidence=many(ref("Evidence"), "What the verdict rests on."),
        links=many(ref("ClaimLink"), "Other claims it relates to."),
        history=many(ref("Event"), "Its public history, newest first."),
    ),
    "Statement": members(
        "Words of one speaker at one place in one document.",
        **STATEMENT_MEMBERS,
        claims=many(
            members(
                "A claim that the statement makes.",
                id=ID,
                text=text("The proposition."),
                language=LANGUAGE,
                status=STATUS,
                is_withdrawn=flag("Whether it was withdrawn."),
                url=PAGE,
            ),
            "The published claims it makes.",
        ),
    ),
    "Speaker": members(
        "A person, organisation, office or unnamed group that says things.",
        id=ID,
        type=constant("speaker"),
        url=PAGE,
        name=text("As the house writes it."),
        kind=one_of(SPEAKER_KINDS, "What kind of speaker."),
        description=maybe("Who this is."),
        country=maybe("Two-letter code of the country they speak for."),
        wikidata_id=maybe("For example Q3874799."),
        names=many(
            members("A spelling or alias.", name=text("The spelling."), language=maybe("BCP 47 code.")),
            "Every spelling and alias.",
        ),
        roles=many(
            members(
                "A role.",
                title=text("Its title."),
                organisation=maybe("Where."),
                **{"from": day("Since when."), "until": day("Until when.")},
            ),
            "Roles held, as far as the record tells.",
        ),
    ),
    "Outlet": members(
        "Who publishes.",
        id=ID,
        type=constant("outlet"),
        url=PAGE,
        name=text("Its name."),
        kind=one_of(OUTLET_KINDS, "What kind of outlet."),
        domain=maybe("Host of its site."),
        country=maybe("Two-letter country code."),
    ),
    "Document": members(
        "One text as one outlet published it. Its words are not republished here.",
        **DOCUMENT_REF["properties"],
        type=constant("document"),
        byline=maybe("Who wrote it."),
        dateline=maybe("Where it was written."),
        text_digest={**DIGEST, "description": "SHA-256 of its text."},
        length=number("Length of its text in code points."),
        dispatch=or_null(ref("OutletRef")),
        origin=or_null(ref("DocumentRef")),
        replaces=or_null(ref("DocumentRef")),
        replaced_by=or_null(ref("DocumentRef")),
        withdrawn_at=or_null(moment("When the outlet took it back.")),
        withdrawal_note=maybe("What the outlet said."),
    ),
    "Topic": members(
        "What claims are about.",
        **TOPIC_REF["properties"],
        type=constant("topic"),
        description=maybe("What belongs to it."),
    ),
    "Correction": members(
        "A request to correct or to check something, and what came of it.",
        id=ID,
        type=constant("correction"),
        url=PAGE,
        kind=one_of(("error", "suggestion"), "Whether it reports an error or suggests a claim to check."),
        state=one_of(("corrected", "taken_up", "declined"), "What came of it."),
        text=text("What was said to be wrong, or ought to be checked."),
        answer=text("The answer."),
        asked_at=moment("When it was asked."),
        answered_at=moment("When it was answered."),
        claim=or_null(ref("ClaimRef")),
    ),
    "Checkpoint": members(
        "The hash over the newest lines of all histories on one day, by which a rewritten history can be told.",
        id=ID,
        type=constant("checkpoint"),
        url=PAGE,
        number=number("Its place among the checkpoints, from 1."),
        day=text("The day, in UTC.", format="date"),
        at=text("When it was taken, in UTC to the microsecond: part of what its hash is made from."),
        heads_digest={**DIGEST, "description": "SHA-256 over the newest line of each history that grew since."},
        lines_digest={**DIGEST, "description": "SHA-256 over the public lines that were written since."},
        previous_hash=text("Hash of the checkpoint before; zeros for the first."),
        hash={**DIGEST, "description": "SHA-256 of this checkpoint as canonical JSON."},
        line_count=number("How many public lines were written since the checkpoint before."),
        lines=many(
            members(
                "A public line of a claim's history.",
                claim=public_id("Id of the claim."),
                number=number("Its number in that history."),
                hash={**DIGEST, "description": "Its hash, as the claim's history shows it."},
                digest={**DIGEST, "description": "SHA-256 of the line as the claim's history shows it."},
            ),
            "Those lines; of very many the first only.",
        ),
    ),
    "Scale": members(
        "The house scale: every rating a verdict may give.",
        id={"type": "string", "const": "scale"},
        type=constant("scale"),
        ratings=many(
            members(
                "A rating.",
                code=text("Stable code."),
                label=text("The words shown."),
                status=STATUS,
                value=or_null({"type": "integer", "description": "From 1 to 5, higher is truer."}),
                description=maybe("When it is given."),
            ),
            "The ratings in their order.",
        ),
    ),
    "Tombstone": members(
        "What is left of what is not public any more.",
        id=text("Its id."),
        type=text("What it was."),
        is_gone={"type": "boolean", "const": True},
    ),
    "Change": members(
        "The newest change of one document.",
        number=number("Its place in the order of all public changes."),
        type=one_of((*FOLDERS, "scale"), "What kind of thing changed."),
        id=text("Which."),
        is_gone=flag("Whether it is not public any more."),
        merged_into=maybe("Id of what it was merged into."),
        modified_at=moment("When."),
        document={"anyOf": [ref(name) for name in (*NAMES.values(), "Scale", "Tombstone")]},
    ),
    "ChangePage": members(
        "What changed, in the order of commits.",
        results=many(ref("Change"), "The changes."),
        next=link("Where to go on, now or later; the same address again where nothing changed."),
        has_more=flag("Whether there is more to fetch at once."),
    ),
    "Problem": {
        "type": "object",
        "description": "An error, as RFC 9457 has it.",
        "required": ["type", "title", "status", "detail", "instance"],
        "properties": {
            "type": text("What kind of error; `about:blank` where the status says it all.", format="uri"),
            "title": text("The status in words."),
            "status": number("The HTTP status."),
            "detail": text("What went wrong here."),
            "instance": text("The path that was asked for.", format="uri-reference"),
            "errors": many(
                {
                    "type": "object",
                    "description": "One fault.",
                    "required": ["detail"],
                    "properties": {
                        "parameter": text("Which parameter or header."),
                        "pointer": text("Where in the body, as JSON Pointer."),
                        "detail": text("What is wrong there."),
                    },
                },
                "What was wrong with parameters, headers and body, all of it at once.",
            ),
            "reason": text("Of what is gone: why."),
            "id": text("Of what is gone: its id."),
            "kind": text("Of what is gone: what it was."),
            "violated-policies": many(text("A policy."), "Which limits were exceeded."),
        },
    },
    "Moved": members(
        "Where a merged claim went.",
        merged_into=public_id("Id of the claim that it is part of now."),
        location=link("Its address in the API."),
    ),
}
for _kind, _name in NAMES.items():
    COMPONENTS[f"{_name}Page"] = {
        **members(
            f"A page of {FOLDERS[_kind]}.",
            results=many(ref(_name), "The documents, complete."),
            next=maybe("The next page; null on the last.", format="uri"),
            previous=maybe("The page before; null on the first.", format="uri"),
        )
    }
    COMPONENTS[f"{_name}Page"]["properties"] |= {
        "total": number("How many there are; only with `total=true`."),
        "total_is_exact": flag("False where counting stopped: there are more than `total`. Only with `total=true`."),
    }
COMPONENTS |= {
    f"{part.schema}Part": members(
        f"All there is of one thing: {part.name}.",
        results=many(ref(part.schema), part.description),
        next={"type": "null", "description": "There is no next page."},
        previous={"type": "null", "description": "Nor one before."},
    )
    for given in PARTS.values()
    for part in given
}
