import pytest

from claims.publishing.references import name_slug
from claims.services.claims import claim_slug


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("The repair costs 4.2 million euros.", "the-repair-costs-4-2-million-euros"),
        ("It costs 3,5 %, he said", "it-costs-3-5-he-said"),
        ("Ціна 1.000,50 гривень", "tsina-1-000-50-griven"),
        ("The U.S. left.", "the-us-left"),
    ],
)
def test_figures_keep_their_parts_in_an_address(text, slug):
    assert claim_slug(text) == slug
    assert name_slug(text) == slug
