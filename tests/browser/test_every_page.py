"""Every page in every state: no fault that axe sees, no scroll sideways, light, on paper too."""

import gzip
import re
import sqlite3
from contextlib import closing
from typing import Any
from urllib.parse import urljoin, urlsplit
from urllib.request import urlopen

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, StorageState, expect

from tests.browser.conftest import Opener
from tests.browser.site import Site

pytestmark = pytest.mark.browser
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PHONE, DESKTOP = {"width": 320, "height": 640}, {"width": 1280, "height": 900}

# Where the address holds a name, it is the number of the place that bears it.
PUBLIC = {
    "home": "/",
    "results": "/lieux/?besoin=imprimer",
    "results near a quarter": "/lieux/?besoin=imprimer&ou=la-filature&rayon=1000",
    "results, none": "/lieux/?q=zzzz",
    "results, in error": "/lieux/?ou=Clairmale&jour=99&latitude=abc",
    "results, which place": "/lieux/?ou=Centre",
    "results, relaxed": "/lieux/?besoin=demarche&jour=6&ou=fuseau-sur-lys",
    "results, unknown shown": "/lieux/?avec=wheelchair:yes&inconnus=1",
    "results from a point": "/lieux/?latitude=50.305&longitude=3.207",
    "a place": "/lieux/<Médiathèque de la Navette>/",
    "a place of which nothing is known": "/lieux/<Local sans rien>/",
    "a place that closed": "/lieux/<Salle Jacquard>/",
    "a place closed for a time": "/lieux/<Foyer La Trame>/",
    "a place that its source left out": "/lieux/<Fuseau qui s’en va>/",
    "a quarter": "/q/la-filature/",
    "a quarter without places": "/q/les-navettes/",
    "a programme": "/programmes/espace-ressource-numerique-parents/",
    "dictionary": "/donnees/",
    "the API explained": "/api/",
    "the service of maps": "/ogc/",
    "the service of maps, its addresses": "/ogc/api",
    "the service of maps, a collection": "/ogc/collections/lieux",
    "the service of maps, its columns": "/ogc/collections/lieux/schema",
    "the service of maps, places": "/ogc/collections/lieux/items?limit=5",
    "the service of maps, a place": "/ogc/collections/lieux/items/<Médiathèque de la Navette>",
    "orient somebody": "/orienter/",
    "who just arrived": "/orientation/je-viens-d-arriver/",
    "the guide of procedures": "/orientation/demarches/",
    "one procedure, with who helps": "/orientation/demarches/impots/",
    "what is missing": "/orienter/manque/?besoin=reparer",
    "the first of the six questions": "/orientation/",
    "the 31 activities": "/orientation/bilan/",
    "the 31 activities on paper": "/orientation/papier/",
    "a diagnosis to find": "/orientation/mon-bilan/",
    "components": "/composants/",
    "accessibility": "/accessibilite/",
    "personal data": "/vos-donnees/",
    "sign in": "/compte/connexion/",
    "sign in by a code": "/compte/code/",
    "forgotten password": "/compte/mot-de-passe/",
    "an error to report": "/lieux/<Médiathèque de la Navette>/signaler/",
    "a report to follow": "/signalements/",
    "the week": "/agenda/",
    "the week, in error": "/agenda/?semaine=hier&langue=xx",
    "the week of a place": "/agenda/lieu/<Médiathèque de la Navette>/",
    "the week for the door of a place": "/agenda/porte/<Médiathèque de la Navette>/",
    "an appointment, what for": "/rendez-vous/",
    "an appointment, with a letter-writer": "/rendez-vous/pour/letters/",
    "a session": "/agenda/seance/[session to come]/",
    "a seat to book": "/agenda/seance/[session to come]/reserver/",
    "an hour to choose": "/rendez-vous/[motive]/",
    "the code of a booking": "/mon-rendez-vous/",
    "the code of a liaison sheet": "/fiche/",
    "the code of a place that receives": "/fiche/reponse/",
    "a sheet that went on": "/fiche/reponse/passee/",
    "the agenda on another site": "/agenda/integrer/",
    "the agenda in a frame": "/agenda/cadre/",
    "new places": "/nouveaux/",
    "papers to choose": "/papier/?lieu=<Médiathèque de la Navette>",
    "chosen addresses, in large print": "/papier/adresses/?gros=1&lieu=<Médiathèque de la Navette>",
    "a page of a kiosk to take away": "/borne/<Médiathèque de la Navette>/emporter/?page=/lieux/",
    "a kiosk, the network cut": "/borne/<Médiathèque de la Navette>/sans-reseau/",
    "a place to listen to": "/ecouter/lieu/<Médiathèque de la Navette>/",
    "a kiosk": "/borne/<Médiathèque de la Navette>/",
    "a wall": "/mur/",
    "the wall of a quarter": "/mur/q/la-filature/",
    "about this site": "/a-propos/",
    "addresses for somebody": "/orienter/papier/?lieu=<Médiathèque de la Navette>",
    "the code of a sheet": "/verifier/",
    "no address for a paper": "/papier/",
    "a quarter on paper": "/papier/quartier/la-filature/",
    "not found": "/lieux/nulle-part/",
}
STAFF = {
    "desk": "/pro/",
    "to qualify": "/pro/a-qualifier/",
    "places": "/pro/lieux/",
    "a place for the staff": "/pro/lieux/<Médiathèque de la Navette>/",
    "deliveries": "/pro/livraisons/",
    "terms": "/pro/termes/",
    "a new delivery": "/pro/livraisons/nouvelle/",
    "where a place is": "/pro/lieux/<Médiathèque de la Navette>/position/",
    "for professionals": "/pro/lieux/<Médiathèque de la Navette>/professionnels/",
    "to write to a place": "/pro/lieux/<Médiathèque de la Navette>/ecrire/",
    "who helps at a place": "/pro/lieux/<Médiathèque de la Navette>/personnes/",
    "who holds a place": "/pro/lieux/<Médiathèque de la Navette>/organisation/",
    "organisations": "/pro/organisations/",
    "a new organisation": "/pro/organisations/ajouter/",
    "the team": "/pro/equipe/",
    "an invitation": "/pro/equipe/inviter/",
    "the journal": "/pro/journal/",
    "two dates": "/pro/comparer/",
    "initiatives": "/pro/initiatives/",
    "one's account": "/pro/compte/",
    "papers": "/pro/papier/",
    "papers of a quarter": "/pro/papier/quartier/la-filature/",
    "the voices of a place": "/pro/papier/lieu/<Médiathèque de la Navette>/voix/",
    "texts to copy": "/pro/papier/quartier/la-filature/textes/",
    "where posters hang": "/pro/papier/affiches/",
    "a poster put up": "/pro/papier/affiches/poser/",
    "tools": "/pro/outils/",
    "languages to translate into": "/pro/traductions/",
    "texts to translate": "/pro/traductions/ar/?tout=1",
    "a new tool": "/pro/outils/proposer/",
    "a new tool, what exists": "/pro/outils/proposer/?nom=Agenda&purpose=agenda",
    "proposed tools": "/pro/outils/propositions/",
    "proposals": "/pro/propositions/",
    "one's proposals": "/pro/propositions/miennes/",
    "a service to add": "/pro/propositions/ajouter/",
    "reports of errors": "/pro/signalements/",
    "a report of an error": "/pro/signalements/1/",
    "pairs to answer": "/pro/rapprochements/",
    "a pair": "/pro/rapprochements/paires/[doubtful]/",
    "links": "/pro/rapprochements/liens/",
    "searches for links": "/pro/rapprochements/recherches/",
    "a search for links": "/pro/rapprochements/recherches/1/",
    "what is missing": "/pro/manques/",
    "how fresh the base is": "/pro/fraicheur/",
    "sheets to print": "/pro/fraicheur/fiches/",
    "a sheet to type": "/pro/fraicheur/fiches/saisir/",
    "how fresh a place is": "/pro/fraicheur/lieux/<Médiathèque de la Navette>/",
    "campaigns": "/pro/fraicheur/campagnes/",
    "a new campaign": "/pro/fraicheur/campagnes/nouvelle/?due=all",
    "a campaign": "/pro/fraicheur/campagnes/1/",
    "places to call": "/pro/fraicheur/campagnes/1/appels/",
    "sheets of a campaign": "/pro/fraicheur/fiches/?campagne=1",
    "to give back to a producer": "/pro/livraisons/rendre/clairmaille/",
    "to give back, of a described file": "/pro/livraisons/rendre/fichier:metropole/",
    "the agenda of the staff": "/pro/agenda/",
    "a day of somebody": "/pro/agenda/ressource/1/?jour=[day of an appointment]",
    "a week of somebody": "/pro/agenda/ressource/1/?vue=semaine&jour=[day of an appointment]",
    "a week of a place": "/pro/agenda/lieu/<Médiathèque de la Navette>/?vue=semaine",
    "to book for somebody": "/pro/agenda/reserver/",
    "times for somebody": "/pro/agenda/reserver/motif/1/",
    "who comes at any hour": "/pro/agenda/reserver/motif/1/qui/?heure=1-[in a month]",
    "who comes to a session": "/pro/agenda/reserver/seance/[session to come]/",
    "a booking": "/pro/agenda/reservation/[appointment to come]/",
    "the slip of a booking": "/pro/agenda/reservation/[appointment to come]/papier/",
    "a booking to move": "/pro/agenda/reservation/[appointment to come]/deplacer/",
    "a booking to cancel": "/pro/agenda/reservation/[appointment to come]/annuler/",
    "a session of the staff": "/pro/agenda/seance/[session to come]/",
    "children to look after": "/pro/agenda/seance/[session to come]/garde/",
    "a session to change": "/pro/agenda/seance/[session to come]/changer/",
    "a session to cancel": "/pro/agenda/seance/[session to come]/annuler/",
    "people to call": "/pro/agenda/appels/",
    "a booking to find": "/pro/agenda/retrouver/",
    "people sent elsewhere": "/pro/agenda/mes-orientations/",
    "places where visits are noted": "/pro/agenda/venues/",
    "the tally of a place": "/pro/agenda/venues/<Médiathèque de la Navette>/",
    "who came to a session": "/pro/agenda/presences/[past session]/",
    "who came to an appointment": "/pro/agenda/presence/[appointment]/",
    "figures of the agenda": "/pro/agenda/chiffres/",
    "what the agenda is made of": "/pro/agenda/reglages/",
    "somebody who receives": "/pro/agenda/reglages/ressources/1/",
    "a new line of the agenda": "/pro/agenda/reglages/ressources/ajouter/",
    "hours to add": "/pro/agenda/reglages/ressources/1/heures/ajouter/",
    "hours to change": "/pro/agenda/reglages/ressources/1/heures/1/",
    "an absence to note": "/pro/agenda/reglages/ressources/1/absences/ajouter/",
    "motives": "/pro/agenda/reglages/motifs/",
    "a motive": "/pro/agenda/reglages/motifs/1/",
    "series": "/pro/agenda/reglages/seances/",
    "a series": "/pro/agenda/reglages/seances/[series]/",
    "sessions to add": "/pro/agenda/reglages/seances/ajouter/",
    "sessions to change": "/pro/agenda/reglages/seances/[series]/modifier/?des=oui",
    "sessions to end": "/pro/agenda/reglages/seances/[series]/arreter/",
    "the poster of a stop": "/pro/agenda/reglages/seances/jour/[stop]/affiche/",
    "a sheet to tally on": "/pro/agenda/reglages/seances/[series]/comptage/",
    "rounds": "/pro/agenda/reglages/tournees/",
    "a round": "/pro/agenda/reglages/tournees/1/",
    "stops to type": "/pro/agenda/reglages/tournees/1/arrets/",
    "moments of the quarters": "/pro/agenda/reglages/moments/",
    "to receive somebody": "/pro/accueil-orientation/",
    "a sheet of activities to type": "/pro/orientation/papier/",
    "a diagnosis to open": "/pro/orientation/bilan/",
    "what the answers say together": "/pro/orientation/chiffres/",
    "a place to close": "/pro/lieux/<Médiathèque de la Navette>/fermer/",
    "a scheme that changes name": "/pro/termes/scheme/citizens_initiative_project/nouveau-nom/",
}
# A form sent with what it must refuse: its address, and what to put in which field.
REFUSED = {
    "a new place": ("/pro/lieux/nouveau/", {"position": "x"}),
    "a place to change": ("/pro/lieux/<Médiathèque de la Navette>/modifier/", {"nom": ""}),
    "an offer": ("/pro/lieux/<Médiathèque de la Navette>/offres/", {}),
    "sessions": ("/pro/agenda/reglages/seances/ajouter/", {"title": ""}),
}
SEEN_IN_MODES = (
    "home", "results, in error", "results, unknown shown", "a place", "components", "the week",
    "an hour to choose", "the first of the six questions", "one procedure, with who helps",
    "papers to choose", "the code of a liaison sheet", "a kiosk", "a wall",
)  # fmt: skip
MODES: dict[str, dict[str, Any]] = {
    "dark": {"color_scheme": "dark"},
    "forced colours": {"forced_colors": "active"},
    "more contrast": {"contrast": "more"},
}


