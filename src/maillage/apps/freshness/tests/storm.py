"""People who press at the same moment, run by test_storm.py in a process of its own."""

# First of all: it sets Django up.
from maillage.apps.directory.tests.storm import all_at_once, equal  # isort: skip
from django.core import mail

from maillage.apps.directory.queries.freshness import confirmations_of
from maillage.apps.freshness.actions.answers import Correction, confirm_request, correct_request
from maillage.apps.freshness.actions.campaigns import start_campaign
from maillage.apps.freshness.actions.records import verify_by_phone
from maillage.apps.freshness.actions.sending import send_letters
from maillage.apps.freshness.errors import CampaignStarted
from maillage.apps.freshness.queries.campaigns import get_campaign, requests_of, results_of
from maillage.apps.freshness.tests.factories import (
    NOW,
    make_asked_place,
    make_campaign,
    make_user,
)

ROUNDS = 5


def presses() -> None:
    """One link is pressed four times at once: the place is confirmed once."""
    for _ in range(ROUNDS):
        place = make_asked_place()
        (row,) = [r for r in requests_of(make_campaign(start=True).pk) if r.place_id == place.pk]
        won: list[bool] = []

        def press(number=row.pk, won=won) -> None:
            won.append(confirm_request(number, how="link", now=NOW))

        all_at_once([press] * 4)
        equal(sorted(won), [False, False, False, True])
        equal(len(confirmations_of(place)), 1)


def press_and_correct() -> None:
    """One presses, a colleague corrects at the same moment: the correction stays the answer."""
    for _ in range(ROUNDS):
        place = make_asked_place()
        campaign = make_campaign(start=True)
        (row,) = [r for r in requests_of(campaign.pk) if r.place_id == place.pk]

        def confirm(number=row.pk) -> None:
            confirm_request(number, how="link", now=NOW)

        def correct(number=row.pk) -> None:
            said = Correction(values={"telephone": "01 99 00 21 77"})
            correct_request(number, said, how="link", now=NOW, once="une-fois")

        all_at_once([confirm, correct])
        equal(requests_of(campaign.pk, answer="corrected")[-1].pk, row.pk)


def starts() -> None:
    """Two coordinators send one campaign, three processes work on it: each address once."""
    by = make_user()
    campaign = make_campaign(by=by)
    told: list[str] = []

    def start() -> None:
        try:
            start_campaign(campaign.pk, by=by, now=NOW)
        except CampaignStarted as error:
            told.append(str(error))

    all_at_once([start] * 3)
    equal(len(told), 2)
    mail.outbox = []
    all_at_once([lambda: send_letters(campaign.pk)] * 3)
    send_letters(campaign.pk)
    results = results_of(campaign.pk)
    equal(results.letters, {"sent": results.n_letters})
    equal(len(mail.outbox), results.n_letters)
    equal(len({letter.to[0] for letter in mail.outbox}), results.n_letters)
    equal(get_campaign(campaign.pk).state, "open")


def bulk() -> None:
    """Two people verify the same places in two orders: nobody waits for ever."""
    by = make_user()
    numbers = [make_asked_place().public_id for _ in range(6)]
    for _ in range(ROUNDS):
        all_at_once(
            [
                lambda: verify_by_phone(numbers, by=by, now=NOW),
                lambda: verify_by_phone(numbers[::-1], by=by, now=NOW),
            ]
        )


if __name__ == "__main__":
    from django.conf import settings

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    presses()
    press_and_correct()
    starts()
    bulk()
    print("nothing lost")
