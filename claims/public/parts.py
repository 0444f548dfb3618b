"""Parts of a public document at addresses of their own, and documents put in place of what only names them. Pure."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from claims.public.models import Publication

Kind = Publication.Kind
Json = dict[str, Any]


@dataclass(frozen=True)
class Part:
    """One part: its name in addresses, the schema of a member of it, what it is, and how it is taken out."""

    name: str
    schema: str
    description: str
    take: Callable[[Json], list[Json]]


PARTS: Mapping[Kind, tuple[Part, ...]] = {
    Kind.CLAIM: (
        Part(
            "appearances", "Appearance", "The statements that make a claim, oldest first.", lambda d: d["appearances"]
        ),
        Part(
            "verdicts", "Verdict", "All verdicts ever published on a claim, newest first.",
            lambda d: [d["verdict"], *d["earlier_verdicts"]],
        ),
        Part("evidence", "Evidence", "What the verdict on a claim rests on.", lambda d: d["evidence"]),
        Part("events", "Event", "The public history of a claim with its hashes, newest first.", lambda d: d["history"]),
        Part("links", "ClaimLink", "Other claims that a claim relates to.", lambda d: d["links"]),
    ),
    Kind.STATEMENT: (
        Part(
            "attributions", "Attribution", "The steps by which words reached a document, nearest the speaker first.",
            lambda d: d["attributions"],
        ),
    ),
}  # fmt: skip

# Members that name another document, and of which kind it is.
EXPANDED: Mapping[Kind, Mapping[str, Kind]] = {
    Kind.CLAIM: {"claimant": Kind.SPEAKER, "topics": Kind.TOPIC},
    Kind.STATEMENT: {"speaker": Kind.SPEAKER, "document": Kind.DOCUMENT},
    Kind.DOCUMENT: {
        "outlet": Kind.OUTLET,
        **dict.fromkeys(("origin", "replaces", "replaced_by"), Kind.DOCUMENT),
    },
    Kind.CORRECTION: {"claim": Kind.CLAIM},
}


def named(documents: Iterable[Json], kind: Kind, members: Iterable[str]) -> dict[Kind, set[str]]:
    """Return the ids, by kind, that documents name in some of their members."""
    found: dict[Kind, set[str]] = {}
    for document in documents:
        for member in members:
            value = document[member]
            for ref in value if isinstance(value, list) else [value]:
                if ref:
                    found.setdefault(EXPANDED[kind][member], set()).add(ref["id"])
    return found


def expanded(document: Json, kind: Kind, members: Iterable[str], whole: Mapping[Kind, Mapping[str, Json]]) -> Json:
    """Return a document with whole documents in place of those it names; a name stays where there is none."""
    shown = dict(document)
    for member in members:
        known = whole.get(EXPANDED[kind][member], {})
        value = shown[member]
        if isinstance(value, list):
            shown[member] = [known.get(ref["id"], ref) for ref in value]
        elif value:
            shown[member] = known.get(value["id"], value)
    return shown


def provenance(claim: Json) -> Json:
    """Return how a claim and its verdicts came about, in the terms of W3C PROV-O, as JSON-LD."""
    page = claim["url"]
    verdicts = [claim["verdict"], *claim["earlier_verdicts"]]
    people = sorted({name for row in verdicts for name in (row["proposed_by"], row["approved_by"]) if name})
    agents = {name: f"{page}#person-{number}" for number, name in enumerate(people, 1)}
    graph: list[Json] = [{"@id": agents[name], "@type": "prov:Person", "rdfs:label": name} for name in people]
    # Of a withdrawn claim some have no address of their own any more.
    sources = {
        statement["url"] or f"{page}#s-{statement['id']}": statement["document"]
        for statement in (appearance["statement"] for appearance in claim["appearances"])
    }
    graph += [
        {
            "@id": address,
            "@type": "prov:Entity",
            **({"prov:wasQuotedFrom": {"@id": at}} if (at := document["source_url"] or document["url"]) else {}),
        }
        for address, document in sources.items()
    ]
    for place, verdict in enumerate(verdicts):
        entity, activity = f"{page}#verdict-{verdict['id']}", f"{page}#decision-{verdict['id']}"
        earlier = verdicts[place + 1] if place + 1 < len(verdicts) else None
        graph.append(
            {
                "@id": entity,
                "@type": "prov:Entity",
                "rdfs:label": verdict["rating"]["label"],
                "prov:value": verdict["summary"],
                "prov:generatedAtTime": {"@type": "xsd:dateTime", "@value": verdict["approved_at"]},
                "prov:wasGeneratedBy": {"@id": activity},
                **({"prov:wasRevisionOf": {"@id": f"{page}#verdict-{earlier['id']}"}} if earlier else {}),
            }
        )
        signed = [agents[name] for name in (verdict["proposed_by"], verdict["approved_by"]) if name]
        used = [f"{page}#evidence-{one}" for one in verdict["evidence"]]
        graph.append(
            {
                "@id": activity,
                "@type": "prov:Activity",
                "prov:used": [{"@id": one} for one in [page, *used]],
                "prov:wasAssociatedWith": [{"@id": one} for one in signed],
            }
        )
    graph += [
        {
            "@id": f"{page}#evidence-{row['id']}",
            "@type": "prov:Entity",
            "rdfs:label": row["title"],
            **({"prov:hadPrimarySource": {"@id": row["source_url"]}} if row["source_url"] else {}),
        }
        for row in claim["evidence"]
    ]
    graph.append(
        {
            "@id": page,
            "@type": "prov:Entity",
            "prov:value": claim["text"],
            "prov:wasDerivedFrom": [{"@id": address} for address in sources],
        }
    )
    context = {
        "prov": "http://www.w3.org/ns/prov#",
        "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
    }
    return {"@context": context, "@graph": graph}
