import pytest

from sources.names import fold, name_key


@pytest.mark.parametrize(
    "spellings",
    [
        # One president, five ways: the endings -y, -yy, -iy and the Cyrillic original must meet.
        ("Zelensky", "Zelenskyy", "Zelenskiy", "Зеленський", "Зеленский", "ZELENSKY"),
        ("Sergei Lavrov", "Sergey Lavrov", "Сергей Лавров"),
        ("Dmitry Medvedev", "Dmitri Medvedev", "Дмитрий Медведев"),
        ("Volodymyr", "Володимир"),
        ("Aleksei Navalny", "Alexei Navalnyi", "Алексей Навальный"),
        # Titles and the article say what somebody is, not who.
        ("President Joe Biden", "Joe Biden", "Mr. Joe Biden"),
        ("The Kremlin", "Kremlin"),
        # Accents, apostrophes of every kind.
        ("Recep Tayyip Erdoğan", "Recep Tayyip Erdogan"),
        ("O’Neill", "O'Neill", "ONeill"),
    ],
)
def test_name_key_spellings_of_one_name_meet(spellings):
    assert len({name_key(spelling) for spelling in spellings}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [("Zelensky", "Zelenska"), ("Medvedev", "Medvedeva"), ("Volodymyr", "Vladimir"), ("Putin", "Putina")],
)
def test_name_key_different_names_stay_apart(one, other):
    assert name_key(one) != name_key(other)


@pytest.mark.parametrize("title", ["President", "The", "Mr"])
def test_name_key_of_a_bare_title_is_not_empty(title):
    assert name_key(title)


def test_fold_keeps_other_scripts_and_figures():
    assert fold("王毅 5,937 Łódź") == "王毅 5,937 lodz"
