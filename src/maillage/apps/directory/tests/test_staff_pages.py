"""The desk as people meet it: pages, forms, refusals in words, and nothing without signing in."""

from dataclasses import dataclass
from datetime import date, timedelta
from html.parser import HTMLParser

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
    Programme,
    TemporaryClosure,
    Term,
)
from maillage.apps.directory.queries import PlaceSearch, forget_index, search_places
from maillage.apps.directory.tests.factories import (
    NOW,
    POSITION,
    make_equipment,
    make_offer,
    make_place,
    make_programme,
    make_user,
)
from maillage.web.slots import Panel, Slot, register, unregister

pytestmark = pytest.mark.django_db


class Form(HTMLParser):
    """The values that a browser would send back from the main form of a page."""

    def __init__(self, html):
        super().__init__()
        self.sent: dict[str, list[str]] = {}
        self._textarea = self._select = ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        said = dict(attrs)
        name, value = said.get("name"), said.get("value") or ""
        if tag == "textarea":
            self._textarea = name
            self.sent[name] = [""]
        elif tag == "select":
            self._select = name
        elif tag == "option" and "selected" in said:
            self.sent.setdefault(self._select, []).append(value)
        elif tag == "input" and name:
            boxes = said.get("type") in ("checkbox", "radio")
            if not boxes or "checked" in said:
                self.sent.setdefault(name, []).append(value)

    def handle_endtag(self, tag):
        if tag == "textarea":
            self._textarea = ""

    def handle_data(self, data):
        if self._textarea:
            # A browser drops the first line end of a textarea.
            self.sent[self._textarea] = [self.sent[self._textarea][0] + data.removeprefix("\n")]


@pytest.fixture
def person():
    return make_user(name="Dominique Exemple")


@pytest.fixture
def desk(client, person):
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    forget_index()
    yield client
    forget_index()


def text(response):
    return response.content.decode()


def fill_in(desk, url, **changes):
    """Open a form, change some fields as a person would, and send all of it."""
    page = desk.get(url)
    assert page.status_code == 200
    sent = Form(text(page)).sent
    sent.pop("q", None)
    return desk.post(url, sent | changes)


def url(route, *args):
    return reverse(f"directory:{route}", args=args)


def found(*features):
    search = PlaceSearch(features=features, relax=False)
    return {hit.place_id for hit in search_places(search, now=NOW.replace(tzinfo=None)).hits}


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
    assert "maillage import" in text(desk.get(url("staff_places")))
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
    with django_assert_max_num_queries(14):
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
    assert desk.get(url("edit_term", "equipment", "rien")).status_code == 422
    assert desk.get(url("add_term", "sorts")).status_code == 422
    Term.objects.filter(vocabulary="theme").delete()
    assert "Cette liste est vide" in text(desk.get(url("terms")))
