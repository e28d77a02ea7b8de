"""Photographs of doors (CHA-17)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('directory', '0009_accompanied_equipment'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='PlacePhoto',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sha256', models.CharField(max_length=64)),
                ('width', models.PositiveSmallIntegerField()),
                ('height', models.PositiveSmallIntegerField()),
                ('alt', models.CharField(max_length=160)),
                ('agreed', models.BooleanField()),
                ('added_at', models.DateTimeField()),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='photos', to='directory.place')),
            ],
            options={
                'verbose_name': 'photo d’un lieu',
                'indexes': [models.Index(models.F('removed_at'), name='photo_removed'), models.Index(models.F('sha256'), name='photo_file')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('removed_at', None)), fields=('place',), name='photo_one_shown'), models.CheckConstraint(condition=models.Q(('agreed', True)), name='photo_agreed'), models.CheckConstraint(condition=models.Q(models.Q(('alt', ''), _negated=True), models.Q(('sha256', ''), _negated=True)), name='photo_said'), models.CheckConstraint(condition=models.Q(('width__gt', 0), ('height__gt', 0)), name='photo_has_size'), models.CheckConstraint(condition=models.Q(('removed_at', None), ('removed_at__gte', models.F('added_at')), _connector='OR'), name='photo_removed_after')],
            },
        ),
    ]
