"""Runs coqui-tts' own inference_stream for the speed bench, on weights prepared by xtts_speed_weights.py.

It first prints {"version"}. Then, for each line of JSON on standard input, {"folder", "threads", "text", "language",
"speaker", "tokens", "requests"}, one line: {"first": [...], "all": [...], "audioSeconds", "peakBytes"}. `first` and
`all` are milliseconds, from the moment at which all requests are there, to each one's first audio and to its last;
they are served one after another, since the reference cannot do otherwise. `audioSeconds` is of all requests together,
`peakBytes` the most memory that the process has had.
"""

import json
import logging
import resource
import sys
import time
from importlib.metadata import version
from pathlib import Path

import torch
from TTS.tts.configs.xtts_config import XttsConfig
from TTS.tts.models.xtts import Xtts

OUTPUT_RATE = 24000


def load(folder: str) -> Xtts:
    checkpoint = Path(folder) / "checkpoint"
    config = XttsConfig()
    config.load_json(str(checkpoint / "config.json"))
    model = Xtts.init_from_config(config)
    model.load_checkpoint(config, checkpoint_dir=str(checkpoint), eval=True)
    return model


def speak(model: Xtts, work: dict):
    """The reference's defaults: 20 tokens a chunk, temperature 0.75, top-k 50, top-p 0.85, repetition penalty 10."""
    voice = model.speaker_manager.speakers[work["speaker"]]
    return model.inference_stream(
        work["text"],
        work["language"],
        voice["gpt_cond_latent"],
        voice["speaker_embedding"],
        max_new_tokens=work["tokens"],
    )


def measure(model: Xtts, work: dict) -> dict:
    start = time.perf_counter()
    first, everything, samples = [], [], 0
    for _ in range(work["requests"]):
        for index, chunk in enumerate(speak(model, work)):
            samples += len(chunk.cpu().numpy())
            if index == 0:
                first.append(1000 * (time.perf_counter() - start))
        everything.append(1000 * (time.perf_counter() - start))
    return {
        "first": first,
        "all": everything,
        "audioSeconds": samples / OUTPUT_RATE,
        "peakBytes": 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss,
    }


def main() -> None:
    logging.getLogger("transformers").setLevel(logging.ERROR)
    loaded = (None, None)
    print(json.dumps({"version": version("coqui-tts")}), flush=True)
    for line in sys.stdin:
        work = json.loads(line)
        torch.set_num_threads(work["threads"])
        torch.manual_seed(0)
        if loaded[0] != work["folder"]:
            loaded = (work["folder"], load(work["folder"]))
            measure(loaded[1], {**work, "tokens": 4, "requests": 1})
        print(json.dumps(measure(loaded[1], work)), flush=True)


main()
