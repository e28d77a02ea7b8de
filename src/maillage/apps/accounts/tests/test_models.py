"""People: one address, one account, whatever the case."""

import pytest
from django.contrib.auth import authenticate, get_user_model
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction

pytestmark = pytest.mark.django_db
User = get_user_model()
EMAIL = "coordination@clairmaille.example"


def test_the_database_refuses_the_same_address_in_another_case():
    User.objects.create_user(EMAIL)
    with pytest.raises(IntegrityError), transaction.atomic():
        # Not through the manager, which writes every address in small letters.
        User.objects.bulk_create([User(email=EMAIL.upper())])


def test_the_database_refuses_an_account_without_address():
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.bulk_create([User(email="")])
    with pytest.raises(ValueError, match="adresse"):
        User.objects.create_user("")


def test_a_form_says_in_french_that_the_address_is_taken():
    User.objects.create_user(EMAIL)
    with pytest.raises(ValidationError, match="déjà un compte"):
        User(email=EMAIL.upper(), password="x").full_clean()


def test_an_account_without_password_cannot_be_entered_with_an_empty_one():
    user = User.objects.create_user(EMAIL)
    assert not user.has_usable_password()
    assert not user.check_password("")


def test_a_person_is_found_whatever_the_case():
    user = User.objects.create_user(EMAIL)
    assert User.objects.get_by_natural_key(EMAIL.upper()) == user


def test_the_address_is_not_shown_in_place_of_a_name():
    assert User(email=EMAIL).get_full_name() == ""
    assert User(email=EMAIL, name="Camille Fuseau").get_short_name() == "Camille"
    assert str(User(email=EMAIL, name="Camille Fuseau")) == "Camille Fuseau"


def test_the_first_account_is_opened_by_a_command_that_asks_nothing(monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "quatre mots sans suite")
    call_command("createsuperuser", interactive=False, email=EMAIL, verbosity=0)
    user = User.objects.get()
    assert user.is_superuser
    # Whoever holds the command line vouches for the address.
    assert user.emailaddress_set.get().verified
    assert authenticate(email=EMAIL, password="quatre mots sans suite") == user
