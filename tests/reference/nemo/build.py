"""Builds every fixture of the NeMo family: `python build.py [family ...]`. See README.md beside the fixtures."""

import json
import sys
from collections import Counter
from pathlib import Path

import numpy as np
import torch

import cases
import exporting
import observing
from hugging_face import build_ctc_of_hugging_face, build_sentence_pieces, build_wav2vec2
from mel import build_mel
from networks import CanaryDecoder, CanaryEncoder, CtcModel, DecoderJoint, TransducerEncoder
from vocabularies import LANGUAGES, canary_tokens, transducer_tokens, write_vocabulary

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures" / "nemo"
CASES = 72
# Found by trial: long, short and empty texts all occur.
BLANK_BIAS = {"parakeet-tdt": 16.5, "parakeet-rnnt": 27.0}
END_BIAS = 8.0


def prepare(name: str, tokens: list[str], config: dict) -> Path:
    folder = FIXTURES / name
    folder.mkdir(parents=True, exist_ok=True)
    write_vocabulary(tokens, folder / "vocab.txt")
    (folder / "config.json").write_text(json.dumps(config) + "\n")
    return folder


def report(name: str, made: list[dict], observer: observing.Observer, tokens: list[str]) -> None:
    lengths = [len(case["ids"]) for case in made]
    distinct = len({one for case in made for one in case["ids"]})
    repeats = sum(a == b for case in made for a, b in zip(case["ids"], case["ids"][1:]))
    on_a_frame = max((max(Counter(case["timesMs"]).values(), default=0) for case in made if "timesMs" in case), default=0)
    print(
        f"{name}: {len(made)} cases, tokens {min(lengths)}..{max(lengths)} (median {int(np.median(lengths))}), "
        f"{sum(n == 0 for n in lengths)} empty, {distinct} of {len(tokens)} ids, {repeats} repeats, "
        f"at most {on_a_frame} tokens on a frame, durations {sorted(observer.durations)}, "
        f"narrowest gap {observer.narrowest_gap:.4f}"
    )


def build_ctc() -> None:
    tokens = transducer_tokens()
    folder = prepare(
        "ctc", tokens, {"model_type": "nemo-conformer-ctc", "features_size": 80, "subsampling_factor": 8}
    )
    torch.manual_seed(11)
    network = CtcModel(80, 40, len(tokens), len(tokens) - 1, blank_bias=8.0)
    exporting.export_ctc(network, 80, folder / "model.onnx")
    made, observer = cases.collect(
        cases.load("nemo-conformer-ctc", folder), observing.watch_ctc, first_seed=1000, count=CASES
    )
    cases.write_cases(folder / "cases.json", made)
    report("ctc", made, observer, tokens)


def build_transducer(name: str, kind: str, seed: int, durations: int) -> None:
    tokens = transducer_tokens()
    folder = prepare(name, tokens, {"model_type": kind, "features_size": 128, "subsampling_factor": 8})
    torch.manual_seed(seed)
    encoder = TransducerEncoder(128, 40)
    joint = DecoderJoint(40, 32, len(tokens), durations, blank_bias=BLANK_BIAS[name])
    exporting.export_transducer(encoder, joint, 128, folder, external=durations > 0)
    made, observer = cases.collect(
        cases.load(kind, folder), observing.watch_transducer, first_seed=2000 + seed, count=CASES
    )
    cases.write_cases(folder / "cases.json", made)
    report(name, made, observer, tokens)


def canary_options(index: int) -> dict:
    """By turns: every language, its translations from and into English, punctuation said, denied or left out."""
    code = LANGUAGES[index % len(LANGUAGES)]
    options = [
        {"language": code},
        {"language": code, "target_language": "en"},
        {"language": "en", "target_language": code},
        {},
    ][(index // 2) % 4]
    punctuation = [None, True, False][index % 3]
    return options if punctuation is None else options | {"pnc": punctuation}


def build_canary() -> None:
    tokens = canary_tokens()
    folder = prepare(
        "canary",
        tokens,
        {
            "model_type": "nemo-conformer-aed",
            "features_size": 128,
            "subsampling_factor": 8,
            "max_sequence_length": 64,
        },
    )
    torch.manual_seed(31)
    encoder = CanaryEncoder(128, 48)
    decoder = CanaryDecoder(len(tokens), 48, layers=3, heads=4, longest=64)
    with torch.no_grad():
        # A token speaks against itself: without this, random weights say one word for ever.
        decoder.head.weight -= 3 * decoder._embedding.token_embedding.weight
        for index, token in enumerate(tokens):
            if token.startswith("<"):
                # Markers are dropped from the text; the others never come out of a trained model.
                decoder.head.bias[index] -= 1.5 if token.startswith("<|") else 100.0
        decoder.head.bias[tokens.index("<|endoftext|>")] += END_BIAS
    exporting.export_canary(encoder, decoder, 128, folder)
    made, observer = cases.collect(
        cases.load("nemo-conformer-aed", folder),
        observing.watch_canary,
        first_seed=4000,
        count=96,
        options_of=canary_options,
    )
    cases.write_cases(folder / "cases.json", made)
    report("canary", made, observer, tokens)


BUILDERS = {
    "mel": lambda: build_mel(FIXTURES / "mel"),
    "ctc": build_ctc,
    "ctc-hugging-face": lambda: build_ctc_of_hugging_face(FIXTURES / "ctc-hugging-face"),
    "wav2vec2": lambda: build_wav2vec2(FIXTURES / "wav2vec2"),
    "sentence-pieces": lambda: build_sentence_pieces(FIXTURES / "sentence-pieces"),
    "parakeet-tdt": lambda: build_transducer("parakeet-tdt", "nemo-conformer-tdt", 21, 5),
    "parakeet-rnnt": lambda: build_transducer("parakeet-rnnt", "nemo-conformer-rnnt", 22, 0),
    "canary": build_canary,
}

if __name__ == "__main__":
    torch.set_num_threads(1)
    for family in sys.argv[1:] or BUILDERS:
        BUILDERS[family]()
