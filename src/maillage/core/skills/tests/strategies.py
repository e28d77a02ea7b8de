"""Answers drawn at random."""

from hypothesis import strategies as st

from maillage.core.skills import ITEMS_2015, ITEMS_2021, Answer, LastUse

CODES = sorted({item.code for item in (*ITEMS_2021, *ITEMS_2015)})
ANSWERS = st.sampled_from(Answer)
LAST_USES = st.none() | st.sampled_from(LastUse)

# Many answers, and as often few: levels near none are where rules differ.
MANY = st.fixed_dictionaries({}, optional=dict.fromkeys(CODES, ANSWERS))
FEW = st.dictionaries(st.sampled_from(CODES), ANSWERS, max_size=6)
ITEMS = MANY | FEW
