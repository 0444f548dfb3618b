"""What PostgreSQL refuses of statements that come together."""

import pytest
from django.db import IntegrityError, transaction

from claims.models import Statement
from claims.tests.factories import make_document
from sources.bulk import insert_values

pytestmark = pytest.mark.django_db

TEXT = "“Žižkov—мост 😀 is open,” he said. “Žižkov—мост 😀 is open.” “No.”"


def row(document, start, end, exact=None):
    words = document.text[start:end] if exact is None else exact
    return {
        "document_id": document.pk,
        "start": start,
        "end": end,
        "exact": words,
        "kind": "direct",
        "found_by": "test",
        "created_at": "2026-01-01T00:00:00Z",
        "updated_at": "2026-01-01T00:00:00Z",
    }


def test_words_at_their_places_are_stored_in_whatever_order_they_come():
    one, other = make_document(text=TEXT), make_document(text=f"x{TEXT}")
    spans = [(34, 40), (0, 9), (0, 24), (3, 5), (len(TEXT) - 1, len(TEXT))]
    insert_values(Statement, [row(document, *span) for span in spans for document in (one, other)])
    assert Statement.objects.count() == 10


@pytest.mark.parametrize(
    ("start", "end", "exact"),
    [
        (0, 9, "“Žižkov_м"),
        # There, but elsewhere.
        (1, 10, TEXT[:9]),
        # Begins there, and is longer or shorter than it says.
        (0, 9, TEXT[:8]),
        (0, 9, TEXT[:10]),
        # Past the end.
        (len(TEXT) - 1, len(TEXT) + 1, TEXT[-1:]),
        (len(TEXT) + 5, len(TEXT) + 8, "No."),
    ],
)
def test_one_out_of_its_place_refuses_all(start, end, exact):
    one, other = make_document(text=TEXT), make_document(text=f"x{TEXT}")
    rows = [row(one, 0, 5), row(one, start, end, exact), row(other, 3, 9)]
    with pytest.raises(IntegrityError, match="not at this place"), transaction.atomic():
        insert_values(Statement, rows)
    assert not Statement.objects.exists()
