"""The index agrees with SQL asked directly, and follows the base at the next search."""

import random
from datetime import datetime

import pytest
from django.db import connection, transaction
from django.db.models import BooleanField, Exists, F, OuterRef, Q
from django.db.models.expressions import RawSQL
from django.db.models.functions import ATan2, Cos, Power, Radians, Sin, Sqrt

from maillage.apps.directory.actions.version import next_version, touch
from maillage.apps.directory.models import Equipment, Offer, Place, PlaceState, Term
from maillage.apps.directory.queries import PlaceSearch, current_index, search_places
from maillage.apps.directory.tests.factories import (
    make_equipment,
    make_offer,
    make_place,
    make_programme,
)
from maillage.core.geo import EARTH_RADIUS_M
from maillage.core.standard import Frais, ModaliteAcces, PublicSpecifique, Service

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 9, 15, 10, 20)  # noqa: DTZ001 - local to the places, as the index wants it
CENTRE = (50.63, 3.07)


def in_list(column, value):
    """Return the SQL condition "this JSON list holds this value", for both databases."""
    if connection.vendor == "sqlite":
        sql = f"EXISTS (SELECT 1 FROM json_each({column}) WHERE value = %s)"
    else:
        sql = f"EXISTS (SELECT 1 FROM jsonb_array_elements_text({column}) v WHERE v = %s)"
    return RawSQL(sql, [str(value)], output_field=BooleanField())


def offers(*conditions):
    """Return the places that have an offer meeting every condition."""
    rows = Offer.objects.filter(place=OuterRef("pk"), ended_on=None)
    for condition in conditions:
        rows = rows.filter(condition)
    return Q(Exists(rows))


def equipment(kind, *conditions):
    """Return the places that have this equipment."""
    rows = Equipment.objects.filter(place=OuterRef("pk"), kind=kind).exclude(total=0)
    return Q(Exists(rows.filter(*conditions)))


# What a feature means, written as SQL.
MEANING = {
    f"service:{Service.AIDE_AUX_DEMARCHES_ADMINISTRATIVES}": lambda: offers(
        in_list("services", Service.AIDE_AUX_DEMARCHES_ADMINISTRATIVES)
    ),
    f"cost:{Frais.GRATUIT}": lambda: offers(in_list("frais_a_charge", Frais.GRATUIT)),
    "access:walk_in": lambda: offers(in_list("modalites_acces", ModaliteAcces.SE_PRESENTER)),
    # Nobody named: everyone.
    f"public:{PublicSpecifique.SENIORS}": lambda: offers(
        Q(publics_specifiquement_adresses=[])
        | Q(in_list("publics_specifiquement_adresses", PublicSpecifique.SENIORS))
    ),
    "wheelchair:yes": lambda: Q(wheelchair=True),
    "wifi_public:yes": lambda: Q(wifi_public=True),
    "equipment:printer": lambda: equipment("printer"),
    "adapted:computer": lambda: equipment("computer", Q(adapted__gt=0)),
    "use:loan": lambda: offers(in_list("uses", "loan")),
    "theme:rights": lambda: offers(in_list("themes", "rights")),
    "programme:parents": lambda: Q(programmes__slug="parents"),
}


def sql_places(features, *, near=None, within_m=None):
    """Return the ids of the places that answer for sure, as SQL finds and orders them."""
    rows = Place.objects.filter(state=PlaceState.OPEN, withdrawn_at=None)
    # One offer must meet the conditions on offers together: these below are on distinct sides.
    for feature in features:
        rows = rows.filter(MEANING[feature]())
    if near is None:
        return set(rows.values_list("pk", flat=True))
    lat, lon = near
    rows = rows.filter(latitude__isnull=False).annotate(
        a=Power(Sin(Radians((F("latitude") - lat) / 2.0)), 2)
        + Cos(Radians(F("latitude")))
        * Cos(Radians(lat))
        * Power(Sin(Radians((F("longitude") - lon) / 2.0)), 2)
    )
    rows = rows.annotate(distance_m=2 * EARTH_RADIUS_M * ATan2(Sqrt(F("a")), Sqrt(1 - F("a"))))
    if within_m is not None:
        rows = rows.filter(distance_m__lte=within_m)
    return [
        pk
        for pk, _m in sorted(
            rows.values_list("pk", "distance_m"), key=lambda r: (round(r[1]), r[0])
        )
    ]