# Where the address holds [a word] that is no verdict: what it stands for.
QUESTIONS = {
    "past session": "SELECT s.public_id FROM agenda_session s JOIN agenda_seat t "
    "ON t.session_id = s.id WHERE s.ends_at < datetime('now') ORDER BY s.ends_at DESC",
    "series": "SELECT public_id FROM agenda_series WHERE seats > 0 ORDER BY id",
    "stop": "SELECT s.public_id FROM agenda_session s JOIN agenda_series r ON r.id = s.series_id "
    "WHERE r.kind IN ('stop', 'outreach') ORDER BY s.starts_at DESC",
    "appointment": "SELECT min(id) FROM agenda_booking WHERE motive_id IS NOT NULL",
    "appointment to come": "SELECT id FROM agenda_booking WHERE motive_id IS NOT NULL "
    "AND state = 'booked' AND starts_at > datetime('now') ORDER BY starts_at",
    "day of an appointment": "SELECT date(starts_at) FROM agenda_booking WHERE resource_id = 1 "
    "AND state = 'booked' AND starts_at > datetime('now') ORDER BY starts_at",
    "session to come": "SELECT s.public_id FROM agenda_session s JOIN agenda_seat t "
    "ON t.session_id = s.id WHERE s.starts_at > datetime('now') "
    "ORDER BY s.childcare_seats DESC, s.starts_at",
    "motive": "SELECT motive_id FROM agenda_booking WHERE motive_id IS NOT NULL AND "
    "resource_id = 1 ORDER BY id",
    "in a month": "SELECT strftime('%s', 'now', '+30 days')",
}


