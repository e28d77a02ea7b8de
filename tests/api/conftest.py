"""What every test of the API needs: counts and an index that start at nothing."""

import pytest
from django.core.cache import cache

from maillage.apps.directory.queries import forget_index
from maillage.web.api import forget_counts


@pytest.fixture(autouse=True)
def no_count_left_over(db):
    cache.clear()
    forget_counts()
    forget_index()  # two tests have two bases under one version
    yield
    cache.clear()
    forget_counts()
