"""A place that is a restaurant at some hours and helps at others has a word for the first."""

from django.db import migrations


def add_word(apps, schema_editor):
    Term = apps.get_model("directory", "Term")
    # A steward may have added the same word: theirs stays as it is.
    Term.objects.get_or_create(
        vocabulary="kind", code="restaurant", defaults={"label": "Restaurant", "position": 200}
    )


class Migration(migrations.Migration):
    dependencies = [("directory", "0006_joins_and_confirmations")]

    operations = [migrations.RunPython(add_word, migrations.RunPython.noop)]
