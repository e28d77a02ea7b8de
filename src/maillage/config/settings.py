"""Django settings: everything that may differ from one territory to the next is in options.py."""

import os
import secrets
import sys
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from csp.constants import NONE, SELF

from maillage.config import modules, options
from maillage.config.passing import passing_folder
from maillage.config.undefined import Undefined
from maillage.web.contrast import read_colours
from maillage.web.drafts import write_first
from maillage.web.languages import languages
from maillage.web.logo import read_logo
from maillage.web.messages import compile_messages

# Tests and the type checker read the demonstration, never the machine's own options: only the
# database of the tests may be chosen from outside.
TESTING = "pytest" in sys.modules
_TOOL = TESTING or "mypy" in sys.modules
_base = options.base_folder()
if _TOOL:
    _options = options.read(
        {
            "MAILLAGE_DEMO": "oui",
            "MAILLAGE_FOLDER": str(passing_folder(of_tests=TESTING)),
            "MAILLAGE_DATABASE": os.environ.get("MAILLAGE_DATABASE", ""),
        }
    )
else:
    _options = options.read(os.environ, env_file=_base / "var" / "maillage.env")

DEMO: bool = _options["DEMO"]
DEBUG: bool = _options["DEBUG"]

# ---------------------------------------------------------------- the folder of data

FOLDER: Path = _options["FOLDER"] or _base / "var"
FOLDER.mkdir(parents=True, exist_ok=True)


def _secret_key() -> str:
    """Return the key that was given, or the one kept in the folder in demonstration and debug."""
    given: str = _options["SECRET_KEY"]
    if given:
        return given
    if not (DEMO or DEBUG):
        raise options.OptionError(
            "MAILLAGE_SECRET_KEY est obligatoire : une clé d’au moins 50 caractères au hasard, "
            "ou MAILLAGE_SECRET_KEY_FILE, le chemin d’un fichier qui la contient."
        )
    file = FOLDER / "secret"
    if not file.exists():
        # Two processes that start together agree on one key: that of the first.
        write_first(file, secrets.token_urlsafe(48).encode("ascii"), mode=0o600)
    return file.read_text(encoding="ascii")


SECRET_KEY = _secret_key()

# ---------------------------------------------------------------- what is installed

MODULES = modules.chosen_modules(_options["MODULES"])
INSTALLED_APPS = [
    # Ours first: their templates win over those of the packages.
    *(module.app for module in reversed(MODULES)),
    "maillage.web",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "maillage.web.compression.CompressWords",
    "csp.middleware.CSPMiddleware",
    "maillage.web.headers.PermissionsPolicyMiddleware",
    "maillage.web.kiosk.KioskMiddleware",
    "maillage.web.speaking.LanguageMiddleware",
    "maillage.web.pictures.PicturesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "maillage.web.headers.LoginRequiredByDefault",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "maillage.web.errors.DomainErrorMiddleware",
]
ROOT_URLCONF = "maillage.config.urls"
WSGI_APPLICATION = "maillage.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# ---------------------------------------------------------------- database


def _database(address: str) -> dict[str, Any]:
    """Return Django's description of a SQLite file or of a postgresql:// address."""
    if "://" not in address:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": address or FOLDER / "maillage.sqlite3",
            "OPTIONS": {
                # Without IMMEDIATE, a transaction that reads then writes fails with
                # "database is locked" as soon as two do it at once (libraries.md 3.2).
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL",
            },
        }
    parts = urlsplit(address)
    query = dict(parse_qsl(parts.query))
    pool = {} if TESTING else {"pool": {"min_size": 1, "max_size": 8, "timeout": 10}}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", None) or unquote(parts.hostname or ""),
        "PORT": str(parts.port or query.pop("port", "")),
        "OPTIONS": {**query, **pool},
    }


DATABASES = {"default": _database(_options["DATABASE"])}
ATOMIC_REQUESTS = False
# Limits on attempts are counted here: in the base, so that every process counts the same ones
# (migration accounts 0002 makes the table). Pages never read it.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "maillage_attempts",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

# ---------------------------------------------------------------- templates and static files

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [_options["TEMPLATES"]] if _options["TEMPLATES"] else [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "maillage.web.pages.site",
            ],
            "builtins": ["maillage.web.templatetags.maillage"],
            "string_if_invalid": Undefined("%s") if TESTING else "",
        },
    }
]