def address(town: Site, path: str) -> str:
    """Return a whole address; <a name> in it becomes the number of that place, [a verdict] that of
    the first pair."""
    base_file = f"file:{town.folder}/maillage.sqlite3?mode=ro"
    if found := re.search(r"\[(.+)]", path):
        with closing(sqlite3.connect(base_file, uri=True)) as base:
            question = "SELECT min(id) FROM linking_linkpair WHERE verdict = ?"
            values = found.groups()
            if found[1] in QUESTIONS:
                question, values = QUESTIONS[found[1]], ()
            row = base.execute(question, values)
            path = path.replace(found[0], str(row.fetchone()[0]))
    if found := re.search("<(.+)>", path):
        with closing(sqlite3.connect(base_file, uri=True)) as base:
            row = base.execute(
                "SELECT public_id FROM directory_place WHERE nom = ?", found.groups()
            )
            path = path.replace(found[0], row.fetchone()[0])
    return town.url + path


def check(page: Page) -> None:
    """Fail on anything axe sees, and on a page that scrolls sideways or has a small target."""
    report = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
    assert not report.response["violations"], report.generate_report()
    check_size(page)


def check_size(page: Page) -> None:
    """Fail on a page wider than its window, and on a target under 44 px that is ours to draw."""
    wide = page.evaluate(
        """() => {
            const most = document.documentElement.clientWidth;
            if (document.documentElement.scrollWidth <= most) return [];
            return [...document.querySelectorAll("body *")]
                .filter((e) => e.getBoundingClientRect().right > most + 1)
                .map((e) => `${e.tagName}.${e.className} ${e.textContent.slice(0, 40)}`);
        }"""
    )
    assert not wide, f"wider than the window: {wide[:5]}"
    small = page.evaluate(
        """() => [...document.querySelectorAll(
                "button, select, summary, label.choice, .btn, .menu a, .needs a, .foot a, .tel, "
                + "textarea, input:not([type=hidden], [type=checkbox], [type=radio])")]
            .map((e) => [e, e.getBoundingClientRect()])
            .filter(([e, box]) => box.width && box.height < 43.5)
            .map(([e, box]) => `${e.outerHTML.slice(0, 60)} ${box.height}`)"""
    )
    assert not small, f"targets under 44 px: {small[:5]}"


