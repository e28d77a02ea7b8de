"""The rule of the boxes, apart from the filling of them: PostgreSQL wants the rows written first."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('territories', '0003_outlines_and_their_boxes'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='zone',
            index=models.Index(models.F('kind'), models.F('south'), models.F('north'), name='zone_by_kind_and_latitude'),
        ),
        migrations.AddConstraint(
            model_name='zone',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('east__isnull', True), ('geometry__isnull', True), ('north__isnull', True), ('south__isnull', True), ('west__isnull', True)), models.Q(('east__isnull', False), ('east__range', (-180, 180)), ('geometry__isnull', False), ('north__gte', models.F('south')), ('north__isnull', False), ('north__lte', 90), ('south__gte', -90), ('south__isnull', False), ('west__isnull', False), ('west__range', (-180, 180))), _connector='OR'), name='zone_outline_has_its_box'),
        ),
    ]
