"""Places that are one, confirmations, owners; and what the database holds of them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


# A confirmation is never changed (0002 says why).
SQLITE_APPEND = """
CREATE TRIGGER directory_confirmation_no_{what} BEFORE {WHAT} ON directory_confirmation
BEGIN SELECT RAISE(ABORT, 'une confirmation ne se modifie pas'); END;
"""
POSTGRES_APPEND = """
CREATE TRIGGER directory_confirmation_append_only BEFORE UPDATE OR DELETE ON directory_confirmation
FOR EACH ROW EXECUTE FUNCTION maillage_append_only();
"""
# A joined place shows a place that is shown: no chain, whoever writes.
CHAIN = (
    "EXISTS (SELECT 1 FROM directory_place WHERE joined_to_id = NEW.id)"
    " OR EXISTS (SELECT 1 FROM directory_place WHERE id = NEW.joined_to_id"
    " AND joined_to_id IS NOT NULL)"
)
SQLITE_CHAIN = f"""
CREATE TRIGGER directory_place_join_no_chain_{{what}} BEFORE {{WHAT}} ON directory_place
WHEN NEW.joined_to_id IS NOT NULL AND ({CHAIN})
BEGIN SELECT RAISE(ABORT, 'un lieu se joint au lieu affiché'); END;
"""
POSTGRES_CHAIN = f"""
CREATE FUNCTION maillage_join_no_chain() RETURNS trigger AS $$
BEGIN
IF NEW.joined_to_id IS NOT NULL AND ({CHAIN})
THEN RAISE EXCEPTION 'a place is joined to the place that is shown'
USING ERRCODE = 'integrity_constraint_violation'; END IF;
RETURN NEW;
END; $$ LANGUAGE plpgsql;
CREATE TRIGGER directory_place_join_no_chain BEFORE INSERT OR UPDATE OF joined_to_id
ON directory_place FOR EACH ROW EXECUTE FUNCTION maillage_join_no_chain();
"""


def protect(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRES_APPEND, params=None)
        schema_editor.execute(POSTGRES_CHAIN, params=None)
        return
    for what in ("update", "delete"):
        schema_editor.execute(SQLITE_APPEND.format(what=what, WHAT=what.upper()))
    for what, event in (("insert", "INSERT"), ("update", "UPDATE OF joined_to_id")):
        schema_editor.execute(SQLITE_CHAIN.format(what=what, WHAT=event))


def unprotect(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER directory_confirmation_append_only ON directory_confirmation")
        schema_editor.execute("DROP TRIGGER directory_place_join_no_chain ON directory_place")
        schema_editor.execute("DROP FUNCTION maillage_join_no_chain()")
        return
    for what in ("update", "delete"):
        schema_editor.execute(f"DROP TRIGGER IF EXISTS directory_confirmation_no_{what}")
    for what in ("insert", "update"):
        schema_editor.execute(f"DROP TRIGGER IF EXISTS directory_place_join_no_chain_{what}")


class Migration(migrations.Migration):

    dependencies = [
        ('directory', '0005_places_in_zones'),
        ('territories', '0004_outlines_always_boxed'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Confirmation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('fields', models.JSONField()),
                ('speaker', models.CharField(choices=[('place', 'le lieu'), ('city', 'la ville')], max_length=5)),
                ('how', models.CharField(choices=[('link', 'par un lien reçu par courriel'), ('phone', 'par téléphone'), ('paper', 'sur papier'), ('visit', 'sur place'), ('screen', 'à l’écran')], max_length=6)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='confirmations', to='directory.place')),
            ],
            options={
                'verbose_name': 'confirmation',
                'indexes': [
                    models.Index(models.F('place'), models.F('at'), name='confirmation_by_place'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('speaker__in', ['place', 'city'])), name='confirmation_speaker_known'),
                    models.CheckConstraint(condition=models.Q(('how__in', ['link', 'phone', 'paper', 'visit', 'screen'])), name='confirmation_how_known'),
                    models.CheckConstraint(condition=models.Q(('speaker', 'place'), ('by__isnull', False), _connector='OR'), name='confirmation_by_somebody'),
                ],
            },
        ),
        migrations.CreateModel(
            name='PlaceJoin',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('evidence', models.JSONField(blank=True, default=dict)),
                ('at', models.DateTimeField()),
                ('undone_at', models.DateTimeField(blank=True, null=True)),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('kept', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.place')),
                ('other', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.place')),
                ('undone_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'lien entre deux lieux',
                'indexes': [
                    models.Index(models.F('kept'), name='join_by_kept'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('kept', models.F('other')), _negated=True), name='join_of_two_places'),
                    models.UniqueConstraint(condition=models.Q(('undone_at', None)), fields=('other',), name='join_once_at_a_time'),
                    models.CheckConstraint(condition=models.Q(models.Q(('undone_at', None), ('undone_by', None)), models.Q(('undone_at__gte', models.F('at')), ('undone_at__isnull', False)), _connector='OR'), name='join_undone_after'),
                ],
            },
        ),
        migrations.AddField(
            model_name='offer',
            name='alone',
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name='offer',
            name='folded_into',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='folded', to='directory.offer'),
        ),
        migrations.AddField(
            model_name='place',
            name='alone',
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name='place',
            name='joined_to',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='members', to='directory.place'),
        ),
        migrations.AddField(
            model_name='place',
            name='next_check_on',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='place',
            name='owner',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='place',
            index=models.Index(models.F('next_check_on'), name='place_by_next_check'),
        ),
        migrations.AddConstraint(
            model_name='offer',
            constraint=models.CheckConstraint(condition=models.Q(('folded_into', None), models.Q(('folded_into', models.F('id')), _negated=True), _connector='OR'), name='offer_not_folded_into_itself'),
        ),
        migrations.AddConstraint(
            model_name='place',
            constraint=models.CheckConstraint(condition=models.Q(('joined_to', None), models.Q(('joined_to', models.F('id')), _negated=True), _connector='OR'), name='place_not_joined_to_itself'),
        ),
        migrations.RunPython(protect, unprotect),
    ]
