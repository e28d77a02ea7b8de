"""The one way for a test to reach the real open data that is kept outside the repository."""

import os
from pathlib import Path

import pytest

# The data has its own licences and is never copied here: it lies beside the checkout, or nowhere.
FOLDER = Path(
    os.environ.get("MAILLAGE_SHARED_DATA", Path(__file__).resolve().parents[2] / "shared" / "data")
)


def shared_data(relative: str) -> Path:
    """Return the path of a real file, or skip the test and say why."""
    path = FOLDER / relative
    if not path.exists():
        reason = f"real data absent: {path} (set MAILLAGE_SHARED_DATA to run this test)"
        print(reason)
        pytest.skip(reason)
    return path
