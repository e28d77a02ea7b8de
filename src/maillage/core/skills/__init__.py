"""What a person does with digital tools: levels by published rules, from answers, never marks.

Everything is recomputed from the answers: a level without its items and the version of its rule
is worth nothing. Done with help counts for nothing in a published level, and is shown apart.
"""

from maillage.core.skills.dsi import (
    AreaLevel,
    AreaSkills,
    Level,
    Skills,
    dsi_2015,
    dsi_2021,
    overall_2021,
)
from maillage.core.skills.editions import (
    RULES,
    Edition,
    Illectronisme,
    Standing,
    illectronisme,
)
from maillage.core.skills.items import (
    ITEMS_2015,
    ITEMS_2021,
    ONE_OF_THE_TWO,
    ONLY_2015,
    VERSION_2015,
    VERSION_2021,
    Answer,
    Area,
    Item,
    LastUse,
    read_answers,
)
from maillage.core.skills.six_questions import (
    AREA_OF_USE,
    FAMILY,
    LACKS,
    VERSION_REPERE,
    Family,
    First,
    Obstacle,
    Repere,
    RepereAnswers,
    Use,
    families,
    repere,
)

__all__ = [
    "AREA_OF_USE",
    "FAMILY",
    "ITEMS_2015",
    "ITEMS_2021",
    "LACKS",
    "ONE_OF_THE_TWO",
    "ONLY_2015",
    "RULES",
    "VERSION_2015",
    "VERSION_2021",
    "VERSION_REPERE",
    "Answer",
    "Area",
    "AreaLevel",
    "AreaSkills",
    "Edition",
    "Family",
    "First",
    "Illectronisme",
    "Item",
    "LastUse",
    "Level",
    "Obstacle",
    "Repere",
    "RepereAnswers",
    "Skills",
    "Standing",
    "Use",
    "dsi_2015",
    "dsi_2021",
    "families",
    "illectronisme",
    "overall_2021",
    "read_answers",
    "repere",
]
