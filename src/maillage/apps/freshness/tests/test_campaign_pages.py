"""A coordinator chooses, reads, sends, follows: the pages of campaigns."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from maillage.apps.directory.queries import audit_rows
from maillage.apps.directory.tests.factories import make_attachment
from maillage.apps.directory.tests.pages import make_quarter, read, said
from maillage.apps.freshness.actions.answers import confirm_request, refuse_letters
from maillage.apps.freshness.models import Campaign, Letter, Request
from maillage.apps.freshness.tests.factories import (
    SITE,
    make_asked_place,
    make_campaign,
    make_user,
)
from maillage.web.jobs import run_waiting

pytestmark = pytest.mark.django_db
NEW = "/pro/fraicheur/campagnes/nouvelle/"


def url(campaign, route="campaign"):
    return reverse(f"freshness:{route}", args=[campaign.pk])


def figures(answer):
    return [said(fig) for fig in read(answer).select(".fig")]


def wanted(**changes):
    day = timezone.localdate() + timedelta(days=30)
    said = {"name": "Automne", "answer_by": day.isoformat(), "reminders": "2"}
    return said | {"reminder_days": "14", "word": ""} | changes


def test_before_anything_is_written_one_sees_how_each_place_would_be_asked(desk):
    make_asked_place()
    make_asked_place(courriels=[])
    make_asked_place(courriels=["pas une adresse"], telephone="")
    assert figures(desk.get(NEW)) == [
        "1 par e-mail sur 3 lieux choisis",
        "1 par téléphone seulement sur 3 lieux choisis",
        "1 ni e-mail ni téléphone : sur papier sur 3 lieux choisis",
    ]


def test_places_are_chosen_by_quarter_owner_due_day_source_and_never_dated(desk, coordinator):
    _commune, quarter = make_quarter()
    today = timezone.localdate()
    make_asked_place(quarter_zone=quarter, next_check_on=today - timedelta(days=1))
    make_asked_place(owner=coordinator, next_check_on=today + timedelta(days=20))
    make_asked_place(verified_on=None, next_check_on=None)
    make_attachment(make_asked_place(next_check_on=today + timedelta(days=300)))

    def count(**query):
        return sum(int(words.split()[0]) for words in figures(desk.get(NEW, query)))

    assert count(due="overdue") == 2
    assert count(due="all") == 4
    assert count(due="never") == 1
    assert count(due="before", before=(today + timedelta(days=30)).isoformat()) == 3
    assert count(due="all", zone=quarter.pk) == 1
    assert count(due="all", owner=coordinator.pk) == 1
    assert count(due="all", owner=0) == 3
    assert count(due="all", source="clairmaille") == 1
    empty = desk.get(NEW, {"due": "never", "zone": quarter.pk})
    assert "Aucun lieu ne correspond" in empty.content.decode()
    wrong = desk.get(NEW, {"due": "before"})
    assert wrong.status_code == 422
    assert "Dites avant quel jour." in wrong.content.decode()


def test_from_the_choice_to_the_answers(desk, client):
    place = make_asked_place(nom="La Navette")
    silent = make_asked_place()
    made = desk.post(f"{NEW}?due=all", wanted(word="Merci à vous."), follow=True)
    campaign = Campaign.objects.get()
    page = said(read(made).main)
    assert "2 lieux seront interrogés. Rien n’est encore parti." in page
    # The text is read before it leaves; nothing left.
    assert "Objet : Votre fiche est-elle encore juste ?" in page
    assert "Merci à vous." in page
    assert "Une adresse" not in mail.outbox
    assert mail.outbox == []
    assert "Envoyer 2 messages" in page
    going = desk.post(url(campaign, "act"), {"do": "start"}, follow=True)
    assert "Les messages partent…" in said(read(going).main)
    part = desk.get(url(campaign), headers={"HX-Request": "true"}).content.decode()
    assert 'hx-trigger="every 2s"' in part
    assert "<html" not in part
    run_waiting()
    assert len(mail.outbox) == 2
    confirm_request(Request.objects.get(place=place).pk, how="link", now=timezone.now())
    page = desk.get(url(campaign))
    assert "2 messages partis sur 2 messages" in figures(page)
    assert "1 rien n’a changé sur 2 lieux" in figures(page)
    assert "1 pas encore de réponse sur 2 lieux" in figures(page)
    rows = {said(tr.th): said(tr) for tr in read(page).select("tbody tr")}
    assert "rien n’a changé, le" in rows["La Navette"]
    assert "pas encore de réponse" in rows[silent.nom]
    stopped = desk.post(url(campaign, "act"), {"do": "stop"}, follow=True)
    assert "terminée" in said(read(stopped).main)
    traces = [row.action for row in audit_rows("campaign", str(campaign.pk))]
    assert traces == ["stop_campaign", "send_campaign", "prepare_campaign"]
    csv = b"".join(desk.get(url(campaign, "results_csv"))).decode()
    assert "La Navette;par e-mail;envoyé;rien n’a changé;" in csv
    assert place.courriels[0] not in csv
    assert client.get(url(campaign)).status_code == 302


def test_a_campaign_that_is_wrong_says_where(desk):
    make_asked_place()
    yesterday = timezone.localdate() - timedelta(days=1)
    answer = desk.post(
        f"{NEW}?due=all", wanted(name="", answer_by=yesterday.isoformat(), reminder_days="1")
    )
    assert answer.status_code == 422
    text = answer.content.decode()
    for words in ("Cette réponse est nécessaire.", "Choisissez un jour à venir.",
                  "Laissez au moins trois jours."):  # fmt: skip
        assert words in text
    assert not Campaign.objects.exists()


def test_two_presses_send_once_and_the_second_is_told(desk):
    make_asked_place()
    campaign = make_campaign()
    desk.post(url(campaign, "act"), {"do": "start"})
    second = desk.post(url(campaign, "act"), {"do": "start"})
    assert second.status_code == 409
    run_waiting()
    assert len(mail.outbox) == 1


def test_a_press_that_says_nothing_sends_nothing(desk):
    make_asked_place()
    campaign = make_campaign()
    answer = desk.post(url(campaign, "act"), {}, follow=True)
    assert "nous n’avons pas su quel bouton" in said(read(answer).main)
    assert Campaign.objects.get().state == "draft"


def test_sending_again_leaves_its_trace(desk, coordinator):
    make_asked_place()
    campaign = make_campaign(start=True)
    desk.post(url(campaign, "act"), {"do": "again"})
    last = audit_rows("campaign", str(campaign.pk))[0]
    assert (last.action, last.by) == ("send_waiting_again", coordinator)


def test_the_figures_of_the_places_add_up_with_who_does_not_wish_to_answer(desk):
    one, _other = make_asked_place(), make_asked_place()
    campaign = make_campaign(start=True)
    Request.objects.filter(place=one).update(
        answer="refused", answered_at=timezone.now(), answered_how="phone"
    )
    of_places = [words for words in figures(desk.get(url(campaign))) if "sur 2 lieux" in words]
    assert sum(int(words.split()[0]) for words in of_places) == 2
    assert "1 ne souhaite pas répondre sur 2 lieux" in of_places


def test_trouble_and_letters_that_may_have_left_are_said_with_what_to_do(desk):
    make_asked_place()
    campaign = make_campaign(start=True)
    run_waiting()
    now = timezone.now()
    Letter.objects.update(state="unsure")
    Campaign.objects.update(trouble="Le serveur d’envoi ne répond pas.", trouble_at=now)
    text = said(read(desk.get(url(campaign))).main)
    assert "L’envoi attend" in text
    assert "1 message est peut-être parti" in text
    desk.post(url(campaign, "act"), {"do": "unsure"})
    run_waiting()
    assert len(mail.outbox) == 2
    assert Campaign.objects.get().trouble == ""


def test_a_draft_without_a_mail_server_says_so_before_the_press(desk, settings):
    make_asked_place()
    campaign = make_campaign()
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    assert "Aucun serveur d’envoi n’est réglé" in desk.get(url(campaign)).content.decode()
    refused = desk.post(url(campaign, "act"), {"do": "start"})
    assert refused.status_code == 503
    assert Campaign.objects.get().state == "draft"


def test_an_address_that_wants_no_more_is_not_counted_among_the_mails(desk):
    make_asked_place()
    make_campaign(start=True)
    refuse_letters(Letter.objects.get(), now=timezone.now())
    assert figures(desk.get(f"{NEW}?due=all"))[0].startswith("0 par e-mail")
    assert figures(desk.get(f"{NEW}?due=all"))[1].startswith("1 par téléphone")


def test_the_list_of_campaigns_empty_then_with_one(desk):
    assert "Aucune campagne" in desk.get(reverse("freshness:campaigns")).content.decode()
    make_asked_place()
    make_campaign(name="Printemps")
    page = read(desk.get(reverse("freshness:campaigns")))
    assert said(page.select_one("ul.queue a")) == "Printemps"


def test_many_places_come_page_by_page(desk):
    for _ in range(103):
        make_asked_place(courriels=[])
    campaign = make_campaign()
    first = read(desk.get(url(campaign)))
    assert len(first.select("tbody tr")) == 100
    rest = read(desk.get(first.select_one("a[rel=next]")["href"]))
    assert len(rest.select("tbody tr")) == 3


# ---------------------------------------------------------------- the command


def run(*words, **options):

    out = StringIO()
    call_command("campaign", *words, stdout=out, **options)
    return out.getvalue()


def test_the_command_lists_sends_follows_and_stops():
    assert run() == "Aucune campagne.\n"
    make_asked_place()
    by = make_user("coordination@clairmaille.example")
    number = str(make_campaign(by=by).pk)
    who = ["--by", by.email]
    assert "Automne (à relire)" in run()
    with pytest.raises(CommandError, match="--by ADRESSE"):
        run("send", number)
    sent = json.loads(run("send", number, "--json", *who))[0]
    assert (sent["state"], sent["n_left"], sent["n_waiting"]) == ("open", 1, 0)
    assert mail.outbox[0].to == [Request.objects.get().place.courriels[0]]
    assert SITE in mail.outbox[0].body
    run("send", number, *who)
    assert len(mail.outbox) == 1
    assert "sans réponse : 1" in run("status", number)
    run("stop", number, *who)
    with pytest.raises(CommandError, match="n’est pas en cours"):
        run("send", number, *who)


def test_the_command_refuses_in_plain_words():
    with pytest.raises(CommandError, match="Dites quelle campagne"):
        run("send")
    with pytest.raises(CommandError, match="n’existe pas"):
        run("status", "7")
    make_asked_place()
    number = str(make_campaign().pk)
    member = make_user("elue@clairmaille.example", role="elected")
    with pytest.raises(CommandError):
        run("send", number, "--by", member.email)
    assert mail.outbox == []
