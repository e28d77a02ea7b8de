"""What the questions lead to: who answers them is led to a fitting offer, with reasons."""

from datetime import date
from urllib.parse import parse_qsl

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from maillage.apps.directory.queries import zones_to_search
from maillage.apps.directory.tests.factories import Zone, make_place
from maillage.apps.directory.tests.pages import forget_base
from maillage.apps.orientation.apps import check_table
from maillage.apps.orientation.queries.answers import Benefit, Everything, ShortAnswers
from maillage.apps.orientation.queries.profiles import profile_of_answers
from maillage.apps.orientation.queries.table import (
    FILE,
    TableError,
    aim_words,
    city_table,
    table_of,
)
from maillage.apps.orientation.tests.test_orient import (
    ACCESS,
    ALONE,
    GROUP,
    PROCEDURES,
    PURCHASE,
    TOOLS,
    names,
    offer,
)
from maillage.apps.orientation.views.suggesting import suggested
from maillage.core.orientation import TABLE
from maillage.core.skills import Answer, LastUse, Obstacle, Use

pytestmark = pytest.mark.django_db
RESULT = "/orientation/resultat/"


@pytest.fixture(autouse=True)
def _index_read_again():
    forget_base()
    yield
    forget_base()


def read(client, **said):
    answer = client.post(RESULT, said)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def make_quarter(name, slug):
    return Zone.objects.create(kind="quarter", code=slug, nom=name, slug=slug)


@pytest.mark.row("ORI-01")
def test_a_beginner_without_e_mail_gets_first_steps_in_the_chosen_quarter(client):
    here, there = make_quarter("Rouet", "rouet"), make_quarter("Navette", "navette")
    steps = {"levels": ["grand_debutant"], "intensity_step": "initiation",
             "modalites_accompagnement": [GROUP]}  # fmt: skip
    offer("Ici", TOOLS, place=make_place(nom="Ici", quarter_zone=here), **steps)
    offer("Là-bas", TOOLS, place=make_place(nom="Là-bas", quarter_zone=there), **steps)
    offer("Avancé", TOOLS, place=make_place(nom="Avancé", quarter_zone=here), levels=["avance"])
    page = read(
        client, besoin="mail", ou="rouet",
        usage_mobile="wish", usage_administration="wish", usage_office="wish",
        usage_identity="wish",
    )  # fmt: skip
    assert "Ici" in names(page)
    assert "Là-bas" not in names(page)
    assert "Pour commencer, sans rien connaître" in page.main.get_text()


@pytest.mark.row("ORI-05")
def test_material_and_language_both_stay_visible_and_both_weigh(client):
    offer("Prêt en arabe", PURCHASE, uses=["loan"], languages=["fr", "ar"])
    offer("Prêt", PURCHASE, uses=["loan"], languages=["fr"])
    page = read(client, gene=["no_computer", "language"], langue="ar")
    assert names(page) == ["Prêt en arabe"]
    said = " ".join(page.main.get_text(" ").split())
    assert "Je n’ai pas d’ordinateur" in said
    assert "Je parle peu le français" in said


@pytest.mark.row("ORI-12")
def test_at_ease_in_messages_and_not_in_software_gets_software_help_only(client):
    offer("CV", TOOLS, title="Écrire un CV", levels=["debutant"], modalites_accompagnement=[ALONE])
    offer("Premiers pas", TOOLS, levels=["grand_debutant"], modalites_accompagnement=[GROUP],
          uses=["beginner_workshops"])  # fmt: skip
    offer("Messages", TOOLS, title="Écrire un e-mail", levels=["debutant"],
          modalites_accompagnement=[GROUP])  # fmt: skip
    assert names(read(client, usage_mobile="yes", usage_office="wish")) == ["CV"]


@pytest.mark.row("ORI-17")
def test_not_connected_and_connected_without_benefit_do_not_start_alike(client):
    offer("Salle", ACCESS, uses=["free_access"], modalites_accompagnement=["En autonomie"])
    offer("Permanence", PROCEDURES, modalites_accompagnement=[ALONE])
    away = read(client, gene=["not_online"])
    useless = read(client, suite="oui", apport="none")
    assert names(away)[0] == "Salle"
    assert names(useless)[0] == "Permanence"