STATIC_URL = "/static/"
STATIC_ROOT = FOLDER / "static"
# The font comes from npm: when it is not installed its stylesheet is absent too.
FONT_FOLDER = _base / "node_modules" / "@fontsource" / "atkinson-hyperlegible" / "files"
STATICFILES_DIRS: list[Any] = (
    [("fonts", FONT_FOLDER), ("web", Path(__file__).resolve().parents[1] / "web" / "fonts")]
    if FONT_FOLDER.is_dir()
    else []
)
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "maillage.web.packages.PackageFinder",
]
# Of the packages of npm, the files that pages load, and no other (maillage.web.packages).
PACKAGES_FOLDER = _base / "node_modules"
MAP_PMTILES: Path | None = _options["MAP_PMTILES"]
MAP_IGN: bool = _options["MAP_IGN"]
# Said with everything that is published: a code of the catalogue of open data.
OPEN_LICENCE: str = _options["OPEN_LICENCE"]
MAP_NEAR_M: int = min(_options["MAP_NEAR_M"], 50_000)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or TESTING
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_AUTOREFRESH = DEBUG or TESTING
WHITENOISE_USE_FINDERS = DEBUG or TESTING
MEDIA_ROOT = FOLDER / "files"

# ---------------------------------------------------------------- people

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/pro/"
LOGOUT_REDIRECT_URL = "/"
PASSWORD_HASHERS = (
    ["django.contrib.auth.hashers.MD5PasswordHasher"]
    if TESTING
    else [
        "django.contrib.auth.hashers.Argon2PasswordHasher",
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    ]
)
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "maillage.apps.accounts.errors.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
# Sign-up is closed (adapter); this list also decides that the sign-in form asks for a password.
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
# Codes rather than links: no address of a page ever carries a secret.
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_FORMS = {
    "login": "maillage.apps.accounts.forms.LoginForm",
    "request_login_code": "maillage.apps.accounts.forms.RequestLoginCodeForm",
    "confirm_login_code": "maillage.apps.accounts.forms.ConfirmLoginCodeForm",
    "confirm_email_verification_code": "maillage.apps.accounts.forms.ConfirmEmailForm",
    "confirm_password_reset_code": "maillage.apps.accounts.forms.ConfirmResetForm",
    "reset_password": "maillage.apps.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "maillage.apps.accounts.forms.NewPasswordForm",
    "reauthenticate": "maillage.apps.accounts.forms.PasswordAgainForm",
}
ACCOUNT_RATE_LIMITS = {
    # Guessing a password: from one address of network, and of one account from anywhere.
    "login_failed": "10/m/ip,5/300s/key",
    # Guessing the code of an invitation: from one network, of one code, and from everywhere.
    "invitation": "10/h/ip,5/h/key",
    "invitation_all": "300/h/key",
}
MFA_ADAPTER = "maillage.apps.accounts.errors.SecondStepAdapter"
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {
    "authenticate": "maillage.apps.accounts.forms.SecondStepForm",
    "reauthenticate": "maillage.apps.accounts.forms.SecondStepAgainForm",
    "activate_totp": "maillage.apps.accounts.forms.AddTotpForm",
    "add_webauthn": "maillage.apps.accounts.forms.AddPasskeyForm",
}
ALLAUTH_TRUSTED_PROXY_COUNT = _options["TRUSTED_PROXY"]

# ---------------------------------------------------------------- protection

ALLOWED_HOSTS = list(_options["HOSTS"])
HTTPS: bool = _options["HTTPS"] and not DEBUG
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
# Browsers accept a passkey over plain HTTP on this machine only.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
SESSION_COOKIE_NAME = "session"
CSRF_COOKIE_NAME = "csrf"
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 12 * 3600
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
if _options["TRUSTED_PROXY"]:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = HTTPS
# maillage.W002 says the same in French, and what to do.
SILENCED_SYSTEM_CHECKS = ["security.W008"]
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "maillage.web.errors.csrf_failure"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
FILE_UPLOAD_PERMISSIONS = 0o600

