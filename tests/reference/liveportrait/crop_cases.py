"""Crops: matrices of every kind of landmarks and setting, and what cv2 cuts out with them."""

from pathlib import Path

import cv2
import numpy as np

import faces
import published
from writing import picture_samples, write_json

SETTINGS = {
    "source": {"dsize": 512, "scale": 2.3, "vx_ratio": 0, "vy_ratio": -0.125},
    "runner": {"dsize": 224, "scale": 1.5, "vy_ratio": -0.1},
}
COUNTS = (5, 68, 101, 106, 203, 478)


def place(pictures: dict) -> dict[str, dict[int, np.ndarray]]:
    return {
        name: {count: placed.place(faces.landmarks(count)) for count in COUNTS}
        for name, (_, placed) in pictures.items()
    }


def _matrices(crop, pictures: dict, points: dict) -> list[dict]:
    cases = []
    for name, of_counts in points.items():
        for count, values in of_counts.items():
            for setting, options in SETTINGS.items():
                for rotate in (True, False):
                    found = crop[count](pictures[name][0], values, flag_do_rot=rotate, **options)
                    case = {"picture": name, "points": count, "setting": setting, "rotate": rotate}
                    case |= {"toCrop": found["M_o2c"], "fromCrop": found["M_c2o"]}
                    if count in (106, 203) and (rotate or count == 106):
                        case["crop"] = picture_samples(found["img_crop"], 1)
                        if setting == "source":
                            half = cv2.resize(found["img_crop"], (256, 256), interpolation=cv2.INTER_AREA)
                            case["half"] = picture_samples(half, 2)
                    cases.append(case)
    return cases


class _Moving:
    """In place of detector and landmark network: landmarks that are known beforehand, frame by frame."""

    def __init__(self, frames: list[np.ndarray]):
        self.frames = iter(frames)

    def get(self, *_args, **_options) -> list:
        return [type("Face", (), {"landmark_2d_106": None})()]

    def run(self, *_args) -> np.ndarray:
        return next(self.frames)


def driving_frames(points: np.ndarray) -> list[np.ndarray]:
    """The same face in three frames, a little elsewhere and larger in each."""
    center = points.mean(axis=0)
    moved = ((0, 0, 1), (4.5, -3, 1.04), (-6, 5.25, 1.1))
    return [((points - center) * size + center + [x, y]).astype(np.float32) for x, y, size in moved]


def _driving(pictures: dict, points: dict) -> list[dict]:
    cropper_module = published.module("utils.cropper")
    cases = []
    for name, of_counts in points.items():
        frames = driving_frames(of_counts[203])
        cropper = object.__new__(cropper_module.Cropper)
        cropper.crop_cfg = cropper_module.CropConfig()
        cropper.face_analysis_wrapper = cropper.human_landmark_runner = _Moving(frames)
        found = cropper.crop_driving_video([pictures[name][0]] * len(frames))
        halves = [cv2.resize(crop, (256, 256)) for crop in found["frame_crop_lst"]]
        cases.append(
            {
                "picture": name,
                "frames": frames,
                "cropped": found["lmk_crop_lst"],
                "crop": picture_samples(found["frame_crop_lst"][0], 3),
                "half": picture_samples(halves[0], 4),
            }
        )
    return cases


def _limits(pictures: dict) -> list[dict]:
    """Pictures brought to a limited size, as before detection; the pipeline's own limit is 1280."""
    resize = published.module("utils.io").resize_to_limit
    cases = []
    for name, limit in (("s36.jpg", 640), ("s0.jpg", 333), ("drawn-tilted.png", 1280), ("drawn-cut-off.png", 1280)):
        limited = resize(pictures[name][0], limit, 2)
        cases.append({"picture": name, "limit": limit, "limited": picture_samples(limited, 5)})
    return cases


def write(folder: Path, pictures: dict, faster: Path) -> None:
    crop = dict.fromkeys(COUNTS, published.module("utils.crop").crop_image)
    crop[478] = published.file(faster / "src" / "utils" / "crop.py").crop_image
    points = place(pictures)
    together = np.array([[10, 10], [30, 10], [20, 10], [12, 10], [28, 10]], np.float32)
    level = crop[5](pictures["s0.jpg"][0], together, flag_do_rot=True, **SETTINGS["source"])
    write_json(folder / "landmarks.json", points)
    write_json(
        folder / "crops.json",
        {
            "settings": SETTINGS,
            "cases": _matrices(crop, pictures, points),
            "eyesOnLips": {"points": together, "toCrop": level["M_o2c"]},
            "driving": _driving(pictures, points),
            "limits": _limits(pictures),
        },
    )
