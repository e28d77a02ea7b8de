"""A siting on the town of nine cells, asked and read in one word."""

from maillage.apps.observatory.queries.siting import Wish, site
from maillage.apps.observatory.tests.factories import TODAY
from maillage.core.access import UNHURRIED, Travel, Way

ADDRESS = "/pro/observatoire/implanter/"
# One cell aside, on foot: 200 m with detour at the pace of the page.
CELL_MIN = 200 * Travel(Way.STRAIGHT, UNHURRIED, 1.3).minutes_per_metre()


def sited(**asked):
    """Return where one more place that teaches is best, today."""
    found = site(Wish("quarter", "apprendre", **asked), today=TODAY)
    assert found is not None
    return found


def names(found):
    return [one.nom for one in found.chosen]
