"""Runs the small networks of all three dialects in ONNX Runtime against torch: `python self_check.py LIVEPORTRAIT`."""

import sys
from pathlib import Path

import numpy as np
import onnxruntime
import torch

import dialects
import networks
import published

NETWORKS = Path(__file__).resolve().parents[3] / "tests" / "fixtures" / "liveportrait" / "networks"


def run(file: str, **inputs: torch.Tensor) -> list[np.ndarray]:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(NETWORKS / file), options, providers=["CPUExecutionProvider"])
    return session.run(None, {name: value.numpy() for name, value in inputs.items()})


def alike(what: str, found, wanted: torch.Tensor, bound: float) -> None:
    error = float(np.abs(found - wanted.numpy()).max())
    print(f"{what}: {error:.2e}")
    assert found.shape == tuple(wanted.shape), f"{found.shape} for {tuple(wanted.shape)}"
    assert error < bound


@torch.no_grad()
def main() -> None:
    built = networks.build(networks.SMALL)
    torch.manual_seed(2)
    picture, points = torch.rand(1, 3, 256, 256), torch.rand(1, 21, 3) - 0.5
    moved = points + 0.05 * torch.randn(1, 21, 3)
    volume, motion = built.appearance(picture), built.motion(picture)
    stitched = dialects.Stitched(built.stitching)(points, moved)
    warped = built.warping(volume, kp_driving=moved, kp_source=points)["out"]
    frame = built.generator(warped)
    degrees = published.module("utils.camera").headpose_pred_to_degree

    faster, ditto, facefusion = "fasterliveportrait/", "ditto/", "facefusion/live_portrait_"
    alike("appearance", run(faster + "appearance_feature_extractor.onnx", img=picture)[0], volume, 1e-5)
    alike("appearance, Ditto", run(ditto + "appearance_extractor.onnx", image=picture)[0], volume, 1e-5)
    alike("appearance, facefusion", run(facefusion + "feature_extractor.onnx", input=picture)[0], volume, 1e-5)
    for file, given in ((faster, {"img": picture}), (ditto, {"image": picture})):
        for name, found in zip(dialects.MOTION_OUTPUTS, run(file + "motion_extractor.onnx", **given), strict=True):
            alike(f"motion, {file}{name}", found, motion[name], 1e-4)
    found = run(facefusion + "motion_extractor.onnx", input=picture)
    for angle, name in zip(found, ("pitch", "yaw", "roll"), strict=False):
        alike(f"motion, facefusion {name}", angle, degrees(motion[name])[0], 1e-4)
    alike("motion, facefusion points", found[6], motion["kp"].reshape(1, 21, 3), 1e-5)
    flat = run(faster + "stitching.onnx", input=torch.cat([points.flatten(1), moved.flatten(1)], 1))[0]
    alike(
        "stitching",
        flat[:, :63].reshape(1, 21, 3) + np.pad(flat[:, None, 63:], ((0, 0), (0, 0), (0, 1))),
        stitched - moved,
        1e-5,
    )
    alike("stitching, Ditto", run(ditto + "stitch_network.onnx", kp_source=points, kp_driving=moved)[0], stitched, 1e-5)
    alike("stitching, facefusion", run(facefusion + "stitcher.onnx", source=moved, target=points)[0], stitched, 1e-5)
    given = {"feature_3d": volume, "kp_driving": moved, "kp_source": points}
    alike("frame", run(faster + "warping_spade.onnx", **given)[0], frame, 2e-4)
    alike("frame in half precision", run("half-precision/warping_spade.onnx", **given)[0], frame, 0.1)
    alike("warped, Ditto", run(ditto + "warp_network_ori.onnx", **given)[0], warped, 1e-4)
    alike("frame, Ditto", run(ditto + "decoder.onnx", feature=warped)[0], frame, 2e-4)
    given = {"feature_volume": volume, "source": moved, "target": points}
    alike("frame, facefusion", run(facefusion + "generator.onnx", **given)[0], frame, 2e-4)


if __name__ == "__main__":
    published.use(Path(sys.argv[1]).resolve())
    torch.set_num_threads(1)
    main()
