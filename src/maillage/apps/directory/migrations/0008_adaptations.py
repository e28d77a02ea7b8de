"""Offers say how they adapt: images, sign language, pace. The first words of that list."""

from django.db import migrations, models

# (code, label, icon, other words under which people search for it)
WORDS = (
    ("pictures", "Documents en images", "pictures", ["pictogrammes", "imagé", "images"]),
    ("easy_to_read", "Facile à lire", "learn", ["FALC", "facile à comprendre"]),
    ("large_print", "Gros caractères", "low-vision", ["agrandi"]),
    ("sign_language", "Langue des signes (LSF)", "sign", ["sourd", "signer"]),
    ("hearing_loop", "Boucle magnétique", "listen", ["malentendant", "appareil auditif"]),
    ("adapted_post", "Poste adapté", "computer", ["ordinateur adapté", "handicap"]),
    ("own_pace", "À votre rythme", "pace", ["rythme adapté", "lentement"]),
    ("several_languages", "Expliqué en plusieurs langues", "language", ["interprète", "traduit"]),
)


def add_words(apps, schema_editor):
    Term = apps.get_model("directory", "Term")
    for position, (code, label, icon, aliases) in enumerate(WORDS, start=1):
        Term.objects.get_or_create(
            vocabulary="adaptation",
            code=code,
            defaults={"label": label, "icon": icon, "aliases": aliases, "position": 10 * position},
        )


class Migration(migrations.Migration):
    dependencies = [("directory", "0007_restaurant")]

    operations = [
        migrations.AddField(
            model_name="offer",
            name="adaptations",
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AlterField(
            model_name="term",
            name="vocabulary",
            field=models.CharField(
                choices=[
                    ("equipment", "équipements"),
                    ("use", "usages"),
                    ("kind", "genres de lieu"),
                    ("theme", "thèmes"),
                    ("mediator", "métiers de l’aide"),
                    ("scheme", "dispositifs publics"),
                    ("adaptation", "adaptations"),
                ],
                max_length=12,
            ),
        ),
        migrations.RunPython(add_words, migrations.RunPython.noop),
    ]
