"""Synthesises utterances and stores their power mel spectrograms: `python corpus.py WORK COUNT SEED flite_share`.

Writes WORK/corpus-SEED.npz: ragged arrays over utterances of log10 power mels for both front ends
(float16), words, and the start of every word in frames (-1 where not known).
"""

import random
import sys
from pathlib import Path

import numpy as np
import scipy.signal
import soxr

from espeak import Espeak
from features import HOP, SAMPLE_RATE, nemo_power_mel, whisper_power_mel
from vocabulary import WORDS, draw_words
from voices import FLITE_VOICES, espeak_utterance, flite_utterance, training_espeak_voice

MARGIN = 5 * HOP


def trimmed(samples: np.ndarray) -> tuple[np.ndarray, int]:
    """Cuts silence 46 dB under the peak from both ends but for a margin; returns the samples cut in front too."""
    blocks = np.abs(samples[: len(samples) // HOP * HOP].reshape(-1, HOP)).max(axis=1)
    loud = np.flatnonzero(blocks > blocks.max() * 0.005)
    first = max(0, loud[0] * HOP - MARGIN)
    padded = np.pad(samples, (0, MARGIN))
    cut = padded[first : (loud[-1] + 1) * HOP + MARGIN]
    return cut[: len(cut) // HOP * HOP], first


def reverberated(samples: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    seconds = generator.uniform(0.05, 0.45)
    times = np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    tail = generator.standard_normal(len(times)) * 10 ** (-3 * times / seconds)
    tail *= generator.uniform(0.1, 0.7) / np.sqrt((tail**2).sum())
    tail[0] = 1
    return scipy.signal.fftconvolve(samples, tail)[: len(samples) + len(tail) // 2].astype(np.float32)


def varied(samples: np.ndarray, generator: np.random.Generator) -> tuple[np.ndarray, float]:
    """A quarter each: resampled (speed and pitch), echoing room, clipped or coarsely quantised; returns the speed."""
    speed = 1.0
    if generator.random() < 0.25:
        speed = generator.uniform(0.88, 1.14)
        samples = soxr.resample(samples, SAMPLE_RATE * speed, SAMPLE_RATE)
    if generator.random() < 0.25:
        samples = reverberated(samples, generator)
    if generator.random() < 0.1:
        limit = np.abs(samples).max() * generator.uniform(0.3, 0.8)
        samples = np.clip(samples, -limit, limit)
    return samples, speed


def utterance(espeak, flite_share, generator, noise_generator):
    words = draw_words(generator, repeated=0.2)
    if generator.random() < flite_share:
        samples, starts = flite_utterance(words, generator.choice(FLITE_VOICES), generator)
    else:
        samples, starts = espeak_utterance(espeak, words, training_espeak_voice(generator), generator)
    samples, speed = varied(samples / np.abs(samples).max() * 0.5, noise_generator)
    samples, cut = trimmed(samples)
    if starts is None:
        frames = [-1.0] * len(words)
    else:
        frames = [max(0.0, (start / speed * SAMPLE_RATE - cut) / HOP) for start in starts]
    return samples, words, frames


def main(work: Path, count: int, seed: int, flite_share: float) -> None:
    espeak, generator, noise_generator = Espeak(), random.Random(seed), np.random.default_rng(seed)
    whisper, nemo, words, starts, lengths = [], [], [], [], []
    for _ in range(count):
        samples, spoken, frames = utterance(espeak, flite_share, generator, noise_generator)
        whisper.append(np.log10(whisper_power_mel(samples) + 1e-10).astype(np.float16))
        nemo.append(np.log10(nemo_power_mel(samples) + 1e-10).astype(np.float16))
        words += [WORDS.index(word) for word in spoken]
        starts += frames
        lengths.append((len(whisper[-1]), len(spoken)))
    np.savez(
        work / f"corpus-{seed}.npz", whisper=np.concatenate(whisper), nemo=np.concatenate(nemo),
        words=np.array(words, np.int16), starts=np.array(starts, np.float32), lengths=np.array(lengths, np.int32),
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4]))
