"""Comments, mentions, watching, and the letters: who hears of what, how, and how often."""

import datetime as dt
from smtplib import SMTPRecipientsRefused

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.models import Following, MailChoice, Notification
from claims.services import notices
from claims.services.assignments import claim_assign
from claims.services.claims import claim_edit
from claims.services.notices import digests_send, letters_send
from claims.services.talk import (
    comment_add,
    comment_remove,
    follow,
    mail_choose,
    mentioned,
    notifications_read,
    unfollow,
    unknown_mentions,
)
from claims.services.verdicts import verdict_approve, verdict_propose, verdict_return
from claims.tests.factories import make_claim, make_document, make_statement, make_user, make_verdict
from factcheck.base import DomainError
from factcheck.celery import app
from factcheck.tests.worker import empty_queue

MORNING = dt.datetime(2026, 11, 26, 9, tzinfo=dt.UTC)


def colleague(name, **fields):
    return make_user(username=name, email=f"{name}@example.org", **fields)


def heard(user):
    return list(user.notifications.order_by("pk").values_list("kind", flat=True))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("@anna, is it?", {"anna"}),
        ("Ask @Anna.", {"anna"}),
        ("@anna.b and @boris", {"anna.b", "boris"}),
        ("mail anna@boris.org", set()),
        ("@@anna", set()),
        ("@nobody @gone", set()),
        ("@", set()),
    ],
)
def test_mentions_are_user_names_after_an_at(db, text, names):
    for name in ("anna", "anna.b", "boris"):
        colleague(name)
    colleague("gone", is_active=False)
    assert {user.username for user in mentioned(text)} == names


def test_names_that_nobody_has_are_named(db):
    colleague("anna")
    assert unknown_mentions("@Anna, @Ana and @ana: see me@example.org. @Ana") == ["Ana", "ana"]


@pytest.mark.parametrize("make", [make_claim, make_statement, make_document])
def test_who_is_named_and_who_watches_are_told_once(db, make):
    anna, boris, clara, dora = map(colleague, ("anna", "boris", "clara", "dora"))
    row = make()
    follow(to=row, user=clara)
    follow(to=row, user=clara)
    follow(to=row, user=boris)
    comment_add(to=row, author=anna, text="@boris @anna look at this.")
    assert [heard(user) for user in (anna, boris, clara, dora)] == [[], ["mention"], ["comment"], []]
    # Whoever takes part hears of what follows.
    comment_add(to=row, author=boris, text="I have.")
    assert heard(anna) == ["comment"]
    unfollow(to=row, user=clara)
    comment_add(to=row, author=boris, text="Done.")
    assert heard(clara) == ["comment", "comment"]


def test_watchers_of_a_claim_hear_of_what_happens_and_not_of_each_saved_word(db):
    anna, boris = colleague("anna"), colleague("boris")
    claim = make_claim()
    follow(to=claim, user=anna)
    follow(to=claim, user=boris)
    claim_edit(claim=claim, actor=boris, version=None, priority=4)
    verdict_propose(verdict=make_verdict(claim), actor=boris)
    claim_assign(claim=claim, actor=boris, to=anna)
    assert heard(anna)[-2:] == ["event", "assigned"]
    assert [row for row in heard(boris) if row == "assigned"] == []
    told = Notification.objects.filter(user=anna, kind="event").order_by("pk").last()
    assert "proposed a verdict" in told.text
    assert told.path == f"/desk/claims/{claim.public_id}/"
    assert notifications_read(user=anna) == len(heard(anna))
    assert notifications_read(user=anna) == 0


def test_comments_are_refused_and_taken_back_in_words(db):
    anna, boris, claim = colleague("anna"), colleague("boris"), make_claim()
    for text, words in (("  \0", "Write something"), ("x" * 5001, "At most")):
        with pytest.raises(DomainError, match=words):
            comment_add(to=claim, author=anna, text=text)
    comment = comment_add(to=claim, author=anna, text="Wrong?")
    with pytest.raises(DomainError, match="Only who wrote"):
        comment_remove(comment=comment, actor=boris)
    assert comment_remove(comment=comment, actor=anna).removed_at
    assert Following.objects.filter(user=anna, claim=claim).count() == 1


