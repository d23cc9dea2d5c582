"""From what the networks for faces and landmarks answer to faces and points, by the published code."""

from pathlib import Path

import cv2
import numpy as np

import faces
import published
from writing import picture_samples, write_json

STRIDES = (8, 16, 32)
SIDE = 512


class _Answers:
    """In place of a session: keeps what it was asked, answers what it was given."""

    def __init__(self, answers: list[np.ndarray]):
        self.answers, self.asked = answers, None

    def run(self, _names, inputs: dict) -> list[np.ndarray]:
        (self.asked,) = inputs.values()
        return [answer.copy() for answer in self.answers]


def _scale(picture: np.ndarray) -> float:
    height, width = picture.shape[:2]
    return SIDE / max(height, width)


def _anchors(picture: np.ndarray, placed: faces.Placement, random: np.random.Generator) -> list[dict]:
    """Answers around one face, around a smaller one elsewhere, and a few of noise, at every stride."""
    found, scale = [], _scale(picture)
    second = faces.Placement(placed.x * 0.3, placed.y * 0.4, placed.eyes * 0.5, -8)
    for face, best in ((placed, 0.92), (second, 0.71)):
        five = face.place(faces.landmarks(5)) * scale
        reach = face.eyes * scale
        box = np.array([*(five.mean(axis=0) - 1.3 * reach), *(five.mean(axis=0) + 1.3 * reach)])
        for stride in STRIDES:
            for _ in range(7):
                column, row = ((five.mean(axis=0) + random.normal(0, 0.4 * reach, 2)) // stride).astype(int)
                cells = SIDE // stride
                if not (0 <= column < cells and 0 <= row < cells):
                    continue
                center = np.array([column, row]) * stride
                noisy = box + random.normal(0, 0.06 * reach, 4)
                found.append(
                    {
                        "stride": stride,
                        "index": int(2 * (row * cells + column) + random.integers(2)),
                        "score": best - random.uniform(0, 0.6),
                        "box": np.concatenate([center - noisy[:2], noisy[2:] - center]) / stride,
                        "points": ((five + random.normal(0, 0.03 * reach, (5, 2)) - center) / stride).reshape(-1),
                    }
                )
    for _ in range(6):
        stride = int(random.choice(STRIDES))
        found.append(
            {
                "stride": stride,
                "index": int(random.integers(2 * (SIDE // stride) ** 2)),
                "score": random.uniform(0.05, 0.3),
                "box": random.uniform(1, 3, 4),
                "points": random.uniform(-2, 2, 10),
            }
        )
    return list({(anchor["stride"], anchor["index"]): anchor for anchor in found}.values())


def _outputs(anchors: list[dict], background: float) -> list[np.ndarray]:
    counts = [2 * (SIDE // stride) ** 2 for stride in STRIDES]
    outputs = [
        np.full((count, width), background if width == 1 else 0, np.float32) for width in (1, 4, 10) for count in counts
    ]
    for anchor in anchors:
        place = STRIDES.index(anchor["stride"])
        for offset, name in enumerate(("score", "box", "points")):
            outputs[place + 3 * offset][anchor["index"]] = anchor[name]
    return outputs


def _detector(session: _Answers, threshold: float):
    detector = object.__new__(published.module("utils.dependencies.insightface.model_zoo.scrfd").SCRFD)
    detector.session, detector.input_name, detector.output_names = session, "input.1", []
    detector.center_cache, detector.nms_thresh, detector.det_thresh = {}, 0.4, threshold
    detector.input_size, detector.input_mean, detector.input_std = (SIDE, SIDE), 127.5, 128.0
    detector.batched, detector.use_kps, detector.fmc, detector._num_anchors = False, True, 3, 2
    detector._feat_stride_fpn = list(STRIDES)
    return detector


def _landmarks_of_106(picture: np.ndarray, box: np.ndarray, random: np.random.Generator) -> dict:
    zoo = published.module("utils.dependencies.insightface.model_zoo.landmark")
    answer = random.uniform(-0.9, 0.9, (1, 212)).astype(np.float32)
    network, session = object.__new__(zoo.Landmark), _Answers([answer])
    network.session, network.input_name, network.output_names = session, "data", ["fc1"]
    network.input_mean, network.input_std, network.input_size = 0.0, 1.0, (192, 192)
    network.lmk_num, network.require_pose, network.taskname = 106, False, "landmark_2d_106"
    face = published.module("utils.dependencies.insightface.app.common").Face(bbox=box)
    points = network.get(np.ascontiguousarray(picture[..., ::-1]), face)
    crop = session.asked[0].transpose(1, 2, 0).astype(np.uint8)
    return {"answer": answer[0], "crop": picture_samples(crop, 12, 3), "points": points}


def _landmarks_of_203(picture: np.ndarray, before: np.ndarray, random: np.random.Generator) -> dict:
    runner_class = published.module("utils.human_landmark_runner").LandmarkRunner
    answer = random.uniform(0.1, 0.9, (1, 406)).astype(np.float32)
    session = _Answers([np.zeros((1, 214), np.float32), np.zeros((1, 262), np.float32), answer])
    runner = object.__new__(runner_class)
    runner.session, runner.dsize = session, 224
    points = runner.run(picture, before)
    crop = (session.asked[0].transpose(1, 2, 0) * 255).round().astype(np.uint8)
    return {"answer": answer[0], "crop": picture_samples(crop, 13, 3), "points": points}


def _insightface(pictures: dict) -> list[dict]:
    cases = []
    for number, (name, (picture, placed)) in enumerate(pictures.items()):
        random = np.random.default_rng(100 + number)
        anchors = _anchors(picture, placed, random)
        case = {"picture": name, "anchors": anchors, "background": 0.01, "detections": []}
        for threshold in (0.1, 0.5):
            session = _Answers(_outputs(anchors, case["background"]))
            detector = _detector(session, threshold)
            detections, five = detector.detect(np.ascontiguousarray(picture[..., ::-1]))
            given = (session.asked[0].transpose(1, 2, 0) * 128 + 127.5).round().astype(np.uint8)
            case["input"] = picture_samples(given, 11, 3)
            case["detections"].append(
                {"threshold": threshold, "boxes": detections[:, :4], "scores": detections[:, 4], "points": five}
            )
        largest = max(detections[:, :4], key=lambda box: (box[2] - box[0]) * (box[3] - box[1]))
        case["of106"] = _landmarks_of_106(picture, largest, random)
        case["of203"] = _landmarks_of_203(picture, case["of106"]["points"], random)
        case["of203Tracked"] = _landmarks_of_203(picture, case["of203"]["points"], random)
        cases.append(case)
    return cases


def _blaze_answers(placed: faces.Placement, size: tuple[int, int], random: np.random.Generator) -> list[dict]:
    """Raw answers of anchors near the face: box and six points in pixels of 128 x 128, from the anchor's centre."""
    width, height = size
    scale = np.array([128 / width, 128 / height])
    five = placed.place(faces.landmarks(5)) * scale
    points = np.stack([five[0], five[1], five[2], five[3:].mean(axis=0), five[0] - [9, 0], five[1] + [9, 0]])
    middle, reach = five.mean(axis=0), 2.4 * placed.eyes * scale
    found = []
    for _ in range(9):
        index = int(random.integers(896))
        center = _blaze_center(index)
        box = [*(middle + random.normal(0, 1, 2) - center), *(reach * random.uniform(0.92, 1.08, 2))]
        found.append(
            {"index": index, "logit": random.uniform(0.4, 4), "answer": [*box, *(points - center).reshape(-1)]}
        )
    found.append({"index": 3, "logit": 1.1, "answer": [4, 5, 20, 22, *random.uniform(-5, 5, 12)]})
    return list({anchor["index"]: anchor for anchor in found}.values())


def _blaze_center(index: int) -> np.ndarray:
    """512 anchors, two to each cell of 16 x 16; then 384, six to each cell of 8 x 8."""
    cells, each, start = (16, 2, 0) if index < 512 else (8, 6, 512)
    cell = (index - start) // each
    return (np.array([cell % cells, cell // cells]) + 0.5) * 128 / cells


def _mediapipe(pictures: dict, ditto: Path) -> list[dict]:
    np.atan2 = np.arctan2  # NumPy 2's name, which Ditto uses
    aux = published.package(ditto / "core", "ditto_core", "aux_models.mediapipe_landmark478")
    cases = []
    for number, (name, (picture, placed)) in enumerate(pictures.items()):
        random = np.random.default_rng(200 + number)
        side = min(picture.shape[:2])
        square = np.ascontiguousarray(picture[:side, :side])
        anchors = _blaze_answers(placed, (side, side), random)
        regressors, logits = np.zeros((1, 896, 16), np.float32), np.full((1, 896, 1), -9, np.float32)
        for anchor in anchors:
            regressors[0, anchor["index"]] = anchor["answer"]
            logits[0, anchor["index"]] = anchor["logit"]
        mesh = np.zeros((478, 3), np.float32)
        mesh[:, :2] = random.uniform(30, 226, (478, 2))
        mesh[:, 2] = random.uniform(-30, 30, 478)
        detector_session = _Answers([regressors, logits])
        mesh_session = _Answers([mesh.reshape(1, 1, 1, 1434), np.zeros(1), np.zeros(1)])
        blaze, face_mesh = _blaze(aux, detector_session), _face_mesh(aux, mesh_session)
        found = blaze(square)
        roi = _roi(aux, found[0].copy(), square)
        detected_input = ((detector_session.asked[0] + 1) * 127.5).round().astype(np.uint8)
        points = face_mesh(square, roi)
        crop = (mesh_session.asked[0] * 255).round().astype(np.uint8)
        cases.append(
            {
                "picture": name,
                "side": side,
                "anchors": anchors,
                "background": -9,
                "input": picture_samples(detected_input, 14, 3),
                "faces": found,
                "region": roi,
                "mesh": mesh.reshape(-1),
                "crop": picture_samples(crop, 15, 3),
                "points": points,
            }
        )
    return cases


def _blaze(aux, session: _Answers):
    aux.BlazeFace.__init__.__globals__["load_model"] = lambda *_args, **_options: (session, "onnx")
    return aux.BlazeFace("")


def _face_mesh(aux, session: _Answers):
    aux.FaceMesh.__init__.__globals__["load_model"] = lambda *_args, **_options: (session, "onnx")
    return aux.FaceMesh("")


def _roi(aux, box: np.ndarray, square: np.ndarray) -> np.ndarray:
    """As `Landmark478.get` calls for it."""
    scale = square.shape[0] / 128
    box[:4] = box[:4] * scale
    eyes = [(box[4], box[5]), (box[6], box[7])]
    return aux.bbox_to_roi(box, square.shape[1::-1], rotation_keypoints=eyes, scale=(1.5, 1.5))


def write(folder: Path, pictures: dict, ditto: Path) -> None:
    cv2.setNumThreads(0)
    write_json(
        folder / "face-detection.json", {"scrfd": _insightface(pictures), "mediapipe": _mediapipe(pictures, ditto)}
    )
