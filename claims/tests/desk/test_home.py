"""The home of the desk: queues, filters in the address, bulk assignment."""

import datetime as dt

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from claims.desk import queues
from claims.models import Claim, CorrectionRequest, Event, Statement
from claims.services.assignments import claim_assign
from claims.services.claims import claim_reopen
from claims.services.events import person_name
from claims.services.verdicts import verdict_propose, verdict_return, verdicts_recheck_due
from claims.services.withdrawals import claim_withdraw
from claims.tests.factories import (
    make_claim,
    make_document,
    make_published_claim,
    make_statement,
    make_topic,
    make_user,
    make_verdict,
    publish,
)
from factcheck.celery import app
from sources.models import Ingestion
from sources.services.ingestions import ingestion_create, ingestion_fail

HOME = "/desk/"


def suggest(document, exact):
    row = make_statement(exact, document=document)
    Statement.objects.filter(pk=row.pk).update(review_state="suggested")
    return row


def counts(user):
    return {one.queue.key: one.count for one in queues.home(user).standings}


def keys(user, queue, **filters):
    return [str(row) for row in queues.home(user, chosen=queue, filters=queues.Filters(**filters)).rows]


@pytest.fixture
def me(db):
    return make_user("Editor")


def test_every_queue_holds_what_its_name_says(me):
    other = make_user("Reporter")
    assigned = claim_assign(claim=make_claim("Assigned"), actor=me, to=me)
    make_claim("Unassigned")
    settled = make_published_claim("Settled", rating="disputed")
    claim_assign(claim=settled, actor=me, to=me)
    make_verdict(assigned, actor=me)
    second = verdict_propose(verdict=make_verdict(make_claim("Second")), actor=other)
    verdict_propose(verdict=make_verdict(make_claim("Proposed by me")), actor=me)
    returned = verdict_propose(verdict=make_verdict(make_claim("Returned")), actor=me)
    verdict_return(verdict=returned, actor=other, reason="Thin.")
    rechecked = make_published_claim("Rechecked", rating="unverified")
    verdicts_recheck_due(today=rechecked.current_verdict.recheck_on)
    claim_reopen(claim=make_published_claim("Source changed"), actor=None, reason="The paper changed it.")
    gone = claim_reopen(claim=make_published_claim("Gone"), actor=None, reason="The paper withdrew it.")
    claim_withdraw(claim=gone, actor=me, reason="Withdrawn.")
    document = make_document("“One,” she said. “Two,” he said.", title="To review")
    suggest(document, "“One,”"), suggest(document, "“Two,”")
    CorrectionRequest.objects.create(text="Wrong date.")
    ingestion_fail(ingestion=ingestion_create(data=b"x", way=Ingestion.Way.PASTE), reason="Broken.")

    assert keys(me, "mine") == ["Assigned"]
    assert keys(me, "unassigned") == [
        "Unassigned", "Second", "Proposed by me", "Returned", "Rechecked", "Source changed",
    ]  # fmt: skip
    assert [row.claim.text for row in queues.home(me, chosen="writing").rows] == ["Assigned"]
    assert queues.home(me, chosen="second").rows == [second]
    assert [row.claim.text for row in queues.home(me, chosen="returned").rows] == ["Returned"]
    assert keys(me, "recheck") == ["Rechecked"]
    assert keys(me, "reopened") == ["Source changed"]
    (waiting,) = queues.home(me, chosen="review").rows
    assert (waiting, waiting.waiting) == (document, 2)
    assert keys(me, "requests") == ["Wrong date."]
    assert len(queues.home(me, chosen="failed").rows) == 1
    found = counts(me)
    assert found == {"mine": 1, "writing": 1, "returned": 1, "review": 1, "unassigned": 6, "second": 1, "recheck": 1,
                     "reopened": 1, "requests": 1, "failed": 1, "open": 7}  # fmt: skip


def test_queue_tells_since_when_the_oldest_waits(me):
    make_claim()
    first = Claim.objects.get()
    Claim.objects.filter(pk=first.pk).update(created_at=first.created_at - dt.timedelta(days=3))
    make_claim()

    (standing,) = [one for one in queues.home(me).standings if one.queue.key == "unassigned"]

    assert standing.oldest == first.created_at - dt.timedelta(days=3)


