"""People: invited by a link or on paper, once; roles that end; the last administrator stays."""

import re
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import IntegrityError, transaction
from django.urls import reverse

from maillage.apps.accounts.actions import ensure_person
from maillage.apps.directory.actions import invitations
from maillage.apps.directory.actions.invitations import (
    accept_by_link,
    accept_invitation,
    digest_of,
    invite,
    invite_again,
    plain_code,
    purge_invitations,
    revoke_invitation,
)
from maillage.apps.directory.actions.people import close_person, end_membership
from maillage.apps.directory.errors import InvitationOver, LastAdministrator, NotAllowed
from maillage.apps.directory.models import AuditRow, Invitation, Membership
from maillage.apps.directory.queries import standing
from maillage.apps.directory.tests.factories import (
    NOW,
    make_membership,
    make_organisation,
    make_user,
)

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
NEW = "nouvelle@clairmaille.example"


@pytest.fixture(autouse=True)
def no_limit_left_over():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def coordinator():
    return make_user(name="Camille Fuseau")


@pytest.fixture
def desk(client, coordinator):
    client.force_login(coordinator, BACKEND)
    return client


def words(answer):
    page = BeautifulSoup(answer.content, "html.parser")
    assert page.find("main"), "not one of our pages"
    return " ".join(page.main.get_text(" ").split())


def sign_code():
    return re.search(r"^ {4}(\S+)$", mail.outbox[-1].body, re.M)[1]


def link_sent():
    return re.search(r"http://testserver(/invitation/\S+)", mail.outbox[-1].body)[1]


def send_link(desk, **told):
    organisation = make_organisation(nom="La Navette")
    answer = desk.post(
        reverse("directory:invite"),
        {"role": "mediator", "organisation": organisation.pk, "email": NEW} | told,
    )
    assert answer.status_code == 302, words(answer)
    return link_sent()


# ---------------------------------------------------------------- by e-mail


def test_a_link_makes_an_account_gives_the_role_and_opens_the_desk(desk, client):
    link = send_link(desk)
    assert Invitation.objects.get().code_digest not in link
    client.logout()
    page = words(client.get(link))
    assert "Camille Fuseau vous invite" in page
    assert "La Navette" in page
    assert NEW not in page
    answer = client.post(link, {"name": "Inès Rouet"})
    assert answer["Location"] == "/pro/"
    person = Membership.objects.get(role="mediator").user
    assert (person.email, person.name) == (NEW, "Inès Rouet")
    assert person.emailaddress_set.get().verified
    assert client.session["_auth_user_id"] == str(person.pk)


def test_opening_the_link_uses_nothing(desk, client):
    link = send_link(desk)
    client.logout()
    for _ in range(3):  # a scanner of e-mails
        assert client.get(link).status_code == 200
        assert client.head(link).status_code == 200
    assert Invitation.objects.get().used_at is None


def test_a_link_serves_once(desk, client):
    link = send_link(desk)
    client.logout()
    client.post(link, {"name": "Inès Rouet"})
    client.logout()
    assert client.get(link).status_code == 410
    assert client.post(link, {"name": "Autre"}).status_code == 410
    assert Membership.objects.filter(role="mediator").count() == 1


def test_somebody_who_is_known_gets_the_role_and_signs_in_as_usual(desk, client):
    known = ensure_person(email=NEW, name="Inès Rouet")
    known.last_login = NOW
    known.save()
    link = send_link(desk)
    client.logout()
    answer = client.post(link, {"name": "Un autre nom"})
    assert answer["Location"] == "/compte/code/"
    known.refresh_from_db()
    assert known.name == "Inès Rouet"
    assert standing(known).roles == {"mediator"}
    assert "_auth_user_id" not in client.session


def test_somebody_who_is_signed_in_adds_the_role_to_their_account(desk, client):
    link = send_link(desk)
    me = make_user(role="")
    client.force_login(me, BACKEND)
    assert "sera ajouté à votre compte" in words(client.get(link))
    client.post(link)
    assert standing(me).roles == {"mediator"}


def test_an_email_that_does_not_leave_is_said(desk, monkeypatch):
    def refuse(*args, **options):
        raise ConnectionRefusedError

    monkeypatch.setattr("maillage.apps.directory.views.invitation.send_mail", refuse)
    answer = desk.post(reverse("directory:invite"), {"role": "elected", "email": NEW})
    assert answer.status_code == 502
    assert "n’est pas parti" in words(answer)
    assert Invitation.objects.count() == 1


# ---------------------------------------------------------------- on paper


def paper(desk, role="elected"):
    answer = desk.post(reverse("directory:invite"), {"role": role})
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser").select_one(".code").get_text()


