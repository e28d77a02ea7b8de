"""The photograph of a door: put, replaced, taken back, erased, and shown without weight."""

import io
import os
import re
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from PIL import Image

from maillage.apps.directory.actions.photos import (
    erase_photo,
    purge_photos,
    put_back_photo,
    remove_photo,
    set_photo,
)
from maillage.apps.directory.actions.undo import undo_change
from maillage.apps.directory.errors import PhotoUnknown, UndoImpossible
from maillage.apps.directory.models import AuditRow, PlacePhoto
from maillage.apps.directory.queries import place_cards
from maillage.apps.directory.queries.photos import SIZES, photo_file, photo_folder, shown_photo
from maillage.apps.directory.tests.factories import (
    NOW,
    TODAY,
    make_organisation,
    make_place,
    make_user,
)

pytestmark = pytest.mark.django_db
ALT = "Porte bleue vitrée, à côté du tabac"


@pytest.fixture(autouse=True)
def own_folder(tmp_path, settings):
    settings.FOLDER = tmp_path


@pytest.fixture
def place():
    return make_place(nom="Maison du Liseron", kinds=["library"])


@pytest.fixture
def by():
    return make_user()


def photo_bytes(colour="#2f6f8f", size=(800, 600)):
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG")
    return out.getvalue()


def put(place, by, colour="#2f6f8f", alt=ALT, now=NOW):
    content = io.BytesIO(photo_bytes(colour))
    return set_photo(public_id=place.public_id, content=content, alt=alt, by=by, now=now)


def files(row):
    return [photo_file(row.sha256, size) for size in SIZES]


def page(client, address, **options):
    answer = client.get(address, **options)
    assert answer.status_code == 200, address
    return BeautifulSoup(answer.content, "html.parser")


# ---------------------------------------------------------------- the table


@pytest.mark.parametrize(
    "wrong",
    [
        {"agreed": False},
        {"alt": ""},
        {"sha256": ""},
        {"width": 0},
        {"height": 0},
        {"removed_at": NOW - timedelta(days=1)},
    ],
    ids=str,
)
def test_the_base_refuses(place, wrong):
    said = {
        "sha256": "a" * 64, "width": 960, "height": 720, "alt": ALT, "agreed": True,
        "added_at": NOW,
    }  # fmt: skip
    PlacePhoto.objects.create(place=place, **said | {"removed_at": NOW})
    with pytest.raises(IntegrityError), transaction.atomic():
        PlacePhoto.objects.create(place=place, **said | wrong)


def test_the_base_shows_one_photo_of_a_place(place, by):
    row = put(place, by)
    with pytest.raises(IntegrityError), transaction.atomic():
        PlacePhoto.objects.create(
            place=place, sha256="b" * 64, width=1, height=1, alt=ALT, agreed=True, added_at=NOW
        )
    assert shown_photo(place.pk) == row


# ---------------------------------------------------------------- what people do


def test_a_photo_is_put_replaced_and_put_back(place, by):
    first, second = put(place, by), put(place, by, "#a33a32", "Porte rouge")
    assert shown_photo(place.pk) == second
    assert all(file.is_file() for file in (*files(first), *files(second)))
    put_back_photo(public_id=place.public_id, number=first.pk, by=by, now=NOW)
    assert shown_photo(place.pk) == first
    rows = AuditRow.objects.filter(subject_id=place.public_id).order_by("pk")
    assert [(row.action, row.before.get("alt"), row.after.get("alt")) for row in rows] == [
        ("set_photo", None, ALT),
        ("set_photo", ALT, "Porte rouge"),
        ("set_photo", "Porte rouge", ALT),
    ]


def test_the_journal_takes_each_change_back(place, by):
    first, second = put(place, by), put(place, by, "#a33a32", "Porte rouge")
    remove_photo(public_id=place.public_id, by=by, now=NOW)

    def undo(row):
        undo_change(public_id=place.public_id, audit_id=row.pk, by=by, now=NOW)

    put_first, put_second, removed = AuditRow.objects.filter(subject_id=place.public_id).order_by(
        "pk"
    )
    with pytest.raises(UndoImpossible):
        undo(put_second)  # it was taken off since
    undo(removed)
    assert shown_photo(place.pk) == second
    undo(put_second)
    assert shown_photo(place.pk) == first
    undo(put_first)
    assert shown_photo(place.pk) is None
    erase_photo(public_id=place.public_id, number=second.pk, by=by, now=NOW)
    with pytest.raises(UndoImpossible):
        undo(removed)  # nobody brings back what was erased


