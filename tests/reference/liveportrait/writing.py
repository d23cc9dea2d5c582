"""How fixtures are written: JSON with short numbers, samples of pictures and volumes too large to keep."""

import base64
import hashlib
import json
from pathlib import Path

import numpy as np
import torch

BLOCK = 12


def plain(value):
    """Arrays and tensors as nested lists, floats with the digits that a float32 has."""
    if isinstance(value, torch.Tensor):
        return plain(value.detach().numpy())
    if isinstance(value, np.ndarray):
        return plain(value.tolist())
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, float | np.floating):
        return float(f"{float(value):.9g}")
    if isinstance(value, np.integer):
        return int(value)
    return value


def write_json(path: Path, value) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(plain(value), separators=(",", ":")) + "\n", encoding="utf-8")


def write_floats(path: Path, values: np.ndarray) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(np.ascontiguousarray(values, dtype="<f4").tobytes())


def picture_samples(picture: np.ndarray, seed: int, blocks: int = 6) -> dict:
    """Size, SHA-256 of all bytes (rows from the top, RGB), channel means, and blocks of pixels, base64 of RGB bytes."""
    random = np.random.default_rng(seed)
    height, width = picture.shape[:2]
    side = min(BLOCK, height, width)
    corners = [(0, 0), (width - side, height - side)]
    corners += [
        (int(random.integers(0, width - side + 1)), int(random.integers(0, height - side + 1))) for _ in range(blocks)
    ]
    return {
        "width": width,
        "height": height,
        "sha256": hashlib.sha256(np.ascontiguousarray(picture).tobytes()).hexdigest(),
        "means": picture.reshape(-1, picture.shape[-1]).mean(axis=0),
        "blocks": [
            {
                "x": x,
                "y": y,
                "side": side,
                "rgb": base64.b64encode(picture[y : y + side, x : x + side].tobytes()).decode(),
            }
            for x, y in corners
        ],
    }


def volume_samples(volume: np.ndarray, stride: int = 1031) -> dict:
    """Shape, mean, deviation and every so manieth value of a flattened array."""
    flat = np.ascontiguousarray(volume).reshape(-1)
    return {
        "shape": list(volume.shape),
        "mean": float(flat.mean(dtype=np.float64)),
        "deviation": float(flat.std(dtype=np.float64)),
        "stride": stride,
        "values": flat[::stride],
    }
