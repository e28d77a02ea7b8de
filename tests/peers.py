"""The one way for a test to reach the files of the packages that we are measured against.

They are installed apart (requirements/peers.txt, docs/linkage.md): nothing of them is copied here.
"""

import os
from pathlib import Path

import pytest

FOLDER = Path(
    os.environ.get("MAILLAGE_PEERS", Path(__file__).resolve().parents[1] / "var" / "peers")
)


def peer_data(relative: str) -> Path:
    """Return the path of a file of an installed peer, or skip the test and say why."""
    found = sorted(FOLDER.glob(f"lib/python*/site-packages/{relative}"))
    if not found:
        reason = f"peer absent: {relative} under {FOLDER} (see docs/linkage.md to install it)"
        print(reason)
        pytest.skip(reason)
    return found[0]
