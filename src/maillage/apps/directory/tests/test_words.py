"""Words under which things are found: subjects, acronyms, ages, levels, names that change."""

from datetime import date

import pytest
from django.urls import reverse

from maillage.apps.directory.actions.holdings import set_mediators
from maillage.apps.directory.actions.statements import values_of
from maillage.apps.directory.actions.terms import edit_term, rename_term
from maillage.apps.directory.errors import TermUnknown
from maillage.apps.directory.models import Mediators, Term
from maillage.apps.directory.queries.ages import bands_of
from maillage.apps.directory.queries.staff import term_choices
from maillage.apps.directory.tests.desk import desk, fill_in, found, person, text, url  # noqa: F401
from maillage.apps.directory.tests.factories import (
    NOW,
    make_attachment,
    make_offer,
    make_place,
    make_source_record,
    make_user,
)
from maillage.apps.directory.tests.pages import RESULTS, forget_base, names, read, said, url_of
from maillage.apps.directory.views.staff_words import Words, equipment_label, source_words
from maillage.core.standard import PlaceRecord

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_remembered():
    forget_base()
    yield
    forget_base()


@pytest.mark.row("CEN-18")
def test_a_course_of_french_and_digital_is_found_from_either_side(client):
    course = make_place(nom="Maison du Rouet")
    make_offer(course, title="Français et ordinateur", themes=["digital", "french"])
    other = make_place(nom="Atelier du Lin")
    make_offer(other, title="Peinture", themes=["rights"])
    for words in ("FLE", "fle", "numérique", "français langue étrangère"):
        assert names(client.get(RESULTS, {"q": words})) == ["Maison du Rouet"], words


@pytest.mark.row("CEN-21")
def test_the_place_that_sells_top_ups_comes_first(client):
    make_place(nom="Accueil du centre", n_offers=1)
    shop = make_place(nom="Boutique solidaire")
    make_offer(
        shop,
        title="Forfaits",
        uses=["top_ups"],
        admission_rule="Avec un quotient familial de moins de 700",
    )
    page = client.get(RESULTS, {"q": "recharge internet"})
    assert names(page)[0] == "Boutique solidaire"
    sheet = said(read(client.get(url_of(shop))).find("main"))
    assert "Recharges et forfaits à petit prix" in sheet
    assert "Avec un quotient familial de moins de 700" in sheet


@pytest.mark.row("WRN-12")
def test_an_acronym_of_two_schemes_gives_both_by_their_full_names(client):
    make_place(nom="Mairie", n_offers=1)
    page = read(client.get(RESULTS, {"q": "PIC"}))
    answers = [said(dt) for dt in page.select("#recherche dl.pairs dt")]
    assert answers == [
        "Plan d’investissement dans les compétences",
        "Projet d’initiative citoyenne",
    ]
    link = page.select_one("#recherche dl.pairs dt a")["href"]
    again = read(client.get(link))
    assert said(again.select_one("#recherche dl.pairs dt")) == answers[0]
    assert len(again.select("#recherche dl.pairs dt")) == 1
    assert not read(client.get(RESULTS, {"q": "pique-nique"})).select("#recherche dl.pairs")


@pytest.mark.row("ORI-10")
def test_each_step_of_the_scale_gives_other_offers():
    steps = ("awareness", "initiation", "support", "reinforced")
    places = {step: make_place(nom=step) for step in steps}
    for step, place in places.items():
        make_offer(place, intensity_step=step)
    make_offer(make_place(nom="sans"), intensity_step="")
    for step, place in places.items():
        assert found(f"intensity:{step}") == {place.pk}


@pytest.mark.row("ORI-23")
def test_offers_for_those_who_never_did_are_found_apart(client):
    first, other = make_place(nom="Premiers pas"), make_place(nom="Programmer")
    make_offer(first, levels=["grand_debutant"])
    make_offer(other, levels=["avance"])
    assert found("level:grand_debutant") == {first.pk}
    assert names(client.get(RESULTS, {"avec": "level:grand_debutant"})) == ["Premiers pas"]


