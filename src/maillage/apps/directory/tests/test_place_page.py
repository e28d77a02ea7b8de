"""What is said of a place: its life, its hours, whom to ask; and rows of the ledger."""

import csv
import json
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from io import StringIO

import pytest
from django.utils import timezone

from maillage.apps.directory.tests.factories import make_equipment, make_offer, make_place
from maillage.apps.directory.tests.pages import RESULTS, names, read, said, url_of
from maillage.core.standard import Frais, ModaliteAcces, PublicSpecifique, Service, schema

pytestmark = pytest.mark.django_db


# ---------------------------------------------------------------- the life of a place


def test_a_closed_place_leaves_the_lists_but_its_page_says_so(client):
    place = make_place(nom="Salle du Liseron", state="closed", closed_on=date(2026, 6, 30))
    assert names(client.get(RESULTS)) == []
    response = client.get(url_of(place))
    assert response.status_code == 200
    alert = said(read(response).select_one("[role=alert]"))
    assert "Ce lieu est fermé définitivement" in alert
    assert "Depuis le 30 juin 2026." in alert
    # One may still call; nobody is led to a shut door.
    assert not read(response).select("a[href^='geo:']")


def test_a_moved_place_leads_to_the_new_one(client):
    new = make_place(nom="Nouvelle maison")
    old = make_place(nom="Vieille maison", state="moved", closed_on=date(2026, 6, 30), moved_to=new)
    alert = read(client.get(url_of(old))).select_one("[role=alert]")
    assert "Ce lieu a déménagé" in said(alert)
    assert alert.find("a", string="Voir le nouveau lieu")["href"] == url_of(new)
    assert names(client.get(RESULTS)) == ["Nouvelle maison"]


def test_a_place_that_its_source_left_out_says_so(client):
    place = make_place(withdrawn_at=timezone.now())
    assert names(client.get(RESULTS)) == []
    alert = read(client.get(url_of(place))).select_one("[role=alert]")
    assert "Ce lieu n’est plus dans les listes" in said(alert)


def test_a_planned_place_is_not_shown_as_open(client):
    place = make_place(state="planned", horaires="24/7")
    assert names(client.get(RESULTS)) == []
    page = read(client.get(url_of(place)))
    assert "Ce lieu n’est pas encore ouvert" in said(page.select_one("[role=alert]"))
    assert not page.select(".now.open")


def test_a_temporary_closure_speaks_before_the_hours(client):
    today = timezone.localdate()
    place = make_place(horaires="24/7")
    place.closures.create(
        starts_on=today - timedelta(days=1), ends_on=today + timedelta(days=3), reason="travaux"
    )
    line = read(client.get(RESULTS)).select_one("ol.places li")
    assert "Fermé jusqu’au" in said(line)
    assert "(travaux)" in said(line)
    page = read(client.get(url_of(place)))
    assert not page.select(".now.open") + line.select(".now.open")
    assert "Fermé du" in said(page.select_one(".note.check"))


# ---------------------------------------------------------------- hours as they are


def test_hours_by_appointment_are_never_shown_as_plainly_open(client):
    place = make_place(horaires='24/7 "sur rendez-vous"')
    for address in (RESULTS, url_of(place)):
        page = read(client.get(address))
        assert not page.select(".now.open")
        assert "sur rendez-vous" in said(page.main).lower()


def test_an_open_place_is_said_open(client):
    place = make_place(horaires="24/7")
    for address in (RESULTS, url_of(place)):
        assert "Ouvert" in said(read(client.get(address)).select_one(".now.open"))


@pytest.mark.row("AGD-14")
def test_a_restaurant_that_helps_at_other_hours_is_a_restaurant_now(client, monkeypatch):
    place = make_place(nom="La Table ronde", horaires="Mo-Su 09:00-22:00", kinds=["restaurant"])
    make_offer(place, title="Aide au numérique", horaires="Mo-Fr 14:00-18:00")
    for page in (RESULTS, url_of(place)):
        monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 11, 24, 11, 30, tzinfo=UTC))
        text = said(read(client.get(page)))
        assert "Restaurant à cette heure. Aide au numérique : ouvre à 14 h" in text
        monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 11, 24, 14, 30, tzinfo=UTC))
        assert "à cette heure" not in said(read(client.get(page)))


