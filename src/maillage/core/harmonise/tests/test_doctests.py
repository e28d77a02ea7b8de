"""The examples in the docstrings are true."""

import doctest
from types import ModuleType

import pytest

from maillage.core.harmonise import (
    capitals,
    chain,
    codes,
    contact,
    hours,
    log,
    position,
    registry,
    text,
)


@pytest.mark.parametrize(
    "module",
    [capitals, chain, codes, contact, hours, log, position, registry, text],
    ids=lambda module: module.__name__.rsplit(".", 1)[-1],
)
def test_the_examples_are_true(module: ModuleType) -> None:
    assert doctest.testmod(module).failed == 0
