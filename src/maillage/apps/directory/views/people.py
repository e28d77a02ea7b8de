"""The team: who has which role where, invitations, roles and accounts that end."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maillage.apps.accounts.queries import get_person
from maillage.apps.directory.actions.invitations import (
    Invited,
    invite,
    invite_again,
    revoke_invitation,
)
from maillage.apps.directory.actions.people import close_person, end_membership
from maillage.apps.directory.forms.people import InviteForm
from maillage.apps.directory.queries.access import (
    EVERYBODY,
    may_give_role,
    may_see_invitation,
    may_see_membership,
    may_see_person,
    may_steer,
)
from maillage.apps.directory.queries.people import (
    ROLE_LABELS,
    get_invitation,
    get_membership,
    get_organisation,
    organisations,
    person_words,
    team,
    waiting_invitations,
    where_words,
)
from maillage.apps.directory.views.invitation import send_invitation
from maillage.apps.territories.queries import zone_names
from maillage.web.access import permitted
from maillage.web.pages import render_page
from maillage.web.words import date_words

TEAM = "directory:team"


@dataclass(frozen=True, slots=True)
class RoleLine:
    """A role that a person holds; `url` ends it, "" when one may not."""

    words: str
    url: str


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A person of the team."""

    name: str
    email: str
    roles: Sequence[RoleLine]
    asks_to_close: bool
    close_url: str


@dataclass(frozen=True, slots=True)
class InvitationLine:
    """An invitation that waits."""

    words: str
    to: str
    by: str
    expires_at: datetime
    over: bool
    on_paper: bool
    again_url: str
    revoke_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamPage:
    """All that directory/people/team.html may use."""

    people: Sequence[PersonLine]
    n_people: int
    n_closing: int
    invitations: Sequence[InvitationLine]


@permitted(may_steer)
@require_safe
def team_page(request: HttpRequest) -> HttpResponse:
    """Everybody who may sign in, and those who are invited."""
    by: Any = request.user
    now = timezone.now()
    people = [_person_line(member, by) for member in team()]
    page = TeamPage(
        people=people,
        n_people=len(people),
        n_closing=sum(line.asks_to_close for line in people),
        invitations=[
            InvitationLine(
                words=_role_words(row),
                to=row.email or _("code sur papier"),
                by=person_words(row.invited_by),
                expires_at=row.expires_at,
                over=row.expires_at <= now,
                on_paper=not row.email,
                again_url=reverse("directory:invite_again", args=[row.pk]),
                revoke_url=reverse("directory:revoke_invitation", args=[row.pk]),
            )
            for row in waiting_invitations(now=now)
        ],
    )
    return render_page(request, page, "directory/people/team.html")


def _person_line(member: Any, by: Any) -> PersonLine:
    roles = [
        RoleLine(
            _role_words(row),
            reverse("directory:end_role", args=[row.pk]) if may_give_role(by, row.role) else "",
        )
        for row in member.roles
    ]
    if member.person.is_superuser:
        roles.insert(0, RoleLine(_("administration technique (ligne de commande)"), ""))
    return PersonLine(
        name=person_words(member.person),
        email=member.person.email,
        roles=roles,
        asks_to_close=member.person.closing_asked_at is not None,
        close_url=reverse("directory:close_person", args=[member.person.pk]),
    )


def _role_words(held: Any) -> str:
    return f"{ROLE_LABELS[held.role]}, {where_words(held)}"


# ---------------------------------------------------------------- inviting


