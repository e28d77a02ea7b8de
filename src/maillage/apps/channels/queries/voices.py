"""A voice without a network: what a text sounds like, made once and kept in the folder of data.

The engine (extra [voix]) is never loaded here: `speaker.py` runs in a process of its own, which
knows neither the base nor the options.
"""

import hashlib
import json
import logging
import os
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from django.conf import settings

from maillage.apps.channels.errors import SoundAbsent, SoundNotMade
from maillage.web.drafts import write_whole
from maillage.web.languages import languages

log = logging.getLogger(__name__)

SPEAKER = Path(__file__).with_name("speaker.py")
# Part of the name of each file: another speed, or another engine, makes another file.
MADE_BY = f"1 {hashlib.sha256(SPEAKER.read_bytes()).hexdigest()[:12]}"
# A voice of espeak-ng by the code of Babel's language; each was listened to by nobody yet.
VOICES = {
    "fr": "fr", "en": "en", "ar": "ar", "tr": "tr", "pt": "pt", "es": "es", "it": "it", "ro": "ro",
    "uk": "uk", "ru": "ru", "fa": "fa", "zh": "cmn",
}  # fmt: skip
# Beyond, nobody listens: about eight minutes.
MOST_LETTERS = 7000
MOST_SECONDS = 40
# When the folder is over, the sounds that nobody asked for the longest are erased.
MOST_KEPT_BYTES = 400 * 1024**2
_one_by_one = threading.Lock()
Pieces = Sequence[tuple[str, str]]


@cache
def installed() -> bool:
    """Tell whether the extra [voix] is there, without loading it."""
    return find_spec("espeakng_loader") is not None and find_spec("lameenc") is not None


def voice_of(code: str) -> str:
    """Return the engine's name of the voice of a language, "" when there is none here."""
    if not installed() or code not in languages():
        return ""
    return VOICES.get(languages()[code].cldr.split("_")[0], "")


def folder() -> Path:
    """Return where sounds that were made are kept."""
    return Path(settings.FOLDER) / "sons"


def mark_of(pieces: Pieces) -> str:
    """Return the digest of what is said and of the voices: the name of its file."""
    said = json.dumps([MADE_BY, list(pieces)])
    return hashlib.sha256(said.encode()).hexdigest()


def sound_of(pieces: Pieces) -> Path:
    """Return the MP3 of pieces of text, each (code of a language, what is heard); made once.

    Raises SoundAbsent without a voice, SoundNotMade when it fails.
    """
    spoken = [(voice_of(code), text) for code, text in pieces]
    if not spoken or not all(voice for voice, _text in spoken):
        raise SoundAbsent
    mark = mark_of(pieces)
    file = folder() / mark[:2] / f"{mark}.mp3"
    if _kept(file):
        return file
    # One at a time by process: a page shared by many makes one sound, and leaves a core to pages.
    with _one_by_one:
        if not _kept(file):
            data = _made(_bounded(spoken))
            try:
                file.parent.mkdir(parents=True, exist_ok=True)
                write_whole(file, data)
            except OSError as error:
                log.error("a sound could not be written: %s", type(error).__name__)
                raise SoundNotMade from error
            if mark.startswith("00"):  # one in 256: enough to stay under the limit
                forget_sounds()
    return file


def _kept(file: Path) -> bool:
    """Tell whether a sound is there, and note that it was asked for, once a day."""
    try:
        if time.time() - file.stat().st_mtime > 86_400:
            os.utime(file)
    except OSError:
        return False
    return True


def _bounded(pieces: Pieces) -> list[tuple[str, str]]:
    kept, left = [], MOST_LETTERS
    for voice, text in pieces:
        if left <= 0:
            break
        kept.append((voice, text[:left]))
        left -= len(text)
    return kept


def _made(pieces: Pieces) -> bytes:
    # Surrogates alone are in no encoding; a NUL would end the text.
    clean = [(v, t.encode("utf-8", "ignore").decode().replace("\0", " ")) for v, t in pieces]
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(SPEAKER)],
            input=json.dumps(clean).encode(),
            capture_output=True,
            timeout=MOST_SECONDS,
            check=True,
            env={"PATH": os.defpath},
            cwd="/",
        )
    except (OSError, subprocess.SubprocessError) as error:
        code = getattr(error, "returncode", "")
        log.error("the voice did not answer: %s %s", type(error).__name__, code)
        raise SoundNotMade from error
    if not done.stdout:
        raise SoundNotMade
    return done.stdout


def forget_sounds(*, most_bytes: int = MOST_KEPT_BYTES) -> int:
    """Erase the sounds asked for the longest ago, over a weight in all; return how many."""
    files = []
    for file in folder().glob("*/*.mp3"):
        try:
            found = file.stat()
        except FileNotFoundError:
            continue
        files.append((found.st_mtime, found.st_size, file))
    total, n = sum(size for _at, size, _file in files), 0
    for _at, size, file in sorted(files):
        if total <= most_bytes:
            break
        file.unlink(missing_ok=True)
        total, n = total - size, n + 1
    return n