def test_an_erased_photo_leaves_no_file(place, by, django_capture_on_commit_callbacks):
    row, other = put(place, by), put(make_place(), by)
    with django_capture_on_commit_callbacks(execute=True):
        erase_photo(public_id=place.public_id, number=row.pk, by=by, now=NOW)
    # The same image is still shown elsewhere.
    assert row.sha256 == other.sha256
    assert all(file.is_file() for file in files(row))
    with django_capture_on_commit_callbacks(execute=True):
        erase_photo(public_id=other.place.public_id, number=other.pk, by=by, now=NOW)
    assert not any(file.exists() for file in files(row))
    with pytest.raises(PhotoUnknown):
        remove_photo(public_id=place.public_id, by=by, now=NOW)


def test_old_ones_and_files_of_nothing_are_purged(place, by, django_capture_on_commit_callbacks):
    old, young = put(place, by), put(place, by, "#a33a32", now=NOW + timedelta(days=20))
    remove_photo(public_id=place.public_id, by=by, now=NOW + timedelta(days=20))
    left = photo_folder() / "ab" / f"ab{'0' * 62}-carte.jpg"
    left.parent.mkdir(exist_ok=True)
    later = NOW + timedelta(days=40)
    for name, file in (("old", left), ("just written", left.with_name("." + left.name))):
        file.write_bytes(b"?")
        moment = (later - timedelta(days=1 if name == "old" else 0)).timestamp()
        os.utime(file, (moment, moment))
    (left.parent / "listed-then-gone").symlink_to("nowhere")
    # The first was replaced 20 days after NOW: kept until 50.
    with django_capture_on_commit_callbacks(execute=True):
        assert purge_photos(now=later) == 1
    assert not left.exists()
    assert left.with_name("." + left.name).exists()
    assert PlacePhoto.objects.count() == 2
    with django_capture_on_commit_callbacks(execute=True):
        purge_photos(now=NOW + timedelta(days=51))
    assert not PlacePhoto.objects.exists()
    assert not any(file.exists() for file in (*files(old), *files(young)))


def test_the_files_of_a_place_that_is_gone_are_purged(place, by):
    row = put(place, by)
    PlacePhoto.objects.filter(place=place).delete()
    purge_photos(now=NOW + timedelta(days=4000))
    assert not any(file.exists() for file in files(row))


def test_a_crash_leaves_no_half_file_and_no_row(place, by, monkeypatch):
    def cut(*_args, **_options):
        raise OSError("no room left")

    monkeypatch.setattr("pathlib.Path.replace", cut)
    with pytest.raises(OSError, match="no room"):
        put(place, by)
    assert not PlacePhoto.objects.exists()
    assert not [file for file in photo_folder().glob("*/*") if file.is_file()]


def test_a_place_shows_the_photo_of_one_that_is_joined_to_it(place, by):
    member = make_place(nom="Le Liseron")
    row = put(member, by)
    member.joined_to = place
    member.save()
    assert place_cards([place.pk], today=TODAY)[0].photo.mark == row.sha256
    own = put(place, by, "#a33a32")
    assert place_cards([place.pk], today=TODAY)[0].photo.mark == own.sha256
    row.refresh_from_db()
    assert row.removed_at is not None
    put_back_photo(public_id=place.public_id, number=row.pk, by=by, now=NOW)
    assert shown_photo(place.pk) == row
    remove_photo(public_id=place.public_id, by=by, now=NOW)
    assert shown_photo(place.pk) is None


# ---------------------------------------------------------------- pages


def test_residents_see_it_beside_the_words_and_it_keeps_its_room(client, place, by):
    make_place(nom="Autre lieu")
    row = put(place, by)
    found = page(client, "/lieux/")
    image = found.select_one("ol.places li:not(#l1) img.door") or found.select_one("img.door")
    assert image["alt"] == ALT
    assert (image["width"], image["height"], image["loading"]) == ("320", "240", "lazy")
    assert len(found.select("ol.places img")) == 1
    # A card without a photograph has the pictogram of what it is, not a hole.
    (drawn,) = found.select("ol.places span.door")
    assert drawn.find("svg")
    large = page(client, f"/lieux/{place.public_id}/").select_one("img.door.large")
    assert (large["width"], large["height"]) == (str(row.width), str(row.height))
    for one in (image, large):
        assert one["src"].startswith("/photos/")  # from here, from nobody else
        answer = client.get(one["src"])
        assert answer["Content-Type"] == "image/jpeg"
        assert "immutable" in answer["Cache-Control"]
        assert "max-age=31536000" in answer["Cache-Control"]
        assert Image.open(io.BytesIO(answer.content)).size[0] == int(one["width"])