def test_a_place_where_somebody_may_help_is_open(client, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 11, 24, 11, 30, tzinfo=UTC))
    place = make_place(horaires="Mo-Su 09:00-22:00", kinds=["cafe"])
    make_offer(place, title="Aide", horaires="Mo-Fr 14:00-18:00")
    make_offer(place, title="Imprimer")  # at the hours of the place
    assert "à cette heure" not in said(read(client.get(url_of(place))))
    other = make_place(horaires="Mo-Su 09:00-22:00", kinds=["cafe"])
    make_offer(other, title="Aide", horaires="Mo-Fr 14:00-18:00")
    make_equipment(other, kind="computer", total=2)
    assert "à cette heure" not in said(read(client.get(url_of(other))))


def test_hours_that_are_not_understood_are_shown_as_received(client):
    place = make_place(horaires="quand la lumière est allumée")
    page = read(client.get(url_of(place)))
    assert "quand la lumière est allumée" in said(page.main)
    assert "Horaires tels que nous les avons reçus, à confirmer." in said(page.main)
    assert not page.select(".now.open")
    assert page.select_one("table") is None


def test_days_of_which_nothing_is_known_do_not_read_as_closed(client):
    place = make_place(horaires="Mo,Tu,We,Th,Fr,Su unknown; Sa 09:00-12:00")
    page = read(client.get(url_of(place)))
    days = [said(line) for line in page.select("table tr")]
    assert [day.split()[-1] for day in days] == ["confirmer"] * 5 + ["h", "confirmer"]
    assert "Appelez avant de venir." in [said(note) for note in page.select("p.small")]
    assert "Fermé" not in said(page.select_one("table"))
    known = read(client.get(url_of(make_place(horaires="Sa 09:00-12:00"))))
    assert "Appelez avant de venir." not in [said(note) for note in known.select("p.small")]


def test_a_place_without_contact_still_names_someone(client, settings):
    on_site = make_place(horaires="Mo-Fr 09:00-12:00")
    nothing = make_place()
    assert "Sur place, aux horaires d’ouverture" in said(read(client.get(url_of(on_site))).main)
    main = read(client.get(url_of(nothing))).main
    asked = main.find("h2", string="Qui demander").parent
    assert settings.SITE["contact_name"] in said(asked)


def test_a_place_of_which_nothing_is_said_says_so(client):
    page = said(read(client.get(url_of(make_place(n_offers=0)))).main)
    assert "Personne n’a encore dit ce que l’on fait ici." in page
    assert "Accès en fauteuil roulant, coin enfants, Wi-Fi," in page
    empty = make_place()
    make_offer(empty, title="")
    assert "Personne n’a encore dit ce que l’on fait ici." in said(
        read(client.get(url_of(empty))).main
    )


def test_the_price_of_printing_is_not_taken_for_the_price_of_the_place(client):
    place = make_place(print_price="Gratuit, 5 pages")
    make_equipment(place, "printer")
    make_offer(place, frais_a_charge=[Frais.PAYANT])
    facts = [said(li) for li in read(client.get(RESULTS)).select("ol.places .facts li")]
    assert facts == ["Impression : gratuit, 5 pages", "Payant"]


# ---------------------------------------------------------------- rows of the ledger


@pytest.mark.row("CEN-08")
def test_a_broken_field_of_the_sample_is_named_with_its_line(client, tmp_path):
    published = client.get("/donnees/schema.json")
    assert "attachment" in published["Content-Disposition"]
    fields = {field["name"]: field for field in json.loads(published.content)["fields"]}
    assert json.loads(published.content) == json.loads(json.dumps(schema()))
    assert fields["date_maj"]["type"] == "date"
    page = said(read(client.get("/donnees/")).main)
    assert all(name in page for name in fields)

    sample = files("maillage.sources").joinpath("samples/clairmaille.csv").read_text("utf-8")
    rows = list(csv.DictReader(StringIO(sample)))
    rows = [{name: row[name] for name in row if name in fields} for row in rows]
    sound = validate(tmp_path / "juste.csv", rows)
    assert sound.returncode == 0, sound.stdout

    rows[4]["date_maj"] = "la semaine dernière"
    broken = validate(tmp_path / "casse.csv", rows)
    assert broken.returncode == 1
    # The line of the file, as an editor numbers it: a value may hold a line break.
    written = (tmp_path / "casse.csv").read_text("utf-8").splitlines()
    (line,) = [n for n, text in enumerate(written, start=1) if "la semaine dernière" in text]
    assert "date_maj" in broken.stdout
    assert f"ligne {line}" in broken.stdout.replace("\u00a0", " ")
    assert "la semaine dernière" in broken.stdout

    for_programs = validate(tmp_path / "casse.csv", rows, "--json")
    assert for_programs.returncode == 1
    report = json.dumps(json.loads(for_programs.stdout), ensure_ascii=False)
    assert "date_maj" in report
    assert "la semaine dernière" in report