@pytest.fixture
def town():
    """Sixty places where each fact is yes, no or unknown, by a seed that never changes."""
    chance = random.Random(20260915)
    parents = make_programme("Espaces parents", slug="parents")

    def three():
        return chance.choice([True, False, None])

    def some(values):
        return [str(v) for v in values if chance.random() < 0.4]

    for number in range(60):
        place = make_place(
            nom=f"Lieu {number:02}",
            latitude=CENTRE[0] + chance.uniform(-0.03, 0.03) if number % 9 else None,
            longitude=CENTRE[1] + chance.uniform(-0.03, 0.03) if number % 9 else None,
            wheelchair=three(),
            wifi_public=three(),
            horaires=chance.choice(["", "Mo-Fr 09:00-17:00", "quand on peut"]),
            state="open" if number % 11 else "planned",
        )
        for _ in range(chance.randrange(4)):
            make_offer(
                place,
                services=some(Service),
                frais_a_charge=some(Frais),
                modalites_acces=some(ModaliteAcces),
                publics_specifiquement_adresses=some(PublicSpecifique),
                uses=some(["loan", "free_access"]),
                themes=some(["digital", "rights"]),
            )
        if chance.random() < 0.5:
            make_equipment(place, "printer", total=chance.choice([None, 0, 2]))
        if chance.random() < 0.5:
            make_equipment(place, "computer", total=7, adapted=chance.choice([None, 0, 1]))
        if number % 4 == 0:
            parents.places.add(place)
    return parents


@pytest.mark.parametrize("feature", MEANING)
def test_each_condition_finds_what_sql_finds(town, feature):
    found = search_places(PlaceSearch(features=(feature,), limit=100, relax=False), now=NOW)
    certain = [hit.place_id for hit in found.hits if hit.certain]
    assert set(certain) == sql_places([feature])
    assert found.n_certain == len(certain) > 0


@pytest.mark.parametrize("within_m", [None, 1_500])
@pytest.mark.parametrize(
    "features", [(), ("wheelchair:yes",), ("equipment:printer", "wifi_public:yes")]
)
def test_the_nearest_come_in_the_order_of_sql(town, features, within_m):
    search = PlaceSearch(features=features, near=CENTRE, within_m=within_m, limit=100, relax=False)
    found = search_places(search, now=NOW)
    with_position = [h.place_id for h in found.hits if h.certain and h.distance_m is not None]
    assert with_position == sql_places(features, near=CENTRE, within_m=within_m)


def test_a_search_costs_one_query_when_nothing_changed(town, django_assert_num_queries):
    search_places(PlaceSearch(), now=NOW)
    with django_assert_num_queries(1):
        search_places(PlaceSearch(need="imprimer", near=CENTRE), now=NOW)


def test_building_the_index_costs_the_same_queries_for_ten_times_the_places(
    town, django_assert_max_num_queries
):
    with django_assert_max_num_queries(6):
        current_index()


def test_a_change_is_visible_at_the_next_search_and_reads_only_what_changed(
    town, django_assert_max_num_queries
):
    loan = PlaceSearch(text="ourdissoir", relax=False)
    assert search_places(loan, now=NOW).n_certain == 0
    place = make_place(nom="Café L’Ourdissoir")
    with django_assert_max_num_queries(7):
        found = search_places(loan, now=NOW)
    assert [hit.place_id for hit in found.hits] == [place.pk]
    Place.objects.filter(pk=place.pk).update(state="planned")
    touch([place.pk])
    assert search_places(loan, now=NOW).n_certain == 0


@pytest.mark.row("CEN-03")
def test_printing_keeps_only_places_with_a_printer():
    with_printer = make_place(nom="Avec", n_offers=1)
    without = make_place(nom="Sans", n_offers=1)
    make_equipment(with_printer, "printer")
    make_equipment(without, "computer", total=2)
    # The kiosk and the scanner of the founding list are equipment like the printer.
    make_equipment(with_printer, "scanner")
    make_equipment(with_printer, "touch_kiosk")
    for feature in ("equipment:printer", "equipment:scanner", "equipment:touch_kiosk"):
        found = search_places(PlaceSearch(features=(feature,)), now=NOW)
        assert [hit.place_id for hit in found.hits] == [with_printer.pk]