# ---------------------------------------------------------------- deliveries and background work

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
WORKER: bool = _options["WORKER"]
DELIVERY_MAX_BYTES: int = _options["DELIVERY_MAX_MB"] * 1024**2
DELIVERY_DAYS: int = _options["DELIVERY_DAYS"]
FETCH_PORTS: frozenset[int] = frozenset(_options["FETCH_PORTS"])
FETCH_NETWORKS: tuple[Any, ...] = _options["FETCH_NETWORKS"]

# ---------------------------------------------------------------- agenda

SMS: str = _options["SMS"]
SMS_KEY: str = _options["SMS_KEY"]
BOOKING_CONTACT_DAYS: int = _options["BOOKING_CONTACT_DAYS"]
BOOKING_MONTHS: int = _options["BOOKING_MONTHS"]
SHEET_KEYS: tuple[str, ...] = tuple(_options["SHEET_KEYS"])
SHEET_REMINDER_DAYS: int = _options["SHEET_REMINDER_DAYS"]
SHEET_EXPIRY_DAYS: int = _options["SHEET_EXPIRY_DAYS"]
SHEET_DAYS: int = _options["SHEET_DAYS"]
# What a message that nobody asked a page for can say: no request tells the address of the site.
_own_names = [h for h in ALLOWED_HOSTS if "." in h and h[0] not in "[.*0123456789"]
SITE_URL: str = _options["SITE_URL"] or (
    f"{'https' if HTTPS else 'http'}://{_own_names[0]}" if _own_names else ""
)

# ---------------------------------------------------------------- language, time, mail, log

LANGUAGE_CODE = "fr"
LANGUAGES = [(language.code, language.name) for language in languages().values()]
UNFINISHED_LANGUAGES = TESTING or DEBUG
LOCALE_PATHS = [Path(__file__).resolve().parents[1] / "locale"]
TIME_ZONE = _options["TIME_ZONE"]
USE_I18N = True
if TESTING or DEBUG:
    # Elsewhere set-up did it; here a text that was just written must be said right.
    compile_messages()
USE_TZ = True

if _options["SMTP_HOST"]:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST = _options["SMTP_HOST"]
    EMAIL_PORT = _options["SMTP_PORT"]
    EMAIL_HOST_USER = _options["SMTP_USER"]
    EMAIL_HOST_PASSWORD = _options["SMTP_PASSWORD"]
    EMAIL_USE_TLS = _options["SMTP_TLS"] == "starttls"
    EMAIL_USE_SSL = _options["SMTP_TLS"] == "tls"
    EMAIL_TIMEOUT = 10
elif DEMO or DEBUG:
    # Readable by whoever started the site.
    EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
else:
    # Never in a log: an e-mail names a person and opens a door. web/checks.py warns.
    EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
DEFAULT_FROM_EMAIL = SERVER_EMAIL = _options["SMTP_FROM"]

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"discreet": {"()": "maillage.config.logs.DiscreetFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "discreet"}},
    "root": {"handlers": ["stderr"], "level": _options["LOG_LEVEL"]},
    "loggers": {
        # Django's own handlers print query strings (development server) or write to admins.
        "django": {"handlers": [], "propagate": True},
        "django.server": {"handlers": [], "propagate": True},
    },
}

# ---------------------------------------------------------------- what pages say of the territory

try:
    COLOURS = read_colours(_options["COLOURS"])
except ValueError as error:
    raise options.OptionError(f"MAILLAGE_COLOURS : {error}.") from error
try:
    LOGO = read_logo(_options["LOGO"]) if _options["LOGO"] else None
except ValueError as error:
    raise options.OptionError(f"MAILLAGE_LOGO : {error}.") from error
# A Django message is a note of the page: these are its classes.
MESSAGE_TAGS = {10: "", 20: "", 25: "done", 30: "check", 40: "wrong"}

SITE = {
    "name": _options["TERRITORY_NAME"],
    "tagline": _options["TAGLINE"],
    "demo": DEMO,
    "contact_name": _options["CONTACT_NAME"],
    "contact_phone": _options["CONTACT_PHONE"],
    "contact_hours": _options["CONTACT_HOURS"],
    "contact_address": _options["CONTACT_ADDRESS"],
    "staff_contact": _options["STAFF_CONTACT"],
}
