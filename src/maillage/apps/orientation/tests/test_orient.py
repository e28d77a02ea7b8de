"""Somebody is oriented on one page: the offers that fit, why, and a paper; nothing says who."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import IntegrityError, transaction
from django.utils import timezone

from maillage.apps.agenda.tests.factories import (
    make_availability,
    make_motive,
    make_resource,
    make_series,
    make_session,
)
from maillage.apps.directory.tests.factories import Zone, make_offer, make_place
from maillage.apps.directory.tests.pages import forget_base
from maillage.apps.orientation.models import UnmetNeed
from maillage.core.standard import Service

pytestmark = pytest.mark.django_db

ORIENT, PAPER, MISSING = "/orienter/", "/orienter/papier/", "/orienter/manque/"
PROCEDURES = str(Service.AIDE_AUX_DEMARCHES_ADMINISTRATIVES)
TOOLS = str(Service.MAITRISE_DES_OUTILS_NUMERIQUES_DU_QUOTIDIEN)
PARENTING = str(Service.PARENTALITE_ET_EDUCATION_AVEC_LE_NUMERIQUE)
PURCHASE = str(Service.ACQUISITION_DE_MATERIEL_INFORMATIQUE_A_PRIX_SOLIDAIRE)
ACCESS = str(Service.ACCES_INTERNET_ET_MATERIEL_INFORMATIQUE)
ALONE, GROUP = "Accompagnement individuel", "Dans un atelier collectif"


def offer(nom, services, *, place=None, **values):
    """Return a place with one offer."""
    place = place or make_place(nom=nom)
    make_offer(place, services=[services] if isinstance(services, str) else services, **values)
    return place


@pytest.fixture(autouse=True)
def _index_read_again():
    forget_base()
    yield
    forget_base()


@pytest.fixture
def town():
    return {
        "desk": offer("Permanence", PROCEDURES, modalites_accompagnement=[ALONE], mode="with"),
        "parents": offer(
            "Espace parents", PARENTING, themes=["parenting"], modalites_accompagnement=[GROUP]
        ),
        "course": offer("Atelier", TOOLS, modalites_accompagnement=[GROUP], levels=["debutant"],
                        uses=["beginner_workshops"], title="Le traitement de texte"),
        "loan": offer("Recyclerie", PURCHASE, uses=["loan"], modalites_accompagnement=[GROUP]),
    }  # fmt: skip


def ask(client, **said):
    said.setdefault("cle", "cle-de-test")
    answer = client.post(ORIENT, said)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def names(page):
    return [h3.get_text(strip=True) for h3 in page.select("ol.places h3")]


def text(page):
    return " ".join(page.main.get_text(" ").split())


@pytest.mark.row("ORI-11")
def test_to_help_a_child_at_school_leads_to_parents_first(client, town):
    page = ask(client, besoin="ecole")
    assert names(page)[0] == "Espace parents"
    first = page.select_one("ol.places li .over").get_text(" ", strip=True)
    assert first.startswith("Suivre l’école de mon enfant")
    assert "Atelier" not in names(page)[:1]


@pytest.mark.row("ORI-26")
@pytest.mark.row("ORI-35")
def test_no_computer_and_money_lead_to_equipment_know_how_to_somebody(client, town):
    page = ask(client, gene=["no_computer"], debut="1")
    assert names(page).index("Recyclerie") < names(page).index("Atelier")
    assert names(ask(client, gene=["money"])) == ["Recyclerie"]
    assert names(ask(client, gene=["know_how"])) == ["Permanence"]


@pytest.mark.row("ORI-27")
def test_arabic_and_a_wheelchair_are_asked_together(client):
    offer("Arabe", PROCEDURES, languages=["fr", "ar"], place=make_place(nom="Arabe"))
    offer("Plain-pied", PROCEDURES, place=make_place(nom="Plain-pied", wheelchair=True))
    both = make_place(nom="Les deux", wheelchair=True)
    offer("Les deux", PROCEDURES, languages=["fr", "ar"], place=both)
    page = ask(client, besoin="demarche", langue="ar", fauteuil="1")
    assert names(page)[0] == "Les deux"
    assert "On y parle arabe" in text(page)
    assert "On y entre en fauteuil roulant" in text(page)
    sure = [li for li in page.select("ol.places > li") if "Nous ne savons pas" not in li.text]
    assert [li.h3.get_text(strip=True) for li in sure] == ["Les deux"]


@pytest.mark.row("ORI-20")
def test_what_is_due_goes_to_the_next_session_before_any_course(client, town):
    now = timezone.now()
    tomorrow = timezone.localdate(now) + timedelta(days=1)
    course = make_series(kind="workshop", place=town["course"])
    make_session(course, starts_at=now + timedelta(hours=2), ends_at=now + timedelta(hours=3))
    duty = make_series(kind="duty", place=town["desk"], mediation="procedures")
    session = make_session(
        duty, starts_at=now + timedelta(hours=3), ends_at=now + timedelta(hours=4)
    )
    page = ask(client, besoin="argent", debut="1", avant=tomorrow.isoformat())
    assert names(page)[0] == "Permanence"
    assert names(page).index("Permanence") < names(page).index("Atelier")
    link = page.select_one("ol.places li a.btn:not(.quiet)")
    assert session.public_id in link["href"]
    assert "ne reçoit à temps" not in text(page)


def test_when_nobody_receives_in_time_it_is_said(client, town):
    page = ask(client, besoin="argent", avant=timezone.localdate().isoformat())
    assert "Aucun lieu connu ne reçoit à temps" in text(page)
    assert "Permanence" in names(page)


@pytest.mark.row("ORI-13")
def test_a_complex_procedure_is_never_left_to_free_access(client, town):
    offer("Salle libre", [ACCESS, PROCEDURES], modalites_accompagnement=["En autonomie"])
    assert "Salle libre" in names(ask(client, besoin="demarche"))
    assert names(ask(client, besoin="demarche", complexe="1")) == ["Permanence"]


@pytest.mark.row("ORI-10")
def test_the_step_of_the_scale_that_is_asked_comes_first(client):
    for step in ("awareness", "initiation", "support", "reinforced"):
        offer(step, TOOLS, intensity_step=step)
    for step in ("support", "awareness", "reinforced"):
        assert names(ask(client, besoin="apprendre", etape=step))[0] == step


def test_a_public_that_is_closed_to_the_person_is_told(client):
    offer("Pour elles", PROCEDURES, publics_specifiquement_adresses=["Femmes"])
    page = ask(client, besoin="demarche", public="Seniors")
    assert "Attention, ce lieu reçoit seulement" in text(page)
    assert "le public" in page.select_one(".note.check").get_text()


@pytest.mark.row("MAP-02")
def test_each_place_is_known_then_put_on_paper_then_booked(client):
    place = offer("Permanence", PROCEDURES, modalites_accompagnement=[ALONE])
    person, motive = make_resource(), make_motive(mediation="procedures")
    make_availability(person, motive, place=place)
    page = ask(client, besoin="demarche")
    know, paper, book = page.select("ol.places li .acts a")
    assert know["href"] == f"/lieux/{place.public_id}/"
    # One click: the paper, with its address; the print of the browser is the second.
    printed = BeautifulSoup(client.get(paper["href"]).content, "html.parser")
    assert printed.select_one(".sheet h2").get_text(strip=True) == "Permanence"
    # One click: the person's page, for that time; the second books it.
    form = BeautifulSoup(client.get(book["href"]).content, "html.parser").select_one("main form")
    sent = {i["name"]: i.get("value", "") for i in form.select("input[type=hidden]")}
    sent |= {"first_name": "Nour"}
    booked = client.post(form.get("action") or book["href"].split("?")[0], sent)
    assert booked.status_code == 302, booked.content[:400]


@pytest.mark.row("LIA-06")
def test_three_places_are_printed_large_with_address_and_telephone(client):
    places = [
        make_place(
            nom=f"Lieu {n}", n_offers=1, adresse=f"{n} rue du Rouet", telephone=f"+3319900210{n}",
            horaires="Mo-Fr 09:00-12:00",
        )
        for n in range(1, 5)
    ]  # fmt: skip
    page = BeautifulSoup(
        client.get(PAPER, {"lieu": [p.public_id for p in places], "besoin": "demarche"}).content,
        "html.parser",
    )
    sheet = page.select_one(".sheet")
    assert [h2.get_text(strip=True) for h2 in sheet.select("h2")] == ["Lieu 1", "Lieu 2", "Lieu 3"]
    for n in (1, 2, 3):
        assert f"{n} rue du Rouet" in sheet.text
        assert f"01\u00a099\u00a000\u00a021\u00a00{n}" in sheet.text
    assert "9 h" in sheet.text.replace("\u00a0", " ")
    assert "Imprimé le" in sheet.text
    assert "Trois lieux au plus" in text(page)
    assert "Faire une démarche" in sheet.h1.get_text()


def test_the_paper_says_the_hours_and_the_person_of_the_offer(client):
    place = offer(
        "Plume", PROCEDURES, title="Une lettre urgente ?", contact_nom="L’écrivaine",
        horaires="Su 10:00-12:00", place=make_place(nom="Plume", horaires="Mo 09:00-17:00"),
    )  # fmt: skip
    link = ask(client, besoin="demarche").select("ol.places .acts a")[1]["href"]
    sheet = BeautifulSoup(client.get(link).content, "html.parser").select_one(".sheet")
    assert "Une lettre urgente" in sheet.text
    assert "L’écrivaine" in sheet.text
    assert "imanche" in sheet.text
    assert "17" not in sheet.select_one("ul").text
    other = make_place(nom="Autre")
    stranger = place.offers.get().public_id
    mixed = client.get(PAPER, {"lieu": f"{other.public_id}.{stranger}"}).content.decode()
    assert "lettre urgente" not in mixed


def test_a_paper_without_a_place_says_what_to_do(client):
    answer = client.get(PAPER, {"lieu": "inconnu"})
    assert answer.status_code == 404
    assert "Trouver un lieu" in answer.content.decode()


# ---------------------------------------------------------------- what is missing


def test_a_need_without_an_answer_is_counted_once_with_its_quarter_and_no_person(client, town):
    zone = Zone.objects.create(kind="quarter", code="q", nom="Rouet", slug="rouet")
    make_place(nom="Ailleurs", quarter_zone=zone)
    said = {"besoin": "demarche", "ou": "rouet", "langue": "tr", "cle": "abcdefghijkl"}
    page = ask(client, **said)
    assert "la ville saura" in text(page).lower()
    ask(client, **said)
    (row,) = UnmetNeed.objects.all()
    assert (row.need, row.zone_id, row.said_by) == ("demarche", zone.pk, "orienter")
    assert row.met_on == timezone.localdate()
    kept = {field.name for field in UnmetNeed._meta.get_fields()}
    assert kept == {"id", "key", "need", "zone", "met_on", "missing", "said_by"}
    assert "tr" not in row.missing


def test_a_need_with_an_answer_is_not_counted(client, town):
    ask(client, besoin="demarche")
    assert not UnmetNeed.objects.exists()


def test_anybody_may_say_what_is_missing(client):
    page = BeautifulSoup(client.get(MISSING, {"besoin": "reparer"}).content, "html.parser")
    form = page.select_one("main form")
    sent = {i["name"]: i["value"] for i in form.select("input")}
    assert "Merci" in client.post(MISSING, sent).content.decode()
    client.post(MISSING, sent)
    assert UnmetNeed.objects.get().said_by == "resident"
    assert client.get(MISSING).status_code == 404


def test_the_database_refuses_a_need_without_words():
    with pytest.raises(IntegrityError), transaction.atomic():
        UnmetNeed.objects.create(key="k", need="", met_on=timezone.localdate(), said_by="resident")
    with pytest.raises(IntegrityError), transaction.atomic():
        UnmetNeed.objects.create(key="k", need="ecole", met_on=timezone.localdate(), said_by="x")


# ---------------------------------------------------------------- for whom


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({}, "De 8 à 14 ans."),
        ({"age": "jeunes"}, "De 8 à 14 ans."),
        ({"age": "adultes"}, "Attention, c’est seulement de 8 à 14 ans. Appelez avant de venir."),
        ({"public": "Seniors"}, "Attention, c’est seulement de 8 à 14 ans."),
    ],
)
def test_who_is_not_of_the_age_is_warned_in_words(client, said, words):
    club = offer("Club", PROCEDURES, age_min=8, age_max=14)
    page = ask(client, besoin="demarche", **said)
    assert names(page) == ["Club"]
    assert words in text(page)
    if said.get("age"):
        chosen = page.select_one(f"#age option[value={said['age']}]")
        assert chosen.has_attr("selected")
        assert page.select_one("details:has(#age)").has_attr("open")
    number = club.offers.get().public_id
    paper = client.get(PAPER, {"lieu": f"{club.public_id}.{number}"}).content.decode()
    assert "de 8 à 14 ans" in paper.lower()


def test_one_age_limit_is_said_alone_and_none_says_nothing(client):
    offer("Aînés", PROCEDURES, age_min=60)
    assert "À partir de 60 ans." in text(ask(client, besoin="demarche"))
    offer("Jeunes", PROCEDURES, age_max=25)
    offer("Tous", PROCEDURES)
    page = ask(client, besoin="demarche", age="jeunes")
    assert "Jusqu’à 25 ans." not in text(page)
    assert set(names(page)) == {"Jeunes", "Tous"}
    assert "Jusqu’à 25 ans." in text(ask(client, besoin="demarche"))


# ---------------------------------------------------------------- the form


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({}, "Choisissez d’abord"),
        ({"besoin": "ecole", "avant": "demain"}, "Écrivez une date"),
        ({"besoin": "ecole", "avant": "2020-01-01"}, "Cette date est passée"),
        ({"besoin": "ecole", "avant": "2999-01-01"}, "trop loin"),
        ({"besoin": "ecole", "ou": "nulle part"}, "Nous ne connaissons pas ce nom"),
    ],
)
def test_what_is_to_repair_is_said_and_nothing_is_lost(client, said, words):
    answer = client.post(ORIENT, {**said, "gratuit": "1"})
    page = BeautifulSoup(answer.content, "html.parser")
    assert answer.status_code == 422
    assert words in page.select_one("[role=alert]").get_text()
    assert page.select_one("[name=gratuit]").has_attr("checked")
    target = page.select_one("[role=alert] a")["href"]
    assert page.select_one(target) is not None


def test_nothing_said_is_in_an_address_and_nothing_asks_who(client, town):
    page = BeautifulSoup(client.get(ORIENT).content, "html.parser")
    form = page.select_one("main form")
    assert form["method"] == "post"
    assert not [i for i in form.select("input") if i.get("type") in ("text", "email", "tel")]
    named = {i["name"] for i in form.select("[name]")}
    assert not named & {"nom", "prenom", "telephone", "courriel", "nationalite"}
    found = ask(client, besoin="demarche", langue="ar")
    assert not any("langue" in a["href"] for a in found.select("ol.places a"))


def test_a_number_of_queries_that_does_not_grow(client, town, django_assert_max_num_queries):
    for n in range(12):
        offer(f"Aide {n}", PROCEDURES, modalites_accompagnement=[ALONE])
    ask(client, besoin="demarche")
    with django_assert_max_num_queries(24):
        page = ask(client, besoin="demarche")
    assert len(names(page)) == 4


def test_what_one_came_for_is_read_even_when_equipment_comes_first(client, town):
    for n in range(4):
        offer(f"Prêt {n}", PURCHASE, uses=["loan"], modalites_accompagnement=[GROUP])
    page = ask(client, besoin="ecole", gene=["no_computer"])
    shown = [h3.get_text(strip=True) for h3 in page.select("main > ol.places h3")]
    assert len(shown) == 4
    assert "Espace parents" in shown
    assert shown.index("Espace parents") == 2


def test_more_than_four_places_are_folded(client):
    for n in range(4):
        offer(f"Parents {n}", PARENTING, themes=["parenting"])
        offer(f"École {n}", PARENTING, themes=["rights"])
    page = ask(client, besoin="ecole")
    assert len(page.select("main > ol.places > li")) == 4
    folded = page.select_one("details ol.places")
    assert folded["start"] == "5"
    assert len(folded.select("li[id]")) == 4
    assert "Voir 4 autres lieux" in page.main.get_text()
