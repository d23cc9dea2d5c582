"""Reference audio made from the recordings of shared/data/audio by stated formulas; only the formulas are kept."""

from pathlib import Path

import numpy as np
import soundfile

FOLDER = Path(__file__).resolve().parents[4] / "shared" / "data" / "audio"


def piece(recipe: dict) -> np.ndarray:
    """[channels, samples] at 16 kHz: whole, or samples `start` to `start + samples`, `repeat` times over."""
    samples, rate = soundfile.read(FOLDER / recipe["recording"], dtype="float64", always_2d=True)
    assert rate == 16000
    start = recipe.get("start", 0)
    part = samples[start : start + recipe.get("samples", len(samples))]
    return np.tile(part, (recipe.get("repeat", 1), 1)).T * recipe.get("gain", 1.0)


def at_rate(samples: np.ndarray, rate: int) -> np.ndarray:
    """
    Linear interpolation: sample i of floor(n * rate / 16000) is x[k] + (p - k) * (x[k + 1] - x[k]) at
    p = i * 16000 / rate, k = floor(p), where x[n] is x[n - 1].
    """
    if rate == 16000:
        return samples
    length = samples.shape[1]
    position = np.arange(length * rate // 16000) * 16000 / rate
    before = np.floor(position).astype(int)
    after = np.minimum(before + 1, length - 1)
    return samples[:, before] + (position - before) * (samples[:, after] - samples[:, before])


def write_wave(recipe: dict, path: Path) -> None:
    rate = recipe.get("rate", 16000)
    soundfile.write(path, at_rate(piece(recipe), rate).T.astype(np.float32), rate, subtype="FLOAT")
