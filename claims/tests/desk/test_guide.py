from pathlib import Path

from django.conf import settings

from claims.desk.acts import role_table


def test_role_table_in_the_editors_guide_is_that_of_the_code():
    guide = (Path(settings.BASE_DIR) / "docs" / "editors.md").read_text(encoding="utf-8")

    assert role_table() in guide, f"Replace the table in docs/editors.md by:\n{role_table()}"