@pytest.mark.row("ORI-24", "ORI-25")
def test_ages_26_to_59_and_seniors_give_two_lists(client):
    adults, seniors, all_ages = (make_place(nom=n) for n in ("Adultes", "Anciens", "Tous"))
    make_offer(adults, age_min=26, age_max=59)
    make_offer(seniors, publics_specifiquement_adresses=["Seniors"])
    make_offer(all_ages)
    assert set(names(client.get(RESULTS, {"avec": "age:adultes"}))) == {"Adultes", "Tous"}
    assert set(names(client.get(RESULTS, {"avec": "age:seniors"}))) == {"Anciens", "Tous"}


def test_ages_that_are_given_decide_before_the_public():
    assert bands_of(None, None, []) == {"enfants", "jeunes", "adultes", "seniors"}
    assert bands_of(26, 59, ["Seniors"]) == {"adultes"}
    assert bands_of(59, None, []) == {"adultes", "seniors"}
    assert bands_of(None, 11, []) == {"enfants"}
    assert bands_of(12, 12, []) == {"jeunes"}
    assert bands_of(None, None, ["Jeunes", "Étudiants"]) == {"jeunes"}
    assert bands_of(None, None, ["Jeunes", "Femmes"]) == bands_of(None, None, [])


# ---------------------------------------------------------------- names that change


@pytest.mark.row("WRN-31")
def test_a_renamed_scheme_leaves_old_records_the_name_of_their_time(client):
    by = make_user()
    place = make_place(nom="Maison du Rouet")
    make_offer(place, title="Atelier", themes=["rights"])
    day = date(2026, 9, 1)
    new = rename_term(
        vocabulary="theme", code="rights", label="Droits au quotidien", on=day, by=by, now=NOW
    )
    assert "Accès aux droits" in said(read(client.get(url_of(place))).find("main"))
    offered = dict(term_choices("theme"))
    assert "rights" not in offered
    assert offered[new.code] == "Droits au quotidien"
    # Each is found under the other's name.
    forget_base()
    assert names(client.get(RESULTS, {"q": "droits au quotidien"})) == ["Maison du Rouet"]
    old = Term.objects.get(vocabulary="theme", code="rights")
    assert old.retired_on == new.started_on == day
    with pytest.raises(TermUnknown):
        rename_term(
            vocabulary="theme",
            code=new.code,
            label="Encore un nom",
            on=date(2026, 8, 1),
            by=by,
            now=NOW,
        )


def test_a_new_alias_is_searched_at_once(client):
    place = make_place(nom="Maison du Rouet")
    make_offer(place, title="Prêt", uses=["loan"])
    assert names(client.get(RESULTS, {"q": "bidulothèque"})) == []
    edit_term(
        vocabulary="use",
        code="loan",
        label="Prêt de matériel",
        retired=False,
        aliases=["bidulothèque"],
        by=make_user(),
        now=NOW,
    )
    assert names(client.get(RESULTS, {"q": "bidulothèque"})) == ["Maison du Rouet"]


def test_a_steward_names_a_scheme_anew_on_the_page(desk):  # noqa: F811
    page = desk.get(url("edit_term", "scheme", "citizens_initiative_project"))
    assert url("rename_term", "scheme", "citizens_initiative_project") in text(page)
    answer = fill_in(
        desk,
        url("rename_term", "scheme", "citizens_initiative_project"),
        label="Fonds des habitants",
        on="2026-10-01",
    )
    assert answer.status_code == 302
    assert Term.objects.get(label="Fonds des habitants").started_on == date(2026, 10, 1)
    again = fill_in(
        desk,
        url("rename_term", "scheme", "citizens_initiative_project"),
        label="Fonds des habitants",
        on="2026-10-01",
    )
    assert again.status_code == 422
    assert "déjà" in text(again)


# ---------------------------------------------------------------- people who help


