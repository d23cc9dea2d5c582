"""Which voices train the models, which are only ever heard in the evaluation, and how they speak."""

import random
import subprocess
import tempfile
from functools import lru_cache
from pathlib import Path

import soundfile
import soxr

from espeak import Espeak
from features import SAMPLE_RATE

TRAINING_ACCENTS = ["en-us", "en", "en-029", "en-gb-x-rp", "en-gb-scotland", "en-gb-x-gbclan", "en-us-nyc"]
HELD_BACK_ACCENTS = ["en-gb-x-gbcwmd"]
COMMON_VARIANTS = [f"m{n}" for n in range(1, 8)] + [f"f{n}" for n in range(1, 5)]
NAMED_VARIANTS = (
    "adam Alex Alicia Andrea antonio aunty belinda benjamin boris caleb david Diogo ed edward edward2 Gene Gene2 "
    "gustave Henrique Hugo Jacky john kaukovalta marcelo Marco Mario max michel miguel Mike Nguyen pablo pedro "
    "quincy rob robert sandro shelby steph2 steph3 Storm travis Tweaky victor Zac anika AnxiousAndy norbert "
    "grandma grandpa klatt klatt2 klatt3 klatt4 Lee steph f5 paul iven iven2 iven3 iven4"
).split()
HELD_BACK_VARIANTS = "Annie Andy Michael linda Denis m8".split()
FLITE_VOICES = ["slt", "rms", "awb", "kal", "kal16"]


def training_espeak_voice(generator: random.Random) -> str:
    accent = generator.choices(TRAINING_ACCENTS, weights=(6, 5, 2, 2, 2, 1, 2))[0]
    kind = generator.random()
    if kind < 0.3:
        return accent
    variants = COMMON_VARIANTS if kind < 0.72 else NAMED_VARIANTS
    return f"{accent}+{generator.choice(variants)}"


def held_back_espeak_voice(generator: random.Random) -> str:
    variant = generator.choice(HELD_BACK_VARIANTS)
    return f"{generator.choice(TRAINING_ACCENTS + HELD_BACK_ACCENTS)}+{variant}"


def written(words: list[str], generator: random.Random) -> str:
    """The text as handed to a synthesiser: sometimes with commas, a full stop, other intonation."""
    comma = 0.35 if generator.random() < 0.15 else 0.0
    text = " ".join(word + ("," if generator.random() < comma else "") for word in words).rstrip(",")
    return text + generator.choices(["", ".", "!", "?"], weights=(70, 20, 5, 5))[0]


def espeak_utterance(espeak: Espeak, words: list[str], voice: str, generator: random.Random):
    """Returns (samples at 16 kHz, word starts in seconds, None where they are not known)."""
    samples, starts = espeak.speak(
        written(words, generator),
        voice,
        words_a_minute=generator.randint(105, 225),
        pitch=generator.randint(15, 85),
        pitch_range=generator.randint(20, 80),
        word_gap=generator.choice([0, 0, 0, 0, 0, 1, 3, 8]),
    )
    resampled = soxr.resample(samples, espeak.sample_rate, SAMPLE_RATE)
    return resampled, starts if len(starts) == len(words) else None


def _flite(text: str, voice: str, stretch: float, pitch: int | None) -> tuple:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "speech.wav"
        command = ["flite", "-voice", voice, "-psdur", "--setf", f"duration_stretch={stretch:.2f}"]
        if pitch is not None:
            command += ["--setf", f"int_f0_target_mean={pitch}"]
        result = subprocess.run([*command, "-t", text, "-o", str(path)], check=True, capture_output=True, text=True)
        samples, rate = soundfile.read(path, dtype="float32")
    segments = [(name, float(end)) for name, end in (item.split(":") for item in result.stdout.split())]
    return soxr.resample(samples, rate, SAMPLE_RATE), segments


@lru_cache
def _flite_phone_count(word: str, voice: str) -> int:
    return sum(name != "pau" for name, _ in _flite(f"{word} {word}", voice, 1.0, None)[1]) // 2


def flite_utterance(words: list[str], voice: str, generator: random.Random):
    """Returns (samples at 16 kHz, word starts in seconds, None where they are not known)."""
    stretch = generator.uniform(0.75, 1.4)
    pitch = generator.randint(85, 140) if voice.startswith("kal") and generator.random() < 0.5 else None
    samples, segments = _flite(written(words, generator), voice, stretch, pitch)
    previous_ends = [0.0] + [end for _, end in segments]
    phone_starts = [start for (name, _), start in zip(segments, previous_ends) if name != "pau"]
    counts = [_flite_phone_count(word, voice) for word in words]
    if sum(counts) != len(phone_starts):
        return samples, None
    return samples, [phone_starts[sum(counts[:index])] for index in range(len(words))]
