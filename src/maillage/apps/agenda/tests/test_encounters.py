"""People met where they are, on a market: how many and where, never who (ledger ORI-30)."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from maillage.apps.agenda.models import Visit
from maillage.apps.agenda.tests.factories import NOW, TODAY, make_series, make_session

pytestmark = pytest.mark.django_db
PERSONAL = {"booking", "resource", "note"}


@pytest.mark.row("ORI-30")
def test_twelve_people_met_on_a_market_are_twelve_and_nobody(house):
    market = make_series(
        kind="stop", title="Sur le marché", organisation=house.organisation, seats=None,
        place=None, address="Marché du Rouet", commune="Clairmaille", rrule="", first=TODAY,
        until=None,
    )  # fmt: skip
    session = make_session(
        market, day=TODAY, starts_at=NOW - timedelta(minutes=5), ends_at=NOW + timedelta(hours=3)
    )
    address = f"/pro/agenda/presences/{session.public_id}/"
    page = house.desk.get(address)
    assert page.status_code == 200, page
    form = BeautifulSoup(page.content, "html.parser").main
    assert not form.select("input[name=name], input[name=nom], input[type=tel], input[type=email]")
    for number in range(12):
        shown = house.desk.post(address, {"do": "walk-in", "key": f"{number:032x}"}, follow=True)
    words = BeautifulSoup(shown.content, "html.parser").main.get_text(" ", strip=True)
    assert "12 personnes sont venues" in words
    assert "Marché du Rouet" in words
    visits = Visit.objects.filter(session=session)
    assert visits.count() == 12
    assert set(visits.values_list("booking", "redirected_to")) == {(None, "")}
