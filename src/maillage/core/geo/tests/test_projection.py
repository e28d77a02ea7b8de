"""French projections agree with what IGN publishes, with PROJ, and with themselves."""

import doctest
from math import nan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.core.geo import projection
from maillage.core.geo.projection import (
    PROJECTIONS,
    Lambert,
    UnknownProjection,
    degrees_of_metres,
    isometric_latitude,
    latitude_of_isometric,
    metres_of_degrees,
)

# Worked examples of the note NTG 71 of IGN, on the ellipsoid of Clarke 1880.
CLARKE = 0.08199188998
ISOMETRIC = [(0.872664626, 1.00552653649), (-0.3, -0.30261690063), (0.19998903370, 0.2)]
LAMBERT_OF_THE_NOTE = Lambert(
    n=0.760405966,
    c_m=11_603_796.9767,
    longitude=0.04079234433,
    x_m=600_000.0,
    y_m=5_657_616.674,
    eccentricity=0.0824832568,
)
# Computed once with PROJ 9 (pyproj 3), on a machine that had it: code, latitude, longitude, x, y.
FROM_PROJ = [
    (2154, 50.69, 3.17, 712034.1802, 7065923.2561),
    (2154, 41.6, 9.2, 1217704.6953, 6075741.5605),
    (2154, 48.4, -4.5, 145709.7889, 6837422.0826),
    (3942, 42.3, 1.2, 1551592.7451, 1234880.1282),
    (3943, 42.2, 5.0, 1865167.9716, 2113102.9063),
    (3944, 44.3, 1.2, 1556380.0129, 3234899.0961),
    (3945, 44.2, 5.0, 1859858.1888, 4113078.5568),
    (3946, 45.2, 5.0, 1857129.4244, 5113062.8001),
    (3947, 47.3, 1.2, 1563889.1360, 6234913.1971),
    (3948, 47.2, 5.0, 1851528.2242, 7113024.2167),
    (3949, 49.3, 1.2, 1569105.2999, 8234912.9597),
    (3950, 50.3, 1.2, 1571774.0788, 9234909.9456),
    (3163, -22.27, 166.44, 445348.0772, 214681.4725),
    (3163, -20.5, 164.2, 212232.6172, 409629.9726),
    (32620, 16.24, -61.53, 657103.1365, 1796046.8390),
    (5490, 14.6, -61.07, 707904.6470, 1614967.8824),
    (32622, 4.93, -52.3, 355861.8877, 545067.1563),
    (2972, 4.93, -52.3, 355861.8877, 545067.1563),
    (4467, 46.78, -56.17, 563359.6380, 5181051.2208),
    (2975, -20.88, 55.45, 338767.1674, 7690355.5724),
    (4471, -12.78, 45.23, 524963.3606, 8587181.9611),
]
# South, north, west, east of the land that each projection is for, degrees.
ZONES = {
    2154: (41.0, 51.5, -5.5, 10.0),
    **{3900 + p: (p - 1.0, p + 1.0, -5.5, 10.0) for p in range(42, 51)},
    3163: (-23.0, -19.0, 163.0, 169.0),
    32620: (14.0, 18.5, -63.5, -60.5),
    5490: (14.0, 18.5, -63.5, -60.5),
    32622: (2.0, 6.0, -55.0, -51.0),
    2972: (2.0, 6.0, -55.0, -51.0),
    4467: (46.5, 47.5, -57.0, -55.5),
    2975: (-22.0, -20.0, 54.5, 56.5),
    4471: (-13.5, -12.0, 44.5, 45.5),
}


@pytest.mark.parametrize(("latitude", "isometric"), ISOMETRIC)
def test_the_isometric_latitude_of_the_note_of_ign(latitude, isometric):
    assert isometric_latitude(latitude, CLARKE) == pytest.approx(isometric, abs=2e-11)
    assert latitude_of_isometric(isometric, CLARKE) == pytest.approx(latitude, abs=2e-11)


def test_the_lambert_of_the_note_of_ign():
    x_m, y_m = LAMBERT_OF_THE_NOTE.forward(np.array(0.872664626), np.array(0.145512099))
    assert (x_m, y_m) == (pytest.approx(1_029_705.0818, abs=1e-4), pytest.approx(272_723.851))
    latitude, longitude = LAMBERT_OF_THE_NOTE.inverse(
        np.array(1_029_705.083), np.array(272_723.849)
    )
    assert longitude == pytest.approx(0.14551209925, abs=1e-11)
    assert latitude == pytest.approx(0.87266462567, abs=1e-11)


def test_the_constants_of_lambert_93_are_those_that_ign_publishes():
    lambert_93 = PROJECTIONS[2154]
    assert lambert_93.n == pytest.approx(0.7256077650, abs=1e-10)
    assert lambert_93.c_m == pytest.approx(11_754_255.426, abs=1e-3)
    assert lambert_93.y_m == pytest.approx(12_655_612.050, abs=1e-3)


@pytest.mark.parametrize(("epsg", "latitude", "longitude", "x_m", "y_m"), FROM_PROJ)
def test_every_projection_agrees_with_proj(epsg, latitude, longitude, x_m, y_m):
    # WGS84 for GRS80 is 0.06 mm in the north of a UTM zone; elsewhere it is the rounding above.
    found_x_m, found_y_m = metres_of_degrees(latitude, longitude, epsg)
    assert (found_x_m, found_y_m) == (pytest.approx(x_m, abs=1e-4), pytest.approx(y_m, abs=1e-4))
    found = degrees_of_metres(x_m, y_m, epsg)
    assert found == (pytest.approx(latitude, abs=2e-9), pytest.approx(longitude, abs=2e-9))


@pytest.mark.parametrize("epsg", sorted(PROJECTIONS))
@given(down=st.floats(0, 1), across=st.floats(0, 1))
def test_a_point_comes_back_where_it_was(epsg, down, across):
    south, north, west, east = ZONES[epsg]
    latitude, longitude = south + down * (north - south), west + across * (east - west)
    again = degrees_of_metres(*metres_of_degrees(latitude, longitude, epsg), epsg)
    # 1e-11 degree is a micrometre.
    assert again == (pytest.approx(latitude, abs=1e-11), pytest.approx(longitude, abs=1e-11))


def test_a_table_of_points_keeps_its_shape_and_its_holes():
    x_m = np.array([[700_000.0, nan], [652_469.0, 1e308]])
    y_m = np.array([[6_600_000.0, 0.0], [6_862_035.0, np.inf]])
    latitude, longitude = degrees_of_metres(x_m, y_m, 2154)
    assert latitude.shape == longitude.shape == (2, 2)
    assert np.isnan(latitude).tolist() == np.isnan(longitude).tolist()
    assert np.isnan(latitude).tolist() == [[False, True], [False, True]]


def test_the_empty_table_and_the_pole_are_not_special():
    latitude, longitude = degrees_of_metres([], [], 2154)
    assert latitude.size == longitude.size == 0
    x_m, y_m = metres_of_degrees([90.0], [3.0], 2154)
    assert np.isnan(x_m).tolist() == np.isnan(y_m).tolist()


def test_an_unknown_code_is_refused_with_the_known_ones():
    with pytest.raises(UnknownProjection, match="EPSG:27572 n’est pas connue ; connues : 2154"):
        degrees_of_metres(0.0, 0.0, 27572)


def test_the_examples_are_true():
    assert doctest.testmod(projection).failed == 0
