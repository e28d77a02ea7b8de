"""Two telephones, two tabs each, that ask for numbers and send at once, by test_street_storm.py.

Run in a process of its own, with a database of its own.
"""

# First of all: it sets Django up.
from maillage.apps.directory.tests.storm import all_at_once, equal  # isort: skip

from maillage.apps.agenda.tests.factories import Visit
from maillage.apps.channels.actions.street import Encounter, hand_block, note_encounter
from maillage.apps.channels.models import BLOCK_SIZE, SlipBlock, StreetSlip
from maillage.apps.directory.tests.factories import NOW, make_organisation, make_user

TURNS = 6


def two_devices_of_two_tabs() -> None:
    """Each tab asks with the key of its device, and sends the same notes: nothing twice."""
    people = [
        make_user(role="mediator", organisation=make_organisation(nom=f"Équipe {n}"))
        for n in range(2)
    ]

    def tab(by) -> None:
        for turn in range(TURNS):
            key = f"{by.pk:08d}{turn:08d}"
            block = hand_block(asked_key=key, by=by, now=NOW)
            number = block.block * BLOCK_SIZE
            said = Encounter(topic="email")
            note_encounter(number=number, client_key=key, said=said, by=by, now=NOW, at=NOW)

    all_at_once([*(lambda by=by: tab(by) for by in people * 2)])
    for rows in (SlipBlock, StreetSlip, Visit):
        equal(rows.objects.count(), 2 * TURNS)
    holders = StreetSlip.objects.values_list("number", "block__held_by")
    equal({by for _number, by in holders}, {one.pk for one in people})


if __name__ == "__main__":
    two_devices_of_two_tabs()
    print("nothing lost")
