"""What a statement carries besides its words: who, when, where, how much, and how sure."""

import datetime as dt

import pytest

from claims.extraction import READER, read, read_copy

FRIDAY = dt.date(2022, 9, 23)


def only(text: str, **options: object):  # type: ignore[no-untyped-def]
    quotes = read(text, **options).quotes  # type: ignore[arg-type]
    assert len(quotes) == 1
    return quotes[0]


def test_read_names_reader_and_version() -> None:
    name, _, version = READER.partition("/")
    assert read("").reader == READER
    assert name
    assert version.isdigit()


@pytest.mark.parametrize(
    ("when", "day", "precision"),
    [
        ("on Friday", dt.date(2022, 9, 23), "day"),
        ("on Thursday", dt.date(2022, 9, 22), "day"),
        ("Saturday", dt.date(2022, 9, 17), "day"),
        ("last Friday", dt.date(2022, 9, 16), "day"),
        ("yesterday", dt.date(2022, 9, 22), "day"),
        ("on Sept. 5", dt.date(2022, 9, 5), "day"),
        ("on 5 September 2021", dt.date(2021, 9, 5), "day"),
        ("on December 24", dt.date(2021, 12, 24), "day"),
        ("earlier this month", dt.date(2022, 9, 1), "month"),
        ("in August", dt.date(2022, 8, 1), "month"),
        ("last year", dt.date(2021, 1, 1), "year"),
        ("in 2019", dt.date(2019, 1, 1), "year"),
        ("twice", None, "unknown"),
        ("earlier this week", None, "unknown"),
    ],
)
def test_said_on_is_counted_back_from_the_report(when: str, day: dt.date | None, precision: str) -> None:
    quote = only(f'"The road is open," Ana Ruiz said {when}.', published=FRIDAY)
    assert (quote.said_on, quote.said_on_precision) == (day, precision)


@pytest.mark.parametrize(
    "did", ["who took over in June", "who resigned in 2019", "arrested on Monday", "in jail since April"]
)
def test_day_of_what_the_speaker_did_is_not_that_of_the_words(did: str) -> None:
    assert only(f"Ana Ruiz, {did}, said that the road was open.", published=FRIDAY).said_on is None


def test_said_on_without_a_report_date_stays_unknown() -> None:
    assert only('"The road is open," Ana Ruiz said on Friday.').said_on is None


def test_said_on_ignores_days_inside_the_statement() -> None:
    assert only("Ana Ruiz said the road opens on Friday.", published=FRIDAY).said_on is None


def test_said_on_uses_the_date_that_the_copy_gives() -> None:
    quote = only("date 2022-09-23 KYIV, Ukraine: Ana Ruiz said on Thursday that the road was open.")
    assert quote.said_on == dt.date(2022, 9, 22)


def test_occasion_is_the_words_of_the_copy() -> None:
    assert only("Ana Ruiz said in her evening address that the road was open.").occasion == "in her evening address"
    text = "Ana Ruiz said at the UN General Assembly that the road was open."
    assert only(text).occasion == "at the UN General Assembly"


def test_added_keeps_the_chain_of_what_came_before() -> None:
    text = '"It is over," Ana Ruiz told AFP on Thursday.\n\n"We can go home," she added.'
    first, second = read(text, published=FRIDAY).quotes
    assert first.attributions == second.attributions
    assert [step.name for step in second.attributions] == ["AFP"]
    assert second.said_on == dt.date(2022, 9, 22)


def test_split_quotation_says_what_it_continues() -> None:
    first, second = read('"The vote was fair," said Juan Ortega. "The count was open."').quotes
    assert first.continues is None
    assert second.continues == 0


def test_role_is_frozen_as_the_copy_gave_it() -> None:
    text = "Former Russian president Igor Belov said the talks had failed.\n\nBelov, who leads the port, said so twice."
    assert read(text).quotes[0].role == "Former Russian president"
    text = "Igor Belov, deputy head of the council, said the talks had failed."
    assert only(text).role == "deputy head of the council"


def test_lookup_is_asked_for_the_full_name() -> None:
    asked: list[str] = []

    def lookup(name: str) -> str | None:
        asked.append(name)
        return "k7" if name == "Aigul Bekova" else None

    text = 'Aigul Bekova leads the union.\n\n"We stay out," Bekova said. "We mean it," said Sonia Else.'
    first, second = read(text, lookup=lookup).quotes
    assert (first.speaker_key, second.speaker_key) == ("k7", None)
    assert asked == ["Aigul Bekova", "Sonia Else"]


def test_bare_surname_of_two_who_speak_lists_both() -> None:
    text = 'Paul Tooley said it was late. His wife, Marlene Tooley, said it was early. "I would pay," said Tooley.'
    quote = read(text).quotes[-1]
    assert quote.speaker is None
    assert sorted(quote.alternatives) == ["Marlene Tooley", "Paul Tooley"]


def test_pronoun_between_two_close_readings_lists_both() -> None:
    text = 'Reporters met Karl Brandt and Otto Weiss and, later, Hans Vogel with Emil Roth. "It went well," he said.'
    quote = only(text)
    assert quote.speaker is None
    assert len(quote.alternatives) == 2
    assert quote.doubt


def test_unknown_speaker_comes_with_a_reason() -> None:
    quote = only('"It went well," he said.')
    assert quote.speaker is None
    assert quote.doubt
    assert quote.confidence < 0.5


