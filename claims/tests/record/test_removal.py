"""What the law takes from view is gone for readers and programs, and kept by the desk."""

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.utils.text import slugify

from claims.models import Claim, ClaimLink, Publication
from claims.publishing import rebuild, statements_taken_away
from claims.services.links import claim_link, claim_unlink
from claims.services.reviews import statement_authenticity_set
from claims.services.withdrawals import claim_withdraw
from claims.tests import factories as make
from factcheck.base import DomainError

MARKER = "Xylographer"
REASON = "Removed by order of the district court of Graz."


@pytest.fixture
def claim(db):
    statement = make.make_statement(f"{MARKER} took the money")
    return make.make_published_claim(f"{MARKER} took the money", statements=[statement])


def public_bodies():
    return [row.body + row.title + row.slug for row in Publication.objects.all()]


@pytest.mark.parametrize("is_unlinked", [False, True])
def test_its_address_says_why_and_nothing_public_holds_its_words(client, claim, is_unlinked):
    other = make.make_published_claim("Nobody took anything")
    editor = make.make_user("Standards editor")
    link = claim_link(claim=other, other=claim, kind=ClaimLink.Kind.CONTRADICTS, actor=editor)
    if is_unlinked:
        claim_unlink(link=link, actor=editor, reason="They speak of two days.")
    make.make_answered_correction(claim)
    page, address = f"/claims/{claim.public_id}/{claim.slug}/", f"/api/v1/claims/{claim.public_id}/"
    assert MARKER in client.get(page).content.decode()

    claim_withdraw(claim=claim, actor=editor, reason=REASON, is_removed=True)

    gone = client.get(page)
    assert gone.status_code == 410
    assert REASON in gone.content.decode()
    assert MARKER not in gone.content.decode()
    assert client.get(address).status_code == 410
    assert not [body for body in public_bodies() if MARKER in body]
    for listed in ("/claims/", f"/search/?q={MARKER}", "/corrections/", f"/claims/{other.public_id}/{other.slug}/"):
        text = client.get(listed).content.decode().replace(f"q={MARKER}", "").replace(f">{MARKER}<", "")
        assert f"{MARKER} took" not in text, listed
    assert Claim.objects.get(pk=claim.pk).text == f"{MARKER} took the money"
    assert claim.events.last().action == "claim.removed"
    call_command("verify_history")
    assert all(is_right for _, _, is_right in rebuild(check=True))


def confirmed(statement):
    return statement_authenticity_set(
        statement=statement, actor=make.make_user(), authenticity="confirmed", reason="On tape."
    )


@pytest.mark.parametrize("is_withdrawn_first", [False, True])
def test_its_statements_go_with_it_though_they_were_said_beyond_doubt(client, claim, is_withdrawn_first):
    statement = confirmed(claim.statements.get())
    editor = make.make_user("Standards editor")
    speaker, document = statement.speaker, statement.document
    addresses = [
        f"/statements/{statement.public_id}/", f"/api/v1/statements/{statement.public_id}/",
        f"/documents/{document.public_id}/", f"/speakers/{speaker.public_id}/{slugify(speaker.name)}/",
    ]  # fmt: skip
    assert [client.get(one).status_code for one in addresses] == [200] * 4
    if is_withdrawn_first:
        claim_withdraw(claim=claim, actor=editor, reason="Joined by mistake.")
        assert client.get(addresses[0]).status_code == 200

    claim_withdraw(claim=claim, actor=editor, reason=REASON, is_removed=True)

    assert [client.get(one).status_code for one in addresses] == [410] * 4
    assert REASON in client.get(addresses[0]).content.decode()
    assert client.get(addresses[1]).json()["reason"] == REASON
    assert not [body for body in public_bodies() if MARKER in body]
    assert f"{MARKER} took" not in client.get(f"/search/?q={MARKER}").content.decode()
    assert all(is_right for _, _, is_right in rebuild(check=True))
    # Nor does it come back by being confirmed again.
    confirmed(statement)
    assert client.get(addresses[0]).status_code == 410


def test_the_reason_is_told_of_words_that_went_with_the_withdrawal_before(client, claim):
    statement, editor = claim.statements.get(), make.make_user("Standards editor")
    claim_withdraw(claim=claim, actor=editor, reason="Joined by mistake.")
    address = f"/api/v1/statements/{statement.public_id}/"
    assert client.get(address).json()["reason"] == "not_public"
    claim_withdraw(claim=claim, actor=editor, reason=REASON, is_removed=True)
    assert client.get(address).json()["reason"] == REASON


@pytest.mark.parametrize("is_withdrawn", [False, True])
def test_a_statement_stays_that_another_published_claim_rests_on(client, claim, is_withdrawn):
    statement, editor = confirmed(claim.statements.get()), make.make_user("Standards editor")
    other = make.make_published_claim("Money went", statements=[statement])
    draft = make.make_claim("Some money went", statements=[make.make_statement(), statement])
    if is_withdrawn:
        claim_withdraw(claim=other, actor=editor, reason="Joined by mistake.")
    assert statements_taken_away(claim) == ([], [statement])

    claim_withdraw(claim=claim, actor=editor, reason=REASON, is_removed=True)

    assert client.get(f"/statements/{statement.public_id}/").status_code == 200
    assert draft.published_at is None
    claim_withdraw(claim=other, actor=editor, reason=REASON, is_removed=True)
    assert client.get(f"/statements/{statement.public_id}/").status_code == 410
    assert all(is_right for _, _, is_right in rebuild(check=True))


def test_a_withdrawn_claim_can_be_removed_once_and_nothing_is_removed_that_stands(claim):
    editor = make.make_user("Standards editor")
    claim_withdraw(claim=claim, actor=editor, reason="Joined by mistake.")
    with pytest.raises(DomainError, match="withdrawn already"):
        claim_withdraw(claim=claim, actor=editor, reason="Again.")
    claim_withdraw(claim=claim, actor=editor, reason=REASON, is_removed=True)
    for is_removed in (True, False):
        with pytest.raises(DomainError, match="removed already"):
            claim_withdraw(claim=claim, actor=editor, reason="Again.", is_removed=is_removed)

    standing = make.make_published_claim("The bridge is open")
    with (
        pytest.raises(IntegrityError, match="claim_removed_is_withdrawn"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE claims_claim SET is_removed = TRUE WHERE id = %s", [standing.pk])
