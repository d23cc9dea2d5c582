"""The small networks, as three projects export them: names, shapes and orders are theirs, the weights are the same."""

from pathlib import Path

import torch
from torch import nn

import published
from exporting import MOTION_OUTPUTS, MergedGenerator, Motion, export, halve, rename_outputs
from faces import Placement, landmarks
from networks import RETARGETING, SEED, Networks


class DittoWarp(nn.Module):
    """Source before driving keypoints, the warped feature only."""

    def __init__(self, warping: nn.Module):
        super().__init__()
        self.warping = warping

    def forward(self, feature_3d, kp_source, kp_driving):
        return self.warping(feature_3d, kp_driving=kp_driving, kp_source=kp_source)["out"]


class Stitched(nn.Module):
    """The driving keypoints with the network's answer added, as `stitching` of the published wrapper."""

    def __init__(self, stitching: nn.Module):
        super().__init__()
        self.stitching = stitching

    def forward(self, kp_source, kp_driving):
        found = self.stitching(torch.cat([kp_source.flatten(1), kp_driving.flatten(1)], dim=1))
        shift = torch.cat([found[:, 63:], torch.zeros(1, 1)], dim=1)
        return kp_driving + found[:, :63].reshape(1, 21, 3) + shift.reshape(1, 1, 3)


class FacefusionStitched(nn.Module):
    """facefusion calls the new keypoints `source` and those of the portrait `target`."""

    def __init__(self, stitching: nn.Module):
        super().__init__()
        self.stitched = Stitched(stitching)

    def forward(self, source, target):
        return self.stitched(kp_source=target, kp_driving=source)


class FacefusionMotion(nn.Module):
    """Angles in degrees without a dimension, keypoints as 1 x 21 x 3, scale before translation."""

    def __init__(self, motion: nn.Module):
        super().__init__()
        self.motion = motion

    def forward(self, image):
        degrees = published.module("utils.camera").headpose_pred_to_degree
        found = self.motion(image)
        angles = [degrees(found[name]).squeeze(0) for name in ("pitch", "yaw", "roll")]
        return *angles, found["scale"], found["t"], found["exp"].reshape(1, 21, 3), found["kp"].reshape(1, 21, 3)


class FacefusionGenerator(nn.Module):
    """`source` is the new face's keypoints, `target` the portrait's."""

    def __init__(self, networks: Networks):
        super().__init__()
        self.merged = MergedGenerator(networks.warping, networks.generator)

    def forward(self, feature_volume, source, target):
        return self.merged(feature_volume, kp_driving=source, kp_source=target)


class Landmarks(nn.Module):
    """
    Three lists of points as landmark.onnx, whose network is not published: 203 points of a face in the middle of the
    picture, moved a little by what is seen.
    """

    def __init__(self):
        super().__init__()
        self.seen = nn.Sequential(nn.Conv2d(3, 4, 8, stride=8), nn.ReLU(), nn.AvgPool2d(28), nn.Flatten())
        self.heads = nn.ModuleList(nn.Linear(4, count) for count in (214, 262, 406))
        middle = Placement(112, 95, 60, 0).place(landmarks(203)) / 224
        with torch.no_grad():
            for head in self.heads:
                head.weight.mul_(0.05)
                head.bias.uniform_(0.2, 0.8)
            self.heads[2].bias.copy_(torch.from_numpy(middle.flatten()))

    def forward(self, image):
        seen = self.seen(image)
        return tuple(head(seen) for head in self.heads)


def export_all(built: Networks, folder: Path) -> None:
    picture, volume = torch.rand(1, 3, 256, 256), torch.rand(1, 32, 16, 64, 64)
    points = torch.rand(1, 21, 3) - 0.5
    for name in ("fasterliveportrait", "ditto", "facefusion"):
        (folder / name).mkdir(parents=True, exist_ok=True)

    ours = folder / "fasterliveportrait"
    export(built.appearance, ours / "appearance_feature_extractor.onnx", {"img": picture}, ["output"])
    export(Motion(built.motion), ours / "motion_extractor.onnx", {"img": picture}, MOTION_OUTPUTS)
    merged = MergedGenerator(built.warping, built.generator)
    inputs = {"feature_3d": volume, "kp_driving": points, "kp_source": points}
    export(merged, ours / "warping_spade.onnx", inputs, ["out"])
    halve(ours / "warping_spade.onnx", folder / "half-precision" / "warping_spade.onnx")
    ff = folder / "facefusion"
    for name, file in (("stitching", "stitching"), ("eye", "stitching_eye"), ("lip", "stitching_lip")):
        flat = {"input": torch.rand(1, RETARGETING[name]["input_size"])}
        export(getattr(built, name), ours / f"{file}.onnx", flat, ["output"])
        if name != "stitching":
            export(getattr(built, name), ff / f"live_portrait_{name}_retargeter.onnx", flat, ["output"])

    torch.manual_seed(SEED)
    export(Landmarks(), ours / "landmark.onnx", {"input": torch.rand(1, 3, 224, 224)}, ["output", "n853", "n856"])
    rename_outputs(ours / "landmark.onnx", {"n853": "853", "n856": "856"})

    ditto = folder / "ditto"
    export(built.appearance, ditto / "appearance_extractor.onnx", {"image": picture}, ["pred"], 17)
    export(Motion(built.motion), ditto / "motion_extractor.onnx", {"image": picture}, MOTION_OUTPUTS, 17)
    inputs = {"feature_3d": volume, "kp_source": points, "kp_driving": points}
    export(DittoWarp(built.warping), ditto / "warp_network_ori.onnx", inputs, ["out"], 17)
    export(built.generator, ditto / "decoder.onnx", {"feature": torch.rand(1, 256, 64, 64)}, ["output"], 17)
    inputs = {"kp_source": points, "kp_driving": points}
    export(Stitched(built.stitching), ditto / "stitch_network.onnx", inputs, ["out"], 17)

    export(built.appearance, ff / "live_portrait_feature_extractor.onnx", {"input": picture}, ["output"])
    outputs = ["pitch", "yaw", "roll", "scale", "translation", "expression", "motion_points"]
    export(FacefusionMotion(built.motion), ff / "live_portrait_motion_extractor.onnx", {"input": picture}, outputs)
    inputs = {"source": points, "target": points}
    export(FacefusionStitched(built.stitching), ff / "live_portrait_stitcher.onnx", inputs, ["output"])
    inputs = {"feature_volume": volume, "source": points, "target": points}
    export(FacefusionGenerator(built), ff / "live_portrait_generator.onnx", inputs, ["output"])
