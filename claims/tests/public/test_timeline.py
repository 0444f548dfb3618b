"""The picture of when a claim appeared, and that of a speaker's years."""

import datetime as dt
import itertools
from typing import Any

import pytest

from claims.public.timeline import FEW, STACKED, by_year, timeline


def claim(*days: str | None, verdicts: tuple[tuple[str, str], ...] = (("2022-10-01", "disputed"),)) -> dict[str, Any]:
    statements = [{"statement": {"document": {"published_at": day}, "said_on": None}} for day in days]
    current, *earlier = [
        {"approved_at": f"{day}T10:00:00Z", "status": status, "rating": {"label": status.title()}}
        for day, status in verdicts
    ]
    return {"appearances": statements, "verdict": current, "earlier_verdicts": earlier}


def test_appearances_stand_before_and_after_the_first_verdict():
    shown = timeline(
        claim("2022-09-20", "2022-09-30T10:00:00Z", "2022-10-01", "2022-10-20", None, verdicts=(
            ("2022-10-10", "verified"), ("2022-10-01", "disputed"),
        ))
    )  # fmt: skip

    assert shown
    assert (shown.before, shown.after, shown.undated, shown.total) == (3, 1, 1, 4)
    assert [dot.is_after for dot in shown.dots].count(True) == 1
    assert [(sign.status, sign.day) for sign in shown.signs] == [
        ("disputed", dt.date(2022, 10, 1)),
        ("verified", dt.date(2022, 10, 10)),
    ]
    assert (shown.first, shown.last) == (dt.date(2022, 9, 20), dt.date(2022, 10, 20))


def test_picture_keeps_inside_its_frame():
    shown = timeline(claim(*["2022-09-20"] * STACKED, "2030-01-01", "1999-01-01"))

    assert shown
    for dot in shown.dots:
        assert 0 < float(dot.x.rstrip("%")) < 100
        assert 0 < dot.y < shown.base


def test_many_on_one_day_become_a_number():
    shown = timeline(claim(*["2022-09-20"] * (STACKED + 1)))

    assert shown
    assert [(dot.count, dot.is_after) for dot in shown.dots] == [(STACKED + 1, False)]


def test_one_day_alone_stands_in_the_middle():
    shown = timeline(claim("2022-10-01"))

    assert shown
    assert [dot.x for dot in shown.dots] == ["50.00%"]
    assert [day.words for day in shown.days] == ["1 October 2022"]


def test_days_under_the_line_do_not_run_into_each_other():
    shown = timeline(
        claim("2022-01-01", "2022-12-31", verdicts=(("2022-12-20", "verified"), ("2022-06-30", "disputed")))
    )

    assert shown
    places = [float(day.x.rstrip("%")) for day in shown.days]
    assert len(places) == 3
    assert all(after - before > 25 for before, after in itertools.pairwise(places))


def test_few_events_are_a_list_in_their_order_and_many_a_line():
    few = timeline(
        claim("2022-09-30", "2022-09-20", None, verdicts=(("2022-10-10", "verified"), ("2022-09-25", "disputed")))
    )
    many = timeline(claim(*["2022-09-20"] * FEW))

    assert few
    assert [(str(step.day), step.verdict and step.verdict["status"]) for step in few.steps] == [
        ("2022-09-20", None),
        ("2022-09-25", "disputed"),
        ("2022-09-30", None),
        ("2022-10-10", "verified"),
    ]
    assert many
    assert many.steps == []


def test_no_day_no_picture():
    assert timeline(claim(None)) is None
    assert timeline(claim()) is None


@pytest.mark.parametrize("claims", [[], [("2022", "verified")], [("", "disputed"), ("2021", "verified")]])
def test_years_add_up(claims):
    years = by_year(claims, ["2022", "2022", ""], ("verified", "disputed", "unverified"))

    assert sum(sum(year.counts) for year in years) == len(claims)
    assert sum(year.statements for year in years) == 3
    assert [year.year for year in years] == sorted((year.year for year in years), key=lambda one: (not one, one))
    for year in years:
        assert sum(float(part.width.rstrip("%")) for part in year.parts) <= 100.01