def test_who_does_otherwise_is_not_sent_to_learn():
    zones = zones_to_search(today=date(2026, 9, 15))
    said = ShortAnswers(uses={Use.OFFICE: Answer.NO, Use.MOBILE: Answer.YES})
    assert profile_of_answers(Everything(short=said), zones).levels == {
        "communication": "above_basic"
    }


def test_answers_become_a_profile():
    zones = zones_to_search(today=date(2026, 9, 15))
    short = ShortAnswers(
        motive="ecole",
        obstacles=frozenset({Obstacle.MONEY}),
        language="ar",
        last_use=LastUse.NEVER,
    )
    profile = profile_of_answers(Everything(short=short), zones)
    assert profile.motives == ("ecole",)
    assert (profile.not_connected, profile.beginner) == (True, True)
    assert profile.languages == ("ar",)
    useless = ShortAnswers(benefits=frozenset({Benefit.NONE}))
    assert profile_of_answers(Everything(short=useless), zones).no_benefit


# ---------------------------------------------------------------- the table of a city


def test_every_aim_has_its_words_and_every_need_its_line():
    table = table_of("").table
    assert all(str(aim_words(aim.code)[0]) for aim in table.aims)
    motives = {line.when for line in table.lines if line.when.startswith("motive:")}
    assert len(motives) == 20


def test_a_city_writes_its_own_lines():
    said = table_of(
        """
        [[but]]
        code = "cafe"
        mots = "un café des parents"
        un_de = ["word:café"]

        [[ligne]]
        quand = "motive:ecole"
        vers = ["cafe", "parents"]
        source = "réunion du 3 mars 2026"
        """
    )
    (line,) = [line for line in said.table.lines if line.when == "motive:ecole"]
    assert line.aims == ("cafe", "parents")
    assert said.words == {"cafe": "un café des parents"}
    assert len(said.table.lines) == len(table_of("").table.lines)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[[ligne", "ne se lit pas"),
        ("ligne = 3", "écrivez [[ligne]]"),
        ('[[ligne]]\nquand = "motive:x"\nvers = ["tools"]\nsource = "s"', "ligne n° 1"),
        ('[[ligne]]\nquand = "motive:ecole"\nvers = "tools"\nsource = "s"', "« vers »"),
        ('[[ligne]]\nquand = "motive:ecole"\nvers = ["nulle_part"]\nsource = "s"', "nulle_part"),
        ('[[ligne]]\nquand = "motive:ecole"\nvers = ["tools"]', "« source »"),
        ('[[but]]\ncode = "x"\nun_de = ["word:a"]', "but n° 1"),
    ],
)
def test_a_table_that_makes_no_sense_says_where(text, words):
    with pytest.raises(TableError) as refused:
        table_of(text)
    said = str(refused.value).replace("\u00a0", " ")
    assert words in said
    assert FILE in said


def test_the_application_does_not_start_with_a_table_that_makes_no_sense(settings, tmp_path):
    settings.FOLDER = tmp_path
    city_table.cache_clear()
    assert check_table(None) == []
    (tmp_path / FILE).write_text("[[ligne", "utf-8")
    city_table.cache_clear()
    (error,) = check_table(None)
    assert "ne se lit pas" in error.msg
    city_table.cache_clear()


def test_the_core_table_is_the_one_of_the_application():
    assert {line.when for line in TABLE.lines} <= {line.when for line in table_of("").table.lines}


def test_only_professionals_are_led_to_a_sheet_and_it_carries_codes_alone():
    place = offer("Permanence", PROCEDURES, modalites_accompagnement=[ALONE])
    answers = Everything(short=ShortAnswers(motive="demarche", language="ar"))
    now = timezone.now()
    staff = suggested(answers, now=now, sheets=True).page
    assert staff.sheet_url == "/pro/fiches/nouvelle/"
    query = dict(parse_qsl(staff.cards[0].sheet_query))
    assert query == {
        "lieu": place.public_id,
        "offre": place.offers.get().public_id,
        "besoin": PROCEDURES,
    }
    assert suggested(answers, now=now).page.sheet_url == ""
