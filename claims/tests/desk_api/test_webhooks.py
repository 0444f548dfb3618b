"""Webhooks against real receivers on this machine: signed, tried again with growing pauses, logged, never led inside.

Loopback is allowed to the tests by a parameter and to nobody else.
"""

import datetime as dt
import ipaddress
import threading
import time
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise

import orjson
import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from standardwebhooks import Webhook as Verifier
from standardwebhooks import WebhookVerificationError

from claims import tasks
from claims.models import Webhook, WebhookDelivery
from claims.public.addresses import FOLDERS
from claims.public.models import Publication
from claims.services import webhooks
from claims.services.webhooks import (
    MAX_ATTEMPTS,
    PAUSES,
    deliveries_forget,
    delivery_attempt,
    delivery_replay,
    webhook_create,
    webhook_edit,
    webhook_ping,
    webhooks_tell,
)
from claims.services.withdrawals import claim_withdraw
from claims.tests import factories as make
from factcheck.base import DomainError
from sources.fetch import Limits

HERE = ipaddress.ip_address("127.0.0.1")
QUICK = Limits(seconds=0.5, connect_seconds=0.5)


class Receiver(BaseHTTPRequestHandler):
    def log_message(self, *args):
        pass

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((self.path, {name.lower(): value for name, value in self.headers.items()}, body))
        self.server.answer(self)

    def say(self, status, **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()


@contextmanager
def receiving():
    """A receiver on this machine: `got` is what came, `answer` what it says."""
    running = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    running.daemon_threads = True
    running.got, running.answer = [], lambda handler: handler.say(204)
    running.url = f"http://127.0.0.1:{running.server_port}/hook"
    threading.Thread(target=running.serve_forever, args=[0.01], daemon=True).start()
    yield running
    running.shutdown()
    running.server_close()


@pytest.fixture
def receiver():
    with receiving() as running:
        yield running


@pytest.fixture
def webhook(db, receiver) -> Webhook:
    return made(receiver)


def made(receiver, kinds=FOLDERS, name="Partner", actor=None) -> Webhook:
    """A webhook on this machine, which is refused to everybody else."""
    actor = actor or make.make_user("Administrator")
    return webhook_create(actor=actor, name=name, url=receiver.url, kinds=kinds, allows=lambda address: address == HERE)


def attempt(delivery, **options):
    return delivery_attempt(pk=delivery.pk, **{"allows": lambda address: address == HERE, "limits": QUICK, **options})


def waiting() -> list[WebhookDelivery]:
    return list(WebhookDelivery.objects.filter(state="waiting").order_by("pk"))


def one_message() -> WebhookDelivery:
    """Publish something and keep one message of it."""
    make.make_published_claim()
    webhooks_tell()
    first = waiting()[0]
    WebhookDelivery.objects.exclude(pk=first.pk).delete()
    return first


def test_every_change_is_told_once_in_the_order_of_commits(webhook, receiver):
    claim = make.make_published_claim("The bridge was closed")
    webhooks_tell()
    webhooks_tell()
    claim_withdraw(claim=claim, actor=make.make_user("Standards editor"), reason="It was another bridge.")
    webhooks_tell()
    for delivery in waiting():
        WebhookDelivery.objects.filter(pk=delivery.pk).update(next_attempt_at=timezone.now())
        assert attempt(delivery).state == "delivered"

    told = [orjson.loads(body) for _path, _headers, body in receiver.got]
    numbers = [one["data"]["number"] for one in told]
    assert numbers == sorted(set(numbers))
    assert {one["data"]["id"] for one in told} == set(
        Publication.objects.exclude(kind="scale").values_list("public_id", flat=True)
    )
    newest = [one for one in told if one["data"]["id"] == claim.public_id][-1]
    assert newest["type"] == "claim.changed"
    assert newest["data"]["url"].endswith(f"/api/v1/claims/{claim.public_id}/")
    assert newest["data"]["number"] == Publication.objects.get(public_id=claim.public_id).change_number


def test_nothing_that_is_not_public_is_told(webhook):
    make.make_verdict(make.make_claim("xyzzymarker"))
    assert webhooks_tell() == 0
    make.make_published_claim()
    webhooks_tell()
    assert not WebhookDelivery.objects.filter(payload__contains="xyzzymarker").exists()


def test_what_was_public_before_and_other_kinds_are_not_told(db, receiver):
    make.make_published_claim()
    make.make_published_claim()
    made(receiver, ["claim"])
    make.make_published_claim()
    webhooks_tell()
    assert [orjson.loads(one.payload)["data"]["type"] for one in waiting()] == ["claim"]


def test_signature_is_what_an_independent_library_expects(webhook, receiver):
    attempt(one_message())

    (_path, headers, body) = receiver.got[0]
    assert Verifier(webhook.secret).verify(body, headers) == orjson.loads(body)
    with pytest.raises(WebhookVerificationError):
        Verifier(webhook.secret).verify(body.replace(b"claim", b"clain"), headers)
    with pytest.raises(WebhookVerificationError):
        Verifier("whsec_" + "A" * 44).verify(body, headers)
    with pytest.raises(WebhookVerificationError):
        Verifier(webhook.secret).verify(body, {**headers, "webhook-timestamp": "1"})


def answer_500(handler):
    handler.say(500)


def hang(handler):
    time.sleep(3)


def lead_inside(handler):
    handler.say(307, Location="http://10.0.0.1/admin")


def break_off(handler):
    handler.wfile.write(b"HTTP/1.1 2")
    handler.connection.close()


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (answer_500, "It answered 500."),
        (hang, "took more than 0.5 seconds"),
        (lead_inside, "It answered 307; redirects are not followed."),
        (break_off, "could not be read"),
    ],
)
def test_receiver_that_fails_is_tried_with_growing_pauses_then_given_up_for_all_to_see(
    webhook, receiver, monkeypatch, answer, fault
):
    monkeypatch.setattr(webhooks, "JITTER", 0)
    receiver.answer = answer
    delivery, at = one_message(), timezone.now()

    for number, pause in enumerate((*PAUSES, None), 1):
        with time_machine.travel(at, tick=False):
            assert attempt(delivery) is not None
            # Not due again, whoever comes.
            assert attempt(delivery) is None
        delivery.refresh_from_db()
        assert len(delivery.attempts) == number
        assert fault in delivery.attempts[-1]["fault"]
        if pause is not None:
            assert delivery.state == "waiting"
            assert delivery.next_attempt_at == at + pause
            at = delivery.next_attempt_at

    assert len(delivery.attempts) == MAX_ATTEMPTS
    assert (delivery.state, delivery.next_attempt_at) == ("failed", None)
    assert len(receiver.got) == MAX_ATTEMPTS
    assert len({headers["webhook-id"] for _path, headers, _body in receiver.got}) == 1
    client = Client()
    client.force_login(make.make_user("Administrator"))
    listed = client.get(reverse("admin:claims_webhookdelivery_changelist"), {"state__exact": "failed"}).content.decode()
    assert fault in listed
    assert f"{MAX_ATTEMPTS} of {MAX_ATTEMPTS}" in listed
    page = client.get(reverse("admin:claims_webhookdelivery_change", args=[delivery.pk])).content.decode()
    assert page.count(fault) == MAX_ATTEMPTS


