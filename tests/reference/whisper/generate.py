"""Writes tests/fixtures/whisper. Run as `python tests/reference/whisper/generate.py [part ...]`; no part means all."""

import json
import shutil
import sys
from importlib.metadata import version
from pathlib import Path

import numpy as np
import torch

import alignment_cases
import check_graphs
import decoding_cases
import export
import features
import language_cases
import model
import network
import tokenizer_cases
import transcription_cases
import vocabulary

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures" / "whisper"
PACKAGES = ("openai-whisper", "transformers", "optimum-onnx", "torch", "onnx", "onnxruntime", "numpy")
VARIANTS = (model.MULTILINGUAL, model.LARGE_V3, model.ENGLISH)
LARGEST_DIFFERENCE = 1e-3


def write_cases(name: str, cases: list[dict], **header) -> None:
    """A JSON file with one case a line."""
    lines = ",\n    ".join(json.dumps(case, ensure_ascii=False, separators=(",", ":")) for case in cases)
    fields = {"versions": {package: version(package) for package in PACKAGES}, **header}
    head = "".join(f'  "{key}": {json.dumps(value)},\n' for key, value in fields.items())
    (FIXTURES / name).write_text(f'{{\n{head}  "cases": [\n    {lines}\n  ]\n}}\n', encoding="utf-8")


def openai_network(variant: model.Variant):
    return model.openai_model(model.transformers_model(variant))


def write_graphs() -> None:
    kinds = [
        (model.MULTILINGUAL, "tiny-random", None),
        (model.MULTILINGUAL, "tiny-random_timestamped", export.TimestampedOnnxConfig),
        (model.LARGE_V3, "tiny-random-large-v3", None),
        (model.ENGLISH, "tiny-random.en", export.CachePositionOnnxConfig),
    ]
    for variant, name, kind in kinds:
        folder = FIXTURES / name
        shutil.rmtree(folder, ignore_errors=True)
        network = model.transformers_model(variant)
        export.export(network, variant, folder, kind)
        tokens = np.random.default_rng(1).integers(0, 50000, (2, 12))
        differences = check_graphs.largest_difference(network, folder, "", tokens)
        print(name, differences)
        assert max(differences.values()) < LARGEST_DIFFERENCE, name
    export.quantize(FIXTURES / "tiny-random")


def write_decoding() -> None:
    cases = []
    for variant in VARIANTS:
        multilingual = variant is model.MULTILINGUAL
        wanted = decoding_cases.multilingual_cases() if multilingual else decoding_cases.other_cases()
        network = openai_network(variant)
        cases += decoding_cases.greedy(network, variant, wanted)
        if multilingual:
            cases += decoding_cases.beam(network, variant, decoding_cases.beam_cases())
    write_cases("decoding.json", cases)


def write_transcription() -> None:
    cases = transcription_cases.run(
        openai_network(model.MULTILINGUAL), model.MULTILINGUAL, transcription_cases.plain_cases()
    )
    for variant in (model.LARGE_V3, model.ENGLISH):
        cases += transcription_cases.run(openai_network(variant), variant, transcription_cases.other_cases())
    write_cases("transcription.json", cases)


def write_words() -> None:
    variant = model.MULTILINGUAL
    cases = transcription_cases.run(openai_network(variant), variant, transcription_cases.word_cases())
    write_cases("word-transcription.json", cases)


def write_silence() -> None:
    variant = model.MULTILINGUAL
    cases = transcription_cases.run(openai_network(variant), variant, transcription_cases.silence_cases())
    write_cases("silence-transcription.json", cases)


def write_features() -> None:
    cases, values = features.spectrogram_cases()
    values.tofile(FIXTURES / "mel.f32")
    write_cases("mel.json", cases)


def write_network() -> None:
    cases = []
    for variant in VARIANTS:
        cases += network.network_cases(variant, FIXTURES / variant.name)
    write_cases("network.json", cases)


def write_languages() -> None:
    cases = []
    for variant in (model.MULTILINGUAL, model.LARGE_V3):
        cases += language_cases.language_cases(openai_network(variant), variant)
    write_cases("languages.json", cases)


def write_vocabulary() -> None:
    cases = [vocabulary.vocabulary_case(variant) for variant in VARIANTS]
    write_cases("vocabulary.json", cases, alignment_heads=vocabulary.alignment_heads())


def write_alignment() -> None:
    variant = model.MULTILINGUAL
    splits = alignment_cases.splitting_cases(model.LARGE_V3)
    write_cases("median-filter.json", alignment_cases.median_cases())
    write_cases("time-warping.json", alignment_cases.warping_cases())
    write_cases("word-splitting.json", splits)
    write_cases("punctuation.json", alignment_cases.punctuation_cases(splits))
    write_cases("alignment.json", alignment_cases.find_alignment_cases(openai_network(variant), variant))


def write_tokenizer() -> None:
    tables, shown, hashes = tokenizer_cases.tokenizer_cases()
    hashes.tofile(FIXTURES / "tokenizer.u32")
    write_cases("tokenizer.json", shown, count=len(hashes), tables=tables)


PARTS = {
    "graphs": write_graphs,
    "decoding": write_decoding,
    "transcription": write_transcription,
    "words": write_words,
    "silence": write_silence,
    "features": write_features,
    "network": write_network,
    "languages": write_languages,
    "vocabulary": write_vocabulary,
    "alignment": write_alignment,
    "tokenizer": write_tokenizer,
}


def main() -> None:
    torch.set_num_threads(1)
    for part in sys.argv[1:] or PARTS:
        PARTS[part]()


if __name__ == "__main__":
    main()
