"""How a test breaks a rule of the database, and how it holds."""

import pytest
from django.db import IntegrityError, transaction


def refused(write):
    with pytest.raises(IntegrityError), transaction.atomic():
        write()
    return True


def held(rule, write):
    """The database refuses, and it is this rule that speaks."""
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        write()


def update(row, **values):
    return lambda: type(row).objects.filter(pk=row.pk).update(**values)
