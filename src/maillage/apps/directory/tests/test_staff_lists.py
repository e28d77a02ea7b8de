"""The life of a place on its page, what is to qualify, and the lists of words."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.utils import timezone

from maillage.apps.directory.models import (
    Equipment,
    Place,
    Programme,
    TemporaryClosure,
    Term,
)
from maillage.apps.directory.tests.desk import desk, fill_in, person, text, url
from maillage.apps.directory.tests.factories import (
    make_equipment,
    make_offer,
    make_place,
    make_programme,
)
from maillage.web.slots import Panel, Slot, register, unregister

pytestmark = pytest.mark.django_db


# The fixtures come by their names.
__all__ = ["desk", "person"]


# ---------------------------------------------------------------- life, closures, programmes


def test_a_place_is_closed_after_seeing_what_that_touches_and_reopened(desk):
    place = make_place(nom="Maison du Liseron", n_offers=1)

    def liaison(ids):
        return {pk: [Panel("web/_note.html", Note())] for pk in ids}

    register(Slot.BEFORE_CLOSE, liaison)
    try:
        page = text(desk.get(url("close_place", place.public_id)))
    finally:
        unregister(Slot.BEFORE_CLOSE, liaison)
    assert "Deux fiches de liaison" in page
    response = fill_in(desk, url("close_place", place.public_id), on="")
    assert response.status_code == 422
    assert "Donnez le jour de fermeture" in text(response)
    day = timezone.localdate() - timedelta(days=1)
    fill_in(desk, url("close_place", place.public_id), on=day.isoformat())
    place.refresh_from_db()
    assert (place.state, place.closed_on) == ("closed", day)
    page = text(desk.get(url("staff_place", place.public_id)))
    assert "Mettre dans les listes" in page
    desk.post(url("reopen_place", place.public_id))
    place.refresh_from_db()
    assert place.state == "open"


@dataclass(frozen=True, slots=True)
class Note:
    """What an upper application would say before a place closes."""

    title: str = "Deux fiches de liaison attendent ici"
    text: str = "Prévenez les personnes."
    kind: str = "check"


def test_a_place_that_moved_is_found_by_its_number_or_its_address(desk):
    old, new = make_place(), make_place()
    sent = {"on": "01/09/2026", "moved_to": "nulle-part"}
    response = fill_in(desk, url("close_place", old.public_id), **sent)
    assert "ne trouvons pas" in text(response)
    sent["moved_to"] = f"https://clairmaille.example/lieux/{new.public_id}/"
    fill_in(desk, url("close_place", old.public_id), **sent)
    old.refresh_from_db()
    assert (old.state, old.moved_to) == ("moved", new)


def test_a_closure_is_announced_and_taken_back(desk):
    place = make_place()
    address = url("add_closure", place.public_id)
    response = fill_in(desk, address, starts_on="2026-12-24", ends_on="2026-12-01")
    assert "ne peut pas précéder" in text(response)
    response = fill_in(desk, address, starts_on="32/12/2026", ends_on="")
    assert "Ce jour n’existe pas" in text(response)
    fill_in(desk, address, starts_on="2026-12-24", ends_on="2026-12-31", reason="Congés")
    closure = TemporaryClosure.objects.get()
    page = text(desk.get(url("staff_place", place.public_id)))
    assert "Congés" in page
    desk.post(url("remove_closure", place.public_id, closure.pk))
    assert not TemporaryClosure.objects.exists()


def test_a_place_joins_and_leaves_a_programme(desk):
    place = make_place()
    make_programme("Espaces parents", slug="espaces-parents")
    assert "Espaces parents" in text(desk.get(url("add_programme", place.public_id)))
    fill_in(desk, url("add_programme", place.public_id), nom="Espaces parents")
    assert Programme.objects.get().places.get() == place
    page = text(desk.get(url("staff_place", place.public_id)))
    assert url("remove_programme", place.public_id, "espaces-parents") in page
    desk.post(url("remove_programme", place.public_id, "espaces-parents"))
    assert not place.programmes.exists()


def test_equipment_is_removed_and_an_offer_stopped_from_the_page(desk):
    place = make_place()
    make_equipment(place, "scanner", total=1, by_hand=True)
    offer = make_offer(place)
    desk.post(url("remove_equipment", place.public_id, "scanner"))
    assert not Equipment.objects.exists()
    desk.post(url("stop_offer", place.public_id, offer.public_id))
    page = text(desk.get(url("staff_place", place.public_id)))
    assert "Arrêtée depuis le" in page
    desk.post(url("resume_offer", place.public_id, offer.public_id))
    offer.refresh_from_db()
    assert offer.ended_on is None


# ---------------------------------------------------------------- the steward


def test_to_qualify_counts_with_their_base_and_pages_by_key(desk):
    whole = make_place(horaires="Mo 09:00-12:00", telephone="+33199002110", contact_nom="Accueil")
    make_offer(
        whole,
        services=["Utilisation sécurisée du numérique"],
        frais_a_charge=["Gratuit"],
        modalites_accompagnement=["En autonomie"],
    )
    assert "Tout est qualifié" in text(desk.get(url("to_qualify")))
    for number in range(53):
        make_place(nom=f"Lieu à compléter {number}", telephone="+33199002110")
    page = text(desk.get(url("to_qualify")))
    assert "53 lieux, sur 54" in page
    assert page.count("Lieu à compléter") == 50
    last = Place.objects.exclude(pk=whole.pk).order_by("public_id")[49].public_id
    page = text(desk.get(url("to_qualify"), {"apres": last}))
    assert page.count("Lieu à compléter") == 3
    page = text(desk.get(url("to_qualify"), {"manque": "phone"}))
    assert "Rien ne manque ici" in page
    assert "0 sur 54" in page


def test_the_number_of_queries_does_not_grow_with_the_list(desk, django_assert_max_num_queries):
    for _ in range(3):
        make_place(n_offers=1)
    desk.get(url("to_qualify"))
    with django_assert_max_num_queries(9):
        desk.get(url("to_qualify"))
    place = make_place(n_offers=3)
    # Two of them are those of the panel that says what its offers lack.
    with django_assert_max_num_queries(17):
        desk.get(url("staff_place", place.public_id))


def test_the_lists_are_shown_lengthened_and_shortened(desk):
    page = text(desk.get(url("terms")))
    assert "Écrivain public" in page
    fill_in(desk, url("add_term", "equipment"), label="Imprimante 3D")
    term = Term.objects.get(code="imprimante_3d")
    response = fill_in(desk, url("add_term", "equipment"), label="imprimante 3d")
    assert response.status_code == 422
    assert "déjà dans cette liste" in text(response)
    place = make_place()
    assert "Imprimante 3D" in text(desk.get(url("add_equipment", place.public_id)))
    fill_in(desk, url("edit_term", "equipment", term.code), retired="yes")
    assert "retiré" in text(desk.get(url("terms")))
    assert "Imprimante 3D" not in text(desk.get(url("add_equipment", place.public_id)))
    assert desk.get(url("edit_term", "equipment", "rien")).status_code == 404
    assert desk.get(url("add_term", "sorts")).status_code == 404
    Term.objects.filter(vocabulary="theme").delete()
    assert "Cette liste est vide" in text(desk.get(url("terms")))
