"""Case files: JSON with one case a line, and one file of little-endian float32 that cases point into."""

import json
from importlib.metadata import version
from pathlib import Path

import numpy as np
import torch

PACKAGES = ("coqui-tts", "torch", "torchaudio", "transformers", "numpy")


class Values:
    """Collects tensors; a case keeps {"offset": first element, "shape": [...]}."""

    def __init__(self):
        self.parts: list[np.ndarray] = []
        self.length = 0

    def add(self, tensor: torch.Tensor | np.ndarray) -> dict:
        array = np.ascontiguousarray(np.asarray(tensor.detach() if torch.is_tensor(tensor) else tensor), dtype="<f4")
        place = {"offset": self.length, "shape": list(array.shape)}
        self.parts.append(array.ravel())
        self.length += array.size
        return place

    def write(self, path: Path) -> None:
        np.concatenate(self.parts).tofile(path)


def write_cases(folder: Path, name: str, cases: list[dict], values: Values, **header) -> None:
    lines = ",\n    ".join(json.dumps(case, ensure_ascii=False, separators=(",", ":")) for case in cases)
    fields = {"versions": {package: version(package) for package in PACKAGES}, "values": f"{name}.f32", **header}
    head = "".join(f'  "{key}": {json.dumps(value)},\n' for key, value in fields.items())
    (folder / f"{name}.json").write_text(f'{{\n{head}  "cases": [\n    {lines}\n  ]\n}}\n', encoding="utf-8")
    values.write(folder / f"{name}.f32")
