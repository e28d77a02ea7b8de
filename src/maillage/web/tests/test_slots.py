"""Slots: a closed list, providers asked once for all the ids."""

from dataclasses import dataclass

import pytest

from maillage.web import slots
from maillage.web.slots import Panel, Slot, fill, register


@dataclass(frozen=True)
class Words:
    title: str


def panel(title, order=50):
    return Panel("web/_note.html", Words(title), order)


@pytest.fixture
def provide(monkeypatch):
    """Fill slots for one test only."""
    monkeypatch.setattr(slots, "_providers", {})
    return register


def test_the_list_of_slots_is_that_of_the_design():
    assert {slot.value for slot in Slot} == {
        "place_panels",
        "place_lines",
        "offer_panels",
        "zone_panels",
        "map_layers",
        "home_tiles",
        "list_acts",
        "place_desk",
        "place_reader",
        "before_add",
        "role_desk",
        "before_close",
    }


def test_an_unknown_slot_is_refused(provide):
    with pytest.raises(ValueError, match="nowhere"):
        register("nowhere", lambda ids: {})
    with pytest.raises(ValueError, match="nowhere"):
        fill("nowhere", [1])


def test_a_module_that_is_off_fills_nothing(provide):
    assert fill(Slot.PLACE_PANELS, [3, 4]) == {3: (), 4: ()}


def test_a_provider_is_asked_once_for_all_the_ids(provide):
    asked = []

    def provider(ids):
        asked.append(tuple(ids))
        return {3: [panel("trois")]}

    provide(Slot.PLACE_PANELS, provider)
    filled = fill("place_panels", [3, 4, 3])
    assert asked == [(3, 4)]
    assert [p.page.title for p in filled[3]] == ["trois"]
    assert filled[4] == ()


def test_a_provider_is_not_asked_about_nothing(provide):
    provide(Slot.PLACE_PANELS, lambda ids: pytest.fail("asked about no place"))
    assert fill(Slot.PLACE_PANELS, []) == {}


def test_panels_are_sorted_whatever_the_order_of_the_modules(provide):
    provide(Slot.ZONE_PANELS, lambda ids: {1: [panel("après", 60)]})
    provide(Slot.ZONE_PANELS, lambda ids: {1: [panel("avant", 10)]})
    assert [p.page.title for p in fill(Slot.ZONE_PANELS, [1])[1]] == ["avant", "après"]


def test_registering_twice_fills_once(provide):
    def provider(ids):
        return {1: [panel("une fois")]}

    provide(Slot.HOME_TILES, provider)
    provide(Slot.HOME_TILES, provider)
    assert len(fill(Slot.HOME_TILES, [1])[1]) == 1


def test_a_provider_answers_only_about_what_was_asked(provide):
    provide(Slot.HOME_TILES, lambda ids: {99: [panel("ailleurs")]})
    with pytest.raises(LookupError, match="nobody asked"):
        fill(Slot.HOME_TILES, [1])


def test_a_panel_is_rendered_with_the_fields_of_its_page_only(rf):
    from django.template import Context, Template

    context = Context({"piece": panel("Bonjour"), "text": "fuite"})
    html = Template("{% panel piece %}").render(context)
    assert "Bonjour" in html
    assert "fuite" not in html
