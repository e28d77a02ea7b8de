"""The first words of two more lists, and the combined subjects and uses of the census."""

from django.db import migrations

# (code, label, icon, aliases, description)
WORDS = {
    "mediator": [
        ("digital_adviser", "Conseiller numérique", "support", ["conseiller numérique"], ""),
        ("digital_mediator", "Médiateur numérique", "support", ["médiateur", "médiatrice"], ""),
        ("letter_writer", "Écrivain public", "letter", ["écrivaine publique"], ""),
        ("social_worker", "Travailleur social", "support", ["assistante sociale"], ""),
        ("librarian", "Bibliothécaire", "support", [], ""),
        ("volunteer", "Bénévole", "support", [], ""),
    ],
    # One acronym, two schemes: always written in full, found under the acronym (WRN-12).
    "scheme": [
        (
            "skills_investment_plan",
            "Plan d’investissement dans les compétences",
            "",
            ["PIC"],
            "Un programme de l’État qui paie des formations à des personnes sans emploi.",
        ),
        (
            "citizens_initiative_project",
            "Projet d’initiative citoyenne",
            "",
            ["PIC", "Projets d’initiative citoyenne"],
            "Une petite aide de la ville pour un projet d’habitants dans leur quartier.",
        ),
    ],
    # A course can be of two subjects: it is found from either side (CEN-18).
    "theme": [
        ("french", "Français langue étrangère", "language", ["FLE", "cours de français"], ""),
        ("parenting", "École et parents", "school", ["parentalité"], ""),
        ("employment", "Emploi", "job", ["insertion"], ""),
    ],
    "use": [
        (
            "top_ups",
            "Recharges et forfaits à petit prix",
            "fair-price",
            ["recharge internet", "recharge téléphone", "carte SIM", "forfait mobile"],
            "",
        ),
    ],
}


def add_words(apps, schema_editor):
    Term = apps.get_model("directory", "Term")
    for vocabulary, words in WORDS.items():
        known = set(Term.objects.filter(vocabulary=vocabulary).values_list("code", flat=True))
        for position, (code, label, icon, aliases, description) in enumerate(words, start=20):
            # A steward may have added the same word: theirs stays as it is.
            if code not in known:
                Term.objects.create(
                    vocabulary=vocabulary,
                    code=code,
                    label=label,
                    icon=icon,
                    aliases=aliases,
                    description=description,
                    position=10 * position,
                )


class Migration(migrations.Migration):
    dependencies = [("directory", "0003_people_and_partners")]

    operations = [migrations.RunPython(add_words, migrations.RunPython.noop)]
