"""A delivery undone: the base as if it had not been taken in, whatever people entered meanwhile."""

from contextlib import suppress

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from maillage.apps.directory.actions.holdings import edit_offer, remove_equipment, set_equipment
from maillage.apps.directory.actions.staff import (
    add_place_to_programme,
    close_place,
    edit_place,
    remove_place_from_programme,
    reopen_place,
)
from maillage.apps.directory.queries import PlaceSearch, search_places
from maillage.apps.directory.tests.factories import (
    Equipment,
    Offer,
    SourceRecord,
)
from maillage.apps.directory.tests.pages import make_quarter
from maillage.apps.imports.actions.undo import undo_delivery
from maillage.apps.imports.errors import LaterDelivery, NothingToUndo
from maillage.apps.imports.tests.factories import place_row
from maillage.apps.imports.tests.undone import base, by, deliver, listed, place_of, undo
from maillage.web.errors import DomainError

pytestmark = pytest.mark.django_db
__all__ = ["by"]


# ---------------------------------------------------------------- any history

KEYS = range(4)
ROW = st.fixed_dictionaries(
    {"telephone": st.sampled_from(["", "+33199000001", "+33199000002"])},
    optional={
        "nom": st.just("Un autre nom"),
        "horaires": st.sampled_from(["", "Mo 09:00-12:00"]),
        "frais_a_charge": st.just("Payant"),
        "date_maj": st.sampled_from(["2026-08-01", "2026-09-02"]),
        "latitude": st.just("50.29000"),
        "local_equipment": st.sampled_from(["computer:7:1", "computer:5|printer", "scanner"]),
        "local_mediators": st.sampled_from(["médiateur:2", "bénévole:1:Tu"]),
        "local_programme": st.sampled_from(["Espaces parents", "Été|Espaces parents"]),
        "local_quarter": st.just("La Filature"),
    },
)
FILE = st.dictionaries(st.sampled_from(KEYS), ROW, min_size=1)
# Who moved a place to another town: a delivery that still names its old quarter puts it back there.
BEFORE = ["telephone", "offer", "equipment", "take_out", "join", "leave", "close"]
FIRST = ["telephone", "move", "offer", "equipment", "take_out", "join", "leave", "close"]
# What somebody may take out depends on what the delivery brought: only before it.
THEN = ["telephone", "move", "offer", "equipment", "join", "close"]


def acts(names):
    return st.lists(st.tuples(st.sampled_from(names), st.sampled_from(KEYS)), max_size=4)


def rows_of(file):
    return [place_row(number, **changed) for number, changed in sorted(file.items())]


def carry_out(done, by, start):
    """Do what people do to places that the first file names; each value is said only once."""
    for number, (act, key) in enumerate(done, start):
        place = place_of(f"lieu-{key}")
        if place is None:
            continue
        who = {"public_id": place.public_id, "by": by, "now": timezone.now()}
        with suppress(DomainError):
            if act == "telephone":
                edit_place(values={"telephone": f"+336399800{number:02}"}, **who)
            elif act == "move":
                edit_place(values={"commune": f"Ailleurs {number}", "code_postal": "59998"}, **who)
            elif act == "offer":
                offer = Offer.objects.get(place=place)
                said = {"contact_nom": f"Dominique {number}", "intensity": f"{number} min"}
                edit_offer(offer_id=offer.public_id, values=said, **who)
            elif act == "equipment":
                set_equipment(kind="computer", total=100 + number, adapted=None, **who)
            elif act == "take_out":
                remove_equipment(kind="printer", **who)
            elif act == "join":
                add_place_to_programme(nom=f"Programme {number}", **who)
            elif act == "leave":
                remove_place_from_programme(slug="espaces-parents", **who)
            else:
                close_place(on=timezone.localdate(), **who)


def without(found, *columns):
    """Return a base without columns that do not have to be the same."""
    for parts in found.values():
        for rows in parts.values():
            for row in rows:
                if isinstance(row, dict):
                    for column in columns:
                        row.pop(column, None)
    return found


@settings(
    max_examples=20,
    phases=(Phase.explicit, Phase.generate),  # shrinking such histories takes minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    first=FILE, second=FILE, third=FILE, before=acts(BEFORE), between=acts(FIRST), since=acts(THEN)
)
def test_an_undone_delivery_leaves_the_base_as_if_it_had_not_come(
    tmp_path, by, first, second, third, before, between, since
):
    def history():
        deliver(tmp_path, rows_of(first))
        carry_out(before, by, 1)
        deliver(tmp_path, rows_of(second))
        carry_out(between, by, 20)

    make_quarter()
    with transaction.atomic():
        history()
        carry_out(since, by, 40)
        wanted = base()
        transaction.set_rollback(True)
    with transaction.atomic():
        history()
        delivery = deliver(tmp_path, rows_of(third))
        carry_out(since, by, 40)
        taken_in = base()
        n_records = SourceRecord.objects.count()
        if delivery.n_added + delivery.n_changed + delivery.n_withdrawn:
            undo(delivery, by)
        back = base()
        assert SourceRecord.objects.count() == n_records
        for added in back.keys() - wanted.keys():
            (place,) = back.pop(added)["place"]
            assert place["withdrawn_at"], "a place that only this delivery named is still shown"
        assert without(back, "verified_on") == without(wanted, "verified_on")
        # What people did since is now older than the delivery: two columns are told by their order.
        deliver(tmp_path, rows_of(third))
        order = ("verified_on", "quarter_zone_id")
        assert without(base(), *order) == without(taken_in, *order)
        transaction.set_rollback(True)


# ---------------------------------------------------------------- chosen histories


