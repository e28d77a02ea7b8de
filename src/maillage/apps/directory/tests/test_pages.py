"""What residents are answered: each address, each state, and nothing that a file could slip in."""

import csv
import json
import subprocess
import sys
from datetime import date, timedelta
from importlib.resources import files
from io import StringIO

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from maillage.apps.directory.tests.factories import (
    make_attachment,
    make_equipment,
    make_offer,
    make_place,
    make_programme,
    make_source_record,
)
from maillage.apps.territories.models import Zone
from maillage.core.standard import Frais, ModaliteAcces, PublicSpecifique, Service, schema

pytestmark = pytest.mark.django_db
RESULTS = "/lieux/"
SCRIPT = "<script>alert(1)</script>"


def url_of(place):
    return reverse("directory:place", args=[place.public_id])


def read(response):
    """Return a page of ours, parsed."""
    page = BeautifulSoup(response.content, "html.parser")
    assert page.find("main"), "not one of our pages"
    return page


def said(tag):
    """Return the words of a part of a page, with plain spaces."""
    return " ".join(tag.get_text(" ").split())


def names(response):
    """Return the names of the places of a list, in order."""
    return [said(h3) for h3 in read(response).select("ol.places h3")]


def make_quarter(nom="La Filature"):
    commune, _ = Zone.objects.get_or_create(
        kind="commune",
        code="59999",
        defaults={"nom": "Clairmaille", "slug": "clairmaille", "codes_postaux": ["59999"]},
    )
    quarter = Zone.objects.create(
        kind="quarter",
        code=f"59999-{nom}",
        nom=nom,
        slug=nom.lower().replace(" ", "-"),
        parent=commune,
    )
    return commune, quarter


# ---------------------------------------------------------------- every address


@pytest.fixture
def addresses():
    """Return one address of each public page, with the status that it must answer."""
    commune, quarter = make_quarter()
    place = make_place(n_offers=1, commune_zone=commune, quarter_zone=quarter)
    make_attachment(place, record=make_source_record(key="ancien/numéro 7"))
    programme = make_programme()
    return {
        "/": 200,
        RESULTS: 200,
        url_of(place): 200,
        "/lieux/clairmaille/ancien/numéro 7/": 301,
        f"/q/{quarter.slug}/": 200,
        f"/q/{commune.slug}/": 200,
        f"/programmes/{programme.slug}/": 200,
        "/donnees/": 200,
        "/donnees/schema.json": 200,
        "/lieux/nulle-part/": 404,
        "/lieux/clairmaille/inconnu/": 404,
        "/lieux/clairmaille/%00/": 404,
        "/q/nulle-part/": 404,
        "/programmes/nulle-part/": 404,
        "/lieux/%3Cscript%3E/": 404,
    }


def test_every_public_address_answers_and_only_to_reading(client, addresses):
    for address, status in addresses.items():
        whole = client.get(address)
        assert whole.status_code == status, address
        head = client.head(address)
        assert (head.status_code, head.content) == (status, b""), address
        if status == 404:
            page = read(whole)
            assert page.h1, address
            assert page.select_one("aside.human a[href^='tel:']"), address
        elif "nulle" not in address:
            assert client.post(address).status_code == 405, address


def test_public_pages_set_no_cookie_and_hold_nothing_inline(client, addresses):
    for address, status in addresses.items():
        response = client.get(address)
        assert not response.cookies, address
        if status != 200 or address.endswith(".json"):
            continue
        page = read(response)
        inline = [s for s in page.select("script:not([src])") if s["type"] != "application/ld+json"]
        assert not inline + page.select("style, [style]"), address
        handlers = [name for tag in page.find_all(True) for name in tag.attrs if name[:2] == "on"]
        assert not handlers, address


# ---------------------------------------------------------------- what nobody meant to ask

