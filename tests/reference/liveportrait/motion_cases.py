"""Numbers between the networks: poses, keypoints, motion transfer, retargeting, stitching, smoothing."""

from pathlib import Path

import numpy as np
import torch

import faces
import published
from networks import Networks
from pipeline import Motions, Pipeline, template
from writing import write_json

REGIONS = ("all", "exp", "pose", "lip", "eyes")
FRAMES = 20


def motions(seed: int, frames: int = FRAMES) -> Motions:
    """A face that moves smoothly and at random, within the ranges of real ones."""
    generator = torch.Generator().manual_seed(seed)

    def walk(*shape: int, spread: float, center: float | torch.Tensor = 0.0) -> torch.Tensor:
        steps = torch.randn(frames + 4, *shape, generator=generator)
        smooth = steps.unfold(0, 5, 1).mean(-1) * 5**0.5
        return center + spread * smooth

    shape = (torch.rand(21, 3, generator=generator) - 0.5) * torch.tensor([0.6, 0.6, 0.3])
    angles = {name: walk(1, spread=spread) for name, spread in (("pitch", 9.0), ("yaw", 14.0), ("roll", 6.0))}
    expression = walk(21, 3, spread=0.02)
    moves, sizes = walk(3, spread=0.04), walk(1, spread=0.06, center=1.4)
    return [
        {
            **{name: values[i : i + 1] for name, values in angles.items()},
            "exp": expression[i : i + 1],
            "t": moves[i : i + 1],
            "scale": sizes[i : i + 1],
            "kp": shape[None] + 0.0,
        }
        for i in range(frames)
    ]


def plain_motion(motion: dict) -> dict:
    return {
        "pitch": motion["pitch"].item(),
        "yaw": motion["yaw"].item(),
        "roll": motion["roll"].item(),
        "translation": motion["t"][0],
        "scale": motion["scale"].item(),
        "canonical": motion["kp"].flatten(),
        "expression": motion["exp"].flatten(),
    }


def _poses() -> list[dict]:
    camera = published.module("utils.camera")
    generator = torch.Generator().manual_seed(11)
    cases = []
    for index in range(12):
        peaks = torch.randint(8, 58, (3, 1), generator=generator)
        logits = -0.5 * ((torch.arange(66) - peaks) / (1 + index % 4)) ** 2
        logits = logits + torch.randn(3, 66, generator=generator) * (index % 3)
        if index == 0:
            logits[0] = 0
        pitch, yaw, roll = (camera.headpose_pred_to_degree(row[None]) for row in logits)
        cases.append({"logits": logits, "degrees": [pitch.item(), yaw.item(), roll.item()]})
        cases[-1]["rotation"] = camera.get_rotation_matrix(pitch, yaw, roll)[0]
    return cases


def _ratios() -> list[dict]:
    ratios = published.module("utils.retargeting_utils")
    cases = []
    for eyes, lips, roll in ((0.08, 0.1, 0), (0.01, 0.002, 33), (0.15, 0.3, -170), (0.0, 0.0, 0), (0.05, 0.02, 12)):
        points = faces.Placement(100, 80, 60, roll).place(faces.landmarks(203, lips, eyes))
        found = {
            "eyes": ratios.calc_eye_close_ratio(points[None])[0],
            "lips": ratios.calc_lip_close_ratio(points[None])[0, 0],
        }
        cases.append({"points": points, **found})
    return cases


def _retargeting(pipeline: Pipeline, moving: Motions) -> list[dict]:
    wrapper, cases = pipeline.wrapper, []
    for index, motion in enumerate(moving[:6]):
        source = wrapper.transform_keypoint(moving[0])
        driving = wrapper.transform_keypoint(motion)
        eyes, lips = torch.tensor([[0.3 + 0.02 * index, 0.28, 0.1 * index]]), torch.tensor([[0.05 * index, 0.4]])
        cases.append(
            {
                "source": source.flatten(),
                "driving": driving.flatten(),
                "stitched": wrapper.stitching(source, driving).flatten(),
                "eyes": eyes[0],
                "eyesDelta": wrapper.retarget_eye(source, eyes).flatten(),
                "lips": lips[0],
                "lipsDelta": wrapper.retarget_lip(source, lips).flatten(),
            }
        )
    return cases


