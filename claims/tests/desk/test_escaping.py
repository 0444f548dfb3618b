"""A script tag in every field that a person or a document can fill is shown as words, on every page of the desk."""

from django.urls import reverse

from claims.models import Attribution, CorrectionRequest, Statement
from claims.services.links import claim_link
from claims.services.verdicts import verdict_draft, verdict_edit, verdict_propose, verdict_return
from claims.tests.factories import (
    make_claim,
    make_document,
    make_evidence,
    make_outlet,
    make_speaker,
    make_topic,
    make_user,
    make_verdict,
    publish,
)
from sources.models import Ingestion
from sources.services.ingestions import ingestion_create, ingestion_fail

EVIL = "<script>alert('x')</script>\"'><img src=x onerror=alert(1)>"


def pages(client, *urls):
    for url in urls:
        answer = client.get(url)
        assert answer.status_code == 200, url
        yield url, answer.content.decode()


def assert_dead(url, page):
    assert "<script>alert" not in page, url
    assert "<img src=x" not in page, url


def test_script_tags_are_never_live(desk_client):
    reporter = make_user("Reporter", first_name=EVIL[:30], last_name=EVIL[:30])
    speaker = make_speaker(EVIL, description=EVIL, names=[(f"{EVIL} 2", "en")])
    outlet = make_outlet(EVIL)
    document = make_document(
        f"First. {EVIL} told us “{EVIL}” on Friday.", outlet=outlet, title=EVIL, byline=EVIL, dateline=EVIL
    )
    start = document.text.index(f"“{EVIL}”")
    fields = {
        "document": document, "start": start, "end": start + len(EVIL) + 2, "exact": f"“{EVIL}”", "kind": "direct",
        "speaker_words": EVIL, "suggested_speaker": EVIL, "alternatives": [EVIL], "role_words": EVIL, "cue": EVIL,
        "occasion": EVIL, "doubt": EVIL, "found_by": "test/1", "speaker": speaker, "review_state": "accepted",
    }  # fmt: skip
    statement = Statement.objects.create(**fields)
    Statement.objects.create(
        **{**fields, "start": 0, "end": 5, "exact": "First", "speaker": None, "review_state": "suggested"}
    )
    Attribution.objects.create(statement=statement, position=1, kind="told", words=EVIL)
    topic = make_topic(EVIL)
    claim = make_claim(EVIL, statements=[statement], claimant=speaker, topics=[topic], actor=reporter)
    claim_link(claim=claim, other=make_claim(f"{EVIL} 2"), kind="repeats", actor=reporter, note=EVIL)
    make_evidence(claim, title=EVIL, excerpt=EVIL)
    make_evidence(claim, title=EVIL)
    verdict = make_verdict(claim, summary=EVIL, known=EVIL, not_known=EVIL, override_reason=EVIL, actor=reporter)
    verdict = verdict_propose(verdict=verdict, actor=reporter)
    delivery = ingestion_create(data=EVIL.encode(), way=Ingestion.Way.FILE, name=EVIL, title=EVIL, actor=reporter)
    ingestion_fail(ingestion=delivery, reason=EVIL)
    request = CorrectionRequest.objects.create(claim=claim, text=EVIL)
    client = desk_client("Administrator")
    at_claim = reverse("desk:claim", args=[claim.public_id])
    urls = [
        reverse("desk:home"),
        reverse("desk:ingestions"),
        reverse("desk:document", args=[document.public_id]),
        at_claim,
        reverse("desk:claim-history", args=[claim.public_id]),
        reverse("desk:statement-join", args=[statement.public_id]),
        f"{reverse('desk:claim-add')}?statement={statement.public_id}",
        *(
            reverse(f"admin:{model}_changelist")
            for model in (
                "sources_document", "sources_speaker", "sources_outlet", "claims_statement", "claims_claim",
                "claims_verdict", "claims_event", "claims_topic", "claims_correctionrequest", "auth_user",
            )
        ),
        reverse("admin:sources_speaker_change", args=[speaker.pk]),
        reverse("admin:sources_outlet_change", args=[outlet.pk]),
        reverse("admin:claims_topic_change", args=[topic.pk]),
        reverse("admin:claims_correctionrequest_change", args=[request.pk]),
    ]  # fmt: skip

    for url, page in pages(client, *urls):
        assert_dead(url, page)
        assert "&lt;script&gt;alert" in page, url

    # Returned, conflicting and published, the same words stand in other places.
    verdict = verdict_return(verdict=verdict, actor=make_user("Editor"), reason=EVIL)
    verdict_edit(verdict=verdict, actor=reporter, version=verdict.version, summary=f"{EVIL} 2")
    at_statement = reverse("desk:statement-accept", args=[statement.public_id])
    changed = {"verdict": verdict.public_id, "version": verdict.version, "summary": EVIL, "known": f"{EVIL} 3"}
    typed = {"title": EVIL, "url": EVIL, "document": EVIL}
    answers = [
        client.get(at_claim),
        client.post(reverse("desk:verdict-save", args=[claim.public_id]), changed),
        client.post(at_statement, {"version": "1", "speaker": f"{EVIL} 4"}),
        client.post(f"{at_claim}edit/", {"text": EVIL, "claimant": EVIL, "version": EVIL}),
        client.post(reverse("desk:copy"), {"text": "", "title": EVIL, "outlet": EVIL, "url": EVIL}),
        client.post(f"{at_claim}evidence/add/", typed),
        client.get(f"{reverse('desk:statement-join', args=[statement.public_id])}?q={EVIL}"),
    ]
    for number, answer in enumerate(answers):
        assert_dead(number, answer.content.decode())


def test_script_tags_of_a_published_claim_are_never_live(desk_client):
    claim = publish(make_claim(EVIL), summary=EVIL)
    verdict_draft(claim=claim, actor=make_user("Standards editor"), correction_note=EVIL, summary=EVIL)

    for name in ("claim", "claim-history", "claim-withdraw"):
        url = reverse(f"desk:{name}", args=[claim.public_id])
        assert_dead(url, desk_client("Standards editor").get(url).content.decode())
