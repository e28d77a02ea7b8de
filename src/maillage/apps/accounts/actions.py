"""Writes of the accounts."""

from django.db import transaction

from maillage.apps.accounts.models import User


@transaction.atomic
def ensure_person(*, email: str, name: str) -> User:
    """Return the person with this address, made if need be, who signs in by a code.

    Whoever runs this holds the command line, and vouches for the address.
    """
    user = User.objects.filter(email__iexact=email.strip()).first()
    if user is None:
        user = User.objects.create_user(email, name=name, verified=True)
    return user