@dataclass(frozen=True, slots=True)
class InvitePage:
    """All that directory/people/invite.html may use."""

    form: forms.Form
    seen_by: str = (
        "La coordination et l’administration voient cette invitation. Nous oublions l’adresse un "
        "mois après sa fin."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class CodePage:
    """All that directory/people/code.html may use: a page to print and to hand over."""

    code: str
    address: str
    role: str
    where: str
    by: str
    until: str


@permitted(may_steer)
@require_http_methods(["GET", "HEAD", "POST"])
def invite_page(request: HttpRequest) -> HttpResponse:
    """Choose a role; the invitation leaves by e-mail, or is printed."""
    by: Any = request.user
    roles = [role for role in EVERYBODY if may_give_role(by, role)]
    quarters = [z for z in zone_names(today=timezone.localdate()) if z.kind == "quarter"]
    choices: dict[str, Any] = {
        "roles": roles,
        "organisations": organisations(),
        "zones": [(zone.id, zone.nom) for zone in quarters],
    }
    form = InviteForm(request.POST if request.method == "POST" else None, **choices)
    if request.method != "POST" or not form.is_valid():
        return render_page(request, InvitePage(form), "directory/people/invite.html")
    told = form.cleaned_data
    chosen = told["organisation"]
    invited = invite(
        role=told["role"],
        organisation=get_organisation(chosen) if chosen is not None else None,
        zone=told["zone"],
        email=told["email"],
        by=by,
        now=timezone.now(),
    )
    return _handed_over(request, invited)


@permitted(may_see_invitation)
@require_POST
def again(request: HttpRequest, number: int) -> HttpResponse:
    """Send another link, or print another code; the old one opens nothing any more."""
    by: Any = request.user
    return _handed_over(request, invite_again(invitation=number, by=by, now=timezone.now()))


def _handed_over(request: HttpRequest, invited: Invited) -> HttpResponse:
    row = get_invitation(invited.invitation.pk)
    if row.email:
        send_invitation(request, row, invited.secret)
        messages.success(
            request,
            _("L’invitation est partie à %(email)s. Elle sert jusqu’au %(day)s.")
            % {"email": row.email, "day": date_words(timezone.localtime(row.expires_at))},
        )
        return HttpResponseRedirect(reverse(TEAM))
    page = CodePage(
        code=invited.secret,
        address=request.build_absolute_uri(reverse("directory:invitation")),
        role=str(ROLE_LABELS[row.role]),
        where=where_words(row),
        by=person_words(row.invited_by),
        until=date_words(timezone.localtime(row.expires_at)),
    )
    # Answered at once, never kept: the code is nowhere but on this page.
    return render_page(request, page, "directory/people/code.html")


# ---------------------------------------------------------------- confirmations


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmPage:
    """All that directory/people/confirm.html may use."""

    question: str
    consequence: str
    yes: str
    cancel_url: str


def confirm(request: HttpRequest, **words: str) -> HttpResponse:
    """Ask before doing what opens or closes a door."""
    return render_page(request, ConfirmPage(**words), "directory/people/confirm.html")


@permitted(may_see_invitation)
@require_http_methods(["GET", "HEAD", "POST"])
def revoke(request: HttpRequest, number: int) -> HttpResponse:
    """Take an invitation back."""
    by: Any = request.user
    if request.method == "POST":
        revoke_invitation(invitation=number, by=by, now=timezone.now())
        messages.success(request, _("L’invitation est retirée : elle n’ouvre plus rien."))
        return HttpResponseRedirect(reverse(TEAM))
    return confirm(
        request,
        question=_("Retirer cette invitation ?"),
        consequence=_("%(role)s. Le lien ou le code n’ouvrira plus rien.")
        % {"role": _role_words(get_invitation(number)).capitalize()},
        yes=_("Oui, la retirer"),
        cancel_url=reverse(TEAM),
    )


@permitted(may_see_membership)
@require_http_methods(["GET", "HEAD", "POST"])
def end_role(request: HttpRequest, number: int) -> HttpResponse:
    """End a role."""
    by: Any = request.user
    if request.method == "POST":
        end_membership(membership=number, by=by, now=timezone.now())
        messages.success(request, _("Le rôle est terminé. Ce qui a été fait reste."))
        return HttpResponseRedirect(reverse(TEAM))
    row = get_membership(number)
    return confirm(
        request,
        question=_("Terminer ce rôle ?"),
        consequence=_("%(who)s : %(role)s. Ce que cette personne a fait reste dans le journal.")
        % {"who": person_words(row.user), "role": _role_words(row)},
        yes=_("Oui, terminer"),
        cancel_url=reverse(TEAM),
    )


@permitted(may_see_person)
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest, number: int) -> HttpResponse:
    """Close the account of a person."""
    by: Any = request.user
    person = get_person(number)
    if request.method == "POST":
        close_person(user=person, by=by, now=timezone.now())
        messages.success(request, _("Le compte est fermé, et ses connexions sont terminées."))
        return HttpResponseRedirect(reverse(TEAM))
    return confirm(
        request,
        question=_("Fermer le compte de %(who)s ?") % {"who": person_words(person)},
        consequence=_(
            "Ses rôles se terminent, ses appareils sont déconnectés. Ce que cette personne a "
            "fait reste dans le journal. Une nouvelle invitation peut rouvrir le compte."
        ),
        yes=_("Oui, fermer"),
        cancel_url=reverse(TEAM),
    )
