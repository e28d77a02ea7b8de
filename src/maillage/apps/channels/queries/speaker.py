"""A program of its own: pieces of text on its input, one MP3 on its output.

It is started by `queries/voices.py` with `python -I`, and imports nothing of Maillage: espeak-ng is
under the GPL 3, and stays on the other side of a process (docs/adr/0030-sound.md). What it reads is
a JSON list of [voice, text]; a silence is put between pieces of an empty text.
"""

import ctypes
import json
import resource
import sys

# From speak_lib.h of espeak-ng 1.52.
_SYNCHRONOUS = 2
_DO_NOT_EXIT = 0x8000
_UTF8 = 1
_RATE = 1
# Slower than its 175 words a minute: people listen in a street.
WORDS_A_MINUTE = 140
KILOBITS = 32
MOST_SECONDS, MOST_BYTES = 30, 1_500_000_000


def main() -> None:
    """Read pieces, say them one after the other, write the MP3. Exits 3 for an unknown voice."""
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
    import espeakng_loader
    import lameenc

    pieces = json.loads(sys.stdin.buffer.read())
    engine = ctypes.CDLL(espeakng_loader.get_library_path())
    folder = espeakng_loader.get_data_path().encode()
    rate = engine.espeak_Initialize(_SYNCHRONOUS, 0, folder, _DO_NOT_EXIT)
    if rate <= 0:
        raise SystemExit(2)
    sound = bytearray()

    def keep(wave: "ctypes._Pointer[ctypes.c_short]", n_samples: int, events: int | None) -> int:
        if wave and n_samples > 0:
            sound.extend(ctypes.string_at(wave, n_samples * 2))
        return 0

    short = ctypes.POINTER(ctypes.c_short)
    # Kept in a name as long as the engine may call it.
    heard = ctypes.CFUNCTYPE(ctypes.c_int, short, ctypes.c_int, ctypes.c_void_p)(keep)
    engine.espeak_SetSynthCallback(heard)
    for voice, text in pieces:
        if engine.espeak_SetVoiceByName(voice.encode()) != 0:
            raise SystemExit(3)
        engine.espeak_SetParameter(_RATE, WORDS_A_MINUTE, 0)
        if not text:
            sound.extend(bytes(rate))  # half a second, two bytes a sample
            continue
        said = text.encode() + b"\0"
        engine.espeak_Synth(said, len(said), 0, 0, 0, _UTF8, None, None)
    encoder = lameenc.Encoder()
    encoder.set_bit_rate(KILOBITS)
    encoder.set_in_sample_rate(rate)
    encoder.set_channels(1)
    encoder.set_quality(5)
    encoder.silence()
    sys.stdout.buffer.write(bytes(encoder.encode(bytes(sound))) + bytes(encoder.flush()))


if __name__ == "__main__":
    main()
