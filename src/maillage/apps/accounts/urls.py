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
    path("cle/", views.sign_in_by_passkey, name="mfa_login_webauthn"),
    path("verification/", views.second_step_asked, name="mfa_authenticate"),
    path("encore/mot-de-passe/", views.password_again, name="account_reauthenticate"),
    path("encore/application/", views.code_again, name="mfa_reauthenticate"),
    path("encore/cle/", views.passkey_again, name="mfa_reauthenticate_webauthn"),
    path("protections/", views.protections, name="mfa_index"),
    path("protections/cles/", views.list_passkeys, name="mfa_list_webauthn"),
    path("protections/cles/ajouter/", views.add_passkey, name="mfa_add_webauthn"),
    path("protections/cles/<int:pk>/retirer/", views.remove_passkey, name="mfa_remove_webauthn"),
    path("protections/application/", views.add_totp, name="mfa_activate_totp"),
    path("protections/application/retirer/", views.remove_totp, name="mfa_deactivate_totp"),
    path("protections/codes/", views.recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "protections/codes/nouveaux/", views.new_recovery_codes, name="mfa_generate_recovery_codes"
    ),
]
