"""Places told by a person: added, replaced, put back, erased, and said when they are to redo."""

import io
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from maillage.apps.channels.actions.recordings import (
    add_recording,
    purge_recordings,
    put_back_recording,
    take_off_recording,
)
from maillage.apps.channels.errors import RecordingRefused, RecordingTooLarge, RecordingUnknown
from maillage.apps.channels.models import Recording
from maillage.apps.channels.queries.recordings import MOST_BYTES, path_of
from maillage.apps.channels.tasks import purge_sounds
from maillage.apps.channels.tests.factories import SOUND, make_recording
from maillage.apps.directory.tests.factories import (
    NOW,
    TODAY,
    AuditRow,
    make_offer,
    make_organisation,
    make_place,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(tmp_path, settings):
    settings.FOLDER = tmp_path


@pytest.fixture
def place():
    place = make_place(nom="Médiathèque", telephone="+33199002110", horaires="Mo-Fr 09:00-12:00")
    make_offer(place, title="Permanence", services=["Aide aux démarches administratives"])
    return place


@pytest.fixture
def keeper(client):
    person = make_user()
    client.force_login(person)
    return person


def said(place, **more):
    return {
        "fichier": SimpleUploadedFile("voix.mp3", SOUND, "audio/mpeg"),
        "language": "ar",
        "offer": "",
        "transcript": "أهلا وسهلا بكم",
        "recorded_on": timezone.localdate().isoformat(),
        "agreed": "on",
    } | more


def add_url(place):
    return f"/pro/papier/lieu/{place.public_id}/voix/ajouter/"


def soup(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, address
    return BeautifulSoup(answer.content, "html.parser")


def add(place, by, **more):
    values = {
        "content": io.BytesIO(SOUND), "language": "fr", "transcript": "Bonjour",
        "recorded_on": TODAY,
    }  # fmt: skip
    return add_recording(public_id=place.public_id, by=by, now=NOW, **values | more)


@pytest.mark.row("CHA-02")
def test_a_person_records_a_place_and_residents_hear_it_first(client, keeper, place):
    answer = client.post(add_url(place), said(place))
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    client.logout()
    page = soup(client, f"/ecouter/lieu/{place.public_id}/?lang=ar")
    [source] = page.select("#p0 audio source")
    assert source["type"] == "audio/mpeg"
    assert "أهلا وسهلا بكم" in page.select_one("#p0 details").text
    sound = client.get(source["src"], headers={"Range": "bytes=0-3"})
    assert (sound.status_code, b"".join(sound.streaming_content)) == (206, SOUND[:4])
    # No synthesis beside a person's voice; another language has none of it.
    assert not page.select("#p0 audio[src]")
    assert not soup(client, f"/ecouter/lieu/{place.public_id}/?lang=tr").select("audio source")


def test_plain_french_hears_the_recording_in_french(client, place):
    make_recording(place)
    page = soup(client, f"/ecouter/lieu/{place.public_id}/?lang=fr-facile")
    assert page.select("audio source")


def test_a_service_has_its_own_recording(client, place):
    make_recording(place, offer=place.offers.get().public_id)
    page = soup(client, f"/ecouter/lieu/{place.public_id}/")
    assert page.select("#p1 audio source")
    assert not page.select("#p0 audio source")


def test_what_changed_since_is_to_be_made_again(client, keeper, place):
    make_recording(place)
    make_recording(place, offer=place.offers.get().public_id)
    address, desk = f"/ecouter/lieu/{place.public_id}/", f"/pro/papier/lieu/{place.public_id}/voix/"
    assert "Des informations ont changé" not in soup(client, address).text
    assert "À refaire" not in soup(client, desk).text
    place.telephone = "+33199002199"
    place.save()
    page = soup(client, address)
    assert "Des informations ont changé" in page.select_one("#p0").text
    assert "Des informations ont changé" not in page.select_one("#p1").text
    assert "01\u00a099\u00a000\u00a021\u00a099" in page.select_one("#p0").text
    assert soup(client, desk).text.count("À refaire") == 1
    # The day, the language of the page and the sessions change nothing of what was told.
    assert "Des informations ont changé" not in soup(client, f"{address}?lang=en").text


def test_replaced_taken_off_and_put_back_with_a_trace_each(client, keeper, place):
    old = add(place, keeper)
    new = add(place, keeper, transcript="Bonjour à tous", content=io.BytesIO(SOUND + bytes(9)))
    assert [row.pk for row in Recording.objects.filter(removed_at=None)] == [new.pk]
    desk = f"/pro/papier/lieu/{place.public_id}/voix/"
    assert len(soup(client, desk).select("form[action$='/remettre/']")) == 1
    client.post(f"{desk}{old.pk}/remettre/")
    assert [row.pk for row in Recording.objects.filter(removed_at=None)] == [old.pk]
    client.post(f"{desk}{old.pk}/retirer/")
    assert not Recording.objects.filter(removed_at=None)
    assert client.get(f"/ecouter/voix/{old.pk}/").status_code == 404
    assert client.get(f"{desk}{old.pk}/ecouter/").status_code == 200
    client.post(f"{desk}{old.pk}/remettre/")
    assert client.get(f"/ecouter/voix/{old.pk}/").status_code == 200
    rows = AuditRow.objects.filter(subject_id=place.public_id).order_by("pk")
    assert [row.action for row in rows] == [
        "add_recording", "add_recording", "put_back_recording", "take_off_recording",
        "put_back_recording",
    ]  # fmt: skip
    assert rows[1].before["recording"] == old.pk
    assert "Bonjour" not in str([(row.before, row.after) for row in rows])
    assert "Enregistrement remis" in soup(client, "/pro/journal/").text


def test_who_does_not_want_to_be_heard_any_more_is_erased_at_once(client, keeper, place):
    row, twin = add(place, keeper), add(place, keeper, language="en")
    file = path_of(row)
    address = f"/pro/papier/lieu/{place.public_id}/voix/{row.pk}/retirer/"
    client.post(address, {"effacer": "1"})
    assert not Recording.objects.filter(pk=row.pk).exists()
    assert path_of(twin).is_file()  # the same bytes, that another one still plays
    take_off_recording(public_id=place.public_id, number=twin.pk, erase=True, by=keeper, now=NOW)
    assert AuditRow.objects.filter(action="erase_recording").count() == 2
    assert file == path_of(twin)


def test_the_file_leaves_with_its_last_recording(place, django_capture_on_commit_callbacks):
    row = make_recording(place)
    file = path_of(row)
    with django_capture_on_commit_callbacks(execute=True):
        take_off_recording(
            public_id=place.public_id, number=row.pk, erase=True, by=make_user(), now=NOW
        )
    assert not file.exists()


def test_after_a_month_what_was_taken_off_is_erased(place):
    by = make_user()
    row = add(place, by)
    take_off_recording(public_id=place.public_id, number=row.pk, by=by, now=NOW)
    assert purge_recordings(now=NOW + timedelta(days=29)) == 0
    assert purge_recordings(now=NOW + timedelta(days=31)) == 1
    assert not Recording.objects.exists()


def test_the_task_of_the_day_runs(place):
    by = make_user()
    row = add(place, by)
    take_off_recording(public_id=place.public_id, number=row.pk, by=by, now=NOW)
    Recording.objects.update(removed_at=timezone.now() - timedelta(days=31))
    purge_sounds.func()
    assert not Recording.objects.exists()


def test_a_file_that_is_gone_is_not_put_back(place):
    by = make_user()
    row = add(place, by)
    take_off_recording(public_id=place.public_id, number=row.pk, by=by, now=NOW)
    path_of(row).unlink()
    with pytest.raises(RecordingUnknown):
        put_back_recording(public_id=place.public_id, number=row.pk, by=by, now=NOW)


# ---------------------------------------------------------------- refused, with what to do


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"agreed": ""}, "sans son accord"),
        ({"transcript": " "}, "Ce champ est nécessaire"),
        ({"language": "xx"}, "xx"),
        ({"recorded_on": "2999-01-01"}, "pas encore venu"),
        ({"recorded_on": "hier"}, "15/09/2026"),
        ({"fichier": SimpleUploadedFile("v.mp3", b"<html>")}, "n’est pas un son"),
        ({"fichier": SimpleUploadedFile("v.mp3", b"")}, "Ce fichier est vide"),
        ({"fichier": ""}, "Ce champ est nécessaire"),
        ({"offer": "0000000000"}, "0000000000"),
    ],
)
def test_what_is_missing_is_said_beside_and_nothing_is_kept(client, keeper, place, more, why):
    answer = client.post(add_url(place), said(place, **more))
    assert answer.status_code == 422
    page = BeautifulSoup(answer.content, "html.parser")
    assert any(why in error.text for error in page.select(".why"))
    assert (
        "أهلا" in page.select_one("textarea").text or not said(place, **more)["transcript"].strip()
    )
    assert not Recording.objects.exists()


