"""Letters leave by a real mail server of this machine: once each, whatever it answers."""

import re
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from django.core import mail
from django.utils import timezone

from maillage.apps.freshness.actions.answers import confirm_request, refuse_letters
from maillage.apps.freshness.actions.campaigns import send_again, start_campaign, stop_campaign
from maillage.apps.freshness.actions.sending import LATE, SOON, send_letters
from maillage.apps.freshness.errors import CampaignStarted, NoMailServer, NoSiteAddress
from maillage.apps.freshness.models import Campaign, Letter, Request
from maillage.apps.freshness.queries.campaigns import results_of
from maillage.apps.freshness.tests.factories import (
    NOW,
    SITE,
    free_port,
    link_of_place,
    mail_server,
    make_asked_place,
    make_campaign,
    make_user,
    use_smtp,
)
from maillage.web.jobs import run_waiting

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def clock_at(moment):
    return lambda: moment


@pytest.fixture
def server(settings):
    with mail_server() as sink:
        use_smtp(settings, sink.port)
        yield sink


def read_letter(content):
    return message_from_bytes(content, policy=policy.default)


def test_one_letter_by_address_holds_all_its_places_and_one_link(server):
    place = make_asked_place(nom="Salle A", courriels=["accueil@rouet.example"])
    make_asked_place(nom="Salle B", courriels=["Accueil@Rouet.example", "autre@rouet.example"])
    make_asked_place(nom="La Navette", courriels=["contact@navette.example"])
    campaign = make_campaign(start=True, word="Merci de votre aide.")
    assert send_letters(campaign.pk).n_sent == 2
    assert sorted(server.addresses) == ["accueil@rouet.example", "contact@navette.example"]
    letter = next(read_letter(c) for a, c in server.letters if a == "accueil@rouet.example")
    text = letter.get_content()
    assert "Salle A" in text
    assert "Salle B" in text
    assert "La Navette" not in text
    assert "Merci de votre aide." in text
    assert letter.get_content_type() == "text/plain"
    links = [word for word in text.split() if word.startswith("http")]
    own = f"{SITE}/verifier/{link_of_place(campaign, place)}/"
    assert links == [own, f"{own}ne-plus-ecrire/"]
    assert letter["List-Unsubscribe"].strip() == f"<{own}ne-plus-ecrire/>"
    assert letter["Auto-Submitted"] == "auto-generated"
    # Plain words, no account, a person to call, nothing that follows who reads.
    assert "01\u00a099\u00a000\u00a021\u00a000" in text or "01 99 00 21 00" in text
    assert "ni compte ni mot de passe" in text
    assert not re.search(r"<|utm_|\?", text.replace("juste ?", "").replace("juste\u00a0?", "")
                         .replace("quelqu’un ?", "").replace("quelqu’un\u00a0?", ""))  # fmt: skip


def test_sent_again_nothing_leaves_twice(server):
    for _ in range(3):
        make_asked_place()
    campaign = make_campaign(start=True)
    for _ in range(3):
        send_letters(campaign.pk)
    assert len(server.letters) == 3
    assert Campaign.objects.get().state == "open"
    with pytest.raises(CampaignStarted):
        start_campaign(campaign.pk, by=make_user(), now=NOW)


def test_the_worker_sends_what_was_asked_for(server):
    make_asked_place()
    campaign = make_campaign(start=True)
    assert run_waiting() == 1
    assert len(server.letters) == 1
    assert Campaign.objects.get(pk=campaign.pk).state == "open"


def test_an_address_that_is_refused_is_said_and_the_others_leave(server):
    bad = make_asked_place(courriels=["parti@rouet.example"])
    make_asked_place()
    server.answers["parti@rouet.example"] = "550 no such user"
    campaign = make_campaign(start=True)
    assert send_letters(campaign.pk).n_sent == 1
    letter = Request.objects.get(place=bad).letter
    assert (letter.state, letter.refusal) == ("refused", 550)
    assert results_of(campaign.pk).letters == {"refused": 1, "sent": 1}
    send_letters(campaign.pk, clock=clock_at(NOW + 40 * DAY))
    assert "parti@rouet.example" not in server.addresses


def test_an_address_to_try_later_waits_and_does_not_hold_the_others(server):
    make_asked_place(courriels=["occupe@rouet.example"])
    make_asked_place()
    server.answers["occupe@rouet.example"] = "450 come back later"
    campaign = make_campaign(start=True)
    turn = send_letters(campaign.pk, clock=clock_at(NOW))
    assert (turn.n_sent, turn.again_in) == (1, SOON)
    waiting = Campaign.objects.get()
    assert waiting.state == "sending"
    assert "réessayer plus tard pour une adresse" in waiting.trouble
    assert send_letters(campaign.pk, clock=clock_at(NOW + 3 * DAY)).again_in == LATE
    server.answers.clear()
    assert send_letters(campaign.pk).n_sent == 1
    assert len(set(server.addresses)) == len(server.addresses) == 2
    assert (Campaign.objects.get().state, Campaign.objects.get().trouble) == ("open", "")