def test_real_worker_delivers_tries_again_and_gives_up(transactional_db, worker_factory):
    """Four receivers at once, and the product's own worker; beat's part is played here, more often."""
    answers = {
        "well": lambda handler: handler.say(204),
        "fails": answer_500,
        "hangs": hang,
        "leads inside": lead_inside,
    }
    administrator = make.make_user("Administrator")
    with ExitStack() as stack:
        running = {name: stack.enter_context(receiving()) for name in answers}
        hooks = {}
        for name, receiver in running.items():
            receiver.answer = answers[name]
            hooks[name] = made(receiver, ["claim"], name, administrator)
        worker = worker_factory(application="claims.tests.desk_api.loopback_worker")
        worker.start()
        make.make_published_claim()

        def is_settled() -> bool:
            tasks.tell_webhooks.delay()
            time.sleep(0.2)
            states = WebhookDelivery.objects.values_list("state", flat=True)
            return len(states) == len(answers) and "waiting" not in states

        worker.wait_for(is_settled, seconds=120)

    rows = {row.webhook.name: row for row in WebhookDelivery.objects.select_related("webhook")}
    assert {name: row.state for name, row in rows.items()} == {**dict.fromkeys(answers, "failed"), "well": "delivered"}
    ((_path, headers, body),) = running["well"].got
    assert Verifier(hooks["well"].secret).verify(body, headers) == orjson.loads(body)
    for name, fault in (
        ("fails", "It answered 500."),
        ("hangs", "took more than 0.5 seconds"),
        ("leads inside", "It answered 307; redirects are not followed."),
    ):
        attempts = rows[name].attempts
        assert [fault in one["fault"] for one in attempts] == [True] * MAX_ATTEMPTS, name
        assert len(running[name].got) == MAX_ATTEMPTS
        times = [dt.datetime.fromisoformat(one["at"]) for one in attempts]
        # As the worker has them: 50 ms more each time.
        for number, (one, other) in enumerate(pairwise(times), 1):
            assert other - one >= dt.timedelta(milliseconds=50 * number), name
        for _path, headers, body in running[name].got:
            assert Verifier(hooks[name].secret).verify(body, headers) == orjson.loads(body)


