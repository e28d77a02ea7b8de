"""What a file of sound is, told by its bytes: its name and what a browser said of it prove nothing.

References: ISO/IEC 11172-3 (MPEG audio), id3v2.4.0-structure, RFC 3533 (Ogg), RFC 7845 (Opus),
ISO/IEC 14496-12 (MP4), RIFF WAVE of Microsoft and IBM (1991).
"""

SOUNDS = {"mp3": "audio/mpeg", "ogg": "audio/ogg", "m4a": "audio/mp4", "wav": "audio/wav"}
_OGG_CODECS = (b"OpusHead", b"\x01vorbis", b"\x7fFLAC", b"Speex   ")


def sound_kind(data: bytes) -> str:
    """Return "mp3", "ogg", "m4a" or "wav", "" for what is none of them; a film is none."""
    if data[:4] == b"RIFF" and data[8:12] == b"WAVE" and b"fmt " in data[12:256]:
        return "wav"
    if data[:4] == b"OggS" and any(codec in data[28:128] for codec in _OGG_CODECS):
        return "ogg"
    if data[4:8] == b"ftyp":
        return "m4a" if _handlers(data) == {b"soun"} else ""
    return "mp3" if _is_mpeg_frame(data, _after_id3(data)) else ""


def _handlers(data: bytes) -> set[bytes]:
    """Return what the tracks of an MP4 are: b"soun", b"vide"."""
    found, at = set(), data.find(b"hdlr")
    while at >= 0:
        # Version and flags, then a reserved word, then the type.
        kind = data[at + 12 : at + 16]
        if kind in (b"soun", b"vide"):
            found.add(kind)
        at = data.find(b"hdlr", at + 4)
    return found


def _after_id3(data: bytes) -> int:
    if data[:3] != b"ID3" or len(data) < 10:
        return 0
    size = 0
    for byte in data[6:10]:
        if byte > 0x7F:
            return len(data)  # not the seven bits that a tag has: no tag
        size = size << 7 | byte
    # Padding after the tag is zeros.
    at = 10 + size
    while at < len(data) and data[at] == 0:
        at += 1
    return at


def _is_mpeg_frame(data: bytes, at: int) -> bool:
    if len(data) < at + 4 or data[at] != 0xFF or data[at + 1] & 0xE0 != 0xE0:
        return False
    version, layer = data[at + 1] >> 3 & 3, data[at + 1] >> 1 & 3
    rate, frequency = data[at + 2] >> 4, data[at + 2] >> 2 & 3
    return version != 1 and layer == 1 and rate not in (0, 15) and frequency != 3
