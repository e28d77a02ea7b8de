"""A person who signs in. What they may do for which organisation is the directory's business."""

from itertools import combinations
from typing import Any, ClassVar

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models, transaction
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac


class UserManager(BaseUserManager["User"]):
    """Creates people by e-mail address; finds them whatever the case of the letters."""

    use_in_migrations = True

    def create_user(
        self, email: str, password: str | None = None, *, verified: bool = False, **fields: Any
    ) -> "User":
        """Return a new person; without a password they sign in by a code sent by e-mail.

        Their address is proved by the first code they receive, unless it is `verified` already.
        """
        if not email:
            raise ValueError("Une adresse e-mail est nécessaire.")
        user = self.model(email=email.strip().lower(), **fields)
        if password:
            user.set_password(password)
        else:
            user.set_unusable_password()
        with transaction.atomic(using=self._db):
            user.save(using=self._db)
            # allauth proves only the addresses that it knows.
            addresses = apps.get_model("account", "EmailAddress").objects.using(self._db)
            addresses.create(user=user, email=user.email, verified=verified, primary=True)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Return a new person who may do everything.

        Whoever holds the command line vouches for the address: mail may not even be set up yet.
        """
        fields = {"verified": True, "is_staff": True, "is_superuser": True} | fields
        return self.create_user(email, password, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        """Return the person with this address, in any case."""
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """A person known by an e-mail address, unique whatever the case."""

    # `unique` is what Django's checks ask of a login; the constraint below holds for any case.
    email = models.EmailField(
        "adresse e-mail",
        unique=True,
        error_messages={"unique": "Cette adresse e-mail a déjà un compte."},
    )
    name = models.CharField("nom", max_length=150, blank=True)
    is_staff = models.BooleanField("accès à l’administration technique", default=False)
    is_active = models.BooleanField("compte ouvert", default=True)
    joined_at = models.DateTimeField("créé le", default=timezone.now, editable=False)
    # A session opened before this moment is over, wherever it is.
    signed_out_at = models.DateTimeField(
        "déconnecté partout le", null=True, blank=True, editable=False
    )
    closing_asked_at = models.DateTimeField(
        "fermeture demandée le", null=True, blank=True, editable=False
    )

    objects: ClassVar[UserManager] = UserManager()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = "personne"
        verbose_name_plural = "personnes"
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_unique_any_case",
                violation_error_message="Cette adresse e-mail a déjà un compte.",
            ),
            models.CheckConstraint(condition=~models.Q(email=""), name="user_email_given"),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        # Each session keeps this digest and compares it at each request: when it changes, all end.
        digest: str = super()._get_session_auth_hash(secret=secret)  # type: ignore[misc]
        if self.signed_out_at is None:
            return digest
        return salted_hmac(digest, self.signed_out_at.isoformat(), algorithm="sha256").hexdigest()

    def get_full_name(self) -> str:
        """The name, or nothing: the address is never shown in its place."""
        return self.name

    def get_short_name(self) -> str:
        """The first word of the name."""
        return self.name.split(" ")[0]


class Scope(models.TextChoices):
    """What a key of a program may be made for: writing; reading needs no key."""

    PLACES = "places:write", "corriger des lieux"
    OFFERS = "offers:write", "ajouter et corriger des offres"
    PROPOSALS = "proposals:write", "proposer des changements"


# A key is made for some of the scopes, written in one order: the base holds nothing else.
SCOPE_SETS = [
    " ".join(chosen)
    for size in range(1, len(Scope) + 1)
    for chosen in combinations(sorted(Scope.values), size)
]


class ApiToken(models.Model):
    """A key with which a program writes in the name of a person, whose own rights still hold.

    Only a keyed digest of the secret is kept: it is shown once, to whoever makes the key. Of what
    the program does, the base keeps the day of its last request, and the trace of each write.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="api_tokens"
    )
    name = models.CharField("nom", max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.CharField(max_length=60)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_on = models.DateField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "clé d’accès"
        verbose_name_plural = "clés d’accès"
        constraints = [
            models.CheckConstraint(condition=~models.Q(name=""), name="api_token_named"),
            models.CheckConstraint(condition=~models.Q(digest=""), name="api_token_has_digest"),
            models.CheckConstraint(
                condition=models.Q(scopes__in=SCOPE_SETS), name="api_token_scopes_known"
            ),
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("made_at")),
                name="api_token_expires_after",
            ),
            models.CheckConstraint(
                condition=models.Q(revoked_at=None) | models.Q(revoked_at__gte=models.F("made_at")),
                name="api_token_dates_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.name
