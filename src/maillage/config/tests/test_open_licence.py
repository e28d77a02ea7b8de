"""The licence of the open data: two are known, any other stops the start."""

import pytest

from maillage.config.options import OptionError, read


def test_a_licence_that_nobody_knows_stops_the_start():
    assert read({"MAILLAGE_DEMO": "oui"})["OPEN_LICENCE"] == "lov2"
    assert read({"MAILLAGE_DEMO": "oui", "MAILLAGE_OPEN_LICENCE": "ODbL"})["OPEN_LICENCE"] == "odbl"
    with pytest.raises(OptionError, match=r"MAILLAGE_OPEN_LICENCE.*lov2"):
        read({"MAILLAGE_DEMO": "oui", "MAILLAGE_OPEN_LICENCE": "libre"})