@pytest.mark.row("CEN-14")
def test_the_sheet_says_two_mediators_and_their_days_never_their_names(client, desk):  # noqa: F811
    place = make_place(nom="Mairie de quartier")
    make_attachment(place, record=make_source_record())
    answer = fill_in(
        desk,
        url("set_mediators", place.public_id),
        kind="digital_mediator",
        total="2",
        horaires="mardi et jeudi 9h-12h",
    )
    assert answer.status_code == 302
    sheet = said(read(client.get(url_of(place))).find("main")).replace("\u00a0", " ")
    assert "2 médiateurs numériques, mardi et jeudi" in sheet
    # The table has nowhere to write a name.
    columns = {f.name for f in Mediators._meta.get_fields()}
    assert columns == {"id", "place", "kind", "total", "horaires", "by_hand", "record"}


def test_days_on_which_nobody_knows_whether_they_help_are_not_theirs(client):
    place = make_place(nom="Mairie de quartier", horaires="Mo-Sa 09:00-12:00")
    record = make_source_record()
    make_attachment(place, record=record)
    Mediators.objects.create(
        place=place,
        kind="digital_mediator",
        total=2,
        horaires="Tu,Th 09:00-12:00; Mo,We,Fr unknown; Sa 09:00-12:00 unknown",
        record=record,
    )
    sheet = said(read(client.get(url_of(place))).find("main")).replace("\u00a0", " ")
    assert "2 médiateurs numériques, mardi et jeudi" in sheet


def test_a_delivery_says_how_many_help_and_a_person_has_the_last_word():
    values = values_of(
        PlaceRecord(id="1", nom="A", extension={"local_mediators": ("conseiller numérique:2",)})
    )
    assert values["mediators"] == [["digital_adviser", 2, ""]]
    strange = {"local_mediators": ("Dominique Exemple, le mardi",)}
    kept = values_of(PlaceRecord(id="1", nom="A", extension=strange))
    assert "mediators" not in kept
    place = make_place()
    set_mediators(public_id=place.public_id, kind="volunteer", total=0, by=make_user(), now=NOW)
    with pytest.raises(TermUnknown):
        set_mediators(public_id=place.public_id, kind="king", total=1, by=make_user(), now=NOW)


@pytest.mark.row("CEN-12")
def test_an_offer_without_accompaniment_is_to_qualify_until_it_is_filled(desk):  # noqa: F811
    place = make_place(nom="Maison du Rouet")
    offer = make_offer(place, title="Aide", contact_nom="Accueil", by_hand=True)
    todo = reverse("directory:to_qualify") + "?manque=help"
    assert "Maison du Rouet" in text(desk.get(todo))
    staff = said(read(desk.get(url("staff_place", place.public_id))).find("main"))
    assert "Qualifiée : 1 sur 8" in staff
    assert "seul, accompagné ou en groupe" in staff
    fill_in(
        desk,
        url("edit_offer", place.public_id, offer.public_id),
        modalites_accompagnement=["Accompagnement individuel"],
    )
    assert "Maison du Rouet" not in text(desk.get(todo))
    staff = said(read(desk.get(url("staff_place", place.public_id))).find("main"))
    assert "Qualifiée : 2 sur 8" in staff


def test_the_desk_reads_hours_equipment_and_sources_in_words(desk):  # noqa: F811
    place = make_place(nom="Maison du Rouet")
    make_offer(place, title="Aide", horaires="Th 14:00-16:00")
    staff = said(read(desk.get(url("staff_place", place.public_id))).find("main"))
    assert "Th 14:00" not in staff
    assert "jeudi" in staff.lower()
    assert "14 h" in staff.replace("\N{NO-BREAK SPACE}", " ").replace("\u202f", " ")
    assert equipment_label(Words(), "printer_3d") == "Imprimante 3D"
    assert "national:" not in source_words("national:departement")
    assert source_words("fichier:carte-citoyenne") == "le fichier « carte citoyenne »"
