"""The demonstration town, and an index that never answers for another test's base."""

from maillage.apps.directory.tests.conftest import demo, fresh_index

__all__ = ["demo", "fresh_index"]