def test_a_mail_server_that_is_down_loses_nothing_is_said_and_is_asked_again(settings):
    for _ in range(3):
        make_asked_place()
    port = free_port()
    use_smtp(settings, port)
    campaign = make_campaign(start=True)
    run_waiting()
    down = Campaign.objects.get()
    assert down.state == "sending"
    assert "Le serveur d’envoi ne répond pas" in down.trouble
    assert results_of(campaign.pk).letters == {"waiting": 3}
    assert run_waiting() == 0  # it waits for its time
    with mail_server(port) as sink:
        send_again(campaign.pk, unsure=False, by=make_user(), now=timezone.now())
        run_waiting()
        assert len(set(sink.addresses)) == len(sink.addresses) == 3
    assert Campaign.objects.get().trouble == ""


def test_a_letter_cut_in_the_middle_is_said_unsure_and_never_sent_again_by_itself(server):
    make_asked_place()
    make_asked_place()
    campaign = make_campaign(start=True)
    first = Letter.objects.order_by("pk")[0]
    # What a kill leaves: it was taken, nobody knows whether it left.
    Letter.objects.filter(pk=first.pk).update(state="sending", n_sent=1, sent_at=NOW)
    assert send_letters(campaign.pk, clock=clock_at(NOW)).n_sent == 1
    assert results_of(campaign.pk).letters == {"sent": 1, "unsure": 1}
    send_letters(campaign.pk, clock=clock_at(NOW + DAY))
    assert len(server.letters) == 1
    # Its reminder comes in its time: it is not forgotten.
    send_letters(campaign.pk, clock=clock_at(NOW + 15 * DAY))
    assert len(set(server.addresses)) == 2


def test_a_person_may_decide_to_send_again_what_may_have_left(server):
    make_asked_place()
    campaign = make_campaign(start=True)
    Letter.objects.update(state="unsure", n_sent=1, sent_at=NOW)
    send_again(campaign.pk, unsure=True, by=make_user(), now=NOW)
    assert send_letters(campaign.pk).n_sent == 1


def test_reminders_come_after_the_days_said_twice_at_most_and_only_to_the_silent(server):
    silent, answered = make_asked_place(), make_asked_place()
    campaign = make_campaign(start=True, reminder_days=10)
    send_letters(campaign.pk, clock=clock_at(NOW))
    number = Request.objects.get(place=answered).pk
    confirm_request(number, how="link", now=NOW + DAY)
    for days in (1, 9, 10, 11, 19, 20, 21, 30, 40, 50):
        send_letters(campaign.pk, clock=clock_at(NOW + days * DAY))
    assert server.addresses.count(silent.courriels[0]) == 3
    assert server.addresses.count(answered.courriels[0]) == 1
    subjects = [read_letter(c)["Subject"] for _a, c in server.letters]
    assert sum(subject.startswith("Rappel.") for subject in subjects) == 2
    ids = [read_letter(c)["Message-ID"] for _a, c in server.letters]
    assert len(set(ids)) == 4


def test_a_reminder_speaks_only_of_the_places_that_are_silent(server):
    same = {"courriels": ["accueil@rouet.example"]}
    make_asked_place(nom="Salle A", **same)
    done = make_asked_place(nom="Salle B", **same)
    campaign = make_campaign(start=True)
    send_letters(campaign.pk, clock=clock_at(NOW))
    confirm_request(Request.objects.get(place=done).pk, how="link", now=NOW)
    send_letters(campaign.pk, clock=clock_at(NOW + 15 * DAY))
    text = read_letter(server.letters[-1][1]).get_content()
    assert "Salle A" in text
    assert "Salle B" not in text


def test_stopped_nothing_more_leaves(server):
    make_asked_place()
    campaign = make_campaign(start=True)
    stop_campaign(campaign.pk, by=make_user(), now=NOW)
    assert run_waiting() == 1
    assert server.letters == []


def test_whoever_asks_for_no_more_between_two_letters_receives_no_more(server):
    make_asked_place()
    campaign = make_campaign(start=True)
    send_letters(campaign.pk, clock=clock_at(NOW))
    refuse_letters(Letter.objects.get(), now=NOW)
    send_letters(campaign.pk, clock=clock_at(NOW + 15 * DAY))
    assert len(server.letters) == 1
    assert Letter.objects.get().state == "opted_out"


def test_a_place_that_published_another_address_meanwhile_is_not_written_to(server):
    place = make_asked_place()
    campaign = make_campaign(start=True)
    place.courriels = ["nouveau@rouet.example"]
    place.save()
    send_letters(campaign.pk)
    assert server.letters == []
    assert Letter.objects.get().state == "no_address"


def test_without_a_mail_server_nothing_starts_and_it_is_said(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    make_asked_place()
    with pytest.raises(NoMailServer):
        make_campaign(start=True)
    assert Campaign.objects.get().state == "draft"


def test_without_an_address_of_the_site_nothing_starts(settings):
    make_asked_place()
    campaign = make_campaign()
    Campaign.objects.update(site_url="maillage")
    with pytest.raises(NoSiteAddress):
        start_campaign(campaign.pk, by=make_user(), now=NOW)
    assert mail.outbox == []


def test_a_campaign_without_any_address_is_open_at_once():
    make_asked_place(courriels=[])
    campaign = make_campaign(start=True)
    assert campaign.state == "open"
    assert results_of(campaign.pk).ways == {"phone": 1}


def test_a_place_that_closed_meanwhile_is_not_written_to(server):
    place = make_asked_place()
    campaign = make_campaign(start=True)
    place.state, place.closed_on = "closed", NOW.date()
    place.save()
    send_letters(campaign.pk)
    assert server.letters == []
