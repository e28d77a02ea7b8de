"""Rows that are never changed, held by the database; and the first words of the lists."""

from django.db import migrations

# What must never change once written, whoever writes: the application, a script, a person.
TABLES = {
    "directory_sourcerecord": "une fiche d’origine ne se modifie pas",
    "directory_auditrow": "une trace ne se modifie pas",
}

SQLITE = """
CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table}
BEGIN SELECT RAISE(ABORT, '{why}'); END;
"""
SQLITE_DELETE = """
CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table}
BEGIN SELECT RAISE(ABORT, '{why}'); END;
"""
POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION maillage_append_only() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION 'append only: %', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END; $$ LANGUAGE plpgsql;
"""
POSTGRES = """
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION maillage_append_only();
"""

TERMS = {
    "equipment": [
        ("computer", "Ordinateur", "computer"),
        ("printer", "Imprimante", "print"),
        ("scanner", "Scanner", "scan"),
        ("touch_kiosk", "Borne tactile", "smartphone"),
    ],
    # The five uses of the founding census, then the three services of equipment.
    "use": [
        ("free_access", "Accès libre", "computer"),
        ("personal_help", "Aide personnalisée", "support"),
        ("procedures", "Démarches administratives", "procedure"),
        ("letter_writing", "Écrivain public", "letter"),
        ("beginner_workshops", "Ateliers d’initiation", "learn"),
        ("refurbishing", "Reconditionnement", "repair"),
        ("loan", "Prêt de matériel", "loan"),
        ("sale", "Vente de matériel à petit prix", "fair-price"),
    ],
    "theme": [
        ("digital", "Numérique", "computer"),
        ("rights", "Accès aux droits", "procedure"),
    ],
    # Ordinary places of life, beside the list of the standard.
    "kind": [
        ("cafe", "Café", ""),
        ("shopping_centre", "Centre commercial", ""),
        ("third_place", "Tiers-lieu", ""),
        ("library", "Bibliothèque, médiathèque", ""),
        ("social_centre", "Centre social", ""),
        ("town_hall", "Mairie", ""),
        ("post_office", "Bureau de poste", ""),
        ("school", "École", ""),
    ],
}


def protect(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    if vendor == "postgresql":
        # Without parameters psycopg leaves the percent sign of RAISE alone.
        schema_editor.execute(POSTGRES_FUNCTION, params=None)
    for table, why in TABLES.items():
        if vendor == "sqlite":
            schema_editor.execute(SQLITE.format(table=table, why=why))
            schema_editor.execute(SQLITE_DELETE.format(table=table, why=why))
        elif vendor == "postgresql":
            schema_editor.execute(POSTGRES.format(table=table))


def unprotect(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    for table in TABLES:
        if vendor == "sqlite":
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_update")
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_delete")
        elif vendor == "postgresql":
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_append_only ON {table}")


def first_words(apps, schema_editor):
    Term = apps.get_model("directory", "Term")
    Term.objects.bulk_create(
        [
            Term(vocabulary=vocabulary, code=code, label=label, icon=icon, position=10 * position)
            for vocabulary, terms in TERMS.items()
            for position, (code, label, icon) in enumerate(terms, start=1)
        ]
    )
    apps.get_model("directory", "BaseVersion").objects.create(pk=1, version=0)


class Migration(migrations.Migration):
    dependencies = [("directory", "0001_initial")]

    operations = [
        migrations.RunPython(protect, unprotect),
        migrations.RunPython(first_words, migrations.RunPython.noop),
    ]
