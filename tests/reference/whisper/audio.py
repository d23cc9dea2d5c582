"""Waveforms: the recordings of the data folder, and synthetic ones that another language can repeat exactly.

A waveform is described by JSON, `{"pieces": [...]}`, its pieces joined one after another. A piece is one of

    {"recording": name, "start": sample, "samples": n}    the first channel, 16-bit samples divided by 32768
    {"silence": n}                                        n zeros
    {"noise": n, "seed": s, "amplitude": a}               n times a * (2 * u - 1)
    {"tones": n, "hertz": [...], "amplitude": a}          n samples of the sum of a * sin(2 pi hertz i / 16000)

with u = x / 2^32, x the state of the generator x = (1664525 x + 1013904223) mod 2^32 after each step, first x = seed.
Everything is computed in double precision and rounded to float32 at the end.
"""

import functools
from pathlib import Path

import numpy as np
import soundfile
import torch
from whisper.audio import (
    HOP_LENGTH,
    N_FFT,
    N_FRAMES,
    N_SAMPLES,
    SAMPLE_RATE,
    log_mel_spectrogram,
    mel_filters,
    pad_or_trim,
)

RECORDINGS = Path(__file__).resolve().parents[4] / "shared" / "data" / "audio"


def recording_names() -> list[str]:
    return sorted(path.name for path in RECORDINGS.glob("*.wav"))


@functools.cache
def recording(name: str) -> np.ndarray:
    """The first channel of a recording, float32 in -1..1."""
    samples, rate = soundfile.read(RECORDINGS / name, dtype="float32", always_2d=True)
    assert rate == SAMPLE_RATE
    return np.ascontiguousarray(samples[:, 0])


class Lcg:
    """The 32-bit linear congruential generator of Numerical Recipes."""

    def __init__(self, seed: int):
        self.state = seed & 0xFFFFFFFF

    def next(self) -> int:
        self.state = (1664525 * self.state + 1013904223) & 0xFFFFFFFF
        return self.state

    def below(self, bound: int) -> int:
        """An integer in 0..bound-1, taken from the high bits."""
        return (self.next() * bound) >> 32


@functools.cache
def lcg_uniform(count: int, seed: int) -> np.ndarray:
    generator = Lcg(seed)
    return np.fromiter((generator.next() for _ in range(count)), dtype=np.uint64, count=count) / 2.0**32


def noise(seconds: float, seed: int, amplitude: float = 0.01) -> np.ndarray:
    return build_piece({"noise": round(seconds * SAMPLE_RATE), "seed": seed, "amplitude": amplitude}).astype(np.float32)


def build_piece(piece: dict) -> np.ndarray:
    if "recording" in piece:
        waveform = recording(piece["recording"])
        return waveform[piece["start"] : piece["start"] + piece["samples"]].astype(np.float64)
    if "silence" in piece:
        return np.zeros(piece["silence"])
    if "noise" in piece:
        return piece["amplitude"] * (2 * lcg_uniform(piece["noise"], piece["seed"]) - 1)
    time = np.arange(piece["tones"])
    tones = [np.sin(2 * np.pi * hertz * time / SAMPLE_RATE) for hertz in piece["hertz"]]
    return piece["amplitude"] * np.sum(tones, axis=0)


def build_waveform(description: dict) -> np.ndarray:
    """The float32 waveform that a description means."""
    return np.concatenate([build_piece(piece) for piece in description["pieces"]]).astype(np.float32)


def whole(name: str) -> dict:
    """The piece that is a whole recording."""
    return {"recording": name, "start": 0, "samples": len(recording(name))}


def window(waveform: np.ndarray, n_mels: int, spectrogram=log_mel_spectrogram) -> torch.Tensor:
    """The first 3000 frames as transcribe() cuts them: `(n_mels, 3000)`, float32.

    The spectrogram is made once, of the whole waveform and 30 seconds of zeros behind it; frames behind the
    waveform's end are then replaced by 0.0.
    """
    mel = spectrogram(waveform, n_mels, padding=N_SAMPLES)
    content = mel.shape[-1] - N_FRAMES
    return pad_or_trim(mel[:, : min(N_FRAMES, content)], N_FRAMES)


def double_precision_spectrogram(audio, n_mels: int = 80, padding: int = 0, device=None) -> torch.Tensor:
    """log_mel_spectrogram() in double precision: what another program's arithmetic may come to."""
    samples = np.pad(np.asarray(audio, dtype=np.float64), (0, padding))
    samples = np.pad(samples, N_FFT // 2, mode="reflect")
    hann = np.hanning(N_FFT + 1)[:-1]
    frames = np.lib.stride_tricks.sliding_window_view(samples, N_FFT)[::HOP_LENGTH][:-1]
    power = np.abs(np.fft.rfft(frames * hann, axis=1)) ** 2
    mel = mel_filters("cpu", n_mels).double().numpy() @ power.T
    logarithm = np.log10(np.maximum(mel, 1e-10))
    return torch.from_numpy((np.maximum(logarithm, logarithm.max() - 8.0) + 4.0) / 4.0).float()
