"""A file, or the part of it that is asked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.web.ranges import asked_range, file_answer

WORDS = bytes(range(10))


def answer(rf, tmp_path, asked=None, **headers):
    file = tmp_path / "son"
    file.write_bytes(WORDS)
    headers |= {"Range": asked} if asked is not None else {}
    return file_answer(rf.get("/", headers=headers), file, kind="audio/mpeg", etag='"a"')


@pytest.mark.parametrize(
    ("asked", "status", "said", "body"),
    [
        (None, 200, None, WORDS),
        ("bytes=0-1", 206, "bytes 0-1/10", WORDS[:2]),
        ("bytes=8-", 206, "bytes 8-9/10", WORDS[8:]),
        ("bytes=-3", 206, "bytes 7-9/10", WORDS[7:]),
        ("bytes=-99", 206, "bytes 0-9/10", WORDS),
        ("bytes=4-400", 206, "bytes 4-9/10", WORDS[4:]),
    ],
)
def test_what_is_asked_is_given(rf, tmp_path, asked, status, said, body):
    response = answer(rf, tmp_path, asked)
    assert response.status_code == status
    assert response.get("Content-Range") == said
    assert response["Content-Type"] == "audio/mpeg"
    assert b"".join(response.streaming_content) == body
    assert response["Content-Length"] == str(len(body))


@pytest.mark.parametrize("asked", ["bytes=10-", "bytes=5-2", "bytes=-0", "bytes=-", "octets", "x"])
def test_what_does_not_exist_is_refused(rf, tmp_path, asked):
    response = answer(rf, tmp_path, asked)
    assert response.status_code == 416
    assert response["Content-Range"] == "bytes */10"


def test_what_is_known_is_not_sent_again(rf, tmp_path):
    assert answer(rf, tmp_path, **{"If-None-Match": '"a"'}).status_code == 304


@given(st.text(max_size=20) | st.from_regex(r"bytes=\d{0,4}-\d{0,4}", fullmatch=True),
       st.integers(0, 2000))  # fmt: skip
def test_a_part_is_always_inside(asked, size):
    found = asked_range(asked, size)
    assert found is None or 0 <= found[0] <= found[1] < size
