"""What becomes of those who are passed on: exact for those who know them, few people never told."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from maillage.apps.agenda.tests.factories import make_visit
from maillage.apps.directory.tests.factories import make_organisation, make_user
from maillage.apps.liaison.models import RightOutcome, Sending
from maillage.apps.liaison.queries.figures import sheet_figures
from maillage.apps.liaison.tests.factories import JOB, NOW, PROCEDURES, TODAY, make_recipient
from maillage.apps.orientation.actions.unmet import count_search, note_unmet

MONTH = {"start": TODAY - timedelta(days=30), "end": TODAY, "now": NOW}
ADDRESS = "/pro/fiches/chiffres/"


def close(sheet, **fields):
    """Write what became of a sheet, as it stands once answered."""
    said = {"state": "done", "outcome": "came", "first_answer_at": NOW, "state_at": NOW}
    Sending.objects.filter(sheet=sheet).update(**said | fields)


def right(sheet, result, kind="housing"):
    sending = sheet.sendings.get()
    RightOutcome.objects.create(sending=sending, right=kind, result=result, noted_at=NOW)


def page(client, address=ADDRESS):
    answer = client.get(address)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


@pytest.fixture
def coordinator(town):
    return make_user(role="coordinator")


@pytest.mark.row("ORI-15")
def test_three_of_four_sheets_that_came_are_75_per_cent(town, sign_in):
    for outcome in ("came", "came", "solved", "absent"):
        close(town.send(), outcome=outcome)
    other = make_recipient(nom="Cyberespace du Fuseau")
    town.send(place=other, services=[JOB])
    found = sheet_figures(**MONTH, by=town.sender)
    assert (found.total.attended.part, found.total.attended.base) == (3, 4)
    assert found.total.attended.pct == 75
    assert [(one.name, one.sent.n, one.attended.pct) for one in found.places] == [
        ("Mairie de quartier du Rouet", 4, 75),
        ("Cyberespace du Fuseau", 1, None),
    ]
    assert [(one.name, one.attended.pct) for one in found.services] == [
        (PROCEDURES, 75),
        (JOB, None),
    ]
    shown = page(sign_in(town.sender))
    assert "75 %" in shown.find("div", class_="figs").find_next("div", class_="figs").text
    # So few: the share is said with what it is worth.
    assert "3 sur 4 ; sans doute entre 30 et 95 %" in shown.text


@pytest.mark.row("ORI-16")
def test_two_rights_opened_are_two_in_the_report_without_a_name(town, sign_in):
    for _ in range(2):
        sheet = town.send(name="Nour")
        close(sheet)
        right(sheet, "opened")
    shown = page(sign_in(town.sender))
    (table,) = [t for t in shown.find_all("table") if t.caption.text == "Les droits"]
    cells = [cell.text for cell in table.tbody.find_all(["th", "td"])]
    assert cells == ["logement", "2", "0", "0", "0"]
    assert "Nour" not in shown.text


@pytest.mark.row("WRN-35")
def test_autonomy_and_rights_come_before_any_count_of_sheets(town, sign_in, coordinator):
    shown = page(sign_in(coordinator))
    first = shown.find("div", class_="figs").find_all("div", class_="fig")
    assert "avec la personne" in first[0].text
    assert "droits ouverts" in first[1].text
    assert "fiches envoyées" in shown.find_all("div", class_="figs")[1].text


def test_what_is_done_with_the_person_is_counted_from_the_agenda(town):
    place = make_recipient(organisation=town.sender_house)
    for mode in ("with", "with", "with", "for", ""):
        make_visit(place=place, day=TODAY, attendance="present", mode=mode)
    elsewhere = make_recipient(organisation=town.third_house)
    make_visit(place=elsewhere, day=TODAY, attendance="present", mode="for")
    found = sheet_figures(**MONTH, by=town.sender)
    assert (found.autonomy.part, found.autonomy.base) == (3, 4)


def test_those_who_steer_are_told_nothing_of_fewer_than_five(town, sign_in, coordinator):
    for _ in range(4):
        close(town.send(), outcome="came")
    few = sheet_figures(**MONTH, by=coordinator)
    assert few.total.sent.hidden == "few"
    assert few.total.attended.part is None
    assert few.places[0].sent.n is None
    close(town.send(), outcome="came")
    five = sheet_figures(**MONTH, by=coordinator)
    assert (five.total.attended.part, five.total.attended.base) == (5, 5)
    assert "5 sur 5" in page(sign_in(coordinator)).text


def test_what_is_hidden_of_a_place_is_not_found_from_the_total_and_the_others(town, coordinator):
    other = make_recipient(nom="Cyberespace du Fuseau")
    for number in range(8):
        close(town.send(), state="refused" if number < 2 else "done", refusal="full"
              if number < 2 else "", outcome="" if number < 2 else "came")  # fmt: skip
        close(town.send(place=other), state="refused", refusal="full", outcome="")
    found = sheet_figures(**MONTH, by=coordinator)
    assert (found.total.refused.part, found.total.refused.base) == (10, 16)
    # Ten in all, eight there: two here. The eight are hidden too.
    assert [line.refused.part for line in found.places] == [None, None]


def test_a_sheet_is_answered_in_time_within_ten_days(town):
    long_ago = NOW - timedelta(days=20)
    for answered in (long_ago + timedelta(days=10), long_ago + timedelta(days=11), None):
        state = "received" if answered else "sent"
        close(town.send(now=long_ago), state=state, outcome="", first_answer_at=answered)
    town.send()  # today: nobody can say yet
    answered = sheet_figures(**MONTH, by=town.sender).total.answered
    assert (answered.part, answered.base) == (1, 3)


def test_each_house_reads_its_own_sheets_sent_or_received(town):
    close(town.send())
    assert sheet_figures(**MONTH, by=town.receiver).total.sent.n == 1
    assert sheet_figures(**MONTH, by=town.third).total.sent.n == 0


def test_a_sheet_of_another_period_is_left_out(town):
    town.send(now=NOW - timedelta(days=31))
    assert sheet_figures(**MONTH, by=town.sender).total.sent.n == 0


def test_the_file_hides_what_the_page_hides(town, sign_in, coordinator):
    for _ in range(3):
        close(town.send(), outcome="came")
    answer = sign_in(coordinator).get(f"{ADDRESS}fichier/")
    text = b"".join(answer).decode("utf-8-sig")
    assert "moins de 5" in text
    assert "non montré" in text
    assert "3 sur 3" not in text


def test_days_in_the_wrong_order_are_said(town, sign_in):
    answer = sign_in(town.sender).get(f"{ADDRESS}?du=2026-11-30&au=2026-11-01")
    assert answer.status_code == 422
    assert "La fin est avant le début" in answer.content.decode()


@pytest.mark.row("LIA-07")
def test_the_coordinator_lists_the_structures_that_never_prescribed(town, sign_in, coordinator):
    for _ in range(5):
        town.send()
    silent = make_organisation(nom="CCAS du Rouet")
    make_user(role="prescriber", organisation=silent)
    shown = page(sign_in(coordinator))
    (table,) = [t for t in shown.find_all("table") if t.caption.text == "Par structure"]
    rows = [
        [cell.text for cell in row.find_all(["th", "td"])] for row in table.tbody.find_all("tr")
    ]
    assert rows == [
        ["CCAS du Rouet", "oui", "aucune", "0"],
        ["Le Fuseau", "–", "aucune", "0"],
        ["Le Rouet", "–", "aucune", "5"],
        ["La Navette", "oui", "5", "0"],
    ]
    # Whoever acts for one organisation reads nothing of the others.
    assert "Par structure" not in page(sign_in(town.sender)).text


def test_needs_without_an_answer_are_told_out_of_all_searches(town, sign_in, coordinator):
    last_month = timezone.now().replace(day=1) - timedelta(days=2)
    for number in range(20):
        searched = {"key": f"s{number}", "need": "demarche", "zone_id": None, "missing": ()}
        count_search(**searched, unmet=number < 5, now=last_month)
    for number in range(6):
        note_unmet(key=f"r{number}", need="ecole", zone_id=None, now=last_month, said_by="resident")
    shown = page(sign_in(coordinator))
    # Captions say the months: the rest of the page has its own period.
    tables = {table.caption.text.split(", du ")[0]: table for table in shown.find_all("table")}
    rows = [
        [cell.text for cell in row.find_all(["th", "td"])]
        for row in tables["Besoins sans réponse sur le territoire"].tbody.find_all("tr")
    ]
    assert [row[1:] for row in rows] == [["5 sur 20 (25 %, de 11 à 47)", "0"], ["–", "6"]]
    assert "quartier non dit" in tables["Besoins sans réponse, par quartier"].text.lower()
    file = b"".join(sign_in(coordinator).get(f"{ADDRESS}fichier/")).decode("utf-8-sig")
    assert "5 sur 20 (25 %, de 11 à 47)" in file
    assert "Besoins sans réponse" not in page(sign_in(town.sender)).text
