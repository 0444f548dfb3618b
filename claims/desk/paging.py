"""Pages of long lists that begin behind the last row seen, and not at a number of rows."""

from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet

Row = TypeVar("Row", bound=Model)


def behind(rows: QuerySet[Row, Any], order: tuple[str, ...], last: QuerySet[Any]) -> QuerySet[Row, Any]:
    """Return the rows that come after one in an order, by the values that it has; all of them where it is not there.

    The last name of the order is unique; "-" is descending, as in `order_by`.
    """
    names = [name.removeprefix("-") for name in order]
    values = last.values_list(*names).first()
    if values is None:
        return rows
    after = Q()
    for number, (name, value) in enumerate(zip(order, values, strict=True)):
        step = {f"{names[number]}__{'lt' if name.startswith('-') else 'gt'}": value}
        after |= Q(**dict(zip(names[:number], values, strict=False)), **step)
    # Said apart, it tells an index where to begin.
    bound = {f"{names[0]}__{'lte' if order[0].startswith('-') else 'gte'}": values[0]}
    return rows.filter(after, **bound)
