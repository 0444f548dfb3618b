"""Turns parts of public documents into links and structured data for machines. Pure but for the escaping."""

import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import unescape
from typing import Any
from urllib.parse import quote, urlsplit

import orjson
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from claims.public.languages import desk_language, known_language, localised_url
from claims.public.shaping import translated
from sources.names import name_key

Json = dict[str, object]

# A quotation of more words is found by its ends: one directive must lie in one block of the page.
WHOLE_WORDS = 12
END_WORDS = 5
# Fewer words may stand in several places, so the words before them are named as well.
RARE_WORDS = 3
CONTEXT_WORDS = 3
SCALE = (1, 5)
# Between these nothing in JSON can end a script element, and old parsers take no line for ended.
UNSAFE_IN_SCRIPT = {ord(char): f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}


# XML has no way to write these, not even escaped.
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def for_xml(text: str) -> str:
    """Return a text without what XML cannot hold."""
    return NOT_IN_XML.sub("\ufffd", text)


def web_link(url: str | None) -> str:
    """Return an address that a browser may follow, or an empty text."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return ""
    return url or "" if parts.scheme in ("http", "https") and parts.netloc else ""


def text_fragment(url: str | None, exact: str, before: str = "") -> str:
    """Return `url` with a text directive that scrolls to the words, as far as a page still holds them."""
    plain = web_link(url)
    words = exact.split()
    if not plain or not words or ":~:" in plain:
        return plain
    if len(words) > WHOLE_WORDS or "\n" in exact.strip():
        ends = max(1, min(END_WORDS, len(words) // 2))
        directive = f"{_encoded(words[:ends])},{_encoded(words[-ends:])}" if len(words) > 1 else _encoded(words)
    else:
        directive = _encoded(words)
    context = before.rpartition("\n")[2].split()[-CONTEXT_WORDS:]
    if len(words) <= RARE_WORDS and context:
        directive = f"{_encoded(context)}-,{directive}"
    return f"{plain}{'' if '#' in plain else '#'}:~:text={directive}"


def _encoded(words: Iterable[str]) -> str:
    return quote(" ".join(words), safe="").replace("-", "%2D")


# --- search hits ---------------------------------------------------------------------------

WORD = re.compile(r"[\w'’]+")
ASKED = re.compile(r'-?"[^"]*"|\S+')
ENDINGS = ("ing", "ed", "es", "s", "e")


@functools.lru_cache(maxsize=8_192)
def _stem(word: str) -> str:
    # Spellings of one name meet, as they do in the search.
    word = name_key(word.replace("’", "'").removesuffix("'s"))
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word.removesuffix(ending)
    return word


def asked_words(q: str) -> frozenset[str]:
    """Return the stems of the words that a search asked for, without those it ruled out."""
    straight = q.translate(dict.fromkeys(map(ord, "“”„«»"), '"'))
    parts = [part for part in ASKED.findall(straight) if not part.startswith("-")]
    return frozenset(_stem(word) for part in parts for word in WORD.findall(part) if word.lower() != "or")


# A row that is kept does not know yet what will be searched for: what may be marked stands between these.
MARKERS = "\x02\x03"
MARKED = frozenset(MARKERS)
BETWEEN_MARKERS = re.compile(r"\x02([^\x02\x03]*)\x03")
NO_MARKERS = dict.fromkeys(map(ord, MARKERS))


def highlighted(text: str, stems: frozenset[str]) -> SafeString:
    """Return `text` escaped, with the words asked for marked; between markers where they are asked for later."""
    if stems is MARKED:
        return format_html("{}{}{}", MARKERS[0], text, MARKERS[1])
    if not stems:
        return escape(text)
    pieces: list[tuple[str, SafeString]] = []
    at = 0
    for match in WORD.finditer(text):
        if _stem(match[0]) in stems:
            pieces.append((text[at : match.start()], format_html('<mark class="hit">{}</mark>', match[0])))
            at = match.end()
    return format_html("{}{}", format_html_join("", "{}{}", pieces), text[at:])


def without_markers(value: Any) -> Any:
    """Return a public document without characters that would pass for markers; no text needs them."""
    if isinstance(value, str):
        return value.translate(NO_MARKERS)
    if isinstance(value, dict):
        return {key: without_markers(one) for key, one in value.items()}
    if isinstance(value, list):
        return [without_markers(one) for one in value]
    return value


def marked(html: str, stems: frozenset[str]) -> SafeString:
    """Return a kept row with the words asked for marked, and without the markers."""
    if stems:
        html = BETWEEN_MARKERS.sub(lambda found: highlighted(unescape(found[1]), stems), html)
    # What stood between the markers was escaped when the row was made, and is again where it is marked.
    return mark_safe(html.translate(NO_MARKERS))  # noqa: S308


# --- structured data -----------------------------------------------------------------------


@dataclass(frozen=True)
class House:
    """Who publishes, as structured data names it."""

    name: str
    url: str
    # Under which licence others may use the data; empty where the house names none.
    data_license: str = ""


def script_json(data: Json) -> SafeString:
    """Return data as JSON that cannot leave a script element."""
    # Everything that could end the element is written as an escape by now.
    return mark_safe(orjson.dumps(data).decode().translate(UNSAFE_IN_SCRIPT))  # noqa: S308


def _without_empty(value):
    if isinstance(value, dict):
        return {k: kept for k, v in value.items() if (kept := _without_empty(v)) not in (None, "", [], {})}
    if isinstance(value, list):
        return [kept for v in value if (kept := _without_empty(v)) not in (None, "", [], {})]
    return value


def _house(house: House) -> Json:
    base = house.url.rstrip("/")
    return {
        "@type": "NewsMediaOrganization",
        "name": house.name,
        "url": f"{base}/",
        "correctionsPolicy": f"{base}/corrections/",
        "verificationFactCheckingPolicy": f"{base}/methodology/",
    }


def _speaker(speaker: dict | None, role: str | None = None) -> Json | None:
    if not speaker:
        return None
    is_person = speaker["kind"] == "person"
    return {
        "@type": "Person" if is_person else "Organization",
        "name": speaker["name"],
        "jobTitle": role if is_person else None,
        "sameAs": f"https://www.wikidata.org/entity/{speaker['wikidata_id']}" if speaker["wikidata_id"] else None,
    }


def _day(value: str | None) -> str | None:
    return value[:10] if value else None


def _work(document: dict) -> Json:
    outlet = document["outlet"] or {}
    is_post = outlet.get("kind") == "social_platform"
    return {
        "@type": "SocialMediaPosting" if is_post else "NewsArticle",
        "url": web_link(document["source_url"]) or document["url"],
        "headline": document["title"],
        "datePublished": document["published_at"],
        "inLanguage": known_language(document["language"]),
        "publisher": {"@type": "Organization", "name": outlet["name"]} if outlet else None,
    }


def _role_of_claimant(claim: dict) -> str | None:
    for appearance in claim["appearances"]:
        statement = appearance["statement"]
        if statement["speaker"] and claim["claimant"] and statement["speaker"]["id"] == claim["claimant"]["id"]:
            return statement["role_held"] or statement["role_words"]
    return None


def _rating(verdict: dict) -> Json:
    value = verdict["rating"]["value"]
    worst, best = SCALE
    numbers: Json = {"ratingValue": value, "bestRating": best, "worstRating": worst} if value is not None else {}
    return {
        "@type": "Rating",
        **numbers,
        "alternateName": translated(verdict["rating"]["label"]),
        "ratingExplanation": verdict["summary"],
    }


def claim_review(claim: dict, house: House) -> Json | None:
    """Return the ClaimReview of a published claim; None for a withdrawn one."""
    if claim["is_withdrawn"]:
        return None
    address = localised_url(claim["url"])
    works = list(
        {work["url"]: work for a in claim["appearances"] if (work := _work(a["statement"]["document"]))}.values()
    )
    open_evidence = [row for row in claim["evidence"] if not row["is_protected"]]
    return _without_empty(
        {
            "@context": "https://schema.org",
            "@type": "ClaimReview",
            "@id": f"{address}#review",
            "url": address,
            "claimReviewed": claim["text"],
            "datePublished": claim["published_at"],
            "dateModified": claim["modified_at"],
            # Of every edition: what the desk wrote is not translated.
            "inLanguage": desk_language(),
            "author": _house(house),
            "reviewRating": _rating(claim["verdict"]),
            "itemReviewed": {
                "@type": "Claim",
                "@id": f"{claim['url']}#claim",
                "text": claim["text"],
                "datePublished": claim["first_said_on"],
                "author": _speaker(claim["claimant"], _role_of_claimant(claim)),
                "firstAppearance": works[0] if works else None,
                "appearance": works[1:],
            },
            "citation": [
                {
                    "@type": "CreativeWork",
                    "name": row["title"],
                    "url": web_link(row["source_url"]) or (row["document"] or {}).get("url"),
                }
                for row in open_evidence
            ],
            "sdLicense": house.data_license,
            "correction": [
                {
                    "@type": "CorrectionComment",
                    "text": verdict["correction_note"],
                    "datePublished": verdict["approved_at"],
                }
                for verdict in [claim["verdict"], *claim["earlier_verdicts"]]
                if verdict["correction_note"]
            ],
        }
    )


def quotation(statement: dict) -> Json | None:
    """Return the Quotation of a statement whose saying is confirmed; it says nothing on whether it holds."""
    if statement["authenticity"] != "confirmed":
        return None
    speaker = _speaker(statement["speaker"], statement["role_held"] or statement["role_words"])
    return _without_empty(
        {
            "@context": "https://schema.org",
            "@type": "Quotation",
            "@id": f"{statement['url']}#quotation",
            "url": localised_url(statement["url"]),
            "text": statement["exact"],
            "creator": speaker,
            "spokenByCharacter": speaker,
            "isBasedOn": _work(statement["document"]),
            "inLanguage": known_language(statement["language"]),
            "dateCreated": _day(statement["said_on"]) if statement["said_on_precision"] == "day" else None,
        }
    )


def speaker_profile(speaker: dict) -> Json | None:
    """Return a speaker as a Person or an Organization; None for a group, which is nobody in particular."""
    if speaker["kind"] == "group":
        return None
    held = [role for role in speaker["roles"] if role["from"] and not role["until"]]
    titles = [", ".join(part for part in (role["title"], role["organisation"]) if part) for role in held]
    others = [row["name"] for row in speaker["names"] if row["name"] != speaker["name"]]
    return _without_empty(
        {
            "@context": "https://schema.org",
            **(_speaker(speaker) or {}),
            "@id": f"{speaker['url']}#speaker",
            "url": localised_url(speaker["url"]),
            "alternateName": list(dict.fromkeys(others)),
            "description": speaker["description"],
            "jobTitle": titles if speaker["kind"] == "person" else None,
        }
    )