def test_receiver_that_comes_back_gets_the_message(webhook, receiver):
    receiver.answer = answer_500
    delivery = one_message()
    attempt(delivery)
    receiver.answer = lambda handler: handler.say(200)
    with time_machine.travel(timezone.now() + dt.timedelta(seconds=10)):
        assert attempt(delivery).state == "delivered"
    delivery.refresh_from_db()
    assert [one["status"] for one in delivery.attempts] == [500, 200]


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:{port}/",
        "http://localhost:{port}/",
        "http://[::1]:{port}/",
        "http://2130706433:{port}/",
        "http://[::ffff:127.0.0.1]:{port}/",
        "http://10.0.0.1/",
        "http://169.254.169.254/latest/meta-data/",
    ],
)
def test_private_address_is_never_connected_to(webhook, receiver, url):
    Webhook.objects.update(url=url.format(port=receiver.server_port))
    delivery = one_message()

    # As the worker does it: without the tests' permission.
    tasks.deliver_webhook(delivery.pk)

    delivery.refresh_from_db()
    assert receiver.got == []
    assert delivery.state == "waiting"
    (first,) = delivery.attempts
    assert "public internet" in first["fault"] or "unusual way" in first["fault"]


def test_name_that_answers_with_an_inner_address_is_not_connected_to(webhook, receiver):
    Webhook.objects.update(url="http://partner.example/")
    delivery = one_message()
    delivery_attempt(
        pk=delivery.pk, resolver=lambda host, port: [(2, ("93.184.216.34", port)), (2, ("127.0.0.1", port))]
    )
    delivery.refresh_from_db()
    assert "not on the public internet" in delivery.attempts[0]["fault"]


def test_worker_that_dies_leaves_the_message_to_another(webhook, receiver, monkeypatch):
    delivery = one_message()

    def die(*args, **kwargs):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(webhooks, "post", die)
        with pytest.raises(KeyboardInterrupt):
            attempt(delivery)
    assert attempt(delivery) is None
    with time_machine.travel(timezone.now() + webhooks.LEASE):
        assert attempt(delivery).state == "delivered"
    assert len(receiver.got) == 1


def test_after_a_failure_the_other_messages_rest(webhook, receiver):
    make.make_published_claim()
    webhooks_tell()
    receiver.answer = answer_500
    first, *others = waiting()
    attempt(first)
    assert [attempt(other) for other in others] == [None] * len(others)
    assert len(receiver.got) == 1
    with time_machine.travel(timezone.now() + webhooks.REST + dt.timedelta(seconds=1)):
        assert attempt(others[0]) is not None