def test_what_is_too_large_or_no_sound_is_refused(place):
    by = make_user()
    with pytest.raises(RecordingTooLarge, match="10 Mo"):
        add(place, by, content=io.BytesIO(SOUND + bytes(MOST_BYTES)))
    with pytest.raises(RecordingRefused):
        add(place, by, content=io.BytesIO(b"%PDF-1.7"))
    assert not Recording.objects.exists()


def test_a_place_that_nobody_sees_has_nothing_to_hear(client, keeper):
    place = make_place(state="closed", closed_on=TODAY)
    answer = client.post(add_url(place), said(place))
    assert answer.status_code == 422
    assert "pas montré au public" in answer.text


def test_a_recording_of_a_place_that_closed_is_silent(client, place):
    row = make_recording(place)
    place.state, place.closed_on = "closed", TODAY
    place.save()
    assert client.get(f"/ecouter/voix/{row.pk}/").status_code == 404


def test_only_who_keeps_the_place_records_it(client, place):
    other = make_user(role="mediator", organisation=make_organisation(nom="Ailleurs"))
    client.force_login(other)
    assert client.get(add_url(place)).status_code == 403
    page = soup(client, f"/pro/papier/lieu/{place.public_id}/voix/")
    assert not page.select("main form")
    row = make_recording(place, removed_at=NOW)
    address = f"/pro/papier/lieu/{place.public_id}/voix/{row.pk}/ecouter/"
    assert client.get(address).status_code == 404
    own = make_organisation(nom="Ici")
    place.organisation = own
    place.save()
    client.force_login(make_user(role="mediator", organisation=own))
    assert client.get(add_url(place)).status_code == 200
    assert client.get(address).status_code == 200


@pytest.mark.parametrize(
    "wrong", [{"agreed": False}, {"transcript": ""}, {"kind": "exe"}, {}],
)  # fmt: skip
def test_the_database_refuses_what_must_never_be(place, wrong):
    if not wrong:
        make_recording(place)  # a second one, heard in the same language
    with pytest.raises(IntegrityError), transaction.atomic():
        make_recording(place, **wrong)
