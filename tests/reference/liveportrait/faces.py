"""Faces for the fixtures: drawn portraits, and landmarks of every kind placed on them or on photographs."""

from dataclasses import dataclass
from math import cos, radians, sin
from pathlib import Path

import cv2
import numpy as np


@dataclass(frozen=True)
class Placement:
    """Where a face is in a picture: the point between the eyes, the distance of the eyes, and its roll in degrees."""

    x: float
    y: float
    eyes: float
    roll: float

    def place(self, points: np.ndarray) -> np.ndarray:
        c, s = cos(radians(self.roll)), sin(radians(self.roll))
        turned = points @ np.array([[c, s], [-s, c]]) * self.eyes
        return (turned + [self.x, self.y]).astype(np.float32)


DRAWN = {
    "drawn-upright": (360, 480, Placement(182, 205, 78, 2)),
    "drawn-tilted": (420, 300, Placement(240, 122, 52, -24)),
    "drawn-cut-off": (201, 255, Placement(150, 60, 70, 11)),
}
"""Width, height and face. The last has odd sides and reaches beyond two edges."""

PHOTOGRAPHS = {
    "s0.jpg": Placement(300, 300, 110, 0),
    "s3.jpg": Placement(280, 330, 130, 6),
    "s12.jpg": Placement(190, 200, 80, -12),
    "s36.jpg": Placement(520, 200, 70, 17),
}
"""Photographs are only read; where the face is said to be need not be where it is."""


def draw(name: str) -> np.ndarray:
    """A portrait of simple shapes, RGB."""
    width, height, face = DRAWN[name]
    rows, columns = np.mgrid[0:height, 0:width]
    picture = np.stack([60 + 120 * columns / width, 90 + 80 * rows / height, 150 - 60 * columns / width], axis=-1)
    picture = np.ascontiguousarray(picture.astype(np.uint8))

    def oval(x: float, y: float, across: float, down: float, color: tuple[int, int, int]) -> None:
        center = face.place(np.array([[x, y]]))[0]
        axes = (round(across * face.eyes), round(down * face.eyes))
        cv2.ellipse(picture, tuple(int(v) for v in center.round()), axes, face.roll, 0, 360, color, -1, cv2.LINE_AA)

    oval(0, 2.6, 1.9, 1.2, (70, 60, 120))
    oval(0, 0.2, 1.25, 1.6, (60, 40, 30))
    oval(0, 0.4, 1.02, 1.4, (224, 182, 150))
    for side in (-0.5, 0.5):
        oval(side, 0, 0.24, 0.11, (250, 250, 250))
        oval(side, 0, 0.1, 0.1, (60, 90, 120))
        oval(side, 0, 0.045, 0.045, (10, 10, 10))
        oval(side, -0.3, 0.3, 0.045, (70, 45, 30))
    oval(0, 0.45, 0.1, 0.2, (206, 160, 130))
    oval(0, 0.95, 0.36, 0.12, (180, 70, 80))
    oval(0, 0.95, 0.3, 0.04, (90, 20, 30))
    return picture


def _ring(x: float, y: float, across: float, down: float, count: int) -> np.ndarray:
    """Points around an oval, from its left end clockwise."""
    angles = np.pi + 2 * np.pi * np.arange(count) / count
    return np.stack([x + across * np.cos(angles), y + down * np.sin(angles)], axis=-1)


def _scattered(count: int, seed: int) -> np.ndarray:
    random = np.random.default_rng(seed)
    return random.uniform([-1, -0.5], [1, 1.6], size=(count, 2))


def landmarks(count: int, lips_open: float = 0.1, eyes_open: float = 0.08) -> np.ndarray:
    """
    Landmarks of a frontal face, eyes one apart, the origin between them. The points that decide about crops and ratios
    are where a face has them; the others are somewhere in the face.
    """
    points = _scattered(count, count)
    left, right = _ring(-0.5, 0, 0.2, eyes_open, 24), _ring(0.5, 0, 0.2, eyes_open, 24)
    if count == 203:
        points[:24], points[24:48] = left, right
        points[48:84] = _ring(0, 0.95, 0.35, lips_open + 0.1, 36)
        points[84:108] = _ring(0, 0.95, 0.28, lips_open, 24)
    elif count == 106:
        points[[33, 35, 40, 39]] = left[[2, 14, 6, 18]]
        points[[87, 89, 94, 93]] = right[[2, 14, 6, 18]]
        points[[52, 61]] = [[-0.35, 0.95], [0.35, 0.96]]
    elif count == 478:
        points[[468, 473, 14]] = [[-0.5, 0.01], [0.5, -0.01], [0.01, 1.0]]
    elif count == 68:
        points[36:42], points[42:48] = _ring(-0.5, 0, 0.2, eyes_open, 6), _ring(0.5, 0, 0.2, eyes_open, 6)
        points[[30, 48, 54]] = [[0, 0.5], [-0.35, 0.95], [0.35, 0.96]]
    elif count == 101:
        points[39:51:3], points[51:63:3] = left[::6], right[::6]
        points[[75, 81]] = [[-0.35, 0.95], [0.35, 0.96]]
    elif count == 5:
        points = np.array([[-0.5, 0.02], [0.5, -0.02], [0.03, 0.5], [-0.33, 0.95], [0.35, 0.97]])
    return points


def read_photograph(folder: Path, name: str) -> np.ndarray:
    return np.ascontiguousarray(cv2.imread(str(folder / name), cv2.IMREAD_COLOR)[..., ::-1])


def read_all(photographs: Path) -> dict[str, tuple[np.ndarray, Placement]]:
    """Every picture, RGB, and where its face is said to be."""
    drawn = {f"{name}.png": (draw(name), place) for name, (_, _, place) in DRAWN.items()}
    return drawn | {name: (read_photograph(photographs, name), place) for name, place in PHOTOGRAPHS.items()}
