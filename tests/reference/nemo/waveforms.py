"""Waveforms that Python and TypeScript make alike: integers only, then one division by 32768."""

import wave
from pathlib import Path

import numpy as np

RECORDINGS = Path(__file__).resolve().parents[4] / "shared" / "data" / "audio"


def synthetic_waveform(seed: int, samples: int) -> np.ndarray:
    """Stretches of sawtooth and noise, each of its own pitch, loudness and length; float32 in [-1, 1).

    The generator is the linear congruential one of Numerical Recipes (modulus 2**32).
    """
    state = seed & 0xFFFFFFFF

    def draw(limit: int) -> int:
        nonlocal state
        state = (state * 1664525 + 1013904223) & 0xFFFFFFFF
        return (state >> 8) % limit

    values = np.zeros(samples, dtype=np.int64)
    position = 0
    while position < samples:
        end = min(samples, position + 800 + draw(4000))
        period, loudness, noise = 20 + draw(180), draw(12000), 1 + draw(3000)
        for index in range(position, end):
            sawtooth = (index % period) * 2 * loudness // period - loudness
            values[index] = sawtooth + draw(noise) - noise // 2
        position = end
    return (values / 32768).astype(np.float32)


def recording(name: str, start: int = 0, samples: int | None = None) -> np.ndarray:
    """Samples of a recording's first channel, float32 in [-1, 1)."""
    with wave.open(str(RECORDINGS / name), "rb") as file:
        assert file.getframerate() == 16_000 and file.getsampwidth() == 2
        data = np.frombuffer(file.readframes(file.getnframes()), dtype="<i2")
        data = data.reshape(-1, file.getnchannels())[:, 0]
    end = len(data) if samples is None else start + samples
    return (data[start:end] / 32768).astype(np.float32)


def recording_names() -> list[str]:
    return sorted(path.name for path in RECORDINGS.glob("*.wav"))


def waveform(source: dict) -> np.ndarray:
    """The waveform that a case's `waveform` entry describes."""
    if source["kind"] == "synthetic":
        return synthetic_waveform(source["seed"], source["samples"])
    return recording(source["name"], source["start"], source["samples"])


def case_waveforms(first_seed: int):
    """Endless: the lengths that every family must meet, then seeded ones, one in four of a recording."""
    # 1280 samples: nine frames, eight of them valid, one frame of the encoder's.
    lengths = [1280, 1440, 1600, 2720, 2721, 2879, 16000, 48000, 240000]
    names = recording_names()
    random = np.random.default_rng(first_seed)
    index = 0
    while True:
        if index < len(lengths):
            yield {"kind": "synthetic", "seed": first_seed + index, "samples": lengths[index]}
        elif index % 4 == 3:
            name = names[(index // 4) % len(names)]
            total = len(recording(name))
            samples = int(min(total, random.integers(8000, 80000)))
            start = int(random.integers(0, total - samples + 1))
            yield {"kind": "recording", "name": name, "start": start, "samples": samples}
        else:
            yield {"kind": "synthetic", "seed": first_seed + index, "samples": int(random.integers(1500, 60000))}
        index += 1