@pytest.mark.parametrize(
    ("words", "value", "unit", "approximate", "of"),
    [
        ("447 bodies had been found", 447, "bodies", False, "bodies"),
        ("up to 80,000 Russian soldiers were hurt", 80_000, "soldiers", True, "Russian soldiers"),
        ("5,937 Russian soldiers had been killed", 5_937, "soldiers", False, "Russian soldiers"),
        ("it would cost about $5.5 billion", 5_500_000_000, "USD", True, ""),
        ("prices rose 3.5 percent", 3.5, "%", False, ""),
        ("prices rose 12%", 12, "%", False, ""),
        ("some three million people fled", 3_000_000, "people", True, "people"),
        ("the vote would last over five days", 5, "days", False, "days"),
        ("80 crore people were counted", 800_000_000, "people", False, "people"),
        ("it would cost N42bn", 42_000_000_000, "NGN", False, ""),
        ("it would cost S$25 million", 25_000_000, "SGD", False, ""),
        ("it would cost Rs 5 lakh", 500_000, "INR", False, ""),
        ("banks saw 1,100 odd payments last year", 1_100, "payments", False, "odd payments"),
        ("it took nine days because of rain", 9, "days", False, "days"),
        ("it lies 11 miles west of the town", 11, "miles", False, "miles"),
        ("it would cost Sh340 million", 340_000_000, "shillings", False, ""),
        ("it would cost KSh2,000", 2_000, "KES", False, ""),
        ("it went at 19mph", 19, "mph", False, ""),
        ("there were 41 canvases drying in the hall", 41, "canvases", False, "canvases"),
    ],
)
def test_figures_of_a_statement(words: str, value: float, unit: str, approximate: bool, of: str) -> None:
    (figure,) = only(f"Officials said {words}.").figures
    assert (figure.value, figure.unit, figure.approximate, figure.of) == (value, unit, approximate, of)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("two helicopters and six lifeboats came", [(2, "helicopters"), (6, "lifeboats")]),
        ("it cost 140 million to 150 million pounds", [(140_000_000, "pounds"), (150_000_000, "pounds")]),
        ("between 20 and 30 people came", [(20, "people"), (30, "people")]),
    ],
)
def test_figures_that_stand_side_by_side(words: str, found: list[tuple[float, str]]) -> None:
    assert [(figure.value, figure.unit) for figure in only(f"Officials said {words}.").figures] == found


@pytest.mark.parametrize(
    "words",
    ["voting began at 0500 GMT", "it happened in 2014", "the date is 5 May", "no one came", "it began at 10 p.m."],
)
def test_figures_leave_out_clock_and_calendar(words: str) -> None:
    assert only(f"Officials said {words}.").figures == ()


def test_pieces_are_the_quoted_parts() -> None:
    text = 'Jan Kowal said the plan was "reckless" and "late".'
    quote = only(text)
    assert [text[piece.start : piece.end] for piece in quote.pieces] == ["reckless", "late"]
    assert quote.kind == "mixed"


# -- what the copy says of itself ------------------------------------------------------------------


def test_copy_dateline_in_the_middle_of_a_line() -> None:
    facts = read_copy(" date 2022-09-23 KYIV, Ukraine: Moscow began its call-up on Thursday.")
    assert facts.published_on == dt.date(2022, 9, 23)
    assert facts.dateline_place is not None
    assert facts.dateline_place.text == "KYIV, Ukraine"
    assert facts.headline is None
    assert facts.outlet is None


def test_copy_says_when_it_was_published_under_the_byline() -> None:
    facts = read_copy(
        "Fury at the pier\n\nBy SHARON PIKE\n\nPUBLISHED: 14:02 GMT, 9 November 2025 | UPDATED: 15:10\n\nIt rained."
    )
    assert facts.published_on == dt.date(2025, 11, 9)
    assert read_copy("The law was published on 9 November 2025, and it rained.").published_on is None


def test_copy_headline_before_the_date_on_one_line() -> None:
    facts = read_copy("Moscow begins its call-up date 2022-09-23 KYIV, Ukraine: Moscow began its call-up.")
    assert facts.headline is not None
    assert facts.headline.text == "Moscow begins its call-up"


def test_copy_caption_with_an_agency_glued_to_its_date() -> None:
    facts = read_copy("People attend a rally in Saint Petersburg on 23 September, 2022.AFP\n\nWestern nations said no.")
    assert facts.outlet is not None
    assert facts.outlet.text == "AFP"
    assert facts.published_on == dt.date(2022, 9, 23)
    assert facts.headline is None


def test_copy_agency_in_the_dateline() -> None:
    facts = read_copy("WASHINGTON (AP) — The bridge is shut.")
    assert facts.outlet is not None
    assert facts.outlet.text == "AP"
    assert facts.dateline_place is not None
    assert facts.dateline_place.text == "WASHINGTON"


def test_copy_byline_and_headline() -> None:
    facts = read_copy("Bridge shut after storm\nBy Jane Marlow\n\nThe bridge is shut.")
    assert facts.headline is not None
    assert facts.headline.text == "Bridge shut after storm"
    assert facts.byline is not None
    assert facts.byline.text == "Jane Marlow"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "The bridge is shut.",
        "The bridge is shut.\n\nA man told AFP that it was late.",
        "He told AFP on Friday: no.",
    ],
)
def test_copy_that_says_nothing_of_itself_gives_none(text: str) -> None:
    facts = read_copy(text)
    assert (facts.headline, facts.byline, facts.dateline, facts.published, facts.outlet) == (None,) * 5