ODD = [
    "latitude=abc&longitude=3",
    "latitude=50.3",
    "latitude=nan&longitude=inf",
    "latitude=500&longitude=3",
    "suite=zzz",
    "suite=" + "A" * 500,
    "suite=%00",
    "n=-5",
    "n=99999999999999999999",
    "n=²",
    "avec=<script>",
    "avec=zone:1&avec=programme:x",
    "avec=" + "cost:Gratuit&avec=" * 200,
    "ou=" + "x" * 500,
    "ou=%00",
    "ou=%F0%9F%98%80",
    "q=" + "y" * 500,
    "q=%00",
    "q=%FF%FE",
    "q=%27%22%3E%3Cscript%3Ealert(1)%3C/script%3E",
    "jour=99",
    "jour=maintenant&moment=25:99",
    "besoin=inconnu",
    "rayon=-1",
    "rayon=1e9",
    "langue=xx",
    "programme=nulle-part",
    "ou=clairmaille&ou=la-filature",
    "besoin=imprimer&besoin=<script>",
    "inconnus=peut-être&strict=oui",
    "=&&&",
    "%00=%00",
]


@pytest.mark.parametrize("query", ODD)
def test_an_odd_address_gets_a_clear_page_never_an_error(client, query):
    commune, quarter = make_quarter()
    make_place(n_offers=1, commune_zone=commune, quarter_zone=quarter)
    for headers in ({}, {"HX-Request": "true"}):
        response = client.get(f"{RESULTS}?{query}", headers=headers)
        assert response.status_code == 200
        page = BeautifulSoup(response.content, "html.parser")
        assert not page.select("script:not([src])")
        assert said(page.select_one("#bilan"))
        # What is said to be wrong leads to a field that one sees.
        for link in page.select("[role=alert] a[href^='#']"):
            field = page.select_one(link["href"])
            assert field is not None, link
            assert field.get("type") != "hidden"


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("latitude=abc&longitude=3", "Nous n’avons pas pu lire votre position"),
        ("latitude=50.3", "Nous n’avons pas pu lire votre position"),
        ("avec=jardin:oui", "Une condition de ce lien n’existe pas"),
        ("ou=Nulle part", "Nous ne connaissons pas « Nulle part »"),
        ("jour=99", "une réponse est à revoir"),
    ],
)
def test_what_could_not_be_read_is_said(client, query, words):
    make_place(n_offers=1)
    assert words in said(read(client.get(f"{RESULTS}?{query}")))


def test_a_page_number_that_was_retyped_starts_at_the_beginning(client):
    make_place(nom="Maison du Liseron", n_offers=1)
    assert names(client.get(f"{RESULTS}?suite=zzz")) == ["Maison du Liseron"]


# ---------------------------------------------------------------- what a file could slip in


def test_names_that_are_programs_stay_names(client):
    place = make_place(
        nom=SCRIPT,
        adresse=SCRIPT,
        presentation_resume="</script><script>alert(2)</script>",
        papers_to_bring=SCRIPT,
        telephone="javascript:alert(1)",
        courriels=['x@y.example" onmouseover="alert(1)'],
        site_web=["javascript:alert(1)", "http:alert(1)//", "https://vrai.example"],
        prise_rdv="javascript:alert(1)",
        horaires=SCRIPT,
        contact_nom=SCRIPT,
    )
    make_offer(place, title=SCRIPT, partners=[SCRIPT], admission_rule=SCRIPT)
    for address in (RESULTS, url_of(place), f"{RESULTS}?q=script"):
        response = client.get(address)
        page = read(response)
        assert b"<script>alert" not in response.content
        for script in page.find_all("script"):
            assert script.get("src") or script["type"] == "application/ld+json"
        for link in page.find_all("a"):
            assert link["href"].split(":")[0] in {"https", "http", "tel", "mailto", "geo"} or link[
                "href"
            ].startswith(("/", "#"))
        assert not page.select("[onmouseover]")
    page = read(client.get(url_of(place)))
    assert said(page.h1) == SCRIPT
    assert page.find("a", string="Prendre rendez-vous") is None
    assert [a["href"] for a in page.find_all("a", string="Site de ce lieu")] == [
        "https://vrai.example"
    ]


