from claims.models import Rating
from claims.public.models import Publication
from claims.publishing import publish_scale, rebuild


def test_scale_of_the_migration_is_what_would_be_written_now(db):
    assert [row for row in rebuild(check=True) if row[0] == "scale"] == [("scale", "scale", True)]
    assert publish_scale() == 0


def test_scale_published_anew_shows_a_rating_that_was_added(client, db):
    Rating.objects.create(code="false", label="False", status="disputed", value=1, description="Shown to be wrong.")

    assert publish_scale() == 1

    page = client.get("/methodology/").content.decode()
    assert "Shown to be wrong." in page
    assert "1 of 5" in page
    assert Publication.objects.get(kind="scale").change_number > 0