def test_a_failure_writes_two_rows_however_many_messages_wait_and_one_probes_until_it_answers(webhook, receiver):
    make.make_published_claim()
    webhooks_tell()
    receiver.answer = answer_500
    first, *others = waiting()
    assert len(others) > 2
    due = dict(WebhookDelivery.objects.exclude(pk=first.pk).values_list("pk", "next_attempt_at"))
    now = timezone.now()

    assert webhooks.queue_due() == len(others) + 1
    attempt(first)
    assert dict(WebhookDelivery.objects.exclude(pk=first.pk).values_list("pk", "next_attempt_at")) == due
    assert webhooks.queue_due() == 0
    # The message that failed is tried again when the documentation says so, while the others rest.
    with time_machine.travel(now + dt.timedelta(seconds=10)):
        assert webhooks.queue_due() == 1
        assert attempt(others[0]) is None
        assert len(attempt(first).attempts) == 2
    with time_machine.travel(now + dt.timedelta(seconds=10) + webhooks.REST + dt.timedelta(seconds=1)):
        assert webhooks.queue_due() == 1
        assert attempt(others[0]).state == "waiting"
        assert attempt(others[1]) is None
        # A message that somebody asked for waits for nothing.
        receiver.answer = lambda handler: handler.say(204)
        assert attempt(webhook_ping(webhook=webhook)).state == "delivered"
        assert webhooks.queue_due() == len(others) - 1
        assert attempt(others[1]).state == "delivered"


def test_receiver_that_says_gone_is_told_nothing_more(webhook, receiver):
    receiver.answer = lambda handler: handler.say(410)
    assert attempt(one_message()).state == "failed"
    webhook.refresh_from_db()
    assert not webhook.is_active
    make.make_published_claim()
    assert webhooks_tell() == 0


def test_message_is_sent_again_from_the_admin_and_both_rows_stay(webhook, receiver):
    receiver.answer = lambda handler: handler.say(410)
    failed = attempt(one_message())
    Webhook.objects.update(is_active=True)
    receiver.answer = lambda handler: handler.say(200)
    client = Client()
    client.force_login(make.make_user("Administrator"))

    client.post(
        reverse("admin:claims_webhookdelivery_changelist"),
        {"action": "replay_selected", "_selected_action": [failed.pk]},
    )

    again = WebhookDelivery.objects.get(replay_of=failed)
    assert attempt(again).state == "delivered"
    failed.refresh_from_db()
    assert failed.state == "failed"
    assert receiver.got[0][1]["webhook-id"] == receiver.got[1][1]["webhook-id"]
    assert receiver.got[0][2] == receiver.got[1][2]


def test_message_that_is_still_tried_is_not_sent_again(webhook):
    with pytest.raises(DomainError, match="still being tried"):
        delivery_replay(delivery=one_message())


def test_nothing_is_sent_again_by_a_webhook_that_is_off(webhook):
    delivery = one_message()
    WebhookDelivery.objects.filter(pk=delivery.pk).update(state="failed", next_attempt_at=None)
    webhook_edit(webhook=webhook, is_active=False)
    with pytest.raises(DomainError, match="Switch it on first"):
        delivery_replay(delivery=delivery)
    assert WebhookDelivery.objects.count() == 1


def test_webhook_is_made_in_the_admin_and_its_secret_shown_once(db):
    url = "https://partner.example/hook"
    client = Client()
    client.force_login(make.make_user("Administrator"))
    made = client.post(
        reverse("admin:claims_webhook_add"), {"name": "Partner", "url": url, "kinds": ["claim", "topic"]}
    )
    webhook = Webhook.objects.get()
    # What a browser loads again is the page behind the form, which shows it once and makes nothing.
    shown_at = reverse("admin:claims_webhook_secret")
    assert (made.status_code, made.url) == (302, shown_at)
    carrier = made.cookies["new_secret"]
    assert (carrier["path"], carrier["httponly"], carrier["samesite"]) == (shown_at, True, "Strict")
    answer = client.get(shown_at)
    assert webhook.secret in answer.content.decode()
    assert "Secret of Partner" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    again = client.get(shown_at, follow=True).content.decode()
    assert webhook.secret not in again
    assert "The secret was shown once." in again
    assert Webhook.objects.get() == webhook
    assert (webhook.kinds, webhook.is_active) == (["claim", "topic"], True)
    listed = client.get(reverse("admin:claims_webhook_changelist")).content.decode()
    form = client.get(reverse("admin:claims_webhook_change", args=[webhook.pk])).content.decode()
    assert webhook.secret not in listed + form
    client.post(
        reverse("admin:claims_webhook_change", args=[webhook.pk]),
        {"name": "Renamed", "url": url, "kinds": ["claim"]},
    )
    webhook.refresh_from_db()
    assert (webhook.name, webhook.kinds, webhook.is_active) == ("Renamed", ["claim"], False)

    renewed = client.post(
        reverse("admin:claims_webhook_changelist"),
        {"action": "renew_selected", "_selected_action": [webhook.pk]},
        follow=True,
    )
    old = webhook.secret
    webhook.refresh_from_db()
    assert webhook.secret != old
    assert webhook.secret in renewed.content.decode()


