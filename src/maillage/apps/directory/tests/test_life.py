"""The life of a place: planned, open, new, moved, closed; and what an open place lacks."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from maillage.apps.directory.actions.life import open_place, say_no_equipment, say_no_mediator
from maillage.apps.directory.actions.staff import add_place, close_place
from maillage.apps.directory.errors import OpeningInFuture, PlaceNotPlanned, SomethingIsThere
from maillage.apps.directory.models import Mediators, Place
from maillage.apps.directory.queries import audit_rows, get_place
from maillage.apps.directory.queries.recent import nearest_open, recent_places
from maillage.apps.directory.queries.shortages import shortages
from maillage.apps.directory.tests.desk import desk, fill_in, person, text, url  # noqa: F401
from maillage.apps.directory.tests.factories import (
    NOW,
    make_equipment,
    make_place,
    make_source_record,
    make_user,
)
from maillage.apps.directory.tests.pages import forget_base
from maillage.apps.territories.actions import load_zones
from maillage.apps.territories.queries import ZoneStatement, get_zone

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate(NOW)


@pytest.fixture(autouse=True)
def fresh_index():
    forget_base()
    yield
    forget_base()


def quarter(nom, kind="quarter"):
    slug = nom.lower()
    load_zones([ZoneStatement(kind=kind, code=slug, nom=nom, slug=slug, values={})])
    return get_zone(slug)


def helpers(place, total, kind="digital_mediator"):
    return Mediators.objects.create(
        place=place, kind=kind, total=total, record=make_source_record()
    )


# ---------------------------------------------------------------- planned, open, new


def test_a_place_is_planned_then_open_then_moved_on_screen_with_its_days(desk, client):  # noqa: F811
    answer = fill_in(
        desk, url("add_place"), nom="Espace neuf", adresse="1 rue du Rouet", code_postal="59999",
        commune="Clairmaille", planned="planned",
    )  # fmt: skip
    assert answer.status_code == 302, text(answer)
    place = Place.objects.get(nom="Espace neuf")
    assert "pas encore ouvert" in text(desk.get(url("place", place.public_id)))
    assert "Ouvrir ce lieu" in text(desk.get(url("staff_place", place.public_id)))
    page = url("open_place", place.public_id)
    tomorrow = timezone.localdate() + timedelta(days=1)
    refused = fill_in(desk, page, on=tomorrow.isoformat())
    assert refused.status_code == 422
    assert "pas encore venu" in text(refused)
    yesterday = timezone.localdate() - timedelta(days=1)
    assert fill_in(desk, page, on=yesterday.isoformat()).status_code == 302
    place = get_place(place.public_id)
    assert (place.state, place.opened_on) == ("open", yesterday)
    assert [row.action for row in audit_rows("place", place.public_id)] == [
        "open_place", "add_place",
    ]  # fmt: skip
    assert "Espace neuf" in text(client.get("/nouveaux/"))
    other = make_place(nom="Autre porte")
    closing = url("close_place", place.public_id)
    today = timezone.localdate()
    answer = fill_in(desk, closing, on=today.isoformat(), moved_to=other.public_id)
    assert answer.status_code == 302, text(answer)
    place = get_place(place.public_id)
    assert (place.state, place.closed_on, place.moved_to) == ("moved", today, other)
    assert "Espace neuf" not in text(client.get("/nouveaux/"))
    assert "Espace neuf" not in text(client.get("/lieux/"))
    page = text(client.get(url("place", place.public_id)))
    assert "a déménagé" in page
    assert url("place", other.public_id) in page


def test_only_a_planned_place_opens():
    place = make_place()
    with pytest.raises(PlaceNotPlanned):
        open_place(public_id=place.public_id, on=None, by=make_user(), now=NOW)
    planned = add_place(values={"nom": "Neuf"}, by=make_user(), now=NOW, planned=True)
    with pytest.raises(OpeningInFuture):
        open_place(
            public_id=planned.public_id, on=TODAY + timedelta(days=1), by=make_user(), now=NOW
        )
    assert open_place(public_id=planned.public_id, on=None, by=make_user(), now=NOW).opened_on == (
        TODAY
    )


def test_new_is_what_opened_or_entered_the_list_in_ninety_days_and_not_the_first_day():
    old = NOW - timedelta(days=400)
    make_place(nom="Premier jour", created_at=NOW - timedelta(days=500))
    make_place(nom="Ancien", created_at=old)
    make_place(nom="Ajouté", created_at=NOW - timedelta(days=20))
    make_place(nom="Ouvert", created_at=old, opened_on=TODAY - timedelta(days=90))
    make_place(nom="Trop vieux", created_at=old, opened_on=TODAY - timedelta(days=91))
    make_place(nom="Entré après", created_at=NOW, opened_on=date(2015, 1, 1))
    make_place(nom="Futur", created_at=old, opened_on=TODAY + timedelta(days=1))
    make_place(nom="Fermé", created_at=NOW, state="closed", closed_on=TODAY)
    make_place(nom="Plus nommé", created_at=NOW, withdrawn_at=NOW)
    found = recent_places(today=TODAY)
    assert [(one.place.nom, one.opened) for one in found] == [("Ajouté", False), ("Ouvert", True)]
    Place.objects.filter(nom__in=["Premier jour", "Ancien"]).delete()
    Place.objects.exclude(nom="Ajouté").delete()
    assert recent_places(today=TODAY) == []


def test_the_page_of_new_places_says_nothing_when_there_is_none(client):
    assert "Rien de nouveau" in text(client.get("/nouveaux/"))


# ---------------------------------------------------------------- closed: where to go


def test_a_closed_place_says_since_when_and_leads_to_the_nearest_open_ones(client):
    place = make_place(nom="Local fermé", latitude=50.63, longitude=3.07)
    for n, far in enumerate((0.02, 0.001, 0.005, 0.1), start=1):
        make_place(nom=f"Lieu {n}", latitude=50.63 + far, longitude=3.07)
    make_place(nom="Aussi fermé", latitude=50.63, longitude=3.07, state="closed", closed_on=TODAY)
    close_place(public_id=place.public_id, on=date(2026, 9, 1), by=make_user(), now=NOW)
    page = text(client.get(url("place", place.public_id)))
    assert "fermé définitivement" in page
    assert "septembre 2026" in page
    assert [Place.objects.get(pk=pk).nom for pk in nearest_open(place)] == [
        "Lieu 2", "Lieu 3", "Lieu 1",
    ]  # fmt: skip
    assert page.index("Lieu 2") < page.index("Lieu 3") < page.index("Lieu 1")
    assert "Aussi fermé" not in page
    forget_base()
    assert "Local fermé" not in text(client.get("/lieux/"))
    assert "Local fermé" not in text(client.get("/carte/"))


def test_without_a_position_the_quarter_then_the_commune_answer():
    centre, town = quarter("Centre"), quarter("Clairmaille", "commune")
    lost = make_place(
        latitude=None, longitude=None, quarter_zone=centre, commune_zone=town, state="closed",
        closed_on=TODAY,
    )  # fmt: skip
    assert nearest_open(lost) == []
    far = make_place(nom="Ville", commune_zone=town)
    assert nearest_open(lost) == [far.pk]
    near = make_place(nom="Quartier", quarter_zone=centre, commune_zone=town)
    assert nearest_open(lost) == [near.pk]


# ---------------------------------------------------------------- what lacks


@pytest.mark.row("CEN-29")
def test_a_space_marked_without_a_mediator_is_on_the_list_of_needs(desk):  # noqa: F811
    place = make_place(nom="Espace citoyen", quarter_zone=quarter("Rouet"))
    make_place(nom="Inconnu")
    page = url("staff_place", place.public_id)
    assert "Il n’y a pas de médiateur" in text(desk.get(page))
    assert "Espace citoyen" not in text(desk.get(url("shortages")))
    assert desk.post(url("no_mediator", place.public_id)).status_code == 302
    listed = text(desk.get(url("shortages")))
    assert "Espace citoyen" in listed
    assert "Rouet (1)" in listed
    assert "sans médiateur" in listed
    assert "Inconnu" not in listed
    assert [row.action for row in audit_rows("place", place.public_id)] == ["set_mediators"]
    # Somebody comes: it leaves the list.
    answer = fill_in(desk, url("set_mediators", place.public_id), kind="digital_adviser", total="1")
    assert answer.status_code == 302, text(answer)
    assert "Espace citoyen" not in text(desk.get(url("shortages")))


def test_a_known_none_is_a_shortage_an_unknown_number_is_not():
    none, some, unknown, both = (make_place(nom=n) for n in ("Aucun", "Deux", "Combien", "Rien"))
    helpers(none, 0)
    helpers(none, 2, "librarian")
    helpers(some, 0)
    helpers(some, 2, "digital_adviser")
    helpers(unknown, None)
    helpers(both, 0)
    make_equipment(both, total=0, adapted=None)
    make_equipment(some, total=None, adapted=None)
    closed = make_place(nom="Fermé", state="closed", closed_on=TODAY)
    helpers(closed, 0)
    assert [(one.place.nom, list(one.codes)) for one in shortages()] == [
        ("Aucun", ["mediator"]),
        ("Rien", ["mediator", "equipment"]),
    ]
    assert [one.place.nom for one in shortages("equipment")] == ["Rien"]


def test_what_is_known_to_be_there_is_not_denied_with_one_button():
    place = make_place()
    helpers(place, 2)
    make_equipment(place, total=4, adapted=None)
    for act in (say_no_mediator, say_no_equipment):
        with pytest.raises(SomethingIsThere):
            act(public_id=place.public_id, by=make_user(), now=NOW)
    bare = make_place()
    for _ in range(2):
        say_no_equipment(public_id=bare.public_id, by=make_user(), now=NOW)
    assert [one.codes for one in shortages()] == [["equipment"]]


def test_the_list_is_by_quarter_filtered_and_downloaded(desk):  # noqa: F811
    one, two, none = (
        make_place(nom="Un", quarter_zone=quarter("Rouet")),
        make_place(nom="=Deux", quarter_zone=quarter("Bobine")),
        make_place(nom="Ailleurs"),
    )
    helpers(one, 0)
    helpers(none, 0)
    make_equipment(two, total=0, adapted=None)
    page = text(desk.get(url("shortages")))
    assert page.index("Bobine (1)") < page.index("Rouet (1)") < page.index("Hors des quartiers")
    filtered = text(desk.get(url("shortages") + "?manque=equipment"))
    assert "Bobine" in filtered
    assert "Rouet (1)" not in filtered
    file = desk.get(url("shortages_csv") + "?manque=equipment")
    lines = b"".join(file).decode("utf-8-sig").splitlines()
    assert lines[0] == "quartier;lieu;adresse;commune;il_manque;numero"
    assert len(lines) == 2
    assert lines[1].startswith("Bobine;'=Deux;")
    assert desk.post(url("no_equipment", one.public_id)).status_code == 302
    assert len(b"".join(desk.get(url("shortages_csv"))).decode().splitlines()) == 4
