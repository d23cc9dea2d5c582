"""What the networks say about portraits, and the frames that the published pipeline draws and pastes back."""

from pathlib import Path

import cv2
import numpy as np
import torch

import faces
from motion_cases import motions, plain_motion
from networks import Networks
from pipeline import Pipeline, template
from writing import picture_samples, volume_samples, write_json

KEPT = "drawn-upright.png"
"""Of this one, whole frames are kept."""
FRAMES = 3


def _write_picture(path: Path, picture: np.ndarray) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(path), picture[..., ::-1], [cv2.IMWRITE_PNG_COMPRESSION, 9])


def _portrait(built: Networks, picture: np.ndarray, points: np.ndarray) -> Pipeline:
    return Pipeline(built, picture, points, flag_normalize_lip=True)


@torch.no_grad()
def write(folder: Path, built: Networks, pictures: dict) -> None:
    cases = []
    driving = motions(31, FRAMES)
    still = [np.full((1, 2), 0.3, np.float32)] * FRAMES, [np.full((1, 1), 0.1, np.float32)] * FRAMES
    for name, (picture, placed) in pictures.items():
        pipeline = _portrait(built, picture, placed.place(faces.landmarks(203)))
        crop = pipeline.crop()
        wrapper = pipeline.wrapper
        prepared = wrapper.prepare_source(crop["img_crop_256x256"])
        logits = built.motion(prepared)
        kept = name == KEPT
        noted = pipeline.run(template(driving, *still), draw=True)
        size = pipeline.pasted[0].shape
        case = {
            "picture": name,
            "crop": picture_samples(crop["img_crop"], 6),
            "small": picture_samples(crop["img_crop_256x256"], 7),
            "logits": {angle: logits[angle][0] for angle in ("pitch", "yaw", "roll")},
            "face": plain_motion(wrapper.get_kp_info(prepared)),
            "appearance": volume_samples(built.appearance(prepared).numpy()),
            "source": wrapper.source.flatten(),
            "driving": [x.flatten() for x in noted],
            "limited": [size[1], size[0]],
            "frames": [picture_samples(frame, 8) for frame in wrapper.drawn],
            "pasted": [picture_samples(frame, 9) for frame in pipeline.pasted],
        }
        cases.append(case)
        if kept:
            _write_picture(folder / "pictures" / "frame.png", wrapper.drawn[1])
            _write_picture(folder / "pictures" / "pasted.png", pipeline.pasted[1])
    write_json(folder / "frames.json", {"motions": [plain_motion(motion) for motion in driving], "cases": cases})
