"""Figures of the desk, each with its chart, its table and its CSV; and the table of roles."""

import csv
import datetime as dt

from django.http import HttpResponse
from django.utils import timezone

from claims.desk.acts import ACTS
from claims.desk.figures import FIGURES, PERIODS
from claims.desk.views.base import DeskRequest, MissingError, desk_view, page
from claims.public.formats import cell
from claims.roles import ROLES


def _days(request: DeskRequest) -> int:
    asked = request.GET.get("days", "")
    return next((days for days in PERIODS if str(days) == asked), PERIODS[1])


def _since(days: int) -> dt.datetime:
    return timezone.now() - dt.timedelta(days=days)


@desk_view("claims.view_event")
def figures(request: DeskRequest) -> HttpResponse:
    days = _days(request)
    context = {
        "title": "Figures of the desk",
        "figures": [make(_since(days)) for make in FIGURES.values()],
        "days": days,
        "periods": PERIODS,
    }
    return page(request, "figures.html", context)


@desk_view("claims.view_event")
def figure_csv(request: DeskRequest, name: str) -> HttpResponse:
    if name not in FIGURES:
        raise MissingError("figure")
    days = _days(request)
    figure = FIGURES[name](_since(days))
    answer = HttpResponse(content_type="text/csv; charset=utf-8; header=present")
    answer["Content-Disposition"] = f'attachment; filename="{name}-{days}-days.csv"'
    writer = csv.writer(answer)
    writer.writerow(figure.columns)
    writer.writerows([cell(value) for value in row] for row in figure.rows)
    return answer


@desk_view("claims.view_claim")
def roles(request: DeskRequest) -> HttpResponse:
    """Who may do what, as the code has it."""
    rows = [(words, [set(wanted) <= set(held) for held in ROLES.values()]) for words, wanted in ACTS]
    mine = list(request.user.groups.filter(name__in=ROLES).values_list("name", flat=True))
    return page(request, "roles.html", {"title": "Who may do what", "roles": list(ROLES), "rows": rows, "mine": mine})