def test_another_photo_has_another_address(client, place, by):
    put(place, by)
    before = page(client, "/lieux/").select_one("img.door")["src"]
    put(place, by, "#a33a32")
    assert page(client, "/lieux/").select_one("img.door")["src"] != before
    assert client.get(before).status_code == 404


def test_who_saves_data_gets_the_pictogram_and_a_link(client, place, by):
    put(place, by)
    for address in ("/lieux/", "/lieux/?images=oui", f"/lieux/{place.public_id}/?images=oui"):
        assert page(client, address).select("img.door")
        answer = client.get(address, headers={"Save-Data": "on"})
        assert b'<img class="door' not in answer.content
        assert "Save-Data" in answer["Vary"]
    found = page(client, f"/lieux/{place.public_id}/?images=non", headers={"Save-Data": "on"})
    assert found.find("a", href=re.compile("^/photos/.*-page.jpg$"))
    assert not found.select("img.door")


def test_the_photo_of_a_place_that_is_not_shown_is_not_given(client, place, by):
    row = put(place, by)
    url = f"/photos/{row.sha256[:16]}-page.jpg"
    assert client.get(url).status_code == 200
    # The mark whole, and nothing that only begins it.
    for mark, size in (
        (row.sha256[:16], "grande"),
        (row.sha256[:15], "page"),
        (row.sha256[:1], "page"),
        (row.sha256[:16].upper() + "g", "page"),
    ):
        assert client.get(f"/photos/{mark}-{size}.jpg").status_code == 404
    assert client.get("/photos/..%2f..%2fx-page.jpg").status_code == 404
    place.withdrawn_at = NOW
    place.save()
    assert client.get(url).status_code == 404


def test_who_holds_the_place_puts_a_photo_and_reads_what_was_refused(client, place):
    association = make_organisation()
    place.organisation = association
    place.save()
    client.force_login(make_user(role="member", organisation=association))
    url = f"/pro/lieux/{place.public_id}/photo/"
    said = {"alt": ALT, "agreed": "on"}

    def sent(data, name="porte.jpg", **more):
        return client.post(url, said | {"fichier": SimpleUploadedFile(name, data)} | more)

    heic = sent(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "IMG_0001.HEIC")
    assert heic.status_code == 422
    shown = BeautifulSoup(heic.content, "html.parser")
    assert "Le plus compatible" in shown.select_one("#id_fichier_error").text
    assert shown.select_one("#id_alt")["value"] == ALT
    without = client.post(url, {"alt": ALT, "fichier": SimpleUploadedFile("a.jpg", photo_bytes())})
    assert without.status_code == 422
    assert not PlacePhoto.objects.exists()
    assert sent(photo_bytes()).status_code == 302
    row = shown_photo(place.pk)
    assert row.alt == ALT
    assert client.get(f"{url}{row.pk}.jpg")["Cache-Control"].startswith("private, no-store")
    assert client.post(f"{url}retirer/").status_code == 302
    assert shown_photo(place.pk) is None
    assert "Remettre" in page(client, url).text
    assert client.post(f"{url}{row.pk}/remettre/").status_code == 302
    assert shown_photo(place.pk) == row
    assert client.post(f"{url}{row.pk}/effacer/").status_code == 302
    assert not PlacePhoto.objects.exists()


def test_a_member_of_another_organisation_changes_nothing(client, place, by):
    row = put(place, by)
    client.force_login(make_user(role="member", organisation=make_organisation()))
    url = f"/pro/lieux/{place.public_id}/photo/"
    assert client.get(url).status_code == 403
    for act in ("retirer/", f"{row.pk}/effacer/", f"{row.pk}/remettre/"):
        assert client.post(url + act).status_code == 403
    assert shown_photo(place.pk) == row
