"""Pages of the proposals and of the reports."""

from maillage.apps.contributions.views.adding import choose, new_offer, new_place, place_offer
from maillage.apps.contributions.views.correcting import correct_offer, correct_place
from maillage.apps.contributions.views.deciding import correct_then_accept, publish, turn_down
from maillage.apps.contributions.views.lists import mine, queue
from maillage.apps.contributions.views.panels import (
    before_add,
    desk_panels,
    place_reader,
    report_link,
)
from maillage.apps.contributions.views.reading import proposal, send_it, take_back
from maillage.apps.contributions.views.report_desk import (
    already_corrected,
    nothing_to_correct,
    one_report,
    reopen,
    reports,
)
from maillage.apps.contributions.views.report_forms import (
    close_place_reported,
    correct_place_reported,
)
from maillage.apps.contributions.views.reporting import follow, report_error, take_report_back

__all__ = [
    "already_corrected",
    "before_add",
    "choose",
    "close_place_reported",
    "correct_offer",
    "correct_place",
    "correct_place_reported",
    "correct_then_accept",
    "desk_panels",
    "follow",
    "mine",
    "new_offer",
    "new_place",
    "nothing_to_correct",
    "one_report",
    "place_offer",
    "place_reader",
    "proposal",
    "publish",
    "queue",
    "reopen",
    "report_error",
    "report_link",
    "reports",
    "send_it",
    "take_back",
    "take_report_back",
    "turn_down",
]
