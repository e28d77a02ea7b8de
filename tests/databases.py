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


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out on PostgreSQL what has nothing to do with it: the run on SQLite tries it already.

    That is what opens no database, and what has a SQLite base of its own (`own_base`).
    """
    if config.getoption("database") != "postgres":
        return
    concerned = [item for item in items if _opens_the_database(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(concerned)])
    items[:] = concerned


def _opens_the_database(item: pytest.Item) -> bool:
    fixtures = {"db", "transactional_db"} & set(getattr(item, "fixturenames", ()))
    own = item.get_closest_marker("own_base") or "own_base" in getattr(item, "fixturenames", ())
    return not own and bool(fixtures or item.get_closest_marker("django_db"))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Iterator[None]:
    """Start the server once, in the first process; the workers of xdist inherit its address."""
    wanted = early_config.known_args_namespace.database == "postgres"
    if wanted and not os.environ.get("PYTEST_XDIST_WORKER"):
        server = Server().start()
        os.environ["MAILLAGE_DATABASE"] = server.address
        early_config.add_cleanup(server.stop)
    return (yield)
