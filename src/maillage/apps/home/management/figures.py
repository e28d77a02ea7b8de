"""The figures of the demonstration: sent, described and loaded by the actions that people use."""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from maillage.apps.observatory.actions.uploads import describe_upload, load_upload, receive_upload
from maillage.apps.observatory.queries.values import datasets
from maillage.apps.territories.actions import load_zones
from maillage.apps.territories.queries import ZoneStatement
from maillage.sources.clairmaille.figures import EPCI, town_figures
from maillage.sources.clairmaille.town import COMMUNE

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User


def fill_figures(paths: Mapping[str, Path], *, by: "User", now: datetime) -> int:
    """Load each file of figures that is not there yet; return how many were loaded.

    The town is first put in its metropolis, whose figures stand beside those of its quarters.
    """
    code, nom = EPCI
    load_zones([ZoneStatement(kind="epci", code=code, nom=nom, slug="trois-fils", values={})])
    within = ZoneStatement(
        kind="commune", code=COMMUNE, nom="Clairmaille", parent=("epci", code), values={}
    )
    load_zones([within])
    known = {one.code: one.sha256 for one in datasets()}
    n = 0
    for one in town_figures():
        content = paths[one.name].read_bytes()
        if known.get(one.described.code) == sha256(content).hexdigest():
            continue
        token = receive_upload([content], name=one.name, by=by, now=now)
        describe_upload(token, one.described, new_measures=one.new_measures)
        load_upload(token, by=by, now=now)
        n += 1
    return n
