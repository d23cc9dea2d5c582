"""Writes tests/fixtures/liveportrait; the command is in the README beside the fixtures."""

import argparse
import sys
from pathlib import Path

import cv2
import torch

import published

REPOSITORY = Path(__file__).resolve().parents[3]
PARTS = ("networks", "pictures", "crops", "grid-sample", "motion", "frames", "expressions", "detection")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--liveportrait", type=Path, required=True, help="a checkout of KwaiVGI/LivePortrait")
    parser.add_argument("--faster", type=Path, required=True, help="a checkout of warmshao/FasterLivePortrait")
    parser.add_argument("--ditto", type=Path, required=True, help="a checkout of antgroup/ditto-talkinghead")
    parser.add_argument("--photographs", type=Path, default=REPOSITORY.parent / "shared" / "data" / "portraits")
    parser.add_argument("--fixtures", type=Path, default=REPOSITORY / "tests" / "fixtures" / "liveportrait")
    parser.add_argument("parts", nargs="*", default=PARTS, metavar="PART", help=" ".join(PARTS))
    return parser.parse_args()


def main(options: argparse.Namespace) -> None:
    torch.set_num_threads(1)
    import crop_cases
    import detection_cases
    import dialects
    import expression_cases
    import faces
    import frame_cases
    import grid_sample_cases
    import motion_cases
    import networks

    folder: Path = options.fixtures
    pictures = faces.read_all(options.photographs)
    built = networks.build(networks.SMALL)
    if "networks" in options.parts:
        dialects.export_all(built, folder / "networks")
    if "pictures" in options.parts:
        (folder / "pictures").mkdir(parents=True, exist_ok=True)
        for name in faces.DRAWN:
            cv2.imwrite(str(folder / "pictures" / f"{name}.png"), faces.draw(name)[..., ::-1])
    if "crops" in options.parts:
        crop_cases.write(folder, pictures, options.faster)
    if "grid-sample" in options.parts:
        grid_sample_cases.write(folder / "grid-sample")
    if "motion" in options.parts:
        motion_cases.write(folder, built, pictures, options.faster)
    if "frames" in options.parts:
        frame_cases.write(folder, built, pictures)
    if "expressions" in options.parts:
        expression_cases.write(folder, built, pictures)
    if "detection" in options.parts:
        detection_cases.write(folder, pictures, options.ditto)


if __name__ == "__main__":
    given = arguments()
    published.use(given.liveportrait.resolve())
    sys.exit(main(given))
