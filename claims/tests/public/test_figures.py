"""The picture of figures that contradict each other, from public words alone."""

from typing import Any

import pytest
from django.utils import translation

from claims.models import Evidence
from claims.public.figures import SHOWN, comparisons
from claims.public.models import Publication
from claims.tests import factories as make


def statement(exact: str, *, who: str = "", part: str | None = None, after: str = "", language: str = "en") -> Any:
    public_id = f"s{hash((exact, who))}"
    return {
        "part": part,
        "statement": {
            "id": public_id,
            "exact": exact,
            "after": after,
            "language": language,
            "speaker": {"id": who} if who else None,
            "speaker_words": None,
            "document": {"id": f"d{public_id}", "language": language},
        },
    }


def excerpt(words: str, document: str = "") -> Any:
    return {
        "id": f"e{hash(words)}",
        "excerpt": words,
        "document": {"id": document, "language": "en"} if document else None,
    }


def claim(*appearances: Any, evidence: tuple[Any, ...] = (), text: str = "They lost more.") -> Any:
    return {"text": text, "language": "en", "appearances": list(appearances), "evidence": list(evidence)}


def shown(*words: str) -> list[list[str]]:
    """The amounts of each picture that statements with these words make."""
    return [[one.amount for one in found.rows] for found in comparisons(claim(*map(statement, words)))]


def test_killed_beside_killed_or_wounded_has_a_note():
    (found,) = comparisons(
        claim(
            statement("5,937 Russian soldiers had been killed in Ukraine"),
            evidence=(excerpt("up to 80,000 Russian soldiers killed or wounded"),),
            text="5,937 Russian soldiers have been killed.",
        )
    )

    assert [(one.amount, one.closeness, one.width, one.is_statement) for one in found.rows] == [
        ("5,937", "an exact number", "7.42%", True),
        ("up to 80,000", "an upper limit", "100.00%", False),
    ]
    assert [words for words, _ in found.differing] == ["Russian soldiers killed", "Russian soldiers killed or wounded"]


@pytest.mark.parametrize(
    "words",
    [
        # One figure, or the same again, contradicts nothing.
        ("5,937 soldiers killed",),
        ("447 bodies were exhumed", "447 bodies lay there"),
        # What befell them, who they are, or the unit is another.
        ("30 civilians killed", "90 civilians wounded"),
        ("killed 12 civilians and wounded 40", "wounded 30 civilians"),
        ("9,000 Ukrainian soldiers killed", "80,000 Russian soldiers killed"),
        ("$5 billion in aid", "€7 billion in aid"),
        ("24 hours of talks", "4 days of talks"),
        # Of "soldiers" nobody knows whose.
        ("9,000 Ukrainian soldiers", "80,000 Russian soldiers", "70,000 soldiers"),
        # The ends of a range are no figure that stands alone, nor are the groups of digits of another language.
        ("between 10,000 and 15,000 troops", "20,000 troops"),
        ("10,000-12,000 troops", "20,000 troops"),
        ("5 937 troops", "20,000 troops"),
        # No number of people has so many digits.
        (f"{'9' * 400} people died", "20 people died"),
        # Which of two in one sentence is meant?
        ("40 tanks on Monday, then 60 tanks", "50 tanks"),
    ],
)  # fmt: skip
def test_unlike_figures_make_no_picture(words):
    assert [amounts for amounts in shown(*words) if len(amounts) > 1] == []


@pytest.mark.parametrize(
    ("words", "amount"),
    [
        ("about 300 people", "about 300"),
        ("at least 300 people", "at least 300"),
        ("more than 300 people", "more than 300"),
        ("no more than 300 people", "up to 300"),
        ("fewer than 300 people", "less than 300"),
        ("as many as 1.5 million people", "up to 1,500,000"),
    ],
)
def test_how_close_a_figure_is_meant_is_kept(words, amount):
    assert [amount in amounts for amounts in shown(words, "20 people")] == [True]


def test_shares_and_sums_say_that_they_do_not_say_of_what():
    (found,) = comparisons(claim(statement("turnout was 97 percent"), statement("turnout was 52.5 per cent")))

    assert [one.amount for one in found.rows] == ["52.5%", "97%"]
    assert found.is_unsaid
    with translation.override("fr"):
        assert [one.amount for one in found.rows] == ["52,5\u00a0%", "97\u00a0%"]
    assert shown("$5 billion in aid", "up to $60 billion in aid") == [["5,000,000,000 USD", "up to 60,000,000,000 USD"]]


def test_figures_of_other_units_than_the_claims_own_are_left_out():
    appearances = [statement("votes over five days, with 40 halls"), statement("four days, and 90 halls")]

    (found,) = comparisons(claim(*appearances, text="The votes take four days."))

    assert {one.unit for one in found.rows} == {"day"}
    assert len(comparisons(claim(*appearances))) == 2


def test_one_voice_and_one_document_stand_once():
    (found,) = comparisons(
        claim(
            statement("300 people died", who="mayor"),
            statement("Then 300 people died", who="mayor"),
            statement("20 people died", who="army"),
            evidence=(excerpt("20 people died", f"ds{hash(('20 people died', 'army'))}"),),
        )
    )

    assert [(one.amount, one.times, one.is_statement) for one in found.rows] == [("20", 1, True), ("300", 2, True)]


def test_only_the_part_that_makes_the_claim_is_read_and_only_english():
    whole = "300 people died, of whom 20 people drowned"

    assert comparisons(claim(statement(whole, part="300 people died"), statement("20 people died")))
    assert not comparisons(claim(statement("300 personnes", language="fr"), statement("20 personnes", language="fr")))


def test_no_more_bars_than_can_be_read():
    (found,) = comparisons(claim(*(statement(f"{number} people died") for number in range(100, 120))))

    assert (len(found.rows), found.not_shown) == (SHOWN, 20 - SHOWN)


def page_of(client, row) -> str:
    published = Publication.objects.get(public_id=row.public_id)
    return client.get(f"/claims/{row.public_id}/{published.slug}/").content.decode()


def test_page_shows_figures_with_whose_they_are_and_how_sure(client, db):
    said = make.make_statement("5,937 soldiers had been killed", speaker=make.make_speaker("The ministry"))
    row = make.make_claim("5,937 soldiers have been killed", statements=[said])
    for stance, fields in (
        ("contradicts", {"excerpt": "up to 80,000 soldiers killed or wounded"}),
        ("context", {"excerpt": "70,000 soldiers killed", "is_protected": True}),
    ):
        make.make_evidence(row, stance=Evidence.Stance(stance), title="A count", **fields)
    page = page_of(client, make.publish(row, rating="disputed"))

    _, _, found = page.partition('id="figures"')
    found, _, _ = found.partition("</section>")
    assert "<table" in found
    assert "5,937" in found
    assert "The ministry" in found
    assert "Not confirmed that they said it" in found
    assert "up to 80,000" in found
    assert "Contradicts the claim" in found
    assert "They do not all count the same" in found
    # What a protected source says is nobody's to read.
    assert "70,000" not in page
    assert 'id="figures"' not in page_of(client, make.make_published_claim("Six tanks", statements=[said]))
