"""The examples in the docstrings are true."""

import doctest
import pkgutil
from importlib import import_module
from types import ModuleType

import pytest

from maillage.core import access

MODULES = [
    import_module(f"{access.__name__}.{found.name}")
    for found in pkgutil.iter_modules(access.__path__)
    if not found.ispkg
]


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__.rsplit(".", 1)[-1])
def test_the_examples_are_true(module: ModuleType) -> None:
    assert doctest.testmod(module).failed == 0
