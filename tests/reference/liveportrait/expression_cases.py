"""The sliders of LivePortrait's own editor: what each adds to an expression, and the keypoints of whole settings."""

import sys
from pathlib import Path
from types import ModuleType

import torch

import faces
import published
from motion_cases import motions, plain_motion
from networks import Networks
from pipeline import Pipeline
from writing import write_json

SLIDERS = {
    "smile": (-0.3, 0.5, 1.3),
    "wink": (10.0, 39.0),
    "eyebrow": (-30.0, -5.0, 12.0, 30.0),
    "lip_variation_zero": (-0.09, 0.09),
    "lip_variation_one": (-20.0, 15.0),
    "lip_variation_two": (0.0, 15.0),
    "lip_variation_three": (-90.0, 40.0, 120.0),
    "mov_x": (-0.19, 0.1),
    "mov_y": (-0.1, 0.19),
}
GAZES = ((-30.0, 0.0), (30.0, 0.0), (0.0, -63.0), (0.0, 40.0), (12.0, -20.0))

NEUTRAL = dict.fromkeys(("pitch", "yaw", "roll", "gaze_x", "gaze_y", *SLIDERS), 0.0) | {"mov_z": 1.0}
SETTINGS = (
    {},
    {"pitch": 8.0, "yaw": -20.0, "roll": 5.0},
    {"smile": 1.0, "eyebrow": 3.0, "lip_variation_two": 5.0},
    {"gaze_x": 10.0, "gaze_y": -15.0, "wink": 20.0},
    {"lip_variation_three": 60.0, "mov_x": 0.05, "mov_y": -0.04, "mov_z": 1.1},
)


def _editor(pipeline: Pipeline):
    sys.modules.setdefault("gradio", ModuleType("gradio"))
    editor = object.__new__(published.module("gradio_pipeline").GradioPipeline)
    editor.live_portrait_wrapper, editor.cropper = pipeline.wrapper, pipeline.cropper
    editor.source_eye_ratio = editor.source_lip_ratio = 0.0
    return editor


def _changes(delta: torch.Tensor) -> list:
    """Keypoint, axis and value of what is not zero."""
    return [[*place, delta[0, place[0], place[1]].item()] for place in delta[0].nonzero().tolist()]


def _sliders(editor) -> list[dict]:
    cases = []
    for name, values in SLIDERS.items():
        for value in values:
            delta = getattr(editor, f"update_delta_new_{name}")(torch.tensor(value), torch.zeros(1, 21, 3))
            cases.append({"slider": name, "value": value, "changes": _changes(delta)})
    for x, y in GAZES:
        delta = editor.update_delta_new_eyeball_direction(torch.tensor(x), torch.tensor(y), torch.zeros(1, 21, 3))
        cases.append({"slider": "eyeball_direction", "value": [x, y], "changes": _changes(delta)})
    return cases


def _whole(editor, pipeline: Pipeline, source: dict, points) -> list[dict]:
    camera, wrapper = published.module("utils.camera"), pipeline.wrapper
    cases = []
    for setting in SETTINGS:
        for stitched in (False, True):
            given = NEUTRAL | setting
            info = {name: value.clone() for name, value in source.items()}
            turned = [source[angle] + given[angle] for angle in ("pitch", "yaw", "roll")]
            prepared = (
                torch.zeros(1),
                wrapper.transform_keypoint(source),
                camera.get_rotation_matrix(source["pitch"], source["yaw"], source["roll"]),
                camera.get_rotation_matrix(*turned),
                info,
                points,
                None,
                None,
                None,
            )
            editor.prepare_retargeting_image = lambda *_args, found=prepared, **_options: found
            wrapper.noted = []
            editor.execute_image_retargeting(
                0.0, 0.0, *(given[angle] for angle in ("pitch", "yaw", "roll")),
                *(given[name] for name in ("mov_x", "mov_y", "mov_z")),
                *(given[f"lip_variation_{number}"] for number in ("zero", "one", "two", "three")),
                *(given[name] for name in ("smile", "wink", "eyebrow", "gaze_x", "gaze_y")),
                None, 2.3, flag_stitching_retargeting_input=stitched, flag_do_crop_input_retargeting_image=False,
            )  # fmt: skip
            cases.append({"setting": setting, "stitched": stitched, "keypoints": wrapper.noted[0].flatten()})
    return cases


@torch.no_grad()
def write(folder: Path, built: Networks, pictures: dict) -> None:
    points = faces.DRAWN["drawn-upright"][2].place(faces.landmarks(203))
    pipeline = Pipeline(built, pictures["drawn-upright.png"][0], points)
    source = motions(41, 1)[0]
    source["t"][..., 2] = 0
    editor = _editor(pipeline)
    found = {
        "sliders": _sliders(editor),
        "source": plain_motion(source),
        "cases": _whole(editor, pipeline, source, points),
    }
    write_json(folder / "expressions.json", found)
