"""A file that kept one day of the hours of its places: the other days are unknown, not closed."""

from datetime import date, datetime, time

import pytest

from maillage.apps.directory.queries import find_place_by_alias
from maillage.apps.directory.queries.answers import public_offer
from maillage.apps.directory.queries.entries import hours_of
from maillage.apps.directory.tests.factories import Attachment, Place
from maillage.apps.imports.actions import Options, preview_delivery, run_delivery
from maillage.apps.imports.actions.delivery import _begin_again
from maillage.apps.imports.models import Delivery, RefusedRow, StagedRow
from maillage.apps.imports.tests.factories import place_row, write_places
from maillage.apps.imports.tests.screen import (
    AuditRow,
    imported,
    page,
    shown,
    table,
    tried,
)
from maillage.apps.imports.tests.test_delivery import NATIONAL, NOW, deliver
from maillage.apps.imports.tests.undone import undo
from maillage.sources.catalog import get_source
from maillage.web.jobs import run_waiting
from tests.shared_data import shared_data

pytestmark = pytest.mark.django_db

SATURDAY = "Sa 09:00-12:00"
MENDED = "Mo,Tu,We,Th,Fr,Su unknown; Sa 09:00-12:00"
WEEK = "Mo-Fr 09:00-12:00"
# Local to the places, as their hours are.
TUESDAY_NOON = datetime.combine(date(2026, 11, 24), time(11))


def rows(*texts):
    """Return one row by text."""
    return [place_row(n, horaires=text) for n, text in enumerate(texts)]


def hours(number, source=NATIONAL):
    """Return the hours of a place as residents read them."""
    return find_place_by_alias(source, f"lieu-{number}").horaires


def delivered(tmp_path, said, **options):
    return deliver(write_places(tmp_path / "lieux.csv", said), **options)


def seen(delivery):
    return (delivery.n_added, delivery.n_changed, delivery.n_unchanged, delivery.n_refused)


def test_the_other_days_of_a_file_of_saturdays_are_unknown_and_the_report_says_so(tmp_path):
    said = [*rows(*[SATURDAY] * 20), place_row(20, horaires=""), place_row(21, nom="")]
    delivery = delivered(tmp_path, said)
    assert seen(delivery) == (21, 0, 0, 1)
    place = find_place_by_alias(NATIONAL, "lieu-3")
    assert place.horaires == MENDED
    assert hours_of(place.horaires, place).is_open(TUESDAY_NOON) is None
    assert hours(20) == ""
    assert delivery.report["corrections"] == {"days_lost (horaires)": 20}
    assert delivery.report["examples"]["days_lost (horaires)"][0] == [SATURDAY, MENDED]
    (note,) = delivery.report["notes"]
    assert "n’ouvre ses lieux que le samedi (20 lieux sur les 20 " in note
    assert "inconnus" in note
    # What the producer wrote stays in its record.
    assert Attachment.objects.get(key="lieu-3").record.payload["horaires"] == SATURDAY
    # The figures still say it.
    (cut,) = public_offer().cut
    assert (cut.weekday, cut.n_places) == (5, 20)


@pytest.mark.parametrize(
    "texts",
    [
        [SATURDAY] * 9,
        [SATURDAY] * 18 + [WEEK] * 2,
        ["Mo-Fr,Su off; Sa 09:00-12:00"] * 20,
        [WEEK] * 20,
    ],
)
def test_few_places_other_weeks_and_days_said_to_be_closed_are_believed(tmp_path, texts):
    delivery = delivered(tmp_path, rows(*texts))
    assert (delivery.report["notes"], delivery.report["corrections"]) == ([], {})
    assert [hours(n) for n in range(len(texts))] == texts


def test_the_few_other_hours_of_such_a_file_are_left_as_they_are(tmp_path):
    delivered(tmp_path, rows(*["We 14:00-17:00"] * 20, WEEK))
    assert hours(0) == "Mo,Tu,Th,Fr,Sa,Su unknown; We 14:00-17:00"
    assert hours(20) == WEEK


def test_the_same_file_again_changes_nothing_and_one_row_changes_alone(tmp_path):
    said = rows(*[SATURDAY] * 20)
    delivered(tmp_path, said)
    assert seen(delivered(tmp_path, said)) == (0, 0, 20, 0)
    # One Saturday among rows that did not change: it is the whole file that tells.
    said[7] |= {"horaires": "Sa 10:00-11:00"}
    again = delivered(tmp_path, said)
    assert seen(again) == (0, 1, 19, 0)
    assert hours(7) == "Mo,Tu,We,Th,Fr,Su unknown; Sa 10:00-11:00"
    assert (hours(6), len(again.report["notes"])) == (MENDED, 1)


def test_a_whole_file_after_it_gives_every_place_its_hours_again(tmp_path):
    delivered(tmp_path, rows(*[SATURDAY] * 20))
    whole = delivered(tmp_path, rows(*[WEEK] * 19, SATURDAY))
    assert seen(whole) == (0, 20, 0, 0)
    assert (hours(0), hours(19)) == (WEEK, SATURDAY)
    assert whole.report["notes"] == []


def test_rows_that_did_not_change_are_part_of_the_file_when_it_is_judged(tmp_path):
    ordinary = rows(*[WEEK] * 300)
    delivered(tmp_path, ordinary)
    said = ordinary + [place_row(300 + n, horaires=SATURDAY) for n in range(12)]
    assert delivered(tmp_path, said).report["notes"] == []
    assert hours(305) == SATURDAY