def validate(path, rows, *options):
    """Write rows as a national file and return what `maillage validate` answers."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    command = [sys.executable, "-m", "maillage.config.cli", "validate", str(path), *options]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.row("CEN-19")
def test_an_offer_for_some_says_for_whom_and_a_general_search_shows_it(client):
    place = make_place(nom="Chantier du Rouet")
    make_offer(
        place,
        title="Parcours numérique",
        services=[Service.INSERTION_PROFESSIONNELLE_VIA_LE_NUMERIQUE],
        publics_specifiquement_adresses=[PublicSpecifique.JEUNES],
        admission_rule="Réservé aux personnes qui touchent le RSA",
    )
    general = read(client.get(RESULTS))
    line = general.select_one("ol.places li")
    assert said(line.h3) == "Chantier du Rouet"
    assert "Réservé aux personnes qui touchent le RSA" in said(line)
    page = said(read(client.get(line.h3.a["href"])).main)
    assert "Condition Réservé aux personnes qui touchent le RSA" in page
    assert "Pour qui jeunes" in page


@pytest.mark.row("CEN-20")
def test_the_free_filter_finds_the_offer_and_its_page_names_both_partners(client):
    place = make_place(nom="Maison du Liseron")
    make_offer(
        place,
        title="Formations",
        frais_a_charge=[Frais.GRATUIT],
        partners=["Maison de l’emploi du Rouet", "Association Plume et Clavier"],
    )
    make_offer(make_place(nom="Payant du Rouet"), frais_a_charge=[Frais.PAYANT])
    response = client.get(RESULTS, {"avec": "cost:Gratuit"})
    assert names(response) == ["Maison du Liseron"]
    page = said(read(client.get(url_of(place))).main)
    assert "Avec Maison de l’emploi du Rouet, Association Plume et Clavier" in page


@pytest.mark.row("MAP-13")
def test_access_to_rights_is_a_filter_and_each_card_bears_a_date(client):
    for number in (1, 2):
        place = make_place(nom=f"Permanence {number}", date_maj=date(2026, 2, number))
        make_offer(place, themes=["rights"])
    make_offer(make_place(nom="Numérique seul"), themes=["digital"])
    page = client.get(RESULTS)
    assert read(page).select("input[name=avec][value='theme:rights']")
    response = client.get(RESULTS, {"avec": "theme:rights"})
    assert names(response) == ["Permanence 1", "Permanence 2"]
    for line in read(response).select("ol.places > li"):
        assert "février 2026" in said(line.select_one(".state"))


@pytest.mark.row("MAP-14")
def test_a_newcomer_reads_what_to_bring_and_whom_to_ask(client):
    place = make_place(
        floor_or_door="1er étage, salle bleue",
        telephone="+33199002124",
        ask_for="la référente parents",
        papers_to_bring="Le courrier reçu et une pièce d’identité",
        waiting="15 minutes l’après-midi",
        languages=["fr", "pt"],
    )
    make_offer(place)
    main = read(client.get(url_of(place))).main
    pairs = {
        said(term): said(term.find_next_sibling("dd")) for term in main.select(".note dl.pairs dt")
    }
    assert pairs == {
        "Où aller": "1er étage, salle bleue",
        "Qui demander": "la référente parents",
        "À apporter": "Le courrier reçu et une pièce d’identité",
        "Attente": "15 minutes l’après-midi",
    }
    assert "On y parle : français, portugais" in said(main)
    assert main.select("a[href='tel:+33199002124']")


@pytest.mark.row("MAP-17")
def test_y_aller_opens_the_map_of_the_device_at_the_right_point(client):
    place = make_place(nom="Maison du Liseron", latitude=50.63112, longitude=3.0722)
    main = read(client.get(url_of(place))).main
    link = main.select_one("a[href^='geo:']")
    assert said(link) == "Y aller"
    assert link["href"] == "geo:50.63112,3.07220?q=50.63112,3.07220%28Maison%20du%20Liseron%29"
    # Where no application answers, the address is there to be copied, and only the address.
    assert said(main.select_one(".copy")) == f"{place.adresse}, 59999 Clairmaille"


def test_without_a_position_nothing_promises_to_lead_there(client):
    main = read(client.get(url_of(make_place(latitude=None, longitude=None)))).main
    assert not main.select("a[href^='geo:']")


def test_a_place_where_one_just_comes_is_found_without_appointment(client):
    place = make_place(nom="Maison du Liseron")
    make_offer(place, modalites_acces=[ModaliteAcces.SE_PRESENTER])
    assert names(client.get(RESULTS, {"avec": "access:walk_in"})) == ["Maison du Liseron"]
