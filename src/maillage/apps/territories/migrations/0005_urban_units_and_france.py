"""Urban units and metropolitan France, as what figures are compared with."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('territories', '0004_outlines_always_boxed'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='zone',
            name='zone_kind_known',
        ),
        migrations.AddField(
            model_name='zone',
            name='n_communes',
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='zone',
            name='urban_unit',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='communes', to='territories.zone'),
        ),
        migrations.AlterField(
            model_name='zone',
            name='kind',
            field=models.CharField(choices=[('epci', 'intercommunalité'), ('commune', 'commune'), ('quarter', 'quartier'), ('qpv', 'quartier prioritaire'), ('veille', 'quartier en veille active'), ('iris', 'IRIS, petit quartier de l’Insee'), ('cell', 'carreau de 200 mètres'), ('uu', 'unité urbaine'), ('country', 'France métropolitaine')], max_length=10),
        ),
        migrations.AddConstraint(
            model_name='zone',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['epci', 'commune', 'quarter', 'qpv', 'veille', 'iris', 'cell', 'uu', 'country'])), name='zone_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='zone',
            constraint=models.CheckConstraint(condition=models.Q(('urban_unit', None), ('kind', 'commune'), _connector='OR'), name='zone_urban_unit_of_a_commune'),
        ),
        migrations.AddConstraint(
            model_name='zone',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'uu'), ('n_communes__gt', 0), ('n_communes__isnull', False), ('parent', None)), models.Q(models.Q(('kind', 'uu'), _negated=True), ('n_communes', None)), _connector='OR'), name='zone_urban_unit_counts_its_communes'),
        ),
        migrations.AddConstraint(
            model_name='zone',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'country'), _negated=True), models.Q(('code', 'FM'), ('parent', None)), _connector='OR'), name='zone_one_country'),
        ),
    ]
