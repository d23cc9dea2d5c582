"""Exports WORK/ctc.pt in the NeMo form that onnx-asr reads: `python export_ctc.py WORK FIXTURES/ctc`."""

import json
import sys
from pathlib import Path

import onnx
import torch

from ctc_network import SUBSAMPLING
from features import MEL_BINS
from train_ctc import Trainee
from vocabulary import ctc_pieces


def main(work: Path, folder: Path) -> None:
    trainee = Trainee()
    trainee.load_state_dict(torch.load(work / "ctc.pt"))
    folder.mkdir(parents=True, exist_ok=True)
    torch.onnx.export(
        trainee.network.eval(), (torch.randn(2, MEL_BINS, 200), torch.tensor([200, 120])), str(folder / "model.onnx"),
        input_names=["audio_signal", "length"], output_names=["logprobs"], opset_version=18, dynamo=False,
        dynamic_axes={
            "audio_signal": {0: "audio_signal_dynamic_axes_1", 2: "audio_signal_dynamic_axes_2"},
            "length": {0: "length_dynamic_axes_1"},
            "logprobs": {0: "logprobs_dynamic_axes_1", 1: "logprobs_dynamic_axes_2"},
        },
    )
    onnx.checker.check_model(str(folder / "model.onnx"))
    lines = [f"{piece} {index}\n" for index, piece in enumerate([*ctc_pieces(), "<blk>"])]
    (folder / "vocab.txt").write_text("".join(lines), encoding="utf-8")
    config = {"model_type": "nemo-conformer-ctc", "features_size": MEL_BINS, "subsampling_factor": SUBSAMPLING}
    (folder / "config.json").write_text(json.dumps(config, indent=2) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
