"""Runs onnx-asr on seeded cases and keeps what it said."""

import json
from pathlib import Path

import numpy as np
import onnx_asr

from observing import Observer
from waveforms import case_waveforms, waveform

# Runtimes differ in the sixth digit; a greedy choice that leads by less proves nothing.
NARROWEST_GAP = 2e-3


def rounded(values, digits: int = 5):
    return [round(float(value), digits) for value in values]


def collect(model, watch, first_seed: int, count: int, options_of=lambda index: {}) -> tuple[list[dict], Observer]:
    """`count` cases of which every greedy choice was clear. Ids are read off before they become text."""
    recognizer = model.asr
    everything = Observer()
    decode_tokens = recognizer._decode_tokens
    seen: list[list[int]] = []

    def keep_ids(ids, indices, logprobs):
        ids = [int(one) for one in ids]
        seen.append(ids)
        return decode_tokens(ids, indices, logprobs)

    recognizer._decode_tokens = keep_ids
    observer = Observer()
    watch(recognizer, observer)
    cases = []
    for source in case_waveforms(first_seed):
        if len(cases) == count:
            break
        observer.narrowest_gap = np.inf
        options = options_of(len(cases))
        result = model.with_timestamps().recognize(waveform(source), sample_rate=16_000, **options)
        if observer.narrowest_gap < NARROWEST_GAP:
            continue
        case = {"waveform": source}
        if options:
            case["options"] = options
        case |= {"ids": seen[-1], "text": result.text}
        if result.timestamps is not None:
            case["timesMs"] = [round(1000 * time) for time in result.timestamps]
        if result.logprobs is not None:
            case["logProbabilities"] = rounded(result.logprobs)
        cases.append(case)
        everything.narrowest_gap = min(everything.narrowest_gap, observer.narrowest_gap)
    everything.durations = observer.durations
    return cases, everything


def load(kind: str, folder: Path):
    return onnx_asr.load_model(kind, folder, providers=["CPUExecutionProvider"])


def write_cases(path: Path, cases: list[dict]) -> None:
    lines = ",\n".join(json.dumps(case, ensure_ascii=False, separators=(",", ":")) for case in cases)
    path.write_text(f"[\n{lines}\n]\n", encoding="utf-8")
