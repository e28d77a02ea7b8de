"""Forms of allauth with our words: a label above, no text inside the field."""

from typing import Any

from allauth.account import forms as allauth_forms
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm

LABELS = {
    "login": "Votre adresse e-mail",
    "email": "Votre adresse e-mail",
    "password": "Votre mot de passe",
    "code": "Le code reçu par e-mail",
    "password1": "Nouveau mot de passe",
    "password2": "Le même, une seconde fois",
}


class _Plain:
    """Renames the fields, and takes the placeholders out: they vanish when one writes."""

    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = LABELS.get(name, field.label)
            field.widget.attrs.pop("placeholder", None)
            if name == "password":
                field.help_text = ""  # the page has its own link to a new password
            if name == "code":
                field.widget.attrs["class"] = "short"


class LoginForm(_Plain, allauth_forms.LoginForm):  # type: ignore[misc]
    """E-mail address and password."""


class RequestLoginCodeForm(_Plain, allauth_forms.RequestLoginCodeForm):  # type: ignore[misc]
    """E-mail address, to receive a code."""


class ConfirmLoginCodeForm(_Plain, allauth_forms.ConfirmLoginCodeForm):  # type: ignore[misc]
    """The code that was received, to sign in."""


class ConfirmEmailForm(_Plain, allauth_forms.ConfirmEmailVerificationCodeForm):  # type: ignore[misc]
    """The code that was received, to prove an address."""


class ConfirmResetForm(_Plain, allauth_forms.ConfirmPasswordResetCodeForm):  # type: ignore[misc]
    """The code that was received, to choose a new password."""


class ResetPasswordForm(_Plain, allauth_forms.ResetPasswordForm):  # type: ignore[misc]
    """E-mail address, to receive a code for a new password."""


class NewPasswordForm(_Plain, allauth_forms.ResetPasswordKeyForm):  # type: ignore[misc]
    """The new password, twice."""


class PasswordAgainForm(_Plain, allauth_forms.ReauthenticateForm):  # type: ignore[misc]
    """The password, asked again before a change that opens doors."""


APPLICATION_CODE = "Les six chiffres de l’application, ou un code de secours"


class SecondStepForm(_Plain, AuthenticateForm):  # type: ignore[misc]
    """The code of an application, after the first step."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = APPLICATION_CODE


class SecondStepAgainForm(_Plain, ReauthenticateForm):  # type: ignore[misc]
    """The code of an application, asked again before a change that opens doors."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = APPLICATION_CODE


class AddTotpForm(_Plain, ActivateTOTPForm):  # type: ignore[misc]
    """The first code of an application: it proves that it reads the same clock."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = "Les six chiffres que l’application montre"


class AddPasskeyForm(AddWebAuthnForm):  # type: ignore[misc]
    """A new passkey and the name that tells it from the others."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = "Un nom pour la reconnaître"
        self.fields["name"].help_text = "Par exemple : « téléphone », « clé bleue »."
        self.fields["passwordless"].label = "Elle suffit pour entrer, sans mot de passe"
        self.fields["passwordless"].help_text = ""
        self.fields["passwordless"].initial = True