def check_both_widths(page: Page) -> None:
    """Check a page on a desktop, then on the smallest telephone."""
    check(page)
    page.set_viewport_size(PHONE)
    check(page)


@pytest.mark.row("CHA-18")
@pytest.mark.parametrize("name", PUBLIC)
def test_no_public_page_has_a_fault_that_axe_sees(open_page: Opener, town: Site, name: str) -> None:
    page = open_page(viewport=DESKTOP)
    page.goto(address(town, PUBLIC[name]))
    # What is folded is a part of the page too.
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
    check_both_widths(page)


@pytest.mark.parametrize("mode", MODES)
def test_dark_and_forced_colours_keep_the_contrast(
    open_page: Opener, town: Site, mode: str
) -> None:
    page = open_page(viewport=DESKTOP, **MODES[mode])
    for name in SEEN_IN_MODES:
        page.goto(address(town, PUBLIC[name]))
        check(page)


@pytest.mark.parametrize("name", STAFF)
def test_no_staff_page_has_a_fault_that_axe_sees(
    open_page: Opener, town: Site, staff_state: StorageState, name: str
) -> None:
    page = open_page(viewport=DESKTOP, storage_state=staff_state)
    page.goto(address(town, STAFF[name]))
    assert urlsplit(page.url).path == urlsplit(address(town, STAFF[name])).path
    check_both_widths(page)


