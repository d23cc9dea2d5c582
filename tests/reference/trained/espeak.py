"""espeak-ng through its C library: samples together with the time of every word."""

import ctypes

import numpy as np

AUDIO_OUTPUT_SYNCHRONOUS = 2
EVENT_WORD = 1
RATE, PITCH, PITCH_RANGE, WORD_GAP = 1, 3, 4, 7
POSITION_IS_CHARACTER, CHARACTERS_ARE_UTF8 = 1, 1


class _Event(ctypes.Structure):
    _fields_ = [
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position_milliseconds", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", ctypes.c_char * 8),
    ]


_Callback = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event)
)


class Espeak:
    """One synthesiser; the library keeps global state, so make one in each process."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL("libespeak-ng.so.1")
        self.sample_rate = self._library.espeak_Initialize(AUDIO_OUTPUT_SYNCHRONOUS, 200, None, 0)
        self._callback = _Callback(self._receive)
        self._library.espeak_SetSynthCallback(self._callback)
        self._samples: list[np.ndarray] = []
        self._word_starts: list[float] = []

    def _receive(self, samples, count, events) -> int:
        if count > 0 and samples:
            self._samples.append(np.ctypeslib.as_array(samples, (count,)).copy())
        index = 0
        while events[index].type != 0:
            if events[index].type == EVENT_WORD:
                self._word_starts.append(events[index].audio_position_milliseconds / 1000)
            index += 1
        return 0

    def speak(self, text: str, voice: str, words_a_minute=175, pitch=50, pitch_range=50, word_gap=0):
        """Returns (float32 samples at `sample_rate`, start of each word in seconds)."""
        if self._library.espeak_SetVoiceByName(voice.encode()) != 0:
            raise ValueError(f"espeak-ng has no voice {voice}")
        for parameter, value in (
            (RATE, words_a_minute), (PITCH, pitch), (PITCH_RANGE, pitch_range), (WORD_GAP, word_gap),
        ):
            self._library.espeak_SetParameter(parameter, value, 0)
        self._samples, self._word_starts = [], []
        data = text.encode()
        self._library.espeak_Synth(
            data, len(data) + 1, 0, POSITION_IS_CHARACTER, 0, CHARACTERS_ARE_UTF8, None, None
        )
        samples = np.concatenate(self._samples) if self._samples else np.zeros(0, np.int16)
        return samples.astype(np.float32) / 32768, self._word_starts
