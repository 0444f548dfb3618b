"""Two versions side by side, for the second to save: nothing typed is lost, and each field is chosen.

A form carries what it was opened with, so that three versions can be told apart: what was there, what this editor
made of it, and what somebody else saved meanwhile. A field that only one of the two changed is theirs beforehand.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict

TAKE = "take_"
THEIRS = "theirs_"
OPENED = "opened"

Values = tuple[str, ...]


@dataclass(frozen=True)
class Difference:
    """A field that two people left with different words."""

    name: str
    label: str
    mine: str
    theirs: str
    # What the form would have to send for theirs, one value each.
    values: Values
    # Whose words are chosen unless the editor says otherwise, nobody's where both changed it; and who did.
    is_mine: bool | None = True
    note: str = ""
    # What this editor's form sent, where it is no longer in the form that is shown.
    sent: str = ""


def _values(value: Any) -> Values:
    if value is None or value == "":
        return ()
    if isinstance(value, (list, tuple)):
        return tuple(sorted(map(str, value)))
    return (str(value),)


def _words(field: forms.Field, values: Iterable[str]) -> str:
    """Return values as the page shows them: labels, not codes."""
    choices: Any = getattr(field, "choices", None)
    if choices is not None:
        labels = {str(getattr(value, "value", value)): str(label) for value, label in choices}
        return ", ".join(labels.get(value, value) for value in values)
    return ", ".join(values)


def opened(values: Mapping[str, Any]) -> str:
    """Return what a form is opened with, for the form to carry."""
    return json.dumps({name: _values(value) for name, value in values.items()}, ensure_ascii=False)


def _opened(data: Mapping[str, Any]) -> dict[str, Values]:
    """Return what a form says it was opened with; nothing where it does not say."""
    try:
        found = json.loads(data.get(OPENED, "") or "{}")
        return {str(name): tuple(map(str, values)) for name, values in found.items()}
    except (AttributeError, TypeError, ValueError):
        return {}


def differences(
    form: forms.BaseForm, theirs: Mapping[str, Any], *, only_theirs: bool = False
) -> tuple[Difference, ...]:
    """Return the fields in which a form that was sent differs from what the record now holds.

    `only_theirs` leaves out those that nobody else changed: for forms whose rows have no version, so that only
    this comparison tells whether somebody else was first.
    """
    base = _opened(form.data)
    rows = []
    for name, field in form.fields.items():
        if name not in theirs:
            continue
        sent = form[name].value()
        mine = _values([one for one in sent if one] if isinstance(sent, list) else sent)
        other = _values(theirs[name])
        if _bare(mine) == _bare(other):
            continue
        was = base.get(name)
        i_changed, they_changed = _changed(mine, was), _changed(other, was)
        if only_theirs and (was is None or not they_changed):
            continue
        rows.append(
            Difference(
                name,
                str(field.label or name).capitalize(),
                _words(field, mine),
                _words(field, other),
                other,
                is_mine=_is_mine(i_changed, they_changed),
                note=_note(i_changed, they_changed) if was is not None else "",
            )
        )
    return tuple(rows)


def part_differences(data: QueryDict, theirs: Mapping[str, Any]) -> tuple[Difference, ...]:
    """Return the same for the rows beside a form's own: `theirs` has them as “prefix#id#field”.

    Rows that somebody else added are not in the form, and stay.
    """
    base, rows = _opened(data), []
    for key, value in theirs.items():
        prefix, pk, field = key.split("#")
        number = next((n for n in range(_total(data, prefix)) if data.get(f"{prefix}-{n}-id") == pk), None)
        if number is None or key not in base:
            continue
        name = f"{prefix}-{number}-{field}"
        mine, other, was = _values(data.get(name, "")), _values(value), base[key]
        if _bare(mine) == _bare(other) or not _changed(other, was):
            continue
        i_changed = _changed(mine, was)
        label = f"{prefix.removesuffix('s')} {number + 1}, {field.replace('_', ' ')}".capitalize()
        words = (", ".join(mine), ", ".join(other))
        is_mine = _is_mine(i_changed, they_changed=True)
        rows.append(Difference(name, label, *words, other, is_mine, _note(i_changed, they_changed=True)))
    return tuple(rows)


def _total(data: QueryDict, prefix: str) -> int:
    total = data.get(f"{prefix}-TOTAL_FORMS", "")
    return min(int(total), 1_000) if total.isdecimal() and len(total) < 9 else 0


def _changed(values: Values, was: Values | None) -> bool:
    return was is None or _bare(values) != _bare(was)


def _is_mine(i_changed: bool, they_changed: bool) -> bool | None:
    """Say whose words are chosen beforehand; None where the editor has to choose between what two people wrote.

    Where nobody knows what the form was opened with, both count as changed.
    """
    return None if i_changed and they_changed else i_changed


def _note(i_changed: bool, they_changed: bool) -> str:
    if i_changed and they_changed:
        return "Both changed it."
    return "You changed it." if i_changed else "They changed it."


def _bare(values: Values) -> list[str]:
    return [value.replace("\r\n", "\n").strip() for value in values if value.strip()]


def with_choices(data: QueryDict, names: Iterable[str]) -> QueryDict:
    """Return what a form sent, with the other version's words where the editor chose those."""
    if not any(f"{TAKE}{name}" in data for name in names):
        return data
    chosen = data.copy()
    for name in names:
        if data.get(f"{TAKE}{name}") == "theirs":
            chosen.setlist(name, data.getlist(f"{THEIRS}{name}"))
    return chosen