def test_search_engines_read_a_place_as_it_is(client):
    place = make_place(
        nom="Maison </script> du « Liseron »",
        telephone="+33199002110",
        horaires="Mo-Fr 09:00-12:00",
        presentation_resume="Aide <b>gratuite</b>",
    )
    make_offer(place, frais_a_charge=[Frais.GRATUIT])
    scripts = read(client.get(url_of(place))).select("script[type='application/ld+json']")
    assert len(scripts) == 1
    data = json.loads(scripts[0].string)
    assert data["@context"] == "https://schema.org"
    assert data["@type"] == "LocalBusiness"
    assert data["name"] == "Maison </script> du « Liseron »"
    assert data["telephone"] == "+33199002110"
    assert data["openingHours"] == "Mo-Fr 09:00-12:00"
    assert data["isAccessibleForFree"] is True
    assert data["geo"] == {"@type": "GeoCoordinates", "latitude": 50.6311, "longitude": 3.0722}
    assert data["address"]["streetAddress"] == place.adresse
    assert data["url"] == f"http://testserver{url_of(place)}"


def test_what_is_not_known_is_not_told_to_search_engines(client):
    place = make_place(latitude=None, longitude=None, horaires="quand il fait beau")
    data = json.loads(
        read(client.get(url_of(place))).select_one("[type='application/ld+json']").string
    )
    assert not {"geo", "telephone", "openingHours", "isAccessibleForFree"} & set(data)


# ---------------------------------------------------------------- htmx


def test_htmx_gets_a_part_of_the_same_page_and_caches_keep_both_apart(client):
    make_place(nom="Maison du Liseron", n_offers=1)
    page = client.get(RESULTS)
    part = client.get(RESULTS, headers={"HX-Request": "true"})
    for response in (page, part):
        assert {"HX-Request", "HX-History-Restore-Request"} <= set(response["Vary"].split(", "))
    whole, fragment = read(page), BeautifulSoup(part.content, "html.parser")
    assert fragment.find("main") is None
    assert [said(h) for h in fragment.select("ol.places h3")] == ["Maison du Liseron"]
    assert said(fragment.title) == said(whole.title)
    for name in ("#question", "#bilan"):
        assert said(fragment.select_one(f"{name}[hx-swap-oob]")) == said(whole.select_one(name))
    again = client.get(
        RESULTS, headers={"HX-Request": "true", "HX-History-Restore-Request": "true"}
    )
    assert again.content == page.content


# ---------------------------------------------------------------- cost


def test_the_results_page_costs_the_same_queries_for_five_places_and_for_forty(
    client, django_assert_max_num_queries, django_assert_num_queries
):
    commune, quarter = make_quarter()

    def add(number):
        for _ in range(number):
            place = make_place(
                n_offers=2,
                commune_zone=commune,
                quarter_zone=quarter,
                horaires="Mo-Fr 09:00-12:00",
                telephone="+33199002110",
            )
            make_equipment(place, "computer", total=3)

    add(5)
    client.get(RESULTS)  # the index and the lists are read once by state of the base
    with django_assert_max_num_queries(8) as five:
        assert len(names(client.get(RESULTS))) == 5
        n_queries = len(five)
    assert n_queries
    add(35)
    client.get(RESULTS)
    with django_assert_num_queries(n_queries):
        assert len(names(client.get(RESULTS))) == 20


# ---------------------------------------------------------------- the life of a place


def test_a_closed_place_leaves_the_lists_but_its_page_says_so(client):
    place = make_place(nom="Salle du Liseron", state="closed", closed_on=date(2026, 6, 30))
    assert names(client.get(RESULTS)) == []
    response = client.get(url_of(place))
    assert response.status_code == 200
    alert = said(read(response).select_one("[role=alert]"))
    assert "Ce lieu est fermé définitivement" in alert
    assert "Depuis le 30 juin 2026." in alert


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


def test_hours_that_are_not_understood_are_shown_as_received(client):
    place = make_place(horaires="quand la lumière est allumée")
    page = read(client.get(url_of(place)))
    assert "quand la lumière est allumée" in said(page.main)
    assert "Horaires tels que nous les avons reçus, à confirmer." in said(page.main)
    assert not page.select(".now.open")
    assert page.select_one("table") is None


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


def test_an_open_point_at_the_places_of_a_need_is_what_modalites_say(client):
    place = make_place(nom="Maison du Liseron")
    make_offer(place, modalites_acces=[ModaliteAcces.SE_PRESENTER])
    assert names(client.get(RESULTS, {"avec": "access:walk_in"})) == ["Maison du Liseron"]
