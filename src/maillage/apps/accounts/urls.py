"""Signing in and out. Only the pages of allauth listed here exist; names are allauth's own."""

from allauth.account import views as allauth_views
from django.contrib.auth.decorators import login_not_required
from django.urls import path

from maillage.apps.accounts.views import closed

urlpatterns = [
    path("connexion/", allauth_views.login, name="account_login"),
    path("deconnexion/", allauth_views.logout, name="account_logout"),
    path("ferme/", login_not_required(allauth_views.account_inactive), name="account_inactive"),
    path("code/", allauth_views.request_login_code, name="account_request_login_code"),
    path("code/verifier/", allauth_views.confirm_login_code, name="account_confirm_login_code"),
    path(
        "adresse/verifier/",
        allauth_views.email_verification_sent,
        name="account_email_verification_sent",
    ),
    path("mot-de-passe/", allauth_views.password_reset, name="account_reset_password"),
    path(
        "mot-de-passe/verifier/",
        allauth_views.confirm_password_reset_code,
        name="account_confirm_password_reset_code",
    ),
    path(
        "mot-de-passe/nouveau/",
        allauth_views.complete_password_reset,
        name="account_complete_password_reset",
    ),
    path(
        "mot-de-passe/fini/",
        login_not_required(allauth_views.password_reset_from_key_done),
        name="account_password_reset_completed",
    ),
    # allauth's pages ask for the address of the sign-up page, which does not exist.
    path("ouvrir/", closed, name="account_signup"),
]
