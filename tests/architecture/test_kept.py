"""Each module that holds something about people says so on the page "ce que nous gardons"."""

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

from maillage.web.kept import everything_kept


def holds_people(config):
    """Tell whether a module has a table about people: a link to an account, or a way to reach."""
    for model in config.get_models():
        for field in model._meta.get_fields():
            target = getattr(field, "related_model", None) if field.concrete else None
            to_a_person = target is not None and target._meta.label == settings.AUTH_USER_MODEL
            if to_a_person or isinstance(field, models.EmailField):
                return True
    return False


@pytest.mark.parametrize("module", [module.name for module in settings.MODULES])
def test_a_module_that_holds_something_about_people_says_what_why_and_how_long(module):
    config = apps.get_app_config(module)
    kept = getattr(config, "keeps", ())
    assert bool(kept) or not holds_people(config), "declare `keeps` in its apps.py: web/kept.py"
    for one in kept:
        assert all(len(text) > 8 for text in (one.what, one.why, one.how_long, one.seen_by))


@pytest.mark.django_db
def test_the_page_says_all_of_it_and_a_module_that_is_off_says_nothing(client, monkeypatch):
    page = client.get("/vos-donnees/").content.decode()
    rows = everything_kept()
    assert len(rows) >= 6
    for row in rows:
        for text in (row.what, row.why, row.how_long, row.seen_by):
            assert text in page
    monkeypatch.setattr(apps.get_app_config("imports"), "keeps", ())
    assert "Les fichiers reçus des producteurs" not in client.get("/vos-donnees/").content.decode()