def _settings() -> list[dict]:
    plain = {"flag_stitching": False, "flag_normalize_lip": False, "flag_pasteback": False}
    cases = [
        {**plain, "flag_relative_motion": relative, "animation_region": region}
        for relative in (True, False)
        for region in REGIONS
    ]
    cases += [
        {**plain, "driving_option": "expression-friendly"},
        {**plain, "driving_multiplier": 1.6},
        {**plain, "driving_option": "expression-friendly", "driving_multiplier": 0.7, "flag_stitching": True},
        {**plain, "flag_stitching": True},
        {**plain, "flag_normalize_lip": True},
        {**plain, "flag_normalize_lip": True, "flag_stitching": True},
        {**plain, "flag_eye_retargeting": True},
        {**plain, "flag_lip_retargeting": True, "flag_stitching": True},
        {**plain, "flag_eye_retargeting": True, "flag_lip_retargeting": True, "flag_relative_motion": False},
    ]
    return cases


def _transfers(built: Networks, picture: np.ndarray, source: dict, driving: Motions) -> dict:
    points = faces.DRAWN["drawn-upright"][2].place(faces.landmarks(203, lips_open=0.05))
    ratios = published.module("utils.retargeting_utils")
    generator = np.random.default_rng(3)
    eyes = [generator.uniform(0.05, 0.5, (1, 2)).astype(np.float32) for _ in driving]
    lips = [generator.uniform(0, 0.4, (1, 1)).astype(np.float32) for _ in driving]
    cases = []
    for settings in _settings():
        for frames in (FRAMES, 1) if settings.get("flag_relative_motion") else (FRAMES,):
            pipeline = Pipeline(built, picture, points, **settings)
            given = template(driving[:frames], eyes[:frames], lips[:frames])
            noted = pipeline.run(given, source=source)
            cases.append({"settings": settings, "frames": frames, "keypoints": [x.flatten() for x in noted]})
    return {
        "source": plain_motion(source),
        "sourceTransformed": pipeline.wrapper.source.flatten(),
        "sourceEyes": ratios.calc_eye_close_ratio(points[None])[0],
        "sourceLips": ratios.calc_lip_close_ratio(points[None])[0, 0],
        "restingExpression": pipeline.wrapper.inference_cfg.lip_array.flatten(),
        "driving": [plain_motion(motion) for motion in driving],
        "drivingEyes": np.concatenate(eyes),
        "drivingLips": np.concatenate(lips)[:, 0],
        "cases": cases,
    }


def _smoothing(driving: Motions, faster: Path) -> dict:
    values = [motion["exp"].numpy() + 0.01 * np.random.default_rng(i).standard_normal((1, 21, 3)).astype(np.float32)
              for i, motion in enumerate(driving)]  # fmt: skip
    kalman = published.module("utils.filter").smooth
    one_euro = published.file(faster / "src" / "utils" / "utils.py").OneEuroFilter(4, 0.3)
    return {
        "values": [value.flatten() for value in values],
        "kalman": [value.flatten() for value in kalman(values, values[0].shape, "cpu")],
        "kalmanStrong": [value.flatten() for value in kalman(values, values[0].shape, "cpu", 3e-4)],
        "oneEuro": [one_euro.process(value).flatten() for value in values],
    }


@torch.no_grad()
def write(folder: Path, built: Networks, pictures: dict, faster: Path) -> None:
    source, driving = motions(21, 1)[0], motions(22)
    picture = pictures["drawn-upright.png"][0]
    pipeline = Pipeline(built, picture, faces.landmarks(203))
    write_json(
        folder / "keypoints.json",
        {
            "poses": _poses(),
            "transformed": [
                {"face": plain_motion(motion), "keypoints": pipeline.wrapper.transform_keypoint(motion).flatten()}
                for motion in driving[:8]
            ],
            "ratios": _ratios(),
        },
    )
    write_json(folder / "retargeting.json", _retargeting(pipeline, driving))
    write_json(folder / "motion-transfer.json", _transfers(built, picture, source, driving))
    write_json(folder / "smoothing.json", _smoothing(driving, faster))
