"""Regions of departments: each once, all of them."""

import doctest

from maillage.core.standard import regions
from maillage.core.standard.regions import REGION_OF_DEPARTMENT, region_of


def test_every_department_has_one_region():
    assert doctest.testmod(regions).failed == 0
    assert len(REGION_OF_DEPARTMENT) == 101
    assert len(set(REGION_OF_DEPARTMENT.values())) == 18
    metropolitan = {f"{n:02}" for n in range(1, 96)} - {"20"} | {"2A", "2B"}
    assert metropolitan <= set(REGION_OF_DEPARTMENT)
    assert region_of("20") == region_of("") == ""
