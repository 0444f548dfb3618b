"""What pages say in words about what publications hold."""

from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import strip_tags

from claims.public import shaping

DOCUMENT: dict[str, Any] = {"title": None, "outlet": None, "dateline": None, "published_at": None}
AFP = {"name": "AFP"}


@pytest.mark.parametrize(
    ("known", "said"),
    [
        ({"title": "Not a bluff", "outlet": AFP}, "Not a bluff"),
        (
            {"outlet": AFP, "dateline": "KYIV", "published_at": "2022-09-23T08:00:00Z"},
            "AFP, KYIV, 23 September 2022",
        ),
        ({"outlet": AFP}, "AFP"),
        ({"published_at": "2022-09-23"}, "Report, 23 September 2022"),
        ({}, "Report"),
    ],
)
def test_document_without_title_goes_by_where_it_came_from(known, said):
    assert shaping.headline(DOCUMENT | known) == said


def claim_in(*outlets, origins):
    """A claim of one report for each outlet given; None is one that is not named."""
    reports = [{"id": str(n), "outlet": {"id": one} if one else None} for n, one in enumerate(outlets)]
    return {
        "outlet_count": len({one for one in outlets if one}),
        "origin_count": origins,
        "appearances": [{"statement": {"document": document}} for document in (*reports, *reports)],
    }


@pytest.mark.parametrize(
    ("outlets", "origins", "said"),
    [
        (["AFP", "Example"], 2, "2 outlets, 2 origins"),
        (["AFP", "Example"], 1, "2 outlets, 1 origin"),
        # More origins than outlets look like a mistake unless the reports are counted as well.
        (["AFP", None], 2, "2 reports, 1 outlet named, 2 origins"),
        (["AFP", "AFP"], 2, "2 reports, 1 outlet, 2 origins"),
        (["AFP", None], 1, "1 outlet named, 1 origin"),
        ([None, None], 2, "2 origins"),
    ],
)
def test_reach_never_contradicts_itself(outlets, origins, said):
    assert strip_tags(render_to_string("includes/reach.html", {"claim": claim_in(*outlets, origins=origins)})) == said


def test_reach_is_said_in_the_language_of_the_page():
    with translation.override("uk"):
        said = strip_tags(render_to_string("includes/reach.html", {"claim": claim_in("AFP", None, None, origins=3)}))
    assert said == "3 публікації, 1 видання названо, 3 першоджерела"
