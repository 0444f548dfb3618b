import pytest

from sources.readers.language import language_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The minister said that they would not leave the city.", "en"),
        ("Міністр сказав, що вони не поїдуть з міста.", "uk"),
        ("Министр сказал, что они не уедут из города, и это всё.", "ru"),
        ("Министърът каза, че няма да напуснат града.", "bg"),
        ("Le ministre a dit que les habitants ne sont pas dans la ville et qui partent avec nous.", "fr"),
        ("Der Minister sagte, dass die Bewohner nicht in der Stadt sind und sich auf den Weg machen.", "de"),
        ("El ministro dijo que los vecinos no se van por la ciudad, pero sí con las familias.", "es"),
        ("قال الوزير إنهم لن يغادروا المدينة", "ar"),
        ("大臣は街を離れないと述べた。", "ja"),
        ("部长说他们不会离开这座城市。", "zh"),
        # Names in other letters are no text in another language, and a few words tell nothing.
        ("The president, Володимир Зеленський, said that he would not leave.", "en"),
        ("Zelensky, Lavrov, Blinken", "und"),
        ("12 34", "und"),
        ("", "und"),
    ],
)
def test_language_that_a_text_shows(text, language):
    assert language_of(text) == language
