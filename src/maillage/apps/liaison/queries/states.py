"""The words of the tables that pages and tests name: states, doors, ways to reach somebody."""

from maillage.apps.liaison.models import LIVE as LIVE
from maillage.apps.liaison.models import OVER as OVER
from maillage.apps.liaison.models import Channel as Channel
from maillage.apps.liaison.models import Face as Face
from maillage.apps.liaison.models import How as How
from maillage.apps.liaison.models import Outcome as Outcome
from maillage.apps.liaison.models import State as State
