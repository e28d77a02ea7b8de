"""A kiosk: what its pages say, what it forgets, what it keeps for a cut network."""

from datetime import datetime, timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from maillage.apps.agenda.tests.factories import make_series, make_session
from maillage.apps.channels.queries.screens import today_at
from maillage.apps.directory.tests.factories import make_offer, make_place, make_user
from maillage.apps.directory.tests.pages import read, said

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def place():
    found = make_place(
        nom="Médiathèque de la Navette", telephone="+33199002110",
        latitude=50.3071, longitude=3.2069, horaires="Mo-Su 00:00-24:00",
    )  # fmt: skip
    make_offer(found, title="Aide aux démarches")
    return found


def home(place):
    return reverse("channels:kiosk", args=[place.public_id])


def test_the_first_page_has_big_pictures_the_day_here_and_somebody(client, place):
    now = timezone.now()
    make_session(
        make_series(place=place, title="Permanence démarches"),
        day=timezone.localdate(now), starts_at=now - timedelta(minutes=5),
        ends_at=now + timedelta(minutes=50),
    )  # fmt: skip
    page = read(client.get(home(place)))
    assert "kiosk" in page.html["class"]
    links = [a["href"] for a in page.select("ul.needs a")]
    assert len(links) == 10
    # Each need is looked for from here, to the hundred metres.
    assert all("latitude=50.307&longitude=3.207" in link for link in links)
    text = said(page.main).replace("\u00a0", " ")
    assert "Permanence démarches" in text
    assert "8 places libres" in text
    assert "Quelqu’un est là pour vous" in text
    assert "01 99 00 21 10" in text
    # Nothing of the staff, and no keyboard.
    assert not page.select("footer a")
    assert not page.select("main input:not([type=hidden]), main textarea")


def test_what_remains_of_the_day_then_when_it_shuts(place):
    place.horaires = "Mo-Su 08:00-18:30"
    place.save()
    noon = datetime.fromisoformat("2026-11-24T12:00+01:00")
    lines = [(one.hour.replace("\u00a0", " "), one.title) for one in today_at(place, now=noon)]
    assert lines == [("18 h 30", "Fermeture")]
    night = datetime.fromisoformat("2026-11-24T22:00+01:00")
    assert today_at(place, now=night) == []


@pytest.mark.row("CHA-06")
def test_nothing_of_the_last_person_remains_when_the_first_page_comes_back(place):
    client = Client()
    client.force_login(make_user(), BACKEND)
    client.cookies["autre"] = "x"
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    answer = client.get(home(place))
    assert answer.cookies["borne"].value == place.public_id
    assert answer.cookies["borne"]["max-age"] == ""  # it ends with the browser
    for name in ("autre", settings.SESSION_COOKIE_NAME):
        assert answer.cookies[name].value == ""
    # What the site itself kept is gone too: the old key opens nothing.
    again = Client()
    again.cookies[settings.SESSION_COOKIE_NAME] = key
    assert again.get("/pro/").status_code == 302
    assert "no-store" in answer["Cache-Control"]


def test_the_language_of_the_last_person_goes_and_that_just_asked_stays(client, place):
    client.cookies["langue"] = "ar"
    answer = client.get(home(place), follow=True)
    page = read(answer)
    assert (page.html["lang"], page.html["dir"]) == ("fr", "ltr")
    asked = read(client.get(f"{home(place)}?lang=ar"))
    assert asked.html["dir"] == "rtl"
    results = read(client.get(reverse("directory:results")))
    assert results.html["dir"] == "rtl"
    assert read(client.get(home(place), follow=True)).html["dir"] == "ltr"


def test_the_worker_knows_the_pages_of_screens_from_all_others(client, place):
    assert "Maillage-Screen" not in client.get(reverse("directory:results"))
    assert client.get(home(place))["Maillage-Screen"] == "kiosk"
    assert client.get(reverse("directory:results"))["Maillage-Screen"] == "kiosk"
    assert client.get(reverse("channels:wall"))["Maillage-Screen"] == "wall"


def test_every_page_of_a_kiosk_bears_its_bar_and_stays_in_no_cache(client, place):
    client.get(home(place))
    answer = client.get(reverse("directory:place", args=[place.public_id]))
    page = read(answer)
    assert page.select_one("[data-kiosk-again]")["href"] == home(place)
    assert page.select_one("script[src*=kiosk]")["data-home"] == home(place)
    assert page.select_one("noscript meta[http-equiv=refresh]")["content"].endswith(home(place))
    assert page.select_one("script[src*=htmx]") is None  # no trail in the history
    assert not page.select("footer a")
    assert "no-store" in answer["Cache-Control"]
    away = page.select_one("a[href*=emporter]")["href"]
    assert "01 99 00 21 10" in said(page.main).replace("\u00a0", " ")
    shown = read(client.get(away))
    assert f"/lieux/{place.public_id}/" in said(shown.main)
    assert shown.select_one(".square svg path")


@pytest.mark.parametrize(
    "asked",
    ["https://ailleurs.example/", "//ailleurs.example/", "/\\ailleurs.example", "/pro/", "x"],
)
def test_no_other_site_hides_behind_our_square(client, place, asked):
    page = read(client.get(f"{home(place)}emporter/", {"page": asked}))
    assert "ailleurs" not in str(page.main)
    assert "/pro" not in str(page.main)


@pytest.mark.parametrize("value", ["", "../x", "%00", "A" * 80, "deux mots"])
def test_a_cookie_that_is_not_ours_makes_no_kiosk(client, place, value):
    client.cookies["borne"] = value
    page = read(client.get(reverse("directory:place", args=[place.public_id])))
    assert page.select_one("[data-kiosk-again]") is None


def test_leaving_is_one_press(client, place):
    client.get(home(place))
    answer = client.post(reverse("channels:kiosk_leave"))
    assert answer.cookies["borne"].value == ""


def test_a_place_that_is_not_there_has_no_kiosk(client):
    for name in ("kiosk", "kiosk_away", "kiosk_cut", "kiosk_pages"):
        assert client.get(reverse(f"channels:{name}", args=["inconnu"])).status_code == 404


def test_the_pages_that_are_kept_say_nothing_of_anybody(client, place):
    kept = client.get(f"{home(place)}pages.json").json()
    assert home(place) in kept["pages"]
    assert reverse("directory:place", args=[place.public_id]) in kept["pages"]
    assert kept["cut"] in kept["pages"]
    assert len(kept["pages"]) == len(set(kept["pages"]))
    for address in kept["pages"]:
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert not address.startswith(("/pro/", "/rendez-vous/", "/mon-rendez-vous/"))
    worker = client.get("/borne/service.js")
    assert worker["Service-Worker-Allowed"] == "/"
    assert b"maillage-ecran" in worker.content


def test_the_first_page_asks_the_base_a_fixed_number_of_times(
    client, place, django_assert_max_num_queries
):
    client.get(home(place))
    for number in range(12):
        make_series(place=place, title=f"Atelier {number}")
    with django_assert_max_num_queries(9):
        client.get(home(place))
