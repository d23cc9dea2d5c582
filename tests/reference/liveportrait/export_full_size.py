"""Writes LivePortrait at its true size with random weights, in the files of FasterLivePortrait, for the speed bench.

`python export_full_size.py LIVEPORTRAIT FOLDER`: 550 MB, float32, never committed. `check.npz` holds inputs of the
generator and what PyTorch draws from them; the file `complete` comes last.
"""

import sys
from pathlib import Path

import numpy as np
import torch

import published
from exporting import APPEARANCE, MOTION_OUTPUTS, MergedGenerator, Motion, export


def keypoints(generator: torch.Generator) -> torch.Tensor:
    return (torch.rand(1, 21, 3, generator=generator) - 0.5) * torch.tensor([0.8, 0.8, 0.4])


@torch.no_grad()
def main(folder: Path) -> None:
    import networks

    folder.mkdir(parents=True, exist_ok=True)
    built = networks.build(networks.FULL)
    networks.fold_spectral_norms(built.generator)
    picture = torch.rand(1, 3, 256, 256)
    export(built.appearance, folder / "appearance_feature_extractor.onnx", {"img": picture}, ["output"])
    export(Motion(built.motion), folder / "motion_extractor.onnx", {"img": picture}, MOTION_OUTPUTS)
    for file, name in (("stitching", "stitching"), ("stitching_eye", "eye"), ("stitching_lip", "lip")):
        width = networks.RETARGETING[name]["input_size"]
        export(getattr(built, name), folder / f"{file}.onnx", {"input": torch.rand(1, width)}, ["output"])

    random = torch.Generator().manual_seed(1)
    source = keypoints(random)
    inputs = {
        "feature_3d": built.appearance(picture),
        "kp_driving": source + 0.05 * torch.randn(1, 21, 3, generator=random),
        "kp_source": source,
    }
    assert inputs["feature_3d"].shape == APPEARANCE
    merged = MergedGenerator(built.warping, built.generator)
    export(merged, folder / "warping_spade.onnx", inputs, ["out"])
    arrays = {name: value.numpy() for name, value in inputs.items()}
    np.savez(folder / "check.npz", out=merged(**inputs).numpy(), **arrays)
    (folder / "complete").touch()


if __name__ == "__main__":
    published.use(Path(sys.argv[1]).resolve())
    main(Path(sys.argv[2]).resolve())
