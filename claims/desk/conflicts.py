"""Two versions side by side, for the second to save: nothing typed is lost, and each field is chosen."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict

TAKE = "take_"
THEIRS = "theirs_"


@dataclass(frozen=True)
class Difference:
    """A field that two people left with different words."""

    name: str
    label: str
    mine: str
    theirs: str
    # What the form would have to send for theirs, one value each.
    values: tuple[str, ...]


def _values(value: Any) -> tuple[str, ...]:
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


def differences(form: forms.Form, theirs: dict[str, Any]) -> tuple[Difference, ...]:
    """Return the fields in which a form that was sent differs from what the record now holds."""
    rows = []
    for name, field in form.fields.items():
        sent = form[name].value()
        mine = _values([one for one in sent if one] if isinstance(sent, list) else sent)
        other = _values(theirs.get(name))
        if _bare(mine) != _bare(other):
            label = str(field.label or name)
            rows.append(Difference(name, label, _words(field, mine), _words(field, other), other))
    return tuple(rows)


def _bare(values: tuple[str, ...]) -> list[str]:
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
