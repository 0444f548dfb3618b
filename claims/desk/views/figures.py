"""Figures of the desk, each with its chart, its table and its CSV; and the table of roles."""

import csv
import datetime as dt

from django.contrib.auth.models import Group
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
    """Who may do what here: an administrator may have ticked more, or less, than roles come with."""
    held = {
        group.name: {f"{one.content_type.app_label}.{one.codename}" for one in group.permissions.all()}
        for group in Group.objects.prefetch_related("permissions__content_type")
    }
    # Those that every house has come first, in their order.
    roles = [*(name for name in ROLES if name in held), *sorted(set(held) - set(ROLES))]
    rows = [(words, [set(wanted) <= held[name] for name in roles]) for words, wanted in ACTS]
    mine = list(request.user.groups.values_list("name", flat=True))
    return page(request, "roles.html", {"title": "Who may do what", "roles": roles, "rows": rows, "mine": mine})
