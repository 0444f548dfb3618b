import pytest
from django.urls import reverse

from claims.desk.propositions import as_proposition
from claims.tests.factories import make_document, make_speaker, make_statement


@pytest.mark.parametrize(
    ("exact", "kind", "text"),
    [
        ("“We closed the bridge,”", "direct", "We closed the bridge."),
        ('"Two thirds of them\ncome by ferry."', "direct", "Two thirds of them come by ferry."),
        ("« Le pont sera fermé »", "direct", "Le pont sera fermé."),
        ("“I said ‘no’.”", "direct", "I said ‘no’."),
        # Only one end is quoted, or the marks inside are not of one pair.
        ("“We closed", "direct", "“We closed."),
        ("“We closed” and “they went”", "direct", "“We closed” and “they went”."),
        ("that 31,000 vehicles crossed it", "indirect", "31,000 vehicles crossed it."),
        ("thatch burns", "indirect", "Thatch burns."),
        ("it “was buried for years”", "mixed", "It “was buried for years”."),
        ("it “was buried.”", "mixed", "It “was buried.”"),
        # What is asked is not claimed, and what is too long for a claim is nobody's sentence.
        ("“Who pays?”", "direct", ""),
        ("“” ", "direct", ""),
        ("x" * 501, "indirect", ""),
    ],
)
def test_words_become_one_plain_sentence(exact, kind, text):
    assert as_proposition(exact, kind=kind) == text


def begun(client, statement):
    return client.get(f"{reverse('desk:claim-add')}?statement={statement.public_id}").context["form"]["text"].value()


def test_a_claim_begins_with_the_words_of_its_statement(desk_client):
    statement = make_statement("“No child waits,”", speaker=make_speaker("Anna"))
    assert begun(desk_client("Reporter"), statement) == "No child waits."


def test_a_claim_begins_empty_where_the_words_are_denied_or_in_another_language(desk_client):
    client = desk_client("Reporter")
    denied = make_statement("“No child waits,”", speaker=make_speaker("Anna"), cue="denied")
    french = make_document("Elle a dit : « Le pont sera fermé », jeudi.", language="fr")
    assert begun(client, denied) == ""
    assert begun(client, make_statement("« Le pont sera fermé »", document=french, language="fr")) == ""
