"""Signing in and out. Only the pages of allauth listed here exist; the names are allauth's own."""

from django.urls import path

from maillage.apps.accounts import views

urlpatterns = [
    path("connexion/", views.login, name="account_login"),
    path("deconnexion/", views.logout, name="account_logout"),
    path("ferme/", views.inactive, name="account_inactive"),
    path("code/", views.request_login_code, name="account_request_login_code"),
    path("code/verifier/", views.confirm_login_code, name="account_confirm_login_code"),
    path("adresse/verifier/", views.verify_email, name="account_email_verification_sent"),
    path("mot-de-passe/", views.reset_password, name="account_reset_password"),
    path(
        "mot-de-passe/verifier/",
        views.confirm_reset_code,
        name="account_confirm_password_reset_code",
    ),
    path("mot-de-passe/nouveau/", views.set_new_password, name="account_complete_password_reset"),
    path("mot-de-passe/fini/", views.password_changed, name="account_password_reset_completed"),
]
