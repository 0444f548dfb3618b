"""The whole record as the house holds it, drafts and all: every table as JSON lines, and what its columns mean."""

from collections.abc import Iterator

from django.apps import apps
from django.contrib.auth.models import User
from django.db import connection
from django.db.models import Model

# Secrets, what is made anew from the rest, what passes, and the files as they were handed in, which only a backup of
# the database keeps (docs/deployment.md).
LEFT_OUT = frozenset(
    "ApiToken AnsweredRequest Webhook WebhookDelivery Publication ListPlace Rendering ChangeCounter StaleFacet"
    " Notification MailChoice Following Presence Original".split()
)
TABLES: dict[str, type[Model]] = {
    model._meta.model_name or "": model
    for app in ("sources", "claims")
    for model in apps.get_app_config(app).get_models(include_auto_created=True)
    if model.__name__ not in LEFT_OUT
} | {"user": User}
COLLEAGUE = ("id", "username", "first_name", "last_name", "is_active")


def columns(table: str) -> Iterator[tuple[str, str, str, str, str]]:
    """Yield (table, column, type, values, description) of a table, as the models say."""
    for field in TABLES[table]._meta.concrete_fields:
        if table == "user" and field.column not in COLLEAGUE:
            continue
        values = "; ".join(str(value) for value, _ in field.choices or ())
        yield table, str(field.column), field.get_internal_type(), values, str(field.help_text or field.verbose_name)


def lines(table: str) -> Iterator[bytes]:
    """Yield blocks of JSONL, in the order of row numbers. Call it inside `snapshot`."""
    quote = connection.ops.quote_name
    wanted = ", ".join(quote(name) for _, name, _, _, _ in columns(table))
    source, key = quote(TABLES[table]._meta.db_table), quote(str(TABLES[table]._meta.pk.column))
    sql = f"SELECT row_to_json(t)::text FROM (SELECT {wanted} FROM {source} ORDER BY {key}) AS t"  # noqa: S608 - names
    copy = f"COPY ({sql}) TO STDOUT (FORMAT csv, DELIMITER E'\\x02', QUOTE E'\\x01')"
    with connection.cursor() as cursor, cursor.copy(copy) as blocks:
        for block in blocks:
            yield bytes(block)


def count(table: str) -> int:
    return TABLES[table].objects.count()  # type: ignore[attr-defined]
