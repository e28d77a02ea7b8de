"""The demonstration town."""

from maillage.apps.directory.tests.conftest import demo

__all__ = ["demo"]
