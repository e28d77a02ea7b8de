"""The coordinator's page: what waits, what was verified, by quarter, by person, over time."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from maillage.apps.directory.queries import audit_rows, get_place
from maillage.apps.directory.queries.freshness import confirmations_of, fresh_shares
from maillage.apps.directory.tests.factories import make_organisation
from maillage.apps.directory.tests.pages import make_quarter, read, said
from maillage.apps.freshness.actions.days import count_day
from maillage.apps.freshness.models import Day
from maillage.apps.freshness.queries.figures import DayCount
from maillage.apps.freshness.tasks import count_the_day, forget, remind
from maillage.apps.freshness.tests.factories import make_asked_place, make_user
from maillage.apps.freshness.views.chart import bars, thinned

pytestmark = pytest.mark.django_db
HERE = "/pro/fraicheur/"


def months_ago(n):
    return timezone.localdate() - timedelta(days=round(30.5 * n))


def stale(months=13, **fields):
    """Return a place last verified so many months ago, to verify a year after."""
    day = months_ago(months)
    return make_asked_place(verified_on=day, next_check_on=day + timedelta(days=365), **fields)


def fresh(**fields):
    day = timezone.localdate() + timedelta(days=300)
    return make_asked_place(verified_on=months_ago(2), next_check_on=day, **fields)


def queue(page):
    return [said(a) for a in page.select("ul.queue li a[href*='/fraicheur/lieux/']")]


def figures(desk):
    return [said(fig) for fig in read(desk.get(HERE)).select(".fig")]


@pytest.mark.row("CEN-09")
def test_a_record_verified_thirteen_months_ago_is_to_verify_and_in_the_queue(desk, client):
    place = stale(nom="La Navette")
    fresh(nom="Le Rouet")
    page = read(desk.get(HERE))
    assert queue(page) == ["La Navette"]
    line = said(page.select_one("ul.queue li"))
    assert "à vérifier depuis" in line
    assert "Vérifiée il y a 13 mois" in line.replace("\u00a0", " ")
    # Shown as such, and never removed: residents still find it.
    assert client.get(reverse("directory:place", args=[place.public_id])).status_code == 200


@pytest.mark.row("CEN-10")
def test_five_stale_records_verified_and_the_percentage_rises(desk):
    places = [stale() for _ in range(5)]
    for _ in range(5):
        fresh()
    assert figures(desk)[1].replace("\u00a0", " ").startswith("50 % vérifiés depuis moins de 12")
    numbers = [place.public_id for place in places]
    done = desk.post(HERE, {"lieu": numbers, "do": "phone"}, follow=True)
    assert "5 fiches sont vérifiées aujourd’hui." in done.content.decode()
    assert figures(desk)[0].replace("\u00a0", " ").startswith("100 %")
    assert figures(desk)[1].replace("\u00a0", " ").startswith("100 %")
    assert queue(read(desk.get(HERE))) == []
    assert get_place(numbers[0]).verified_on == timezone.localdate()


def test_what_is_verified_by_phone_has_its_author_and_its_trace(desk, coordinator):
    place = stale()
    desk.post(HERE, {"lieu": [place.public_id], "do": "phone"})
    (one,) = confirmations_of(place)
    assert (one.speaker, one.how, one.by) == ("place", "phone", coordinator)
    assert [row.action for row in audit_rows("place", place.public_id)] == ["confirm_place"]


def test_nothing_ticked_or_an_unknown_place_changes_nothing(desk):
    place = stale()
    nothing = desk.post(HERE, {"do": "phone"})
    assert nothing.status_code == 422
    assert "Cochez au moins un lieu." in nothing.content.decode()
    unknown = desk.post(HERE, {"lieu": [place.public_id, "inconnu"], "do": "phone"})
    assert unknown.status_code == 404
    assert desk.post(HERE, {"lieu": ["a\x00b"], "do": "phone"}).status_code == 404
    assert not confirmations_of(place)


def test_a_press_that_says_nothing_verifies_nothing(desk):
    place = make_asked_place(verified_on=None)
    desk_page = reverse("freshness:dashboard")
    for address in (desk_page, f"{desk_page}lieux/{place.public_id}/verifier/"):
        answer = desk.post(address, {"lieu": place.public_id, "do": "autre"}, follow=True)
        assert "nous n’avons pas su quel bouton" in said(read(answer).main)
    assert get_place(place.public_id).verified_on is None


def test_places_are_given_to_somebody_and_counted_under_their_name(desk):
    camille = make_user(name="Camille Exemple", role="data_steward")
    first, second = stale(), stale()
    desk.post(HERE, {"lieu": [first.public_id, second.public_id], "do": "give",
                     "owner": camille.pk})  # fmt: skip
    assert get_place(first.public_id).owner == camille
    rows = [said(tr) for tr in read(desk.get(HERE)).select("#responsables ~ div tbody tr")]
    assert rows == ["Camille Exemple 2 0 (0 %) 0 (0 %) 2"]
    assert len(queue(read(desk.get(HERE, {"responsable": camille.pk})))) == 2
    assert queue(read(desk.get(HERE, {"responsable": 0}))) == []
    desk.post(HERE, {"lieu": [first.public_id], "do": "give", "owner": ""})
    assert get_place(first.public_id).owner is None
    assert "set_owner" in [row.action for row in audit_rows("place", first.public_id)]


def test_the_queue_and_the_figures_by_quarter(desk):
    _commune, quarter = make_quarter()
    stale(nom="Dedans", quarter_zone=quarter)
    fresh(quarter_zone=quarter)
    stale(nom="Dehors")
    assert queue(read(desk.get(HERE, {"quartier": quarter.pk}))) == ["Dedans"]
    page = read(desk.get(HERE))
    rows = [said(tr).replace("\u00a0", " ") for tr in page.select("#quartiers ~ div tbody tr")]
    assert rows == ["La Filature 2 1 (50 %) 1 (50 %) 1", "Hors des quartiers 1 0 (0 %) 0 (0 %) 1"]


def test_a_long_queue_comes_page_by_page_the_never_dated_first(desk):
    for number in range(28):
        day = months_ago(13) - timedelta(days=number)
        make_asked_place(verified_on=day, next_check_on=day + timedelta(days=365))
    make_asked_place(nom="Sans date", verified_on=None, next_check_on=None)
    first = read(desk.get(HERE))
    names = queue(first)
    assert (len(names), names[0]) == (25, "Sans date")
    rest = queue(read(desk.get(first.select_one("a[rel=next]")["href"].partition("#")[0])))
    assert len(set(names) | set(rest)) == 29
    for wrong in ("hier~x", "2026-13-45~1", "~"):
        assert desk.get(HERE, {"apres": wrong}).status_code == 200


def test_an_empty_base_says_so(desk):
    assert "Aucun lieu pour le moment" in desk.get(HERE).content.decode()


def test_files_for_a_spreadsheet_run_nothing(desk):
    stale(nom="=1+1")
    overdue = b"".join(desk.get(reverse("freshness:overdue_csv"))).decode()
    assert "'=1+1" in overdue
    count_day(today=timezone.localdate())
    days = b"".join(desk.get(reverse("freshness:days_csv"))).decode()
    assert f"{timezone.localdate()};tout;tout le territoire;1;0;0" in days


# ---------------------------------------------------------------- over time


def test_each_day_is_counted_once_with_its_base_and_no_person():
    _commune, quarter = make_quarter()
    stale(quarter_zone=quarter)
    fresh(owner=make_user())
    today = timezone.localdate()
    count_day(today=today)
    count_the_day.call()
    everything = Day.objects.get(part="all")
    assert (everything.n, everything.n_half_year, everything.n_year) == (2, 1, 1)
    assert Day.objects.filter(part="quarter").count() == 2
    assert Day.objects.filter(part="owner").count() == 2
    fresh()
    count_day(today=today)
    assert Day.objects.get(part="all").n == 3


def test_the_tasks_of_each_day_run_on_an_empty_base():
    for task in (count_the_day, remind, forget):
        task.call()
    assert Day.objects.get().n == 0


def test_the_chart_says_the_same_as_its_table(desk):
    for _ in range(4):
        fresh()
    today = timezone.localdate()
    last_month = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    Day.objects.create(on=last_month, part="all", n=4, n_half_year=1, n_year=2)
    page = read(desk.get(HERE))
    drawn = [said(text) for text in page.select(".chart text.v")]
    assert [words.replace("\u00a0", " ") for words in drawn] == ["50 %", "100 %"]
    rows = [said(tr).replace("\u00a0", " ") for tr in page.select("#temps ~ details tbody tr")]
    assert rows[0].endswith("4 1 2 (50 %)")
    assert page.select_one(".chart svg")["aria-label"]


def test_a_year_of_days_becomes_one_bar_by_month():
    days = [DayCount(date(2025, 1, 1) + timedelta(days=n), 10, 5, 8) for n in range(700)]
    shown = thinned(days)
    assert len(shown) == 12
    assert shown[-1].on == days[-1].on
    drawn = bars(days)
    assert all(bar.half_h <= bar.year_h <= 190 for bar in drawn)
    assert drawn[-1].x + drawn[-1].width <= 640
    assert bars([DayCount(date(2025, 1, 1), 0, 0, 0)]) == []


def test_what_the_page_counts_is_what_the_directory_counts(desk):
    stale()
    fresh()
    everything, _quarters, _owners = fresh_shares(today=timezone.localdate())
    assert (everything.n_places, everything.n_year, everything.n_overdue) == (2, 1, 1)
    assert figures(desk)[2] == "1 fiches à vérifier sur 2 lieux que les habitants voient"


# ---------------------------------------------------------------- one record


def url_of(place):
    return reverse("freshness:place", args=[place.public_id])


def test_one_record_says_by_field_who_said_it_when_how_and_until_when(desk, coordinator):
    place = stale(nom="La Navette")
    assert "à vérifier depuis" in said(read(desk.get(url_of(place))).main)
    desk.post(f"{url_of(place)}verifier/", {"do": "visit"})
    page = said(read(desk.get(url_of(place))).main).replace("\u00a0", " ")
    assert "Horaires ce que la ville a vérifié, sur place, aujourd’hui" in page
    assert "(noté par Dominique Exemple), sur place" in page
    assert "à vérifier depuis" not in page
    (done,) = confirmations_of(place)
    assert (done.speaker, done.how, done.by) == ("city", "visit", coordinator)
    desk.post(f"{url_of(place)}verifier/", {"do": "give", "owner": coordinator.pk})
    assert "Responsable : Dominique Exemple." in said(read(desk.get(url_of(place))).main)
    desk.post(f"{url_of(place)}verifier/", {"do": "phone"})
    assert confirmations_of(place)[0].speaker == "place"


def test_a_professional_reads_it_and_changes_nothing(client):
    place = stale()
    writer = make_user(role="quarter_manager", zone=make_quarter()[1])
    client.force_login(writer, "allauth.account.auth_backends.AuthenticationBackend")
    page = client.get(url_of(place))
    assert page.status_code == 200
    assert "<form" not in str(read(page).main)
    assert client.post(f"{url_of(place)}verifier/", {"do": "phone"}).status_code == 403


def test_the_page_of_the_place_leads_there(desk):
    place = stale()
    page = read(desk.get(reverse("directory:staff_place", args=[place.public_id])))
    assert page.select_one(f"a[href='{url_of(place)}']")


@pytest.mark.row("CEN-09")
def test_residents_read_that_an_old_record_is_to_verify_and_nothing_on_a_fresh_one(client):
    old, new = stale(), fresh()
    shown = read(client.get(reverse("directory:place", args=[old.public_id])))
    words = said(shown.select_one("h1 ~ #a-verifier")).replace("\u00a0", " ")
    assert words == "Page vérifiée il y a 13 mois : appelez avant de venir."
    other = read(client.get(reverse("directory:place", args=[new.public_id])))
    assert other.select_one("#a-verifier") is None


def test_whoever_acts_for_the_organisation_answers_for_the_place_in_one_press(client):
    organisation = make_organisation(nom="La Navette")
    place = stale(organisation=organisation)
    member = make_user(role="member", organisation=organisation)
    client.force_login(member, "allauth.account.auth_backends.AuthenticationBackend")
    assert "Rien n’a changé" in said(read(client.get(url_of(place))).main)
    done = client.post(f"{url_of(place)}confirmer/", follow=True)
    assert "vérifiée aujourd’hui" in done.content.decode()
    (one,) = confirmations_of(place)
    assert (one.speaker, one.how, one.by) == ("place", "screen", member)
    assert client.post(f"{url_of(stale())}confirmer/").status_code == 403


def test_a_keeper_who_confirms_on_the_screen_speaks_for_the_city(desk):
    place = stale()
    desk.post(f"{url_of(place)}confirmer/")
    assert confirmations_of(place)[0].speaker == "city"


def test_the_desk_of_whoever_keeps_records_says_which_are_to_verify(desk, coordinator):
    assert "que vous tenez" not in desk.get("/pro/").content.decode()
    for number in range(6):
        stale(nom=f"Salle {number}", owner=coordinator)
    fresh(owner=coordinator)
    panel = read(desk.get("/pro/")).select_one("#mes-fiches").parent
    assert said(panel.h2) == "6 fiches que vous tenez sont à vérifier"
    assert len(panel.select("li")) == 5
