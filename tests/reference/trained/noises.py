"""Sounds without words: mixed into speech, and alone as what must be transcribed as nothing."""

import numpy as np
import scipy.signal

from espeak import Espeak
from features import SAMPLE_RATE

SECONDS = 6
COUNT = SECONDS * SAMPLE_RATE
TIMES = np.arange(COUNT) / SAMPLE_RATE
VOCALISATIONS = "[[a:::]] [[m:::]] [[S:::]] [[s:::]] [[@:::]] [[h]] [[u:::]] [[f:::]] [[i:::]]".split()


def coloured(generator):
    """White to brown noise, sometimes only a band of it."""
    spectrum = np.fft.rfft(generator.standard_normal(COUNT))
    frequencies = np.fft.rfftfreq(COUNT, 1 / SAMPLE_RATE)
    spectrum /= np.maximum(frequencies, 30) ** generator.uniform(-0.3, 1.2)
    if generator.random() < 0.4:
        low = generator.uniform(50, 4000)
        spectrum *= (frequencies > low) & (frequencies < low * generator.uniform(1.3, 6))
    return np.fft.irfft(spectrum, COUNT)


def gusts(generator):
    """Coloured noise whose loudness wanders at 0.3 to 12 Hz: wind, breath, rustling, traffic."""
    steps = generator.exponential(1, int(SECONDS * generator.uniform(0.3, 12)) + 3) ** generator.uniform(0.5, 2)
    return coloured(generator) * np.interp(TIMES, np.linspace(0, SECONDS, len(steps)), steps)


def bursts(generator):
    """Clicks, knocks, coughs: noise or a resonance that decays within 2 to 250 ms."""
    sound = np.zeros(COUNT)
    for _ in range(generator.integers(1, 15)):
        length = int(generator.uniform(0.01, 0.6) * SAMPLE_RATE)
        decay = np.exp(-np.arange(length) / SAMPLE_RATE / generator.uniform(0.002, 0.25))
        if generator.random() < 0.5:
            burst = coloured(generator)[:length]
            burst = burst / np.abs(burst).max()
        else:
            burst = np.sin(2 * np.pi * generator.uniform(80, 5000) * TIMES[:length])
        start = generator.integers(0, COUNT - length)
        sound[start : start + length] += burst * decay * generator.uniform(0.1, 1)
    return sound


def hum(generator):
    base = generator.choice([50, 60, generator.uniform(40, 400)])
    harmonics = range(1, generator.integers(2, 25))
    slope = generator.uniform(0.3, 2)
    return sum(np.sin(2 * np.pi * (base * n * TIMES + generator.random())) / n**slope for n in harmonics)


def tones(generator):
    """Beeps, sweeps and keypad tones."""
    sound = np.zeros(COUNT)
    start = 0
    while start < COUNT:
        length = min(int(generator.uniform(0.05, 1.5) * SAMPLE_RATE), COUNT - start)
        for _ in range(generator.integers(1, 3)):
            first, last = generator.uniform(150, 4000, 2)
            last = first if generator.random() < 0.6 else last
            sound[start : start + length] += scipy.signal.chirp(TIMES[:length], first, max(length, 2) / SAMPLE_RATE, last)
        start += length + int(generator.uniform(0, 0.6) * SAMPLE_RATE)
    return sound


def glides(generator):
    """Slow sweeps and sirens: a tone whose pitch wanders for seconds, on an octave scale or not."""
    corners = np.sort(generator.uniform(0, SECONDS, generator.integers(0, 5)))
    pitches = generator.uniform(4, 12.9, len(corners) + 2)  # octaves over 1 Hz
    path = np.interp(TIMES, [0, *corners, SECONDS], pitches)
    frequency = 2**path if generator.random() < 0.5 else 60 + 7900 * (path - 4) / 9
    phase = 2 * np.pi * np.cumsum(frequency) / SAMPLE_RATE
    return sum(np.sin(n * phase) / n**2 for n in range(1, generator.integers(2, 5)))


def chords(generator):
    """Music: decaying notes of a few harmonics on a random rhythm, a drum now and then."""
    sound = np.zeros(COUNT)
    beat = generator.uniform(0.12, 0.6)
    for step in range(int(SECONDS / beat)):
        start = int(step * beat * SAMPLE_RATE)
        length = min(int(generator.uniform(0.1, 1.5) * SAMPLE_RATE), COUNT - start)
        for note in generator.choice([0, 3, 4, 5, 7, 9, 12], generator.integers(1, 4)):
            base = 110 * 2 ** ((note + generator.integers(0, 3) * 12) / 12)
            wave = sum(np.sin(2 * np.pi * base * n * TIMES[:length]) / n for n in range(1, 6))
            sound[start : start + length] += wave * np.exp(-TIMES[:length] * generator.uniform(1, 8))
    return sound + (bursts(generator) if generator.random() < 0.4 else 0)


def backwards_speech(espeak, generator, speakers):
    """Speech of words outside the vocabulary, reversed, of one or several speakers."""
    sound = np.zeros(COUNT)
    texts = ["Whatever happens happened on a Thursday morning", "He was rather glad about it after all",
             "Nobody understood the long argument", "Mountains are difficult to paint in winter"]
    for _ in range(speakers):
        voice = f"en-us+{generator.choice(['m1', 'm3', 'm7', 'f1', 'f2', 'f4'])}"
        speech, _ = espeak.speak(str(generator.choice(texts)), voice, int(generator.integers(120, 200)))
        speech = scipy.signal.resample_poly(speech, 320, 441)[::-1]
        start = generator.integers(0, COUNT // 2)
        sound[start : start + len(speech)] += speech[: COUNT - start]
    return sound


def vocalisation(espeak, generator):
    """Drawn-out single sounds: ah, mm, sh."""
    sound = np.zeros(COUNT)
    for _ in range(generator.integers(1, 4)):
        voice = f"en-us+{generator.choice(['m1', 'm3', 'm5', 'f1', 'f2', 'f4'])}"
        phone = str(generator.choice(VOCALISATIONS))
        speech, _ = espeak.speak(phone, voice, int(generator.integers(80, 120)), int(generator.integers(10, 90)))
        speech = scipy.signal.resample_poly(speech, 320, 441)[:COUNT]
        start = generator.integers(0, COUNT - len(speech) + 1)
        sound[start : start + len(speech)] += speech
    return sound


def noise(espeak: Espeak, generator: np.random.Generator) -> tuple[np.ndarray, bool]:
    """Six seconds with a peak of 0.5, and whether it may be mixed into speech at a low ratio."""
    makers = [coloured, gusts, hum, bursts, tones, chords, glides]
    kind = generator.choice(10, p=[0.15, 0.15, 0.07, 0.12, 0.07, 0.08, 0.2, 0.04, 0.06, 0.06])
    if kind < 7:
        sound = makers[kind](generator)
    elif kind == 7:
        sound = backwards_speech(espeak, generator, 1)
    elif kind == 8:
        sound = backwards_speech(espeak, generator, int(generator.integers(3, 8)))
    else:
        sound = vocalisation(espeak, generator)
    highest = np.abs(sound).max()
    return (sound / highest * 0.5 if highest > 0 else sound).astype(np.float32), kind not in (7, 9)