def three(**changed):
    return [place_row(number, **changed) for number in range(3)]


def test_places_added_changed_and_withdrawn_are_put_back(tmp_path, by):
    deliver(tmp_path, three(telephone="+33199000001"))
    public_id = place_of("lieu-2").public_id
    rows = [place_row(0, telephone="+33199000002"), place_row(1, telephone="+33199000001")]
    second = deliver(tmp_path, [*rows, place_row(7)])
    assert (second.n_changed, second.n_added, second.n_withdrawn) == (1, 1, 1)
    version = search_places(PlaceSearch(), now=timezone.localtime().replace(tzinfo=None))
    assert version.n_certain == 3
    undo(second, by)
    assert place_of("lieu-0").telephone == "+33199000001"
    assert place_of("lieu-2").withdrawn_at is None
    assert place_of("lieu-2").public_id == public_id
    # Kept, never deleted; out of the lists of residents.
    added = place_of("lieu-7")
    assert added.withdrawn_at is not None
    assert listed() == {place_of(f"lieu-{number}").pk for number in range(3)}
    assert SourceRecord.objects.filter(delivery=second.pk).count() == 2
    # Once more: nothing is left to undo.
    with pytest.raises(NothingToUndo):
        undo_delivery(second.pk, by=by, now=timezone.now())


def test_a_later_delivery_is_undone_first(tmp_path, by):
    deliveries = [
        deliver(tmp_path, three(telephone=f"+3319900000{number}")) for number in range(1, 4)
    ]
    with pytest.raises(LaterDelivery, match=r"Annulez d’abord la plus récente|annulez-la"):
        undo_delivery(deliveries[1].pk, by=by, now=timezone.now())
    assert place_of("lieu-1").telephone == "+33199000003"
    undo(deliveries[2], by)
    assert place_of("lieu-1").telephone == "+33199000002"
    undo(deliveries[1], by)
    assert place_of("lieu-1").telephone == "+33199000001"
    # A later one goes back over those that were undone.
    fourth = deliver(tmp_path, three(telephone="+33199000004"))
    undo(fourth, by)
    assert place_of("lieu-1").telephone == "+33199000001"


def test_a_place_that_was_withdrawn_before_is_withdrawn_again(tmp_path, by):
    deliver(tmp_path, three(telephone="+33199000001"))
    withdrew = deliver(tmp_path, three(telephone="+33199000001")[:2])
    third = deliver(tmp_path, three(telephone="+33199000002"))
    assert place_of("lieu-2").withdrawn_at is None
    undo(third, by)
    place = place_of("lieu-2")
    assert place.withdrawn_at == withdrew.finished_at
    assert place.telephone == "+33199000001"
    undo(withdrew, by)
    assert place_of("lieu-2").withdrawn_at is None


def test_a_place_that_somebody_vouches_for_stays_in_the_lists(tmp_path, by):
    deliver(tmp_path, three(telephone="+33199000001"))
    deliver(tmp_path, three(telephone="+33199000001")[:2])
    place = place_of("lieu-2")
    reopen_place(public_id=place.public_id, by=by, now=timezone.now())
    edit_place(public_id=place.public_id, values={"ask_for": "Sonner"}, by=by, now=timezone.now())
    third = deliver(tmp_path, three(telephone="+33199000002"))
    undo(third, by)
    place.refresh_from_db()
    assert place.withdrawn_at is None
    assert (place.telephone, place.ask_for) == ("+33199000001", "Sonner")
    assert place.pk in listed()


def test_a_place_only_named_by_the_delivery_stays_when_somebody_vouches_for_it(tmp_path, by):
    first = deliver(tmp_path, three())
    withdrew = deliver(tmp_path, three()[:2])
    place = place_of("lieu-2")
    reopen_place(public_id=place.public_id, by=by, now=timezone.now())
    undo(withdrew, by)
    undo(first, by)
    assert listed() == {place.pk}
    place.refresh_from_db()
    assert place.nom == "Espace numérique 2"
    # What it proposes is what was shown when somebody vouched for it.
    assert Offer.objects.get(place=place).services


def test_what_a_person_took_out_stays_out(tmp_path, by):
    said = {"local_programme": "Espaces parents", "local_equipment": "computer:2|scanner"}
    deliver(tmp_path, three(**said))
    place = place_of("lieu-1")
    who = {"public_id": place.public_id, "by": by, "now": timezone.now()}
    remove_place_from_programme(slug="espaces-parents", **who)
    # Taken over by a person, dropped by the source, then taken out.
    set_equipment(kind="scanner", total=1, adapted=None, **who)
    deliver(tmp_path, three(local_programme="Espaces parents", local_equipment="computer:2"))
    remove_equipment(kind="scanner", **who | {"now": timezone.now()})
    third = deliver(
        tmp_path, three(local_programme="Espaces parents|Été", local_equipment="computer:9|printer")
    )
    undo(third, by)
    equipment = Equipment.objects.filter(place=place).values_list("kind", "total")
    assert set(equipment) == {("computer", 2)}
    assert set(place.programmes.values_list("nom", flat=True)) == {"Espaces parents"}


def test_a_programme_that_a_person_left_is_not_joined_again_by_an_undo(tmp_path, by):
    deliver(tmp_path, three(local_programme="Espaces parents"))
    place = place_of("lieu-1")
    remove_place_from_programme(
        public_id=place.public_id, slug="espaces-parents", by=by, now=timezone.now()
    )
    second = deliver(tmp_path, three(local_programme="Espaces parents|Été"))
    assert place.programmes.count() == 2
    undo(second, by)
    assert not place.programmes.exists()
