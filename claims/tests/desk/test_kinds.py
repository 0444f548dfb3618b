import pytest

from claims.desk.kinds import likely_kind


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Anna Petrenko", "person"),
        ("", "person"),
        ("National Audit Office", "organisation"),
        ("Ministry of Defence", "organisation"),
        ("Institute for the Study of War", "organisation"),
        ("NATO", "organisation"),
        ("municipality", "organisation"),
        ("police", "organisation"),
        # A family's name, not a house.
        ("Karen House", "person"),
        ("minister", "office"),
        ("the spokesman", "office"),
        ("Kremlin spokesman", "office"),
        # One of them, whoever that was.
        ("a spokesman", "person"),
        ("a witness", "person"),
        ("witness", "person"),
        ("union officials", "group"),
        ("Ukrainian officials", "group"),
        ("two officials", "group"),
        ("residents of Kherson", "group"),
        ("spokesmen for the ministry", "group"),
    ],
)
def test_kind_that_a_name_looks_like(name, kind):
    assert likely_kind(name) == kind
