"""Levels say where they come from; a sheet may be said on the telephone.

SQLite writes the table of the sendings again, and its triggers with it.
"""

from importlib import import_module

from django.db import migrations, models
from django.db.models import Q

RULES = import_module("maillage.apps.liaison.migrations.0002_rules")
# The triggers of the table that SQLite writes again.
OF_SENDINGS = ("liaison_sending_agreed", "liaison_sending_stays")


def say_who_said(apps, schema_editor):
    """Until now levels were typed by hand, although they bore the version of the rule."""
    sheets = apps.get_model("liaison", "Sheet").objects
    typed = [one.pk for one in sheets.only("level").iterator() if one.level]
    sheets.filter(pk__in=typed).update(level_from="said", level_version="")
    sheets.exclude(pk__in=typed).update(level_from="", level_version="")


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for name in OF_SENDINGS:
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}")


def put_back(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        drop(apps, schema_editor)
        for name in OF_SENDINGS:
            schema_editor.execute(RULES.SQLITE[name])


def nothing(apps, schema_editor):
    """Nothing to do in this direction."""


class Migration(migrations.Migration):
    dependencies = [("liaison", "0002_rules")]

    operations = [
        migrations.RemoveConstraint("sheet", "sheet_erased_whole"),
        migrations.AddField(
            "sheet",
            "level_from",
            models.CharField(
                max_length=9,
                blank=True,
                default="",
                choices=[
                    ("diagnosis", "lu d’un bilan gardé"),
                    ("said", "dit par l’accompagnant"),
                ],
            ),
            preserve_default=False,
        ),
        migrations.RunPython(say_who_said, nothing),
        migrations.AddConstraint(
            "sheet",
            models.CheckConstraint(
                name="sheet_level_says_its_source",
                condition=Q(level={}, level_from="", level_version="")
                | ~Q(level={}) & Q(level_from="said", level_version="")
                | ~Q(level={}) & Q(level_from="diagnosis") & ~Q(level_version=""),
            ),
        ),
        migrations.AddConstraint(
            "sheet",
            models.CheckConstraint(
                name="sheet_erased_whole",
                condition=Q(erased_at=None)
                | Q(
                    need="",
                    name="",
                    phone="",
                    email="",
                    partner_reference="",
                    constraints=[],
                    owned=[],
                    level={},
                    language="",
                    level_version="",
                    level_from="",
                    level_on=None,
                ),
            ),
        ),
        migrations.RunPython(drop, put_back),
        migrations.RemoveConstraint("sending", "sending_via_known"),
        migrations.AlterField(
            "sending",
            "via",
            models.CharField(
                max_length=5,
                choices=[
                    ("email", "par e-mail"),
                    ("hand", "remise à la personne, sur papier"),
                    ("phone", "dite au téléphone"),
                ],
            ),
        ),
        migrations.AddConstraint(
            "sending",
            models.CheckConstraint(
                name="sending_via_known", condition=Q(via__in=["email", "hand", "phone"])
            ),
        ),
        migrations.RunPython(put_back, drop),
    ]
