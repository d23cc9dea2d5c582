"""Utterances that training never heard: other texts, rates and seeds; part of the voices are new as well.

Everything after the synthesis is done on samples here, not on spectrograms as in training.
"""

import random
from dataclasses import dataclass

import numpy as np
import scipy.signal

from espeak import Espeak
from features import SAMPLE_RATE
from vocabulary import draw_words
from voices import FLITE_VOICES, espeak_utterance, flite_utterance, held_back_espeak_voice, training_espeak_voice

CONDITIONS = ("clean", "noise", "silence", "noise and silence")


@dataclass
class Utterance:
    """16 kHz samples, what they say, whose voice says it and what was done to them."""

    samples: np.ndarray
    text: str
    voice: str
    voices: str
    condition: str
    word_starts: list[float] | None


def noisy(samples: np.ndarray, draw: np.random.Generator) -> np.ndarray:
    """Adds white to brown noise, 8 to 30 dB under the speech."""
    spectrum = np.fft.rfft(draw.standard_normal(len(samples)))
    spectrum /= np.maximum(1, np.arange(len(spectrum))) ** draw.uniform(0, 0.9)
    sound = np.fft.irfft(spectrum, len(samples))
    loud = samples[np.abs(samples) > 0.01]
    ratio = 10 ** (draw.uniform(8, 30) / 20)
    return samples + sound / sound.std() * loud.std() / ratio


def finished(samples: np.ndarray, condition: str, draw: np.random.Generator) -> tuple[np.ndarray, float]:
    """Returns the samples at a random loudness and the silence put before them in seconds."""
    samples = samples / np.abs(samples).max() * draw.uniform(0.1, 0.9)
    before, after = draw.uniform(0, 1.5, 2) if "silence" in condition else draw.uniform(0.1, 0.4, 2)
    samples = np.pad(samples, (int(before * SAMPLE_RATE), int(after * SAMPLE_RATE)))
    return (noisy(samples, draw) if "noise" in condition else samples).clip(-1, 1).astype(np.float32), before


def utterances(count: int, seed: int) -> list[Utterance]:
    """A third each of known espeak-ng voices, new espeak-ng voices, flite; a quarter each of the conditions."""
    espeak, generator, draw = Espeak(), random.Random(seed), np.random.default_rng(seed)
    result = []
    for index in range(count):
        words = draw_words(generator)
        voices = ("known espeak-ng", "new espeak-ng", "flite")[index % 3]
        if voices == "flite":
            voice = generator.choice(FLITE_VOICES)
            samples, starts = flite_utterance(words, voice, generator)
        else:
            choose = training_espeak_voice if voices.startswith("known") else held_back_espeak_voice
            voice = choose(generator)
            samples, starts = espeak_utterance(espeak, words, voice, generator)
        condition = CONDITIONS[index // 3 % 4]
        samples, before = finished(samples, condition, draw)
        starts = starts and [round(start + before, 2) for start in starts]
        result.append(Utterance(samples, " ".join(words), voice, voices, condition, starts))
    return result


def without_speech(seed: int) -> dict[str, np.ndarray]:
    """Ten seconds each of sounds in which nothing may be found."""
    draw, times = np.random.default_rng(seed), np.arange(10 * SAMPLE_RATE) / SAMPLE_RATE
    white = draw.standard_normal(len(times))
    clicks = (draw.random(len(times)) < 5 / SAMPLE_RATE).astype(float)
    return {
        "digital silence": np.zeros(len(times), np.float32),
        "white noise, quiet": (white * 0.001).astype(np.float32),
        "white noise, loud": (white * 0.1).astype(np.float32),
        "low-passed noise": (scipy.signal.lfilter([0.02], [1, -0.98], white) * 0.3).astype(np.float32),
        "mains hum": sum(0.1 / n * np.sin(2 * np.pi * 50 * n * times) for n in range(1, 8)).astype(np.float32),
        "clicks": (scipy.signal.lfilter([0.5], [1, -0.9], clicks)).astype(np.float32),
        "tone of 440 Hz": (0.3 * np.sin(2 * np.pi * 440 * times)).astype(np.float32),
    }
