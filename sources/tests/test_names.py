import pytest

from sources.names import fold, is_unnamed, name_key, unseen_in, with_spellings


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


@pytest.mark.parametrize(
    ("name", "unseen"),
    [
        *((f"Anna{chr(code)} Lee", chr(code)) for code in (0, 9, 10, 0x1F, 0x7F, 0x9F, 0x200B, 0x200E, 0x200F, 0x202A,
                                                           0x202E, 0x2060, 0x2066, 0x2069, 0xFEFF, 0xAD,
                                                           0x34F, 0x61C, 0x1160, 0x17B4, 0x2028, 0x2029, 0x206A, 0x2800,
                                                           0x3164, 0xFFA0, 0xFFF9, 0x1D173, 0xE0041)),
        # Persian, Malayalam: behind a letter, behind a mark, at the end of a word, too.
        ("علی‌رضا", ""), ("ശ്രീകുമാര്‍", ""), ("क्‍ष", ""),
        ("\u200cAnna", "\u200c"), ("Anna \u200dLee", "\u200d"), ("Anna\u200c\u200cLee", "\u200c"),
        ("Олена Шевченко", ""), ("Jean\u2011Luc", ""), ("王毅", ""), ("Anna\u00a0Lee", ""),
    ],
)  # fmt: skip
def test_what_nobody_sees_is_found_and_what_names_need_is_left(name, unseen):
    assert unseen_in(name) == unseen


def test_fold_keeps_other_scripts_and_figures():
    assert fold("王毅 5,937 Łódź") == "王毅 5,937 lodz"


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("5,937 soldiers", "5937"),
        ("5 937 soldiers", "5937"),
        ("1,234,567 votes", "1234567"),
        ("80\u202f000 men", "80000"),
    ],
)
def test_figures_are_found_without_what_parts_them(text, figure):
    assert figure in with_spellings(text).split()


@pytest.mark.parametrize("text", ["3.141 million", "on 5, 937 men", "1,23 percent", "room 12 345678"])
def test_what_is_no_grouped_figure_is_joined_to_none(text):
    assert with_spellings(text) == fold(text)


@pytest.mark.parametrize(
    ("name", "unnamed"),
    [
        ("a spokesman", True),
        ("police", True),
        ("два чиновники", True),
        ("Ukrainian officials", False),
        ("NATO", False),
        # A figure or a handle tells one from others, and Arabic has no capitals to tell by.
        ("g7", False),
        ("@anna", False),
        ("محمد", False),
        ("", False),
    ],
)
def test_words_in_small_letters_are_nobodys_own_name(name, unnamed):
    assert is_unnamed(name) is unnamed
