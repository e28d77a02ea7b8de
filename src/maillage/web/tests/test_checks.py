"""Before a real opening: what is missing is said in French, with the variable to set."""

import pytest
from django.core.checks import run_checks


def ids(*, deploy):
    return {m.id for m in run_checks(include_deployment_checks=deploy) if m.id.startswith("mail")}


@pytest.fixture
def real_town(settings):
    settings.DEMO = settings.DEBUG = False
    settings.HTTPS = True
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 0
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    return settings


def test_a_real_town_is_told_what_it_lacks(real_town):
    assert ids(deploy=True) == {"maillage.W001", "maillage.W002"}


def test_a_real_town_that_is_ready_is_told_nothing(real_town):
    real_town.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    real_town.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert ids(deploy=True) == set()


def test_the_demonstration_is_told_nothing(settings):
    assert ids(deploy=False) == set()
