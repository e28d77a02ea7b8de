"""The door of those who are invited: by the link of an e-mail, by a code on paper.

A page that is only opened uses nothing: scanners of e-mails open links too. Wrong, used, taken
back or too old: the answer is the same. So it is for an address that has an account and for one
that has none.
"""

from dataclasses import dataclass
from smtplib import SMTPException
from typing import Any
from urllib.parse import urlencode

from allauth.account.internal.flows.login import perform_login
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.models import Login
from allauth.core.internal.ratelimit import RateLimitUsage, consume
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.mail import send_mail
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from maillage.apps.accounts.actions import ensure_person
from maillage.apps.accounts.errors import TooManyTries
from maillage.apps.directory.actions.invitations import (
    accept_by_link,
    accept_invitation,
    digest_of,
    plain_code,
)
from maillage.apps.directory.errors import InvitationOver, MailNotSent
from maillage.apps.directory.forms.people import CodeForm, NameForm
from maillage.apps.directory.queries.access import may_sign_in
from maillage.apps.directory.queries.people import (
    ROLE_LABELS,
    find_open_invitation,
    person_words,
    where_words,
)
from maillage.web.access import permitted
from maillage.web.pages import render_page
from maillage.web.words import date_words

# What the session remembers between the code on paper and the end of the sign-in: a digest.
WAITING = "invitation"
SEEN_BY = (
    "Votre nom est vu par les personnes qui tiennent les informations à jour. Votre adresse l’est "
    "par la coordination. Les habitants ne voient ni l’un ni l’autre."
)
ACCEPTED = "C’est accepté : vous pouvez commencer."


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationPage:
    """All that directory/people/invitation.html may use."""

    role: str
    where: str
    by: str
    until: str
    # Under which name the role is taken by somebody who is signed in; "" when nobody is.
    me: str
    form: forms.Form | None
    seen_by: str = SEEN_BY


@dataclass(frozen=True, slots=True)
class CodePage:
    """All that directory/people/type_code.html may use."""

    form: forms.Form
    seen_by: str = SEEN_BY


def send_invitation(request: HttpRequest, invitation: Any, secret: str) -> None:
    """Send the link. Raises MailNotSent: the invitation holds, and can be sent again."""
    link = reverse("directory:invitation_link", args=[secret])
    words = {
        "link": request.build_absolute_uri(link),
        "role": ROLE_LABELS[invitation.role],
        "where": where_words(invitation),
        "by": person_words(invitation.invited_by),
        "until": date_words(timezone.localtime(invitation.expires_at)),
        "site": settings.SITE,
    }
    body = render_to_string("directory/people/invitation.txt", words)
    subject = _("Invitation à rejoindre %(site)s") % {"site": settings.SITE["name"]}
    try:
        send_mail(subject, body, None, [invitation.email])
    except (OSError, SMTPException) as error:
        raise MailNotSent from error


# ---------------------------------------------------------------- by e-mail


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Show what the link opens; take it only when the person sends the form."""
    now = timezone.now()
    digest = digest_of(token)
    tried = _try(request, token)
    row = find_open_invitation(digest, now=now)
    if row is None:
        raise InvitationOver
    if tried:
        tried.rollback()
    person: Any = request.user
    form = None if person.is_authenticated else NameForm(request.POST or None)
    if request.method != "POST" or (form is not None and not form.is_valid()):
        return render_page(
            request, _invitation_page(row, person, form), "directory/people/invitation.html"
        )
    if person.is_authenticated:
        accept_invitation(digest=digest, user=person, now=now)
        messages.success(request, ACCEPTED)
        return HttpResponseRedirect(settings.LOGIN_REDIRECT_URL)
    name = form.cleaned_data["name"] if form is not None else ""
    user, is_new = accept_by_link(digest=digest, name=name, now=now)
    messages.success(request, ACCEPTED)
    if is_new:
        # Nobody ever signed in here: the link that came by e-mail is as good as a code.
        answer: HttpResponse = perform_login(request, Login(user=user, email=user.email))
        return answer
    return HttpResponseRedirect(reverse("account_request_login_code"))


def _invitation_page(row: Any, person: Any, form: forms.Form | None) -> InvitationPage:
    return InvitationPage(
        role=str(ROLE_LABELS[row.role]),
        where=where_words(row),
        by=person_words(row.invited_by),
        until=date_words(timezone.localtime(row.expires_at)),
        me=person_words(person) if person.is_authenticated else "",
        form=form,
    )


# ---------------------------------------------------------------- by a code on paper


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def by_code(request: HttpRequest) -> HttpResponse:
    """Type a code; then the address is proved by another one, sent by e-mail."""
    person: Any = request.user
    form = CodeForm(request.POST or None)
    if person.is_authenticated:
        # They proved their address when they signed in.
        del form.fields["name"], form.fields["email"]
    if request.method != "POST" or not form.is_valid():
        return render_page(request, CodePage(form), "directory/people/type_code.html")
    told = form.cleaned_data
    code = plain_code(told["code"])
    tried = _try(request, code)
    row = find_open_invitation(digest_of(code), now=timezone.now())
    if row is None or row.email:
        form.add_error("code", str(InvitationOver()))
        return render_page(request, CodePage(form), "directory/people/type_code.html")
    if tried:
        tried.rollback()
    request.session[WAITING] = row.code_digest
    if person.is_authenticated:
        return HttpResponseRedirect(reverse("directory:take_invitation"))
    email = told["email"].lower()
    if not consume(request, app="allauth.account", action="request_login_code", key=email):
        raise TooManyTries
    user = ensure_person(email=email, name=told["name"], proved=False)
    LoginCodeVerificationProcess.initiate(
        request=request, user=user if user.is_active else None, email=email
    )
    after = urlencode({"next": reverse("directory:take_invitation")})
    return HttpResponseRedirect(f"{reverse('account_confirm_login_code')}?{after}")


@permitted(may_sign_in)
@require_http_methods(["GET", "HEAD", "POST"])
def take(request: HttpRequest) -> HttpResponse:
    """Take the role whose code was typed before signing in."""
    person: Any = request.user
    now = timezone.now()
    digest = request.session.get(WAITING, "")
    row = find_open_invitation(digest, now=now) if digest else None
    if row is None:
        request.session.pop(WAITING, None)
        raise InvitationOver
    if request.method != "POST":
        return render_page(
            request, _invitation_page(row, person, None), "directory/people/invitation.html"
        )
    accept_invitation(digest=digest, user=person, now=now)
    request.session.pop(WAITING, None)
    messages.success(request, ACCEPTED)
    return HttpResponseRedirect(settings.LOGIN_REDIRECT_URL)


def _try(request: HttpRequest, secret: str) -> RateLimitUsage | None:
    """Count a try, of this network, of this code, and of everybody. Raises TooManyTries.

    What was right is taken back from the counts: a whole team may join from one network.
    """
    limits = {"limit_get": True, "app": "allauth.account"}
    one = consume(request, action="invitation", key=digest_of(secret), **limits)
    if one is None:
        raise TooManyTries
    everybody = consume(request, action="invitation_all", key="all", **limits)
    if everybody is None:
        raise TooManyTries
    return RateLimitUsage(usage=[*one.usage, *everybody.usage])