def test_first_queue_that_holds_something_is_shown(desk_client, me):
    reporter = make_user("Reporter")
    assert queues.home(reporter).queue.key == "mine"
    make_claim()
    assert queues.home(reporter).queue.key == "unassigned"
    verdict_propose(verdict=make_verdict(make_claim("The bridge is closed")), actor=make_user("Reporter"))
    assert queues.home(reporter).queue.key == "unassigned"
    assert "The bridge is closed" in desk_client(me).get(HOME).content.decode()


def test_filters_stay_in_the_address(desk_client, me):
    topic = make_topic("Grain", slug="grain")
    wanted = make_claim("Wanted", topics=[topic], priority=Claim.Priority.URGENT)
    make_claim("Other topic", priority=Claim.Priority.URGENT)
    make_claim("Other priority", topics=[topic])
    claim_assign(claim=wanted, actor=me, to=me)

    assert keys(me, "open", topic="grain", priority="4", assigned="me") == ["Wanted"]
    assert keys(me, "open", assigned="nobody", priority="4") == ["Other topic"]
    page = desk_client(me).get(f"{HOME}?queue=open&topic=grain&priority=4&assigned=me").content.decode()
    assert 'value="/desk/?queue=open&amp;priority=4&amp;topic=grain&amp;assigned=me"' in page
    assert '<option value="4" selected>' in page
    assert "Wanted" in page
    assert "Other" not in page.split('id="queue-h"')[1].split("desk-filters")[1].split("</form>")[1]


@pytest.mark.parametrize(
    "asked", ["queue=nothing", "priority=9&topic=%00&assigned=nobody-here", "after=x", "after=99999", "after=%00"]
)
def test_odd_addresses_show_a_page(desk_client, me, asked):
    make_claim()
    assert desk_client(me).get(f"{HOME}?{asked}").status_code == 200


def test_more_goes_on_where_the_page_ended(me, monkeypatch):
    monkeypatch.setattr(queues, "ROWS_SHOWN", 2)
    for text, priority in (("a", 2), ("b", 4), ("c", 2), ("d", 1), ("e", 4)):
        make_claim(text, priority=priority)
    seen, after = [], ""
    while True:
        found = queues.home(me, chosen="unassigned", after=after)
        seen += [row.text for row in found.rows]
        if not (after := found.last):
            break
    assert seen == ["b", "e", "a", "c", "d"]


def test_more_documents_go_on_behind_the_last_one_named_by_its_id(desk_client, me, monkeypatch):
    monkeypatch.setattr(queues, "ROWS_SHOWN", 2)
    documents = [make_document(f"“One,” she said. {number}") for number in range(5)]
    for document in documents:
        suggest(document, "“One,”")
    seen, address = [], f"{HOME}?queue=review"
    while address:
        found = desk_client(me).get(address).context["home"]
        seen += found.rows
        address = found.address_of_more
        assert not address or f"after={found.rows[-1].public_id}" in address
    assert seen == documents


def test_chosen_claims_are_assigned_together_and_the_list_is_kept(desk_client, me):
    claims = [make_claim(f"Number {number}") for number in range(3)]
    kept = f"{HOME}?queue=unassigned&priority=2"

    answer = desk_client(me).post(
        reverse("desk:claims-assign"),
        {"claim": [claims[0].public_id, claims[2].public_id, "nothing"], "assigned_to": me.username, "next": kept},
        follow=True,
    )

    assert answer.redirect_chain == [(kept, 302)]
    assert "2 claims assigned to" in answer.content.decode()
    assert set(Claim.objects.filter(assigned_to=me)) == {claims[0], claims[2]}
    assert Event.objects.filter(action="claim.assigned").count() == 2