def test_secret_is_shown_to_nobody_else_nor_late(db):
    client, other = Client(), Client()
    client.force_login(make.make_user("Administrator"))
    other.force_login(make.make_user("Administrator"))
    shown_at = reverse("admin:claims_webhook_secret")
    given = {"name": "Partner", "url": "https://partner.example/hook", "kinds": ["claim"]}
    carrier = client.post(reverse("admin:claims_webhook_add"), given).cookies["new_secret"].value
    secret = Webhook.objects.get().secret

    other.cookies["new_secret"] = carrier
    assert other.get(shown_at).status_code == 302
    # It is for this page alone.
    client.cookies["new_secret"] = carrier
    assert client.get(reverse("admin:claims_apitoken_secret")).status_code == 302
    client.cookies["new_secret"] = carrier
    with time_machine.travel(timezone.now() + dt.timedelta(seconds=90)):
        assert client.get(shown_at).status_code == 302
    client.cookies["new_secret"] = carrier
    assert secret in client.get(shown_at).content.decode()
    client.logout()
    client.cookies["new_secret"] = carrier
    assert client.get(shown_at).url.startswith(reverse("admin:login"))


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:9/hook",
        "https://169.254.169.254/x",
        "http://localhost/hook",
        "http://hooks.localhost:8000/",
        "http://[::1]/",
        "http://[::ffff:10.0.0.1]/",
        "http://192.168.1.20/",
    ],
)
def test_address_that_leads_inside_is_refused_when_it_is_typed(db, url):
    client = Client()
    client.force_login(make.make_user("Administrator"))
    given = {"name": "Partner", "url": "https://partner.example/hook", "kinds": ["claim"], "is_active": "on"}

    refused = client.post(reverse("admin:claims_webhook_add"), {**given, "url": url})
    assert refused.status_code == 400
    assert "is not on the public internet" in refused.content.decode()
    assert not Webhook.objects.exists()

    client.post(reverse("admin:claims_webhook_add"), given)
    address = reverse("admin:claims_webhook_change", args=[Webhook.objects.get().pk])
    assert "is not on the public internet" in client.post(address, {**given, "url": url}).content.decode()
    assert Webhook.objects.get().url == given["url"]


def test_webhook_that_leads_inside_can_be_switched_off(webhook):
    webhook_edit(webhook=webhook, url=webhook.url, is_active=False)
    assert not Webhook.objects.get().is_active


def test_test_message_tells_of_nothing_and_arrives(webhook, receiver):
    client = Client()
    client.force_login(make.make_user("Administrator"))
    client.post(
        reverse("admin:claims_webhook_changelist"), {"action": "ping_selected", "_selected_action": [webhook.pk]}
    )
    assert attempt(waiting()[0]).state == "delivered"
    assert orjson.loads(receiver.got[0][2])["type"] == "ping"


def test_old_deliveries_are_forgotten(webhook, receiver):
    attempt(one_message())
    assert deliveries_forget() == 0
    with time_machine.travel(timezone.now() + webhooks.KEPT + dt.timedelta(minutes=1)):
        assert deliveries_forget() == 1


def test_state_never_goes_back_in_the_database(webhook, receiver):
    delivery = attempt(one_message())
    with pytest.raises(Exception, match="cannot go from delivered to waiting"):
        WebhookDelivery.objects.filter(pk=delivery.pk).update(state="waiting", next_attempt_at=timezone.now())


def test_a_webhook_that_is_off_sends_no_test_message(webhook):
    webhook.is_active = False
    webhook.save()
    client = Client()
    client.force_login(make.make_user("Administrator"))
    data = {"action": "ping_selected", "_selected_action": [webhook.pk]}
    page = client.post(reverse("admin:claims_webhook_changelist"), data, follow=True).content.decode()
    assert "This webhook is off" in page
    assert not WebhookDelivery.objects.exists()
