import pytest

from claims.desk.marks import PART_LENGTH, PART_STATEMENTS, Mark, find_words, segments, text_parts

TEXT = "Before. “It’s 🚀 time,” she said. מה שלומך “שלום עולם” אמר. <script>alert(1)</script> end"


def mark(start, end, number=1):
    return Mark(start, end, f"key{number}", number, "direct", "suggested")


@pytest.mark.parametrize(
    "spans",
    [
        [],
        [(0, len(TEXT))],
        [(8, 22)],
        # Side by side, overlapping, one in the other, twice the same.
        [(8, 12), (12, 22)],
        [(8, 18), (12, 30)],
        [(0, 40), (8, 22)],
        [(8, 22), (8, 22)],
    ],
)
def test_segments_joined_are_the_text(spans):
    cut = list(segments(TEXT, 0, len(TEXT), [mark(*span, number) for number, span in enumerate(spans, 1)]))

    assert "".join(segment.text for segment in cut) == TEXT
    for number, (start, end) in enumerate(spans, 1):
        under = [s.text for s in cut if any(m.number == number for m in s.marks)]
        assert "".join(under) == TEXT[start:end]
        assert sum(any(m.number == number for m in s.begins) for s in cut) == 1


def test_segments_of_a_part_clip_what_reaches_beyond():
    cut = list(segments(TEXT, 10, 20, [mark(8, 22)]))

    assert [segment.text for segment in cut] == [TEXT[10:20]]
    assert cut[0].begins


def test_text_parts_cover_long_copy_at_paragraphs():
    text = ("word " * 300 + "\n") * 60

    parts = text_parts(text, [])

    assert len(parts) > 1
    assert "".join(text[begin:end] for begin, end in parts) == text
    assert all(text[:end].endswith("\n") for _begin, end in parts)


def test_text_parts_without_paragraphs_still_end():
    text = "x" * (PART_LENGTH * 3 + 5)

    assert [end - begin for begin, end in text_parts(text, [])] == [PART_LENGTH] * 3 + [5]


def test_text_parts_hold_a_bounded_number_of_statements():
    parts = text_parts("“ ” " * 1000, list(range(0, 4000, 4)))

    assert len(parts) == 1000 / PART_STATEMENTS


def test_text_parts_with_many_statements_at_one_place_end():
    assert text_parts("abc", [0] * 500) == [(0, 3)]


@pytest.mark.parametrize(
    ("words", "near", "place"),
    [
        ("time", 0, (16, 20)),
        ("🚀 time", 0, (14, 20)),
        # As copied out of a page, with other white space.
        ("It’s\n 🚀   time", 0, (9, 20)),
        ("שלום עולם", 0, (TEXT.index("שלום עולם"), TEXT.index("שלום עולם") + 9)),
        # Twice there: the nearer one.
        ("e", 0, (1, 2)),
        ("e", 100, (TEXT.rindex("e"), TEXT.rindex("e") + 1)),
        ("not there", 0, None),
        ("   ", 0, None),
    ],
)
def test_find_words_returns_their_place(words, near, place):
    assert find_words(TEXT, words, near=near) == place
