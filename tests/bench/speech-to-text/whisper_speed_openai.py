"""Runs openai-whisper for the speed bench, with random weights of the shape that the folder's config.json says.

The protocol is that of whisper_speed_ctranslate2.py.
"""

import json
import sys
import time
from importlib.metadata import version
from pathlib import Path

import torch
from whisper.decoding import DecodingOptions, DecodingTask
from whisper.model import ModelDimensions, Whisper

END_OF_TEXT = 50257
# From end of text on nothing is generated, so that every row is as long as was asked.
SUPPRESSED = list(range(END_OF_TEXT, 51865))


def milliseconds(work):
    start = time.perf_counter()
    result = work()
    return result, 1000 * (time.perf_counter() - start)


def load(folder):
    config = json.loads((Path(folder) / "config.json").read_text())
    torch.manual_seed(0)
    return Whisper(
        ModelDimensions(
            n_mels=config["num_mel_bins"],
            n_audio_ctx=config["max_source_positions"],
            n_audio_state=config["d_model"],
            n_audio_head=config["encoder_attention_heads"],
            n_audio_layer=config["encoder_layers"],
            n_vocab=config["vocab_size"],
            n_text_ctx=config["max_target_positions"],
            n_text_state=config["d_model"],
            n_text_head=config["decoder_attention_heads"],
            n_text_layer=config["decoder_layers"],
        )
    ).eval()


@torch.inference_mode()
def measure(model, rows, tokens):
    noise = torch.randn(rows, model.dims.n_mels, 3000, generator=torch.Generator().manual_seed(0))
    encoded, encode = milliseconds(lambda: model.encoder(noise))

    def generate(count):
        options = DecodingOptions(
            language="en", without_timestamps=True, sample_len=count, suppress_tokens=SUPPRESSED, fp16=False
        )
        return DecodingTask(model, options).run(encoded)

    _, first = milliseconds(lambda: generate(1))
    results, everything = milliseconds(lambda: generate(tokens))
    return {"encode": encode, "first": first, "all": everything, "tokens": len(results[0].tokens)}


def main():
    loaded = (None, None)
    print(json.dumps({"version": version("openai-whisper")}), flush=True)
    for line in sys.stdin:
        work = json.loads(line)
        torch.set_num_threads(work["threads"])
        if loaded[0] != work["folder"]:
            loaded = (work["folder"], load(work["folder"]))
        print(json.dumps(measure(loaded[1], work["rows"], work["tokens"])), flush=True)


main()
