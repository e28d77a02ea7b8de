"""What the door refuses, and in which words: nobody signs up alone, someone opens an account."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from maillage.web.errors import DomainError
from maillage.web.letters import send_aside


class NotSignedIn(DomainError):
    """Nobody is signed in."""

    code = "not_signed_in"
    message = _("Connectez-vous d’abord.")
    status = 403
    title = "Cette page est réservée"


class PersonUnknown(DomainError):
    """No account has this number."""

    code = "person_unknown"
    message = _("Cette personne n’a pas de compte ici.")
    status = 404


class AccountClosed(DomainError):
    """The account is closed already."""

    code = "account_closed"
    message = _("Ce compte est déjà fermé.")


class TooManyTries(DomainError):
    """Somebody tries codes one after the other."""

    code = "too_many_tries"
    message = _(
        "Trop d’essais à la suite. Attendez une heure, ou appelez la personne qui vous invite : "
        "elle peut vous donner un autre code."
    )
    status = 429
    title = "Trop d’essais à la suite"


class TokenUnknown(DomainError):
    """No key of this person has this number."""

    code = "token_unknown"
    message = _("Cette clé n’existe pas, ou elle a déjà été retirée.")
    status = 404


class TooManyTokens(DomainError):
    """A person who needs more keys than that has forgotten some."""

    code = "too_many_tokens"
    message = _("Vous avez déjà {limit} clés qui servent : retirez-en une d’abord.")
    status = 422


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Sign-up is closed, refusals are in plain words, and pages are never answered in JSON."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": "Ce compte est fermé.",
        "email_password_mismatch": "L’adresse ou le mot de passe n’est pas le bon.",
        "incorrect_code": "Ce n’est pas le bon code. Regardez le dernier e-mail reçu.",
        "incorrect_password": "Ce n’est pas votre mot de passe.",
        "invalid_login": "L’adresse ou le mot de passe n’est pas le bon.",
        "too_many_login_attempts": "Trop d’essais. Attendez cinq minutes avant de recommencer.",
        "rate_limited": "Trop de demandes à la suite. Attendez une minute.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        # Only an address that has an account gets a letter: nobody may see it leave, or fail.
        words = {"request": allauth_context.request, "email": email, **context}
        send_aside(self.render_mail(template_prefix, email, words))

    def is_ajax(self, request: HttpRequest) -> bool:
        # One page speaks with a script: it hands over what a passkey has to sign.
        match = request.resolver_match
        if match and match.url_name == "mfa_login_webauthn":
            return "json" in request.headers.get("Accept", "")
        return False

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        # A passkey before the codes of an application, which also stands for the codes on paper.
        methods = super().get_reauthentication_methods(user)
        found: list[dict[str, Any]] = sorted(
            methods, key=lambda method: str(method["url"]).endswith("/application/")
        )
        return found


class SecondStepAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Passkeys and applications that give codes, in plain words."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": "Cette protection ne peut pas être retirée.",
        "cannot_generate_recovery_codes": "Ajoutez d’abord une clé ou une application.",
        "incorrect_code": "Ce n’est pas le bon code. Il change toutes les trente secondes.",
        "unverified_email": "Prouvez d’abord votre adresse : connectez-vous une fois par un code.",
    }

    def get_totp_issuer(self) -> str:
        return f"Maillage {settings.SITE['name']}"

    def _get_site_name(self) -> str:
        return str(settings.SITE["name"])

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        return "Mon appareil"
