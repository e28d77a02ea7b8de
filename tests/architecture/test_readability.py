"""Plain language on every page of residents, measured (ledger GOV-11).

The words of the site are read as a person sees them, without what places wrote themselves. Each
page has the score it had when it was last looked at, less a little: it may rise, not fall.
"""

import pytest
from bs4 import BeautifulSoup

from maillage.apps.agenda.tests.factories import make_bookable
from maillage.apps.directory.tests.factories import make_place, make_programme
from maillage.apps.territories.models import Zone
from maillage.web.readability import read
from tests.architecture.test_access import RESIDENTS

pytestmark = pytest.mark.django_db
# Score of Kandel and Moles below which a page fails: 60 reads like a newspaper, 100 like a primer;
# measured on 2026-11-21: 83, 100, 95, 117, (too short), 75, 89, 83, 94. Titles and labels are short
# sentences of their own and raise it: the length of sentences and the words are looked at besides.
LEAST = {
    "/": 78,
    "/lieux/": 90,
    "/carte/": 85,
    "/lieux/{place}/": 85,
    "/q/{zone}/": 90,
    "/programmes/{programme}/": 70,
    "/nouveaux/": 80,
    "/donnees/": 65,  # a dictionary of the data: for those who take them again
    "/lieux/{place}/signaler/": 80,
    "/signalements/": 80,
    "/agenda/": 80,
    "/agenda/lieu/{agenda_place}/": 80,
    "/agenda/seance/{session}/": 80,
    "/agenda/porte/{agenda_place}/": 80,
    "/agenda/seance/{session}/reserver/": 80,
    "/rendez-vous/": 80,
    "/rendez-vous/pour/{mediation}/": 80,
    "/rendez-vous/{motive}/": 80,
    "/rendez-vous/{motive}/vous/?heure={time}": 80,
    "/mon-rendez-vous/": 80,
    "/orientation/": 80,
    "/orientation/je-viens-d-arriver/": 80,
    "/orientation/demarches/": 75,
    "/orientation/demarches/impots/": 75,
    "/orienter/": 80,
    "/orienter/papier/?lieu={place}": 75,
    "/orienter/manque/?besoin=demarche": 80,
    "/orientation/bilan/": 80,
    "/orientation/papier/": 80,
    "/orientation/mon-bilan/": 80,
    "/papier/?lieu={place}": 80,
    "/papier/adresses/?lieu={place}": 75,
    "/papier/quartier/{zone}/": 80,
    "/ecouter/lieu/{place}/": 80,
    "/ecouter/quartier/{zone}/": 80,
    "/borne/{place}/": 80,
    "/mur/": 80,
    "/fiche/": 80,
    "/a-propos/": 80,
    "/accessibilite/": 75,
    "/vos-donnees/": 85,
}
# Words that have to stand there, explained on the page itself or being the name of something.
ALLOWED = {
    "/donnees/": {"dispositif", "modalité", "médiation numérique", "inclusion numérique",
                  "usager", "bénéficiaire", "renseigner", "notamment"},
}  # fmt: skip
# The pages where one writes to us, or books; everywhere else there is nothing to send.
WRITTEN_TO = {
    "/lieux/{place}/signaler/",
    "/signalements/",
    "/agenda/seance/{session}/reserver/",
    "/rendez-vous/{motive}/vous/?heure={time}",
    "/mon-rendez-vous/",
    "/orientation/",
    "/orientation/bilan/",
    "/orientation/mon-bilan/",
    "/fiche/",
    "/orienter/",
    "/orienter/manque/?besoin=demarche",
    "/borne/{place}/",  # one button: this screen is no kiosk
}
LETTERS = {
    # Codes of the standard, each explained in the line that holds it or in the standard itself.
    "/donnees/": None,
    "/accessibilite/": {"RGAA"},  # "le référentiel français"
    "/vos-donnees/": {"CNIL"},  # "qui protège les données de chacun"
    "/a-propos/": {"EUPL"},  # "une licence libre de l’Union européenne"
}
PLANTED = (
    "Préalablement à toute sollicitation, l’usager est invité à renseigner, dans le cadre du "
    "dispositif de médiation numérique, l’ensemble des modalités susmentionnées conformément à la "
    "réglementation applicable en matière de dématérialisation des procédures administratives."
)


@pytest.fixture
def addresses():
    place = make_place(nom="Salle Rouet", n_offers=1)
    zone = Zone.objects.create(kind="quarter", code="q", nom="Centre", slug="centre")
    programme = make_programme("Aide")
    session, row, time = make_bookable()
    motive = row.motives.get()
    return {
        "place": place.public_id,
        "zone": zone.slug,
        "programme": programme.slug,
        "agenda_place": session.place.public_id,
        "session": session.public_id,
        "mediation": motive.mediation,
        "motive": motive.pk,
        "time": time,
    }


def words_of(answer):
    """Return the words of a page: one line by piece of text, forms and lists included."""
    page = BeautifulSoup(answer.content, "html.parser")
    for tag in page.select("script, style, .demo, select, table, svg, code, aside.human"):
        tag.decompose()
    for tag in page.select("p, li, h1, h2, h3, dt, dd, label, legend, summary, span.hint, a.btn"):
        tag.append("\n")
    lines = page.main.get_text(" ").split("\n")
    return "\n".join(" ".join(line.split()) for line in lines)


def faults(pattern, text):
    """Return what makes a page hard to read."""
    reading = read(text)
    found = [f"{w} → {plain}" for w, plain in reading.hard_words
             if w not in ALLOWED.get(pattern, ())]  # fmt: skip
    explained = LETTERS.get(pattern, frozenset())
    if explained is not None:
        found += [f"{w} : que veut dire ce sigle ?" for w in reading.letters if w not in explained]
    found += [f"phrase longue : {s}" for s in reading.long_sentences]
    if reading.score is not None and reading.score < LEAST[pattern]:
        found.append(f"score {reading.score:.0f}, il en faut {LEAST[pattern]}")
    return found


def test_every_page_of_residents_is_measured():
    assert len(LEAST) == len(RESIDENTS) - 1  # an alias leads to the page of a place


@pytest.mark.row("GOV-11")
@pytest.mark.parametrize("pattern", LEAST)
def test_a_page_of_residents_reads_easily(client, addresses, pattern):
    answer = client.get(pattern.format(**addresses))
    assert answer.status_code == 200
    text = words_of(answer)
    assert not faults(pattern, text), (read(text).score, text)


@pytest.mark.row("GOV-11")
@pytest.mark.parametrize("pattern", LEAST)
def test_a_sentence_of_an_office_is_seen_wherever_it_is_planted(client, addresses, pattern):
    text = words_of(client.get(pattern.format(**addresses)))
    found = faults(pattern, f"{text}\n{PLANTED}")
    assert any("phrase longue" in line for line in found)
    assert any("sollicitation" in line for line in found)


@pytest.mark.row("GOV-11")
def test_the_first_contact_needs_no_account_and_asks_no_civil_status(client, addresses):
    for pattern in LEAST:
        page = BeautifulSoup(client.get(pattern.format(**addresses)).content, "html.parser")
        assert pattern in WRITTEN_TO or not page.select("form[method=post]"), pattern
        names = {tag.get("name", "") for tag in page.select("input, select, textarea")}
        assert not names & {"nom", "prenom", "naissance", "sexe", "civilite", "nationalite"}
