"""Power mel spectrograms of the two front ends, before their logarithm and normalisation.

Training mixes, filters and adds noise in this domain, where powers add; `whisper_log_mel` and
`nemo_log_mel` then finish exactly as openai-whisper and NeMo do.
"""

import librosa
import numpy as np

SAMPLE_RATE = 16_000
HOP = 160
MEL_BINS = 80
WHISPER_FLOOR = 1e-10
NEMO_FLOOR = 2.0**-24

_WHISPER_FILTERS = librosa.filters.mel(sr=SAMPLE_RATE, n_fft=400, n_mels=MEL_BINS)
_NEMO_FILTERS = librosa.filters.mel(sr=SAMPLE_RATE, n_fft=512, n_mels=MEL_BINS)
_WHISPER_WINDOW = np.hanning(401)[:-1].astype(np.float32)
_NEMO_WINDOW = np.pad(np.hanning(400), 56).astype(np.float32)


def _power_mel(samples: np.ndarray, window: np.ndarray, filters: np.ndarray) -> np.ndarray:
    size = len(window)
    padded = np.pad(samples, size // 2)
    frames = np.lib.stride_tricks.sliding_window_view(padded, size)[::HOP]
    spectrum = np.fft.rfft(frames[: len(samples) // HOP] * window)
    return ((spectrum.real**2 + spectrum.imag**2) @ filters.T).astype(np.float32)


def whisper_power_mel(samples: np.ndarray) -> np.ndarray:
    """[frames, 80]; silence is assumed around the samples."""
    return _power_mel(samples, _WHISPER_WINDOW, _WHISPER_FILTERS)


def nemo_power_mel(samples: np.ndarray) -> np.ndarray:
    """[frames, 80] after the pre-emphasis of 0.97; silence is assumed around the samples."""
    emphasised = np.append(samples[:1], samples[1:] - 0.97 * samples[:-1])
    return _power_mel(emphasised, _NEMO_WINDOW, _NEMO_FILTERS)


def whisper_log_mel(power: np.ndarray) -> np.ndarray:
    """openai-whisper's scaling over the last two axes: log10, 8 below the maximum at least, (x + 4) / 4."""
    logarithm = np.log10(np.maximum(power, WHISPER_FLOOR))
    highest = logarithm.max(axis=(-2, -1), keepdims=True)
    return ((np.maximum(logarithm, highest - 8) + 4) / 4).astype(np.float32)


def nemo_log_mel(power: np.ndarray) -> np.ndarray:
    """NeMo's `per_feature` normalisation of one utterance [frames, 80]."""
    logarithm = np.log(power + NEMO_FLOOR)
    deviation = logarithm.std(axis=0, ddof=1) if len(power) > 1 else np.zeros(power.shape[1])
    return ((logarithm - logarithm.mean(axis=0)) / (deviation + 1e-5)).astype(np.float32)