def test_reporter_takes_what_nobody_works_on_and_gives_it_back(desk_client):
    claim, client, other = make_claim("Taken"), desk_client("Reporter"), desk_client("Reporter")
    address = f"{HOME}?queue=unassigned"
    take, give_back = (reverse(f"desk:claim-{name}", args=[claim.public_id]) for name in ("take", "give-back"))
    assert take in client.get(address).content.decode()

    assert client.post(take, {"next": address}).url == address
    claim.refresh_from_db()
    assert claim.assigned_to == client.user

    refused = other.post(take)
    assert refused.status_code == 400
    assert f"{client.user.username} works on this claim already." in refused.content.decode()
    assert "not yours to give back" in other.post(give_back).content.decode()
    assert client.post(give_back).status_code == 302
    claim.refresh_from_db()
    assert claim.assigned_to is None
    assert Event.objects.filter(action="claim.assigned").count() == 2


def test_assigning_nothing_or_to_nobody_known_changes_nothing(desk_client, me):
    claim = make_claim()
    client = desk_client(me)
    for data, told in (
        ({"assigned_to": me.username}, "Choose the claims first."),
        ({"claim": claim.public_id, "assigned_to": "nobody-here"}, "no account on the desk"),
    ):
        assert told in client.post(reverse("desk:claims-assign"), data, follow=True).content.decode()
    assert not Event.objects.filter(action="claim.assigned").exists()


def test_settled_claim_leaves_my_work(me):
    claim = claim_assign(claim=make_claim(), actor=me, to=me)
    assert counts(me)["mine"] == 1
    publish(claim)
    assert counts(me)["mine"] == 0


def test_script_gets_the_middle_of_the_page_only(desk_client, me):
    client = desk_client(me)

    middle = client.get(HOME, headers={"HX-Request": "true"})

    assert "<html" not in middle.content.decode()
    assert 'id="home"' in middle.content.decode()
    assert "HX-Request" in middle.headers["Vary"]
    assert "<html" in client.get(HOME).content.decode()
    again = {"HX-Request": "true", "HX-History-Restore-Request": "true"}
    assert "<html" in client.get(HOME, headers=again).content.decode()


def test_admin_leads_to_the_desk(desk_client, me):
    assert desk_client(me).get("/admin/").url == HOME


@pytest.mark.django_db(transaction=True)
def test_beat_brings_a_recheck_back_on_its_day(worker):
    claim = publish(make_claim("Still open"), rating="unverified", recheck_on=timezone.localdate())
    later = publish(make_claim(), rating="unverified", recheck_on=timezone.localdate() + dt.timedelta(days=1))
    make_verdict(claim, actor=make_user("Standards editor"))  # a draft that somebody once began hides nothing
    entry = settings.CELERY_BEAT_SCHEDULE["recheck-due"]
    assert entry["schedule"] <= 3600

    app.send_task(entry["task"])

    worker.wait_for(lambda: Claim.objects.get(pk=claim.pk).reopened_for == "recheck")
    assert keys(make_user("Editor"), "recheck") == ["Still open"]
    later.refresh_from_db()
    assert later.reopened_at is None
    assert claim.events.filter(action="claim.reopened", reason="The day of the recheck has come.").count() == 1


def test_a_claim_that_was_given_to_somebody_since_is_not_taken_from_them(desk_client):
    claim, free = make_claim("Taken since"), make_claim("Still free")
    reporter, client = make_user("Reporter"), desk_client("Editor")
    claim_assign(claim=claim, actor=reporter, to=reporter)
    data = {"claim": [f"{claim.public_id}:", f"{free.public_id}:"], "assigned_to": client.user.username}
    page = client.post(reverse("desk:claims-assign"), data, follow=True).content.decode()
    assert "1 claim assigned" in page
    assert f"it is with {person_name(reporter)} since this list was loaded" in page
    claim.refresh_from_db()
    assert claim.assigned_to == reporter
    claim_assign(claim=claim, actor=client.user, to=client.user)
    assert "took this claim from you" in reporter.notifications.get().text


@pytest.mark.parametrize("asked", [{"assigned": "gone"}, {"topic": "gone"}, {"priority": "99"}])
def test_a_filter_that_nobody_knows_is_none_as_the_page_shows(db, asked):
    make_claim()
    filters = queues.Filters.of(asked)
    assert not filters
    assert len(queues.home(make_user(), chosen="open", filters=filters).rows) == 1
