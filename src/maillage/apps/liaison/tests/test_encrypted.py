"""Keys: what is written is encrypted; another key, row by row, also when it is cut half-way."""

import json
import os

import pytest
from cryptography.fernet import Fernet, MultiFernet
from django.core.exceptions import FieldError
from django.core.management import CommandError, call_command
from django.db import connection

from maillage.apps.liaison.actions import keys as keys_actions
from maillage.apps.liaison.actions.keys import forget_old_keys, is_anything_old, rotate_keys
from maillage.apps.liaison.errors import KeyMissing, KeysGiven, KeyTooNew
from maillage.apps.liaison.models import Consent, Path, Sheet
from maillage.apps.liaison.models.keys import keys, keys_file, write_keys
from maillage.apps.liaison.tests.factories import NOW, make_one_path

pytestmark = pytest.mark.django_db


def in_the_base(column="need", table="liaison_sheet"):
    """Return what the base holds of a column, as it is."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table} ORDER BY id")
        return [row[0] for row in cursor.fetchall()]


def test_the_key_is_made_once_and_only_its_owner_reads_it(town):
    town.send()
    file = keys_file()
    assert len(keys()) == 1
    assert file.stat().st_mode & 0o077 == 0
    assert Fernet(keys()[0]).decrypt(in_the_base()[0]).decode().startswith("Je voudrais")


def test_an_empty_text_stays_empty_so_that_the_base_can_hold_it(town):
    town.send(need="")
    assert in_the_base() == [""]


def test_nothing_encrypted_is_searched(town):
    with pytest.raises(FieldError):
        Sheet.objects.filter(name__contains="No").exists()
    assert not Sheet.objects.filter(name="Nour").exists()


def test_with_a_key_that_is_lost_the_page_says_so(town, sign_in, tmp_path):
    sheet = town.send()
    write_keys((Fernet.generate_key().decode(),))
    with pytest.raises(KeyMissing):
        Sheet.objects.get(pk=sheet.pk)
    answer = sign_in(town.sender).get(f"/pro/fiches/{sheet.pk}/")
    assert answer.status_code == 503
    assert "la clé qui la protège manque" in answer.content.decode()


def test_the_keys_of_the_option_are_used_first(town, settings):
    new, old = (Fernet.generate_key().decode() for _ in range(2))
    settings.SHEET_KEYS = (old,)
    sheet = town.send()
    settings.SHEET_KEYS = (new, old)
    assert Sheet.objects.get(pk=sheet.pk).name == "Nour"
    done = rotate_keys()
    assert (done.n_rows, done.new) == (1, False)
    settings.SHEET_KEYS = (new,)
    assert Sheet.objects.get(pk=sheet.pk).name == "Nour"
    with pytest.raises(KeysGiven):
        forget_old_keys(now=NOW)


def test_another_key_rewrites_every_table_and_the_old_one_is_forgotten_later(town):
    from maillage.apps.liaison.actions.sheets import Agreement

    town.send(agreement=Agreement(how="screen", signature="M1 1L2 2L30 30L40 40L50 50L60 60"))
    path = make_one_path(template="illettrisme")
    before = in_the_base()
    done = rotate_keys()
    assert (done.n_rows, done.new, done.n_keys) == (3, True, 2)
    assert in_the_base() != before
    os.utime(keys_file(), (NOW.timestamp() - 60,) * 2)
    with pytest.raises(KeyTooNew):
        forget_old_keys(now=NOW)
    os.utime(keys_file(), (NOW.timestamp() - 4000,) * 2)
    assert forget_old_keys(now=NOW) == 1
    assert forget_old_keys(now=NOW) == 0
    assert Sheet.objects.get().name == "Nour"
    assert Consent.objects.get().signature.startswith("M1 1")
    assert Path.objects.get(pk=path.pk).aim == "Je voudrais lire mes courriers."


def test_killed_half_way_everything_reads_and_the_next_run_goes_on(town, monkeypatch):
    for _ in range(6):
        town.send()
    monkeypatch.setattr(keys_actions, "BATCH", 2)
    rewrite, done = MultiFernet.encrypt, []

    def killed(self, data):
        if len(done) == 8:
            raise KeyboardInterrupt
        done.append(data)
        return rewrite(self, data)

    monkeypatch.setattr(MultiFernet, "encrypt", killed)
    with pytest.raises(KeyboardInterrupt):
        rotate_keys()
    monkeypatch.setattr(MultiFernet, "encrypt", rewrite)
    assert {sheet.name for sheet in Sheet.objects.all()} == {"Nour"}
    assert is_anything_old()
    os.utime(keys_file(), (NOW.timestamp() - 4000,) * 2)
    with pytest.raises(KeyTooNew):
        forget_old_keys(now=NOW)
    again = rotate_keys()
    assert not again.new
    assert again.n_keys == 2
    assert 0 < again.n_rows < 6
    assert not is_anything_old()
    assert forget_old_keys(now=NOW) == 1
    assert {sheet.name for sheet in Sheet.objects.all()} == {"Nour"}


def test_the_command_says_what_it_did(town, capsys):
    town.send()
    call_command("rotate_keys", "--json")
    assert json.loads(capsys.readouterr().out) == {"rows": 1, "new_key": True, "keys": 2}
    os.utime(keys_file(), (NOW.timestamp(),) * 2)
    with pytest.raises(CommandError, match="moins d’une heure"):
        call_command("rotate_keys", "--forget-old")
    os.utime(keys_file(), (NOW.timestamp() - 4000,) * 2)
    call_command("rotate_keys", "--forget-old")
    assert "oubliées" in capsys.readouterr().out
    assert Sheet.objects.get().name == "Nour"


def test_another_process_sees_a_new_key_at_once(town):
    sheet = town.send()
    assert Sheet.objects.get(pk=sheet.pk).name == "Nour"  # the keys are known to this process
    rotate_keys()
    town.send(name="Awa")
    newest = Fernet(keys()[0])
    assert newest.decrypt(in_the_base("name")[1]).decode() == "Awa"
