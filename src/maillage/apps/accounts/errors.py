"""What the door refuses, and in which words: nobody signs up alone, someone opens an account."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Sign-up is closed, refusals are in plain words, and pages are never answered in JSON."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": "Ce compte est fermé.",
        "email_password_mismatch": "L’adresse ou le mot de passe n’est pas le bon.",
        "incorrect_code": "Ce n’est pas le bon code. Regardez le dernier e-mail reçu.",
        "invalid_login": "L’adresse ou le mot de passe n’est pas le bon.",
        "too_many_login_attempts": "Trop d’essais. Attendez cinq minutes avant de recommencer.",
        "rate_limited": "Trop de demandes à la suite. Attendez une minute.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_ajax(self, request: HttpRequest) -> bool:
        return False
