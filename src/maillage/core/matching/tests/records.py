"""Invented records: the town of Clairmaille, and noise that producers make."""

import numpy as np

METRE = 1 / 111_195
ROUBAIX = {"commune": "Roubaix", "lat": 50.6905, "lon": 3.1815}


def moved(record, north_m=0.0, **changes):
    """Return a record, changed, its point moved to the north."""
    return record | {"lat": record["lat"] + north_m * METRE} | changes


_KINDS = ("Médiathèque", "Centre social", "Mairie annexe", "Mission locale", "Association", "MJC")
_FIRST = ("Navette", "Filature", "Pavot", "Bobine", "Trame", "Lisière", "Grenade", "Tissage")
_SECOND = ("Rouge", "Bleue", "Ancienne", "Claire", "Haute", "Dorée", "Longue", "Fine")
_STREETS = ("du Moulin", "des Filatures", "Jean Tisseur", "de la Gare", "du Canal", "des Ormes")


def places(random: np.random.Generator, n: int) -> list[dict[str, object]]:
    """Return n different places."""
    found = []
    for place in range(n):
        name = f"{random.choice(_KINDS)} {random.choice(_FIRST)} {random.choice(_SECOND)}"
        found.append(
            {
                "name": name,
                "address": f"{random.integers(1, 90)} rue {random.choice(_STREETS)}",
                "postcode": "59999",
                "commune": "Clairmaille",
                "lat": 50.5 + random.integers(0, 400) * 1e-4,
                "lon": 3.0 + random.integers(0, 400) * 1e-4,
                "phone": f"01 99 00 {random.integers(0, 99):02d} {place % 100:02d}",
                "siret": "",
            }
        )
    return found


def noisy(random: np.random.Generator, record: dict[str, object]) -> dict[str, object]:
    """Return one record as another producer would write it."""
    record = dict(record)
    chance = random.random(8)
    name = str(record["name"])
    if chance[0] < 0.3:
        name = name.upper()
    if chance[1] < 0.3:
        name += " de Clairmaille"
    if chance[2] < 0.2 and len(name) > 6:
        at = int(random.integers(2, len(name) - 2))
        name = name[:at] + name[at + 1 :]
    record["name"] = name
    if chance[3] < 0.4:
        record["address"] = str(record["address"]).replace("rue", "r.")
    if chance[4] < 0.15:
        record["address"] = str(record["address"]).split(" ", 1)[1]
    if chance[5] < 0.4:
        record["phone"] = ""
    if chance[6] < 0.3:
        record["lat"] = record["lon"] = None
    else:
        record["lat"] = float(str(record["lat"])) + float(random.normal(0, 30)) * METRE
    if chance[7] < 0.2:
        record["commune"] = "CLAIRMAILLE CEDEX 02"
    return record


def a_set(seed: int, n: int) -> list[dict[str, object]]:
    """Return n records of about n / 2 places, in no order."""
    random = np.random.default_rng(seed)
    base = places(random, max(1, n // 2))
    found = list(base)
    while len(found) < n:
        found.append(noisy(random, base[int(random.integers(len(base)))]))
    return [found[at] for at in random.permutation(len(found))][:n]
