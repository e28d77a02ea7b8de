"""Tests on PostgreSQL: `python -m pytest -p tests.databases --database=postgres src/maillage/apps`.

Named with `-p` because it must act before Django reads its settings, which a conftest cannot.
"""

import os
from collections.abc import Iterator

import pytest

from tools.postgres import Server


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the choice of the database."""
    parser.addoption("--database", choices=["sqlite", "postgres"], default="sqlite")


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Iterator[None]:
    """Start the server once, in the first process; the workers of xdist inherit its address."""
    wanted = early_config.known_args_namespace.database == "postgres"
    if wanted and not os.environ.get("PYTEST_XDIST_WORKER"):
        server = Server().start()
        os.environ["MAILLAGE_DATABASE"] = server.address
        early_config.add_cleanup(server.stop)
    return (yield)
