"""The territories on screen: listed, loaded after one has looked, renamed; and who may."""

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from maillage.apps.directory.models import AuditRow, PlaceZone
from maillage.apps.directory.tests.desk import desk, person
from maillage.apps.directory.tests.factories import Zone, make_place
from maillage.apps.territories.tests.shapes import BOW_TIE, collection, feature, square

OutlineFile = apps.get_model("territories", "OutlineFile")

pytestmark = pytest.mark.django_db
# The fixtures come by their names.
__all__ = ["desk", "person"]
LIST = reverse("directory:territories")


def send(desk, data, name="quartiers.geojson", **said):
    """Send a file of outlines."""
    return desk.post(LIST, {"fichier": SimpleUploadedFile(name, data)} | said)


def words(page):
    """Return the text of a page, blanks as one."""
    return " ".join(page.content.decode().split())


def test_a_file_is_looked_at_then_applied_once(desk):
    pytest.importorskip("shapely")
    place = make_place(latitude=50.05, longitude=3.02)
    data = collection(
        feature("Le Nœud", BOW_TIE, code="QN05901M"),
        feature("Le Moulin", square(50, 3.3, 0.1), kind="quarter", code="q1"),
    )
    answer = send(desk, data)
    file = OutlineFile.objects.get()
    assert answer.url == reverse("directory:territory_file", args=[file.pk])
    page = words(desk.get(answer.url))
    assert "2 à ajouter, 0 à changer" in page
    assert "se croisait" in page
    assert "Le Moulin" in page
    assert not Zone.objects.exists()
    done = desk.post(answer.url, follow=True)
    assert "2 territoires chargés, 1 lieu replacé." in words(done)
    assert "quartiers.geojson" in words(done)
    assert PlaceZone.objects.get().place_id == place.pk
    file.refresh_from_db()
    assert (file.content, file.result["added"]) == (None, 2)
    row = AuditRow.objects.get(action="load_territory")
    assert row.after["file"] == "quartiers.geojson"
    # A second press, or the way back, changes nothing.
    assert desk.post(answer.url).status_code == 404
    again = send(desk, data)
    assert "Tout est déjà dans la base" in words(desk.get(again.url))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"rien", "JSON"),
        (b"", "vide"),
        (collection(feature("X", square(50, 3))), "--kind"),
        (collection(feature("X", {"type": "Point", "coordinates": [3, 50]})), "Point"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_beside_its_field(desk, data, said):
    answer = send(desk, data)
    assert answer.status_code == 422
    assert said in words(answer)
    assert not Zone.objects.exists()


def test_a_file_too_large_is_sent_to_the_command(desk, monkeypatch):
    monkeypatch.setattr("maillage.apps.territories.actions.files.MOST_BYTES", 10)
    assert "maillage load-territory" in words(send(desk, b"x" * 11))


def test_what_the_file_does_not_say_may_be_answered(desk):
    data = collection({"type": "Feature", "properties": {"ref": "1", "etiquette": "Le Moulin"},
                       "geometry": square(50, 3)})  # fmt: skip
    answer = send(desk, data, kind="quarter", nom="etiquette", code="ref")
    assert answer.status_code == 302
    assert "Le Moulin" in words(desk.get(answer.url))


def test_territories_are_listed_by_kind_and_one_is_renamed(desk, django_assert_max_num_queries):
    zone = Zone.objects.create(
        kind="quarter", code="q1", nom="Le Moulin", slug="le-moulin", geometry=square(50, 3, 0.1)
    )
    Zone.objects.create(kind="iris", code="599990101", nom="Moulin", slug="moulin-iris")
    make_place(latitude=50.05, longitude=3.05)
    with django_assert_max_num_queries(10):
        page = words(desk.get(LIST))
    assert "Le Moulin" in page
    assert "sans contour" in words(desk.get(LIST, {"genre": "iris"}))
    address = reverse("directory:territory", args=["le-moulin"])
    assert "Lieux dedans : 1." in words(desk.get(address))
    assert desk.post(address, {"nom": ""}).status_code == 422
    done = desk.post(address, {"nom": "Le Vieux Moulin"}, follow=True)
    assert "Le Vieux Moulin" in words(done)
    zone.refresh_from_db()
    assert (zone.nom, zone.slug) == ("Le Vieux Moulin", "le-moulin")
    assert AuditRow.objects.get(action="rename_zone").before == {"nom": "Le Moulin"}
    desk.post(address, {"nom": "Le Vieux Moulin"})
    assert AuditRow.objects.filter(action="rename_zone").count() == 1
    assert desk.get(reverse("directory:territory", args=["moulin-iris"])).status_code == 404


def test_only_those_who_keep_the_base_open_it(client):
    assert client.get(LIST).status_code == 302
