"""What a file of sound is, told by its bytes."""

import io
import struct
import wave

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.core.speech import SOUNDS, sound_kind

FRAME = b"\xff\xfb\x90\x64" + bytes(100)


def mp4(*tracks):
    """Return the head of an MP4 with these tracks."""
    body = b"\0\0\0\x18ftypmp42" + bytes(12)
    return body + b"".join(b"\0\0\0\x21hdlr" + bytes(8) + kind + bytes(13) for kind in tracks)


def wav():
    """Return a whole WAV of a tenth of a second."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(struct.pack("<h", 0) * 800)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (FRAME, "mp3"),
        (b"ID3\x04\0\0\0\0\0\x05abcde\0\0" + FRAME, "mp3"),
        (b"OggS" + bytes(24) + b"OpusHead", "ogg"),
        (mp4(b"soun"), "m4a"),
        (wav(), "wav"),
        (b"", ""),
        (b"ID3", ""),
        (b"ID3\x04\0\0\xff\xff\xff\xff" + FRAME, ""),
        (b"ID3\x04\0\0\0\0\0\x05abcde<html>", ""),
        (b"OggS" + bytes(24) + b"\x80theora", ""),
        (mp4(b"vide", b"soun"), ""),
        (mp4(), ""),
        (b"RIFF\0\0\0\0AVI LIST", ""),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", ""),
        (b"%PDF-1.7", ""),
        (b"\xff\xd8\xff\xe0 a photograph", ""),
        (b"\xff\xff\xff\xff", ""),
    ],
)
def test_only_sounds_that_browsers_play_have_a_name(data, kind):
    assert sound_kind(data) == kind
    assert not kind or kind in SOUNDS


@given(st.binary(max_size=300) | st.binary(max_size=60).map(lambda b: b"ID3\x04\0\0" + b))
def test_any_bytes_are_answered(data):
    assert sound_kind(data) in {"", *SOUNDS}