@pytest.mark.parametrize("name", REFUSED)
def test_a_refused_form_has_no_fault_that_axe_sees(
    open_page: Opener, town: Site, staff_state: StorageState, name: str
) -> None:
    path, answers = REFUSED[name]
    page = open_page(viewport=DESKTOP, storage_state=staff_state)
    page.goto(address(town, path))
    for field, words in answers.items():
        page.locator(f"[name={field}]").fill(words)
    # The server must speak, not the browser before it.
    page.evaluate("document.querySelectorAll('form').forEach((one) => { one.noValidate = true })")
    page.get_by_role("main").locator("form[method=post] button[type=submit]").last.click()
    expect(page.get_by_role("alert").first).to_contain_text("à revoir")
    check_both_widths(page)


# ---------------------------------------------------------------- weight


@pytest.mark.parametrize("name", ["home", "results", "a place", "an error to report", "new places"])
def test_a_page_and_its_style_weigh_less_than_twenty_kilobytes(town: Site, name: str) -> None:
    url = address(town, PUBLIC[name])
    html = read(url)
    styles = re.findall(rb'<link rel="stylesheet" href="([^"]+)"', html)
    assert styles
    bodies = [html, *(read(urljoin(url, style.decode())) for style in styles)]
    weights = [len(gzip.compress(body, 9)) for body in bodies]
    assert sum(weights) <= 20_000, weights


def read(url: str) -> bytes:
    """Return the body of an answer."""
    with urlopen(url, timeout=10) as answer:
        body: bytes = answer.read()
    return body


# ---------------------------------------------------------------- paper


@pytest.mark.parametrize(("name", "most_sheets"), [("results near a quarter", 4), ("a place", 3)])
def test_paper_holds_the_names_the_hours_and_the_telephones(
    open_page: Opener, town: Site, name: str, most_sheets: int
) -> None:
    page = open_page()
    page.goto(address(town, PUBLIC[name]))
    page.emulate_media(media="print")
    main = page.get_by_role("main")
    for words in ("Médiathèque de la Navette", "01\u00a099\u00a000\u00a021\u00a010"):
        expect(main.get_by_text(words).locator("visible=true").first).to_be_visible()
    hours = main.locator("table, .now").locator("visible=true")
    expect(hours.first).to_contain_text(re.compile(r"\d+\s?h|Ouvert|Fermé"))
    # What cannot be used on paper is not printed.
    for button in page.get_by_role("button").all():
        expect(button).to_be_hidden()
    paper = page.pdf(format="A4")
    assert 1 <= len(re.findall(rb"/Type\s*/Page\b", paper)) <= most_sheets


# ---------------------------------------------------------------- the door of the staff


def test_a_person_signs_in_by_a_code_and_signs_out(
    open_page: Opener, town: Site, staff_state: StorageState
) -> None:
    page = open_page(storage_state=staff_state)
    page.goto(f"{town.url}/pro/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Bonjour")
    stranger = open_page()
    stranger.goto(f"{town.url}/pro/")
    assert "/compte/connexion/" in stranger.url