def test_letters_go_at_once_once(db):
    anna, boris, claim = colleague("anna"), colleague("boris"), make_claim("The bridge was closed")
    comment_add(to=claim, author=anna, text="@boris please look.\nToday.")
    assert letters_send() == 1
    assert letters_send() == 0
    (letter,) = mail.outbox
    assert letter.to == ["boris@example.org"]
    assert letter.subject == "You are named in a comment: The bridge was closed"
    assert f"/desk/talk/claim/{claim.public_id}/#c-" in letter.body
    assert Notification.objects.get(user=boris).mailed_at


def test_of_many_letters_that_wait_only_those_sent_now_are_read(db, monkeypatch):
    anna, boris, claim = colleague("anna"), colleague("boris"), make_claim()
    for _ in range(5):
        comment_add(to=claim, author=anna, text="@boris please look.")
    monkeypatch.setattr(notices, "LETTERS_AT_A_TIME", 2)
    with CaptureQueriesContext(connection) as captured:
        assert letters_send() == 2
    asked = [query["sql"] for query in captured if 'FROM "claims_notification"' in query["sql"]]
    assert asked
    assert all("LIMIT 1" in sql for sql in asked)
    assert letters_send() + letters_send() == 3
    assert len(mail.outbox) == 5
    assert not boris.notifications.filter(mailed_at=None).exists()


def test_a_post_office_that_is_down_loses_nothing(db, settings):
    anna, boris = colleague("anna"), colleague("boris")
    comment_add(to=make_claim(), author=anna, text="@boris")
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    assert letters_send() == 0
    assert Notification.objects.get(user=boris).mailed_at is None
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert letters_send() == 1


def test_a_daily_letter_holds_all_of_the_day_and_comes_once(db, settings):
    anna, boris, clara = colleague("anna"), colleague("boris"), colleague("clara")
    mail_choose(user=boris, when="daily")
    mail_choose(user=clara, when="never")
    for _ in range(3):
        comment_add(to=make_claim(), author=anna, text="@boris @clara")
    assert letters_send() == 0
    early = MORNING.replace(hour=settings.DIGEST_HOUR - 1)
    assert digests_send(now=early) == 0
    assert digests_send(now=MORNING) == 1
    assert digests_send(now=MORNING) == 0
    (letter,) = mail.outbox
    assert letter.subject == "On Record: 3 notifications"
    comment_add(to=make_claim(), author=anna, text="@boris")
    assert digests_send(now=MORNING) == 0
    assert digests_send(now=MORNING + dt.timedelta(days=1)) == 1
    assert heard(clara) == ["mention"] * 3


def test_letters_reach_nobody_without_an_address_or_who_left(db):
    anna, silent = colleague("anna"), make_user(username="silent")
    gone = colleague("gone")
    claim = make_claim()
    follow(to=claim, user=gone)
    gone.is_active = False
    gone.save()
    comment_add(to=claim, author=anna, text="@silent")
    assert heard(silent) == ["mention"]
    assert heard(gone) == []
    assert letters_send() == 0
    with pytest.raises(DomainError, match="Choose one"):
        mail_choose(user=silent, when="hourly")
    assert not MailChoice.objects.filter(user=silent).exists()


def test_the_worker_sends_the_letters(transactional_db, worker):
    anna, boris = colleague("anna"), colleague("boris")
    comment_add(to=make_claim(), author=anna, text="@boris")
    worker.wait_for(lambda: Notification.objects.get(user=boris).mailed_at)


def test_the_worker_sends_the_letter_of_the_day_when_beat_asks(worker_factory, tmp_path, monkeypatch):
    anna, boris = colleague("anna"), colleague("boris")
    mail_choose(user=boris, when="daily")
    for text in ("The bridge was closed", "The ferry was late"):
        comment_add(to=make_claim(text), author=anna, text="@boris")
    # What a comment asks for at once is gone; beat asks for the same every minute.
    empty_queue()
    letters = tmp_path / "letters"
    monkeypatch.setenv("EMAIL_URL", f"filemail:///{letters}")
    monkeypatch.setenv("DIGEST_HOUR", "0")
    worker = worker_factory()
    worker.start()
    entry = app.conf.beat_schedule["send-letters"]
    assert entry["schedule"] <= 60
    for _ in range(2):
        app.send_task(entry["task"])
    worker.wait_for(lambda: MailChoice.objects.get(user=boris).digest_on)
    worker.stop()
    (file,) = letters.iterdir()
    text = file.read_text()
    assert "To: boris@example.org" in text
    assert "Subject: On Record: 2 notifications" in text
    assert "The bridge was closed" in text
    assert "The ferry was late" in text
    assert not Notification.objects.filter(user=boris, mailed_at=None).exists()