def test_a_code_on_paper_then_a_code_by_email_give_the_role(desk, client):
    code = paper(desk)
    assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}", code)
    assert not Invitation.objects.filter(code_digest__contains=code[:5]).exists()
    client.logout()
    typed = {"code": code.lower().replace("-", " "), "name": "Inès Rouet", "email": NEW}
    answer = client.post("/invitation/", typed)
    assert answer.status_code == 302
    assert not Membership.objects.filter(role="elected").exists()  # the address is not proved yet
    answer = client.post(answer["Location"], {"code": sign_code()})
    assert answer["Location"] == "/pro/invitation/"
    assert "Camille Fuseau vous invite" in words(client.get("/pro/invitation/"))
    assert client.post("/pro/invitation/")["Location"] == "/pro/"
    assert Membership.objects.get(role="elected").user.email == NEW
    assert client.get("/pro/invitation/").status_code == 410


def test_the_answer_is_the_same_whether_the_address_has_an_account_or_not(desk, client):
    make_user("connue@clairmaille.example", role="")
    codes = [paper(desk), paper(desk)]
    client.logout()
    answers = []
    for code, email in zip(codes, ("connue@clairmaille.example", NEW), strict=True):
        sent = len(mail.outbox)
        answer = client.post("/invitation/", {"code": code, "email": email}, follow=True)
        answers.append((answer.redirect_chain, words(answer).replace(email, "…")))
        assert len(mail.outbox) == sent + 1
        client.logout()
    assert answers[0] == answers[1]


def test_a_wrong_a_used_and_an_old_code_get_the_same_answer(desk, client, coordinator):
    used, old, revoked = (paper(desk) for _ in range(3))
    accept_invitation(digest=digest_of(used), user=make_user(role=""), now=NOW)
    Invitation.objects.filter(code_digest=digest_of(old)).update(
        invited_at=NOW - timedelta(days=400), expires_at=NOW - timedelta(days=390)
    )
    row = Invitation.objects.get(code_digest=digest_of(revoked))
    revoke_invitation(invitation=row.pk, by=coordinator, now=NOW)
    client.logout()
    pages = set()
    for code in (used, old, revoked, "AAAAA-AAAAA"):
        answer = client.post("/invitation/", {"code": code, "email": NEW})
        page = BeautifulSoup(answer.content, "html.parser")
        for hidden in page.select("input"):
            hidden.decompose()
        pages.add(" ".join(page.main.get_text(" ").split()))
    assert len(pages) == 1
    assert "n’est pas le bon" in pages.pop()
    assert not mail.outbox


def test_tries_are_limited_and_a_right_one_does_not_count(desk, client):
    codes = [paper(desk) for _ in range(12)]
    client.logout()
    for number, code in enumerate(codes[:11]):
        typed = {"code": code, "email": f"personne{number}@clairmaille.example"}
        assert client.post("/invitation/", typed).status_code == 302
        client.logout()
    for number in range(10):
        wrong = {"code": f"ZZZZZ-ZZZ{number:02}", "email": NEW}
        assert client.post("/invitation/", wrong).status_code == 200
    answer = client.post("/invitation/", {"code": codes[11], "email": NEW})
    assert answer.status_code == 429
    assert "Trop d’essais" in words(answer)


def test_a_code_is_read_as_it_was_printed():
    assert plain_code("o1lI0 -abcde") == "01110-ABCDE"
    codes = {invitations.new_code() for _ in range(200)}
    assert len(codes) == 200
    assert all(plain_code(code) == code for code in codes)


# ---------------------------------------------------------------- what always holds


def test_sending_again_closes_the_first_link(coordinator):
    first = invite(role="elected", email=NEW, by=coordinator, now=NOW)
    later = NOW + timedelta(days=10)
    second = invite_again(invitation=first.invitation.pk, by=coordinator, now=later)
    assert second.invitation.expires_at == later + timedelta(days=14)
    with pytest.raises(InvitationOver):
        accept_by_link(digest=digest_of(first.secret), name="", now=later)
    user, new = accept_by_link(digest=digest_of(second.secret), name="", now=later)
    assert new
    assert standing(user).roles == {"elected"}


def test_only_administrators_make_administrators(coordinator):
    with pytest.raises(NotAllowed):
        invite(role="administrator", by=coordinator, now=NOW)
    administrator = make_user(role="administrator")
    waits = invite(role="administrator", by=administrator, now=NOW)
    with pytest.raises(NotAllowed):
        revoke_invitation(invitation=waits.invitation.pk, by=coordinator, now=NOW)
    with pytest.raises(NotAllowed):
        end_membership(membership=administrator.memberships.get().pk, by=coordinator, now=NOW)
    with pytest.raises(NotAllowed):
        close_person(user=administrator, by=coordinator, now=NOW)


def test_the_last_administrator_stays():
    one, two = make_user(role="administrator"), make_user(role="administrator")
    end_membership(membership=one.memberships.get().pk, by=one, now=NOW)
    last = two.memberships.get().pk
    with pytest.raises(LastAdministrator):
        end_membership(membership=last, by=two, now=NOW)
    with pytest.raises(LastAdministrator):
        close_person(user=two, by=two, now=NOW)
    # A closed account administers nothing.
    make_membership(one, "administrator")
    close_person(user=one, by=two, now=NOW)
    with pytest.raises(LastAdministrator):
        end_membership(membership=last, by=two, now=NOW)


