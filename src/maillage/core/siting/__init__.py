"""Where to put places so that people reach them: exact answers, with their proof.

p-median: the shortest way for all, p places. p-center: the longest way as short as possible. LSCP:
as few places as possible within reach of everybody. MCLP: as many people as possible within reach.
Each may be asked with a capacity: people that a place receives at most.
"""

from maillage.core.siting.center import p_center
from maillage.core.siting.covering import lscp, mclp
from maillage.core.siting.flows import Sent, send
from maillage.core.siting.median import p_median
from maillage.core.siting.problem import Floor
from maillage.core.siting.result import Obstacle, Reason, Siting, Status

__all__ = [
    "Floor",
    "Obstacle",
    "Reason",
    "Sent",
    "Siting",
    "Status",
    "lscp",
    "mclp",
    "p_center",
    "p_median",
    "send",
]