@pytest.mark.row("CEN-04")
def test_where_can_i_borrow_a_computer_gives_only_places_that_lend():
    lends = make_place(nom="Prête")
    make_offer(lends, uses=["loan", "refurbishing"])
    sells = make_place(nom="Vend")
    make_offer(sells, uses=["sale"], cost_note="à partir de 60 €")
    found = search_places(PlaceSearch(need="emprunter"), now=NOW)
    assert [hit.place_id for hit in found.hits] == [lends.pk]
    assert found.n_unknown == 0
    for use, place in (("refurbishing", lends), ("sale", sells)):
        found = search_places(PlaceSearch(features=(f"use:{use}",)), now=NOW)
        assert [hit.place_id for hit in found.hits] == [place.pk]


@pytest.mark.row("CEN-05")
def test_each_of_the_five_uses_is_a_filter_and_more_can_be_added():
    uses = ("free_access", "personal_help", "procedures", "letter_writing", "beginner_workshops")
    places = {}
    for use in (*uses, "nouvel_usage"):
        places[use] = make_place(nom=use)
        make_offer(places[use], uses=[use])
    for use, place in places.items():
        found = search_places(PlaceSearch(features=(f"use:{use}",), relax=False), now=NOW)
        assert [hit.place_id for hit in found.hits if hit.certain] == [place.pk]


@pytest.mark.row("CEN-16")
def test_the_programme_of_the_demonstration_has_exactly_nine_places(demo):
    found = search_places(
        PlaceSearch(features=("programme:espace-ressource-numerique-parents",), limit=50), now=NOW
    )
    assert (found.n_certain, found.n_unknown) == (9, 0)


@pytest.mark.row("CEN-20")
def test_free_offers_are_found():
    free = make_place(nom="Gratuit")
    make_offer(free, frais_a_charge=["Gratuit"], partners=["Mission emploi", "Centre social"])
    make_offer(make_place(nom="Payant"), frais_a_charge=["Payant"])
    found = search_places(PlaceSearch(features=("cost:Gratuit",)), now=NOW)
    assert [hit.place_id for hit in found.hits] == [free.pk]


@pytest.mark.row("CEN-26")
def test_access_to_rights_stands_beside_digital_help():
    rights = make_place(nom="Point d’accès au droit")
    make_offer(
        rights, themes=["rights"], services=[str(Service.AIDE_AUX_DEMARCHES_ADMINISTRATIVES)]
    )
    both = make_place(nom="Maison de quartier")
    make_offer(both, themes=["rights", "digital"])
    digital = make_place(nom="Espace numérique")
    make_offer(digital, services=[str(Service.AIDE_AUX_DEMARCHES_ADMINISTRATIVES)])
    found = search_places(PlaceSearch(features=("theme:rights",)), now=NOW)
    assert {hit.place_id for hit in found.hits} == {rights.pk, both.pk}
    everything = search_places(PlaceSearch(need="demarche"), now=NOW)
    assert {rights.pk, digital.pk} <= {hit.place_id for hit in everything.hits}


@pytest.mark.row("CEN-27")
def test_public_wifi_is_a_filter():
    wifi = make_place(nom="Wi-Fi", wifi_public=True, wifi_outside_hours=True, phone_charging=True)
    make_place(nom="Sans Wi-Fi", wifi_public=False)
    unknown = make_place(nom="On ne sait pas")
    for feature in ("wifi_public:yes", "wifi_outside_hours:yes", "phone_charging:yes"):
        found = search_places(PlaceSearch(features=(feature,)), now=NOW)
        assert [hit.place_id for hit in found.hits] == [wifi.pk]
    asked = PlaceSearch(features=("wifi_public:yes",), include_unknown=True)
    found = search_places(asked, now=NOW)
    assert [(hit.place_id, hit.certain) for hit in found.hits] == [
        (wifi.pk, True),
        (unknown.pk, False),
    ]


def test_a_word_added_to_a_list_is_a_filter_of_the_form(client):
    with transaction.atomic():
        next_version()
        Term.objects.create(vocabulary="equipment", code="braille", label="Afficheur braille")
    place = make_place(nom="Bibliothèque")
    make_equipment(place, "braille", total=1)
    make_place(nom="Ailleurs", n_offers=1)
    page = client.get("/lieux/").content.decode()
    assert 'value="equipment:braille"' in page
    assert "Afficheur braille" in page
    found = client.get("/lieux/", {"avec": "equipment:braille"}).content.decode()
    assert "Bibliothèque" in found
    assert "Ailleurs" not in found
