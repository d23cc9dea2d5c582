"""Writes tests/fixtures/xtts. Run as `python tests/reference/xtts/generate.py [part ...]`; no part means all."""

import shutil
import sys
import tempfile
from pathlib import Path

import torch

REPOSITORY = Path(__file__).resolve().parents[3]
sys.path.append(str(REPOSITORY / "docker" / "models" / "xtts"))

import conditioning_cases
import gpt_cases
import network
import utterance_cases
import vocoder_cases
from parley_xtts.convert import convert
from parley_xtts.verify import verify
from writing import Values, write_cases

FIXTURES = REPOSITORY / "tests" / "fixtures" / "xtts"


def write_bundle(checkpoint: Path) -> None:
    folder = FIXTURES / "tiny-random"
    shutil.rmtree(folder, ignore_errors=True)
    with network.small_modules():
        convert(checkpoint, folder, f"random weights, seed {network.SEED}", with_int8=True)
    assert verify(folder) == []


def write_gpt(checkpoint: Path) -> None:
    model, values = network.load(checkpoint), Values()
    greedy = gpt_cases.cases(model, values, gpt_cases.GREEDY, 40, 0)
    sampled = gpt_cases.cases(model, values, gpt_cases.SAMPLED, 44, 1000)
    limited = gpt_cases.cases(model, values, gpt_cases.LIMITED, 6, 2000)
    write_cases(FIXTURES, "gpt", greedy + sampled + limited, values)


def write_vocoder(checkpoint: Path) -> None:
    model, values = network.load(checkpoint), Values()
    waveforms = vocoder_cases.vocoder_cases(model, values)
    write_cases(FIXTURES, "vocoder", waveforms, values)
    values = Values()
    write_cases(FIXTURES, "speed", vocoder_cases.speed_cases(values), values)


def write_conditioning(checkpoint: Path) -> None:
    values = Values()
    write_cases(FIXTURES, "conditioning", conditioning_cases.cases(network.load(checkpoint), values), values)


def write_utterances(checkpoint: Path) -> None:
    values = Values()
    write_cases(FIXTURES, "utterances", utterance_cases.cases(network.load(checkpoint), values), values)


PARTS = {
    "bundle": write_bundle,
    "conditioning": write_conditioning,
    "gpt": write_gpt,
    "vocoder": write_vocoder,
    "utterances": write_utterances,
}


def main() -> None:
    torch.set_num_threads(1)
    FIXTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        checkpoint = Path(folder)
        network.write_checkpoint(checkpoint)
        for part in sys.argv[1:] or PARTS:
            PARTS[part](checkpoint)


if __name__ == "__main__":
    main()