def test_whoever_proposed_a_verdict_is_told_that_it_came_back(db):
    proposer = make_user("Reporter")
    verdict = verdict_propose(verdict=make_verdict(make_claim(actor=proposer), actor=proposer), actor=proposer)
    proposer.notifications.all().delete()
    verdict_return(verdict=verdict, actor=make_user(), reason="Look again.")
    assert "returned the verdict: Look again." in proposer.notifications.get().text


def test_a_comment_that_is_taken_back_leaves_no_words_with_who_was_told(db):
    anna, claim = colleague("anna"), make_claim()
    colleague("boris")
    mail_choose(user=colleague("clara"), when=MailChoice.When.DAILY)
    comment = comment_add(to=claim, author=anna, text="@boris @clara our source is Ms Nightingale.")
    letters_send()

    comment_remove(comment=comment, actor=anna)

    assert not Notification.objects.filter(text__contains="Nightingale").exists()
    assert set(Notification.objects.values_list("text", flat=True)) == {"anna took the comment back."}
    digests_send(now=MORNING + dt.timedelta(days=1000))
    assert [letter.to for letter in mail.outbox] == [["boris@example.org"]]


def test_authors_of_a_verdict_hear_what_became_of_it(db):
    anna, boris, clara = colleague("anna"), colleague("boris"), colleague("clara")
    claim = make_claim()
    follow(to=claim, user=clara)
    verdict = verdict_propose(verdict=make_verdict(claim, actor=anna), actor=boris)

    verdict_approve(verdict=verdict, actor=make_user("Editor"))

    assert (heard(anna), heard(boris)) == (["verdict"], ["verdict"])
    assert heard(clara)[-1] == "event"


class Refusing(EmailBackend):
    """A post office that will not take letters to some."""

    answers = {"bad@example.org": 550, "busy@example.org": 450}

    def send_messages(self, messages):
        for message in messages:
            (to,) = message.to
            if to in self.answers:
                raise SMTPRecipientsRefused({to: (self.answers[to], b"No.")})
        return super().send_messages(messages)


@pytest.mark.parametrize("when", list(MailChoice.When.values[:2]))
def test_one_address_that_is_refused_keeps_no_letter_from_others(db, settings, when):
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"
    anna = colleague("anna")
    for name in ("bad", "busy", "boris"):
        mail_choose(user=colleague(name), when=when)
    comment_add(to=make_claim(), author=anna, text="@bad @busy @boris")

    sent = [digests_send(now=MORNING) if when == "daily" else letters_send() for _ in range(2)]

    assert sent == [1, 0]
    assert [letter.to for letter in mail.outbox] == [["boris@example.org"]]
    waiting = Notification.objects.filter(mailed_at=None)
    # What will never be taken is given up; what may be taken later is tried again.
    assert [row.user.username for row in waiting] == ["busy"]


def test_an_address_that_nobody_could_write_to_is_given_up(db, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    anna, boris = colleague("anna"), colleague("boris")
    boris.email = "no address\n"
    boris.save()
    comment_add(to=make_claim(), author=anna, text="@boris")
    assert letters_send() == 0
    assert not Notification.objects.filter(mailed_at=None).exists()


def test_letters_reach_nobody_who_may_not_enter_the_desk_any_more(db):
    anna, boris, clara = colleague("anna"), colleague("boris"), colleague("clara")
    mail_choose(user=clara, when="daily")
    claim = make_claim()
    follow(to=claim, user=boris)
    comment_add(to=claim, author=anna, text="@clara The source is a nurse.")
    for user in (boris, clara):
        user.is_staff = False
        user.save()
    comment_add(to=claim, author=anna, text="And a doctor.")
    assert (letters_send(), digests_send(now=MORNING)) == (0, 0)
    assert mail.outbox == []
    assert not Notification.objects.filter(text__contains="doctor").exists()
