"""The published pipeline itself, with small networks, known landmarks and templates of motion in place of videos."""

import pickle
import tempfile
from pathlib import Path

import cv2
import numpy as np
import torch

import published
from networks import Networks

Motions = list[dict]
"""Of each frame: pitch, yaw, roll, t, exp, scale and kp, as the motion extractor's, angles in degrees."""


class _Landmarks:
    """In place of detector and landmark network."""

    def __init__(self, points: np.ndarray):
        self.points = points

    def get(self, *_args, **_options) -> list:
        return [type("Face", (), {"landmark_2d_106": self.points})()]

    def run(self, *_args) -> np.ndarray:
        return self.points


def _wrapper(built: Networks, settings: dict):
    """The published wrapper around given networks; it notes the keypoints of every frame, and draws where told to."""
    wrapper_module = published.module("live_portrait_wrapper")
    base = wrapper_module.LivePortraitWrapper

    class Noting(base):
        def __init__(self):
            self.inference_cfg = wrapper_module.InferenceConfig(flag_use_half_precision=False, **settings)
            self.device = "cpu"
            self.compile = False
            self.appearance_feature_extractor = built.appearance
            self.motion_extractor = built.motion
            self.warping_module, self.spade_generator = built.warping, built.generator
            self.stitching_retargeting_module = {"stitching": built.stitching, "eye": built.eye, "lip": built.lip}
            self.noted, self.drawn, self.draws, self.given = [], [], False, None

        def get_kp_info(self, x, **options):
            return {k: v.clone() for k, v in self.given.items()} if self.given else super().get_kp_info(x, **options)

        def extract_feature_3d(self, x):
            return super().extract_feature_3d(x) if self.draws else torch.zeros(1)

        def warp_decode(self, feature_3d, kp_source, kp_driving):
            self.source = kp_source.clone()
            self.noted.append(kp_driving[0].clone())
            if not self.draws:
                return {"out": torch.zeros(1, 3, 512, 512)}
            found = super().warp_decode(feature_3d, kp_source, kp_driving)
            self.drawn.append(self.parse_output(found["out"])[0])
            return found

    return Noting()


def template(motions: Motions, eyes: list, lips: list) -> dict:
    """As the published pipeline writes it from a driving video."""
    rotation = published.module("utils.camera").get_rotation_matrix
    frames = [
        {
            **{name: np.asarray(motion[name].numpy(), np.float32) for name in ("scale", "exp", "t", "kp")},
            "R": rotation(motion["pitch"], motion["yaw"], motion["roll"]).numpy().astype(np.float32),
        }
        for motion in motions
    ]
    return {"n_frames": len(motions), "output_fps": 25, "motion": frames, "c_eyes_lst": eyes, "c_lip_lst": lips}


class Pipeline:
    """Runs `LivePortraitPipeline.execute` of the published code on one picture."""

    def __init__(self, built: Networks, picture: np.ndarray, points: np.ndarray, **settings):
        pipeline_module = published.module("live_portrait_pipeline")
        cropper_module = published.module("utils.cropper")
        self.pasted: list[np.ndarray] = []
        pipeline_module.images2video = self._keep
        pipeline_module.concat_frames = lambda *_: [picture]
        pipeline_module.track = lambda frames, **_: frames
        pipeline_module.log = lambda *_, **__: None
        self.pipeline = object.__new__(pipeline_module.LivePortraitPipeline)
        self.wrapper = self.pipeline.live_portrait_wrapper = _wrapper(built, settings)
        self.cropper = self.pipeline.cropper = object.__new__(cropper_module.Cropper)
        self.cropper.crop_cfg, self.cropper.image_type = cropper_module.CropConfig(), "human_face"
        self.cropper.face_analysis_wrapper = self.cropper.human_landmark_runner = _Landmarks(points)
        self.picture = picture

    def _keep(self, frames: list, **_options) -> None:
        self.pasted = frames

    def crop(self) -> dict:
        return self.cropper.crop_source_image(self.picture, self.cropper.crop_cfg)

    def run(self, driving: dict, draw: bool = False, source: dict | None = None) -> list[torch.Tensor]:
        """The keypoints of every frame; `wrapper.drawn` and `pasted` hold pictures where `draw`."""
        self.wrapper.noted, self.wrapper.drawn, self.wrapper.draws, self.wrapper.given = [], [], draw, source
        with tempfile.TemporaryDirectory() as folder:
            paths = [str(Path(folder) / name) for name in ("source.png", "driving.pkl")]
            cv2.imwrite(paths[0], self.picture[..., ::-1])
            Path(paths[1]).write_bytes(pickle.dumps(driving))
            argument = published.module("config.argument_config").ArgumentConfig
            self.pipeline.execute(argument(source=paths[0], driving=paths[1], output_dir=folder))
            if driving["n_frames"] == 1 and draw:
                written = cv2.imread(str(Path(folder) / "source--driving.jpg"))
                self.pasted = [written[..., ::-1]]
        return self.wrapper.noted
