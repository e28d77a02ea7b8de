"""Texts prepared for the ear."""

from maillage.core.speech.french import spoken as spoken
from maillage.core.speech.numbers import digits_words as digits_words
from maillage.core.speech.numbers import number_words as number_words
from maillage.core.speech.numbers import ordinal_words as ordinal_words
from maillage.core.speech.sniff import SOUNDS as SOUNDS
from maillage.core.speech.sniff import sound_kind as sound_kind
