"""`python -m parley_xtts convert <checkpoint> <bundle> --accept-cpml`, `python -m parley_xtts verify <bundle>`."""

import argparse
import sys
from pathlib import Path

from .refusal import Refusal, require_licence


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="parley_xtts", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    converting = commands.add_parser("convert", help="write the ONNX bundle of a Coqui checkpoint")
    converting.add_argument(
        "checkpoint", type=Path, help="folder with model.pth, config.json, vocab.json, speakers_xtts.pth"
    )
    converting.add_argument("bundle", type=Path, help="folder to write, new or empty")
    converting.add_argument("--accept-cpml", action="store_true", help="I accept the Coqui Public Model License")
    converting.add_argument("--revision", default="unknown", help="the checkpoint's commit, kept in the manifest")
    converting.add_argument("--without-int8", action="store_true", help="leave out gpt_model_int8.onnx")
    converting.add_argument("--without-speakers", action="store_true", help="leave out the built-in speakers")
    verifying = commands.add_parser("verify", help="check a bundle's hashes and golden vectors")
    verifying.add_argument("bundle", type=Path)
    return parser.parse_args()


def main() -> int:
    arguments = parse()
    try:
        if arguments.command == "convert":
            require_licence(arguments.accept_cpml)
            from .convert import convert

            convert(
                arguments.checkpoint,
                arguments.bundle,
                arguments.revision,
                not arguments.without_int8,
                arguments.without_speakers,
            )
        from .verify import verify

        faults = verify(arguments.bundle)
    except Refusal as refusal:
        print(f"Not converted: {refusal}", file=sys.stderr)
        return 2
    for fault in faults:
        print(fault, file=sys.stderr)
    print(f"{arguments.bundle}: " + ("not usable" if faults else "as it must be"))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
