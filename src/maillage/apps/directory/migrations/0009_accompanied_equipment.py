"""Equipment that a person helps to use, at some hours; the kiosk of housing; educators online."""

from django.db import migrations, models

# (list, code, label, icon, other words under which people search for it, position)
WORDS = (
    (
        "equipment",
        "housing_kiosk",
        "Borne logement",
        "housing",
        ["logement social", "demande de logement", "HLM"],
        200,
    ),
    (
        "kind",
        "online_educators",
        "Éducateurs présents en ligne",
        "",
        ["promeneurs du net", "réseaux sociaux"],
        210,
    ),
)


def add_words(apps, schema_editor):
    Term = apps.get_model("directory", "Term")
    for vocabulary, code, label, icon, aliases, position in WORDS:
        # A steward may have added the same word: theirs stays as it is.
        Term.objects.get_or_create(
            vocabulary=vocabulary,
            code=code,
            defaults={"label": label, "icon": icon, "aliases": aliases, "position": position},
        )


class Migration(migrations.Migration):
    dependencies = [("directory", "0008_adaptations")]

    operations = [
        migrations.AddField(
            model_name="equipment",
            name="helper",
            field=models.CharField(blank=True, default="", max_length=120),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="equipment",
            name="helped_hours",
            field=models.TextField(blank=True, default=""),
            preserve_default=False,
        ),
        migrations.RunPython(add_words, migrations.RunPython.noop),
    ]
