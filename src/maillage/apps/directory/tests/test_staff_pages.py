"""The desk as people meet it: pages, forms, refusals in words, and nothing without signing in."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from maillage.apps.directory.actions.staff import add_place
from maillage.apps.directory.models import (
    AuditRow,
    Equipment,
    Offer,
    Place,
)
from maillage.apps.directory.queries import PlaceSearch, search_places
from maillage.apps.directory.tests.desk import Form, desk, fill_in, found, person, text, url
from maillage.apps.directory.tests.factories import (
    NOW,
    POSITION,
    make_equipment,
    make_offer,
    make_place,
)

pytestmark = pytest.mark.django_db


# The fixtures come by their names.
__all__ = ["desk", "person"]


# ---------------------------------------------------------------- the door


@pytest.mark.parametrize(
    ("route", "arguments"),
    [
        ("staff_places", []),
        ("add_place", []),
        ("staff_place", ["x"]),
        ("edit_place", ["x"]),
        ("close_place", ["x"]),
        ("reopen_place", ["x"]),
        ("undo", ["x", 1]),
        ("add_closure", ["x"]),
        ("remove_closure", ["x", 1]),
        ("add_programme", ["x"]),
        ("remove_programme", ["x", "y"]),
        ("add_equipment", ["x"]),
        ("edit_equipment", ["x", "computer"]),
        ("remove_equipment", ["x", "computer"]),
        ("add_offer", ["x"]),
        ("edit_offer", ["x", "y"]),
        ("stop_offer", ["x", "y"]),
        ("resume_offer", ["x", "y"]),
        ("to_qualify", []),
        ("terms", []),
        ("add_term", ["use"]),
        ("edit_term", ["use", "loan"]),
    ],
)
def test_nobody_enters_without_signing_in(client, route, arguments):
    for method in (client.get, client.post):
        response = method(url(route, *arguments))
        assert response.status_code == 302
        assert response["Location"].startswith(reverse("account_login"))


def test_a_link_changes_nothing(desk):
    place = make_place()
    for route, more in (
        ("reopen_place", []),
        ("undo", [1]),
        ("remove_closure", [1]),
        ("remove_programme", ["espaces-parents"]),
        ("remove_equipment", ["computer"]),
        ("stop_offer", ["x"]),
        ("resume_offer", ["x"]),
    ):
        assert desk.get(url(route, place.public_id, *more)).status_code == 405


# ---------------------------------------------------------------- places


def test_any_place_is_found_by_its_name_whatever_its_state(desk):
    make_place(nom="Médiathèque du Fuseau", state="closed", closed_on=date(2026, 1, 1))
    make_place(nom="Maison du Liseron", withdrawn_at=NOW)
    page = text(desk.get(url("staff_places"), {"q": "mediatheque fuseau"}))
    assert "Médiathèque du Fuseau" in page
    assert "fermé définitivement" in page
    assert "Liseron" not in page
    page = text(desk.get(url("staff_places")))
    assert "plus nommé par sa source" in page
    assert "Aucun lieu ne porte ces mots" in text(desk.get(url("staff_places"), {"q": "zzz"}))


def test_an_empty_base_says_what_to_do(desk):
    assert "Importez un fichier" in text(desk.get(url("staff_places")))
    assert "Aucun lieu pour le moment" in text(desk.get(url("to_qualify")))


def test_more_places_than_shown_are_said(desk):
    for _ in range(52):
        make_place(nom="Maison du Liseron")
    page = text(desk.get(url("staff_places"), {"q": "liseron"}))
    assert "ajoutez un mot" in page


def test_a_place_that_does_not_exist_is_said_in_words(desk):
    response = desk.get(url("staff_place", "nulle-part"))
    assert response.status_code == 404
    assert "Ce lieu n’existe pas" in text(response)


@pytest.mark.row("CEN-02")
def test_equipment_and_uses_of_a_place_are_two_lists_and_each_is_editable(desk):
    place = make_place(nom="Médiathèque du Fuseau")
    make_equipment(place, "printer", total=2, note="Recto verso")
    offer = make_offer(
        place, title="Aide aux démarches", uses=["procedures"], frais_a_charge=["Gratuit"]
    )
    page = text(desk.get(url("staff_place", place.public_id)))
    equipment, rest = page.split('id="equipements"')[1].split('id="offres"')
    offers = rest.split('id="fermetures"')[0]
    assert "Imprimante" in equipment
    assert "Aide aux démarches" not in equipment
    assert "Aide aux démarches" in offers
    assert "Démarches administratives" in offers
    assert "Imprimante" not in offers

    edit = url("edit_equipment", place.public_id, "printer")
    assert edit in equipment
    response = fill_in(desk, edit, total="3")
    assert response["Location"] == url("staff_place", place.public_id)
    item = Equipment.objects.get()
    assert (item.total, item.note) == (3, "Recto verso")

    edit = url("edit_offer", place.public_id, offer.public_id)
    assert edit in offers
    fill_in(desk, edit, contact_nom="Accueil", uses=["procedures", "letter_writing"])
    offer.refresh_from_db()
    assert offer.uses == ["procedures", "letter_writing"]
    assert (offer.title, offer.frais_a_charge) == ("Aide aux démarches", ["Gratuit"])


@pytest.mark.row("CEN-13")
def test_seven_computers_of_which_one_adapted_are_entered_and_found(desk):
    place = make_place(n_offers=1)
    make_place(n_offers=1)
    assert not found("adapted:computer")
    response = fill_in(
        desk,
        url("add_equipment", place.public_id),
        kind="computer",
        total="7",
        adapted="1",
    )
    assert response.status_code == 302
    assert found("adapted:computer") == {place.pk}
    public = text(desk.get(url("place", place.public_id)))
    assert "7 ordinateurs, dont 1 adapté" in public


def test_more_adapted_than_there_are_is_refused_at_its_field(desk):
    place = make_place()
    response = fill_in(
        desk, url("add_equipment", place.public_id), kind="computer", total="1", adapted="2"
    )
    assert response.status_code == 422
    assert "plus de postes adaptés que de postes en tout" in text(response)
    assert not Equipment.objects.exists()


@pytest.mark.row("CEN-28")
def test_a_cafe_is_recorded_as_a_place_with_digital_help_at_set_hours(desk):
    response = fill_in(
        desk,
        url("add_place"),
        nom="Café L’Ourdissoir",
        kinds=["cafe"],
        adresse="3 place du Marché",
        code_postal="59999",
        commune="Clairmaille",
        position="50.6311, 3.0722",
        horaires="Mo-Sa 08:00-20:00",
    )
    place = Place.objects.get()
    assert response["Location"] == url("staff_place", place.public_id)
    fill_in(
        desk,
        url("add_offer", place.public_id),
        title="Un coup de main numérique",
        contact_nom="Inès, médiatrice",
        contact_telephone="01 99 00 21 10",
        uses=["personal_help"],
        horaires="We 14:00-17:00",
    )
    assert place.kinds == ["cafe"]
    assert found("kind:cafe", "use:personal_help") == {place.pk}
    # The help has its own hours: on Wednesday afternoon, not whenever the café is open.
    wednesday = NOW.replace(tzinfo=None, day=16, hour=15)
    for moment, expected in ((wednesday, {place.pk}), (wednesday.replace(hour=10), set())):
        search = PlaceSearch(features=("use:personal_help",), open_at=moment, relax=False)
        hits = search_places(search, now=wednesday).hits
        assert {hit.place_id for hit in hits} == expected
    assert "Un coup de main numérique" in text(desk.get(url("place", place.public_id)))


@pytest.mark.row("WRN-03")
def test_a_service_cannot_be_published_without_a_human_contact(desk):
    place = make_place(contact_nom="")
    response = fill_in(desk, url("add_offer", place.public_id), title="Aide", contact_nom="")
    assert response.status_code == 422
    assert "Dites à qui s’adresser" in text(response)
    assert not Offer.objects.exists()
    # Whoever writes past the form meets the database.
    with pytest.raises(IntegrityError), transaction.atomic():
        make_offer(place, by_hand=True, contact_nom="")
    offer = make_offer(place, by_hand=True, contact_nom="Accueil")
    with pytest.raises(IntegrityError), transaction.atomic():
        Offer.objects.filter(pk=offer.pk).update(contact_nom="")


def test_two_people_who_correct_two_things_do_not_undo_one_another(desk):
    place = make_place(waiting="", papers_to_bring="", contact_telephone="+33199002110")
    address = url("edit_place", place.public_id)
    first, second = (Form(text(desk.get(address))).sent for _ in range(2))
    assert desk.post(address, first | {"waiting": "10 minutes"}).status_code == 302
    assert desk.post(address, second | {"papers_to_bring": "Aucun"}).status_code == 302
    place.refresh_from_db()
    assert (place.waiting, place.papers_to_bring) == ("10 minutes", "Aucun")
    rows = AuditRow.objects.order_by("pk")
    assert [row.after for row in rows] == [{"waiting": "10 minutes"}, {"papers_to_bring": "Aucun"}]


def test_a_form_sent_back_as_it_was_changes_nothing(desk):
    place = make_place(
        presentation_detail="Une ligne\nUne autre",
        courriels=["a@clairmaille.example", "b@clairmaille.example"],
        site_web=["https://clairmaille.example"],
        telephone="+33199002110",
        wheelchair=False,
        childcare=True,
        languages=["fr", "ar", "oc"],
        kinds=["cafe"],
        dispositif_programmes_nationaux=["France Services"],
    )
    offer = make_offer(place, title="Aide", contact_nom="Accueil", levels=["debutant", "autre"])
    assert fill_in(desk, url("edit_place", place.public_id)).status_code == 302
    edit = url("edit_offer", place.public_id, offer.public_id)
    assert fill_in(desk, edit).status_code == 302
    assert not AuditRow.objects.exists()


def test_hours_that_mean_nothing_are_kept_and_said(desk):
    place = make_place()
    response = desk.post(
        url("edit_place", place.public_id),
        Form(text(desk.get(url("edit_place", place.public_id)))).sent
        | {"horaires": "quand il fait beau"},
        follow=True,
    )
    page = text(response)
    assert "nous n’avons pas compris" in page.lower()
    assert "montrés tels quels" in page.lower()
    place.refresh_from_db()
    assert place.horaires == "quand il fait beau"


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("telephone", "01 99 00", "il en faut 10"),
        ("telephone", "01 99 00 21 10 ou 01 99 00 21 11", "un seul numéro"),
        ("courriels", "personne", "adresse e-mail complète"),
        ("site_web", "ma page", "adresse d’une page"),
        ("prise_rdv", "rdv", "adresse d’une page"),
        ("code_postal", "5999", "cinq chiffres"),
        ("position", "ici", "deux nombres"),
        ("position", "150.0, 3.0", "inversées"),
        ("nom", "", "nécessaire"),
    ],
)
def test_what_cannot_be_read_is_said_at_its_field_and_nothing_is_lost(desk, field, typed, said):
    place = make_place(waiting="")
    address = url("edit_place", place.public_id)
    sent = Form(text(desk.get(address))).sent | {"waiting": "10 minutes", field: typed}
    response = desk.post(address, sent)
    assert response.status_code == 422
    page = text(response)
    assert said in page
    assert 'value="10 minutes"' in page
    assert not AuditRow.objects.exists()


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("50.5, 3.25", (50.5, 3.25)),
        ("50,5 3,25", (50.5, 3.25)),
        ("50.5;3.25", (50.5, 3.25)),
        ("50.5,3.25", (50.5, 3.25)),
        ("", (None, None)),
    ],
)
def test_a_position_is_read_as_maps_give_it(desk, typed, expected):
    place = make_place(**POSITION)
    fill_in(desk, url("edit_place", place.public_id), position=typed)
    place.refresh_from_db()
    assert (place.latitude, place.longitude) == expected


def test_a_change_is_undone_from_the_page(desk):
    place = make_place(waiting="")
    fill_in(desk, url("edit_place", place.public_id), waiting="10 minutes", telephone="3646")
    fill_in(desk, url("edit_place", place.public_id), waiting="10 minutes")
    page = text(desk.get(url("staff_place", place.public_id)))
    assert "Annuler ce changement" in page
    assert "rien → 10 minutes" in page
    row = AuditRow.objects.get()
    response = desk.post(url("undo", place.public_id, row.pk), follow=True)
    assert "C’est annulé" in text(response)
    place.refresh_from_db()
    assert place.waiting == ""


def test_an_old_change_is_not_offered_to_be_undone(desk, person):
    before = timezone.now() - timedelta(hours=2)
    place = add_place(values={"nom": "Maison"}, by=person, now=before)
    place_row = AuditRow.objects.get()
    assert place_row.action == "add_place"
    assert "Annuler ce changement" not in text(desk.get(url("staff_place", place.public_id)))


def test_values_say_where_they_come_from(desk, person):
    place = add_place(values={"nom": "Maison", "waiting": "10 minutes"}, by=person, now=NOW)
    page = text(desk.get(url("staff_place", place.public_id)))
    assert "saisi à la main, 15\u00a0septembre 2026" in page
    assert "Nous ne savons pas" in page
