"""The admin's forms: the second to save chooses field by field, and a refusal keeps what was typed."""

import re

import pytest
from django.urls import reverse

from claims.models import CorrectionRequest, Topic
from claims.services.corrections import correction_answer
from claims.services.merges import speakers_merge
from claims.services.record import speaker_edit
from claims.tests.desk.test_lists import change, speaker_form
from claims.tests.factories import make_claim, make_speaker, make_topic, make_user
from sources.models import Role


def opened_in(page):
    found = re.search(r'name="opened" value="([^"]*)"', page)
    return found[1].replace("&quot;", '"').replace("&#x27;", "'").replace("&amp;", "&")


@pytest.fixture
def speaker(db):
    speaker = make_speaker("Anna Petrenko", description="A minister.")
    Role.objects.create(speaker=speaker, title="Minister", organisation="Kyiv")
    return speaker


def whole_form(speaker, **fields):
    role = speaker.roles.get()
    data = speaker_form(speaker, country="", description="A minister.", **fields)
    data.update({"roles-TOTAL_FORMS": 1, "roles-INITIAL_FORMS": 1, "roles-0-id": role.pk,
                 "roles-0-speaker": speaker.pk, "roles-0-title": "Minister", "roles-0-organisation": "Kyiv",
                 "roles-0-from_on": "", "roles-0-until_on": ""})  # fmt: skip
    return data


def test_second_to_save_a_speaker_chooses_field_by_field(desk_client, speaker):
    client, url = desk_client("Reporter"), change("sources_speaker", speaker)
    opened = opened_in(client.get(url).content.decode())
    role = speaker.roles.get()
    role.title = "Prime minister"
    speaker_edit(speaker=speaker, actor=make_user(), changes={"description": "Theirs.", "country": "UA"}, roles=[role])
    mine = {**whole_form(speaker), "opened": opened, "description": "Mine.", "roles-0-title": "Deputy minister"}

    answer = client.post(url, mine)

    page = answer.content.decode()
    assert answer.status_code == 409
    conflict = page.split('class="desk-conflict"')[1].split("</table>")[0]
    assert set(re.findall(r'<th scope="row">([^<]*)', conflict)) == {"Country", "Description", "Role 1, title"}
    for words in ("Theirs.", "Mine.", "UA", "Prime minister", "Deputy minister"):
        assert words in conflict
    # What only they changed is theirs beforehand.
    assert '<input type="radio" name="take_country" value="theirs" required checked>' in conflict
    # What both changed is chosen by nobody but the editor.
    assert '<input type="radio" name="take_description" value="mine" required>' in conflict
    assert '<input type="radio" name="take_description" value="theirs" required>' in conflict
    speaker.refresh_from_db()
    assert speaker.description == "Theirs."

    chosen = {"take_country": "theirs", "theirs_country": "UA", "take_description": "mine",
              "take_roles-0-title": "theirs", "theirs_roles-0-title": "Prime minister"}  # fmt: skip
    assert client.post(url, {**mine, "opened": opened_in(page), **chosen}).status_code == 302
    speaker.refresh_from_db()
    assert (speaker.description, speaker.country, speaker.roles.get().title) == ("Mine.", "UA", "Prime minister")


def test_what_nobody_else_touched_is_saved_at_once(desk_client, speaker):
    client, url = desk_client("Reporter"), change("sources_speaker", speaker)
    opened = opened_in(client.get(url).content.decode())
    assert client.post(url, {**whole_form(speaker), "opened": opened, "country": "UA"}).status_code == 302
    speaker.refresh_from_db()
    assert speaker.country == "UA"


def test_second_to_save_a_topic_is_told(desk_client):
    topic = make_topic("Grain")
    client, url = desk_client("Editor"), change("claims_topic", topic)
    opened = opened_in(client.get(url).content.decode())
    Topic.objects.filter(pk=topic.pk).update(description="Theirs.")

    answer = client.post(url, {"name": "Grain", "slug": topic.slug, "description": "Mine.", "opened": opened})

    assert answer.status_code == 409
    topic.refresh_from_db()
    assert topic.description == "Theirs."


def test_refusal_of_the_house_keeps_what_was_typed(desk_client, speaker):
    make_speaker("Somebody", wikidata_id="Q1")
    client, url = desk_client("Reporter"), change("sources_speaker", speaker)
    request = CorrectionRequest.objects.create(claim=make_claim(), text="Wrong.")
    editor = desk_client("Editor")
    at = reverse("admin:claims_correctionrequest_change", args=[request.pk])
    correction_answer(request=request, actor=make_user(), state="declined", answer="It is right.")

    told = editor.post(at, {"state": "corrected", "answer": "My long answer."})

    assert told.status_code == 400
    assert "You had written: “My long answer.”" in told.content.decode()
    answer = client.post(url, {**whole_form(speaker), "wikidata_id": "Q1", "description": "My long words."})
    assert answer.status_code == 200
    assert "My long words." in answer.content.decode()


def test_merged_speaker_is_shown_without_fields_and_an_older_form_is_told_beside_its_words(desk_client, speaker):
    client, url = desk_client("Editor"), change("sources_speaker", speaker)
    opened = opened_in(client.get(url).content.decode())
    speakers_merge(speaker=speaker, into=make_speaker("Anna P."), actor=make_user(), reason="One person.")
    speaker.refresh_from_db()
    page = client.get(url).content.decode()
    assert "Merged into" in page
    assert not re.search(r'<(?:input|textarea|select)[^>]* name="(?:description|names-\d|roles-\d)', page)
    answer = client.post(url, {**speaker_form(speaker, description="My words."), "opened": opened})
    assert answer.status_code == 400
    assert "was merged into Anna P." in answer.content.decode()
    assert "My words." in answer.content.decode()
