import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.publishing.sentences import sentence_span


@pytest.mark.parametrize(
    ("text", "words", "sentence"),
    [
        # In the middle of a paragraph; the opening mark belongs to the statement, not to what is before.
        ('He came. "We stay," Ana said. He left.', '"We stay,"', '"We stay," Ana said.'),
        # Two sentences run together without a space.
        ('Biden spoke of "a state".Russia has lost 5,937 men.', '"a state"', 'Biden spoke of "a state".'),
        # A paragraph's end is a sentence's end.
        ("No stop here\nShe said it was so\nNext line", "it was so", "She said it was so"),
        # Titles and initials.
        ("It rained. Mr. J. Smith said it was so. Then not.", "it was so", "Mr. J. Smith said it was so."),
        # A statement that ends its sentence itself.
        ('He asked. "Is it so? Yes." Nobody knew.', '"Is it so? Yes."', '"Is it so? Yes."'),
        # Decimal figures and times are no ends.
        (
            "They said 3.5 million at 0500.30 GMT fled. So it was.",
            "3.5 million",
            "They said 3.5 million at 0500.30 GMT fled.",
        ),
    ],
)
def test_sentence_span_is_the_sentence_around(text, words, sentence):
    start = text.index(words)
    first, last = sentence_span(text, start, start + len(words))
    assert text[first:last] == sentence


@given(st.text(), st.data())
def test_sentence_span_holds_the_statement_in_any_text(text, data):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    first, last = sentence_span(text, start, end)
    assert 0 <= first <= start <= end <= last <= len(text)