def test_a_closed_account_ends_its_sessions_and_its_roles(client, coordinator):
    person = make_user(role="data_steward")
    client.force_login(person, BACKEND)
    assert client.get("/pro/").status_code == 200
    close_person(user=person, by=coordinator, now=NOW)
    assert client.get("/pro/").status_code == 302
    assert not Membership.objects.filter(user=person, ended_at=None).exists()
    assert AuditRow.objects.filter(action="close_account", by=coordinator).exists()


def test_an_invitation_brings_a_closed_account_back(coordinator):
    person = make_user(NEW, role="elected")
    close_person(user=person, by=coordinator, now=NOW)
    link = invite(role="elected", email=NEW, by=coordinator, now=NOW)
    accept_by_link(digest=digest_of(link.secret), name="", now=NOW)
    person.refresh_from_db()
    assert person.is_active


def test_the_database_refuses_an_invitation_both_used_and_taken_back(coordinator):
    invite(role="elected", by=coordinator, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Invitation.objects.update(used_at=NOW, revoked_at=NOW)


def test_the_address_of_an_invitation_is_forgotten_a_month_after_its_end(coordinator):
    invite(role="elected", email=NEW, by=coordinator, now=NOW)
    assert purge_invitations(now=NOW + timedelta(days=43)) == 0
    assert purge_invitations(now=NOW + timedelta(days=45)) == 1
    assert Invitation.objects.get().email == ""
    # Nor does the trace, which can never be erased, hold it.
    assert NEW not in str(list(AuditRow.objects.values()))


def test_the_first_administrator_comes_from_the_command_line(capsys):
    call_command("admin", NEW, name="Inès Rouet")
    assert "administre le territoire" in capsys.readouterr().out
    person = Membership.objects.get(role="administrator", ended_at=None).user
    assert (person.email, person.name) == (NEW, "Inès Rouet")
    assert person.emailaddress_set.get().verified
    call_command("admin", NEW)
    assert "administrait déjà" in capsys.readouterr().out
    with pytest.raises(CommandError, match="adresse e-mail complète"):
        call_command("admin", "sans arobase")


# ---------------------------------------------------------------- pages


def test_the_team_page_says_who_does_what_and_who_is_invited(desk, coordinator):
    navette = make_organisation(nom="La Navette")
    person = make_user(name="Inès Rouet", role="mediator", organisation=navette)
    make_membership(person, "member", organisation=make_organisation(nom="Le Rouet"))
    invite(role="elected", email=NEW, by=coordinator, now=NOW)
    Invitation.objects.update(expires_at="2099-01-01T00:00Z")
    page = words(desk.get(reverse("directory:team")))
    assert "Inès Rouet" in page
    assert "Médiation numérique, La Navette" in page
    assert "Membre d’une organisation, Le Rouet" in page
    assert NEW in page


def test_a_role_is_ended_after_a_question(desk):
    person = make_user(name="Inès Rouet", role="elected")
    number = person.memberships.get().pk
    address = reverse("directory:end_role", args=[number])
    assert "Inès Rouet" in words(desk.get(address))
    assert desk.post(address)["Location"] == reverse("directory:team")
    assert person.memberships.get().ended_at is not None
    assert desk.get(address).status_code == 404


def test_an_invitation_without_what_the_role_needs_is_asked_again(desk):
    answer = desk.post(reverse("directory:invite"), {"role": "mediator"})
    assert "laquelle ?" in words(answer)
    assert not Invitation.objects.exists()


def test_the_team_costs_the_same_queries_for_two_and_for_twenty(
    desk, django_assert_max_num_queries
):
    with django_assert_max_num_queries(7):
        desk.get(reverse("directory:team"))
    for _ in range(20):
        make_user(role="mediator", organisation=make_organisation())
    with django_assert_max_num_queries(7):
        desk.get(reverse("directory:team"))


def test_my_account_changes_my_name_and_signs_me_out_everywhere(desk, coordinator, client):
    address = reverse("directory:account")
    assert "Coordination du réseau, tout le territoire" in words(desk.get(address))
    desk.post(address, {"name": "Camille Navette"})
    coordinator.refresh_from_db()
    assert coordinator.name == "Camille Navette"
    other = type(client)()
    other.force_login(coordinator, BACKEND)
    assert other.get("/pro/").status_code == 200
    desk.post(reverse("directory:leave_everywhere"))
    assert desk.get("/pro/").status_code == 302
    assert other.get("/pro/").status_code == 302
    assert "Camille" not in str(list(AuditRow.objects.values("before", "after")))


def test_my_data_and_the_end_of_my_account(desk, coordinator):
    data = desk.get(reverse("directory:own_data")).json()
    assert data["courriel"] == coordinator.email
    assert data["roles"][0]["role"] == "coordination du réseau"
    desk.post(reverse("directory:ask_closing"))
    assert "demande la fermeture" in words(desk.get(reverse("directory:team")))
