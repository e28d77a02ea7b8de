"""The number that says which state of the base an index was made from."""

from django.db import models
from django.db.models import Q


class BaseVersion(models.Model):
    """One row. Each writing transaction raises it by one, and holds it until it commits.

    So a reader who sees version N sees every change up to N: writers follow one another.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    version = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(name="base_version_one_row", condition=Q(id=1))]

    def __str__(self) -> str:
        return str(self.version)