def test_a_base_loaded_before_is_put_right_when_a_row_of_the_file_changes(tmp_path):
    said = rows(*[SATURDAY] * 20)
    delivered(tmp_path, said, keep_days=True)
    assert hours(0) == SATURDAY
    Delivery.objects.all().delete()  # as if nobody had ever said that it was true
    said[3] |= {"horaires": "Sa 10:00-11:00"}
    assert seen(delivered(tmp_path, said)) == (0, 20, 0, 0)
    assert {hours(n) for n in range(20)} == {
        MENDED,
        "Mo,Tu,We,Th,Fr,Su unknown; Sa 10:00-11:00",
    }


def test_the_trial_says_the_same_and_writes_nothing(tmp_path):
    path = write_places(tmp_path / "lieux.csv", rows(*[SATURDAY] * 20))
    source = get_source(NATIONAL)
    tally = preview_delivery(path, source, progress=lambda step, n: None)
    assert not Place.objects.exists()
    real = deliver(path)
    for part in ("notes", "corrections", "examples", "fields", "faults"):
        assert tally.as_json()[part] == real.report[part], part
    again = preview_delivery(path, source, progress=lambda step, n: None)
    assert again.counts()["unchanged"] == 20


def test_a_file_of_saturday_markets_is_believed_when_a_person_says_so_and_then_again(tmp_path):
    said = rows(*[SATURDAY] * 20)
    first = delivered(tmp_path, said, keep_days=True)
    assert (hours(0), first.report["corrections"]) == (SATURDAY, {})
    assert "Une personne a dit" in first.report["notes"][0]
    assert seen(delivered(tmp_path, said)) == (0, 0, 20, 0)
    said.append(place_row(20, horaires=SATURDAY))
    second = delivered(tmp_path, said)
    assert (hours(20), seen(second)) == (SATURDAY, (1, 0, 20, 0))
    # And no more, when it is said so.
    delivered(tmp_path, [*said, place_row(21, horaires=SATURDAY)], keep_days=False)
    assert {hours(n) for n in range(22)} == {MENDED}


def test_undone_the_delivery_gives_back_what_was_said_before(tmp_path, person):
    delivered(tmp_path, rows(*[WEEK] * 20))
    delivery = delivered(tmp_path, rows(*[SATURDAY] * 20))
    assert hours(4) == MENDED
    undo(delivery, person)
    assert {hours(n) for n in range(20)} == {WEEK}
    assert seen(delivered(tmp_path, rows(*[SATURDAY] * 20))) == (0, 20, 0, 0)
    assert hours(4) == MENDED


def test_killed_before_the_second_reading_it_begins_it_again(tmp_path, monkeypatch):
    path = write_places(tmp_path / "lieux.csv", [*rows(*[SATURDAY] * 20), place_row(20, nom="")])

    def killed(delivery, lost):
        _begin_again(delivery, lost)
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("maillage.apps.imports.actions.delivery._begin_again", killed)
        with pytest.raises(KeyboardInterrupt):
            deliver(path)
    assert StagedRow.objects.count() == 20
    assert not Place.objects.exists()
    delivery = deliver(path)
    assert (Delivery.objects.count(), seen(delivery)) == (1, (20, 0, 0, 1))
    assert RefusedRow.objects.count() == 1
    assert {hours(n) for n in range(20)} == {MENDED}
    assert len(delivery.report["notes"]) == 1


def test_on_screen_the_trial_says_it_and_a_person_may_answer_that_it_is_true(desk, tmp_path):
    content = table(tmp_path, rows(*[SATURDAY] * 20))
    text = shown(desk, page(tried(desk, content)))
    assert "les autres jours ont sans doute été perdus" in text
    assert 'name="un-jour" value="1"> Ces lieux n’ouvrent vraiment que le samedi' in text
    delivery = imported(desk, content)
    assert hours(0, "national:mjc") == MENDED
    text = shown(desk, f"/pro/livraisons/{delivery.pk}/")
    assert "les autres jours ont sans doute été perdus" in text
    assert "Les autres jours de la semaine ont sans doute été perdus." in text
    file = tried(desk, content)
    desk.post(f"{page(file)}importer/", {"un-jour": "1"})
    run_waiting()
    assert hours(0, "national:mjc") == SATURDAY
    assert AuditRow.objects.order_by("-pk").first().after["keep_days"] is True
    # Said once, it is the answer that is proposed.
    content = table(tmp_path, rows(*[SATURDAY] * 21))
    assert 'name="un-jour" value="1" checked>' in shown(desk, page(tried(desk, content)))


def test_the_ordinary_trial_asks_nothing_of_days(desk, tmp_path):
    assert "un-jour" not in shown(desk, page(tried(desk, table(tmp_path, rows(*[WEEK] * 20)))))


def test_the_real_file_of_2022_closes_no_place_on_the_days_that_it_lost():
    path = shared_data("lieux/hauts-de-france-portrea-2022.geojson.gz")
    delivery = run_delivery(path, get_source("hauts-de-france"), now=NOW, options=Options())
    said = Place.objects.exclude(horaires="")
    places = [place for place in said if hours_of(place.horaires, place).understood]
    print(delivery.n_in, len(places), delivery.report["notes"])
    assert delivery.report["corrections"]["days_lost (horaires)"] == 281
    assert len(places) == 281
    closed = [one for one in places if hours_of(one.horaires, one).is_open(TUESDAY_NOON) is False]
    assert closed == []
