"""Sessions that end everywhere at once, accounts that ask to be closed, attempts counted once."""

from django.core.management import call_command
from django.db import migrations, models


def make_cache_table(apps, schema_editor):
    """The table of attempts; Django knows its shape on each database."""
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


def drop_cache_table(apps, schema_editor):
    schema_editor.execute('DROP TABLE IF EXISTS "maillage_attempts"')


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [
        migrations.AddField(
            "user",
            "signed_out_at",
            models.DateTimeField("déconnecté partout le", null=True, blank=True, editable=False),
        ),
        migrations.AddField(
            "user",
            "closing_asked_at",
            models.DateTimeField("fermeture demandée le", null=True, blank=True, editable=False),
        ),
        migrations.RunPython(make_cache_table, drop_cache_table),
    ]
