"""Writes Kokoro at its full size with random weights, as the public exports lay it out: kokoro_speed_weights.py FOLDER

Every symbol lasts 4 frames of 25 ms, so that both sides speak equally long. Needs torch, transformers, onnx,
onnxruntime and the package `kokoro` (without what its pipelines need).
"""

import importlib.util
import json
import sys
import types
from pathlib import Path

import numpy as np
import torch

# hexgrad/Kokoro-82M, config.json
CONFIG = {
    "istftnet": {
        "upsample_kernel_sizes": [20, 12],
        "upsample_rates": [10, 6],
        "gen_istft_hop_size": 5,
        "gen_istft_n_fft": 20,
        "resblock_dilation_sizes": [[1, 3, 5], [1, 3, 5], [1, 3, 5]],
        "resblock_kernel_sizes": [3, 7, 11],
        "upsample_initial_channel": 512,
    },
    "dropout": 0.2,
    "hidden_dim": 512,
    "max_dur": 50,
    "n_layer": 3,
    "n_mels": 80,
    "n_token": 178,
    "style_dim": 128,
    "text_encoder_kernel_size": 5,
    "plbert": {
        "hidden_size": 768,
        "num_attention_heads": 12,
        "intermediate_size": 2048,
        "max_position_embeddings": 512,
        "num_hidden_layers": 12,
        "dropout": 0.1,
    },
    "vocab": {},
}
VOICE = "af_heart"
FRAMES_A_SYMBOL = 4


def kokoro_model_module():
    """kokoro.model without the package's own __init__, which loads pipelines and their dependencies."""
    package = types.ModuleType("kokoro")
    package.__path__ = importlib.util.find_spec("kokoro").submodule_search_locations
    sys.modules["kokoro"] = package
    return importlib.import_module("kokoro.model")


def build(module):
    torch.manual_seed(0)
    saved = torch.load
    torch.load = lambda *_args, **_options: {}
    try:
        model = module.KModel(repo_id="random", config=CONFIG, model="random", disable_complex=True).eval()
    finally:
        torch.load = saved
    projection = model.predictor.duration_proj.linear_layer
    share = FRAMES_A_SYMBOL / CONFIG["max_dur"]
    with torch.no_grad():
        projection.weight.zero_()
        projection.bias.fill_(float(np.log(share / (1 - share))))
    return model


class Exported(torch.nn.Module):
    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, input_ids, style, speed):
        waveform, durations = self.model.forward_with_tokens(input_ids, style, speed)
        return waveform.reshape(1, -1), durations.reshape(1, -1)


def export(model, file):
    ids = torch.randint(1, 170, (1, 50))
    with torch.no_grad():
        torch.onnx.export(
            Exported(model),
            (ids, torch.randn(1, 256), torch.ones(1)),
            file,
            input_names=["input_ids", "style", "speed"],
            output_names=["waveform", "durations"],
            dynamic_axes={"input_ids": {1: "length"}, "waveform": {1: "samples"}, "durations": {1: "length"}},
            opset_version=17,
            dynamo=False,
        )


def write_tokenizer(folder, vocabulary):
    tokenizer = {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [],
        "normalizer": None,
        "pre_tokenizer": {
            "type": "Split",
            "pattern": {"Regex": ""},
            "behavior": "Isolated",
            "invert": False,
        },
        "post_processor": {
            "type": "TemplateProcessing",
            "single": [
                {"SpecialToken": {"id": "$", "type_id": 0}},
                {"Sequence": {"id": "A", "type_id": 0}},
                {"SpecialToken": {"id": "$", "type_id": 0}},
            ],
            "pair": [],
            "special_tokens": {"$": {"id": "$", "ids": [0], "tokens": ["$"]}},
        },
        "decoder": None,
        "model": {"type": "WordLevel", "vocab": {"$": 0, **vocabulary}, "unk_token": "$"},
    }
    (folder / "tokenizer.json").write_text(json.dumps(tokenizer, ensure_ascii=False))
    (folder / "tokenizer_config.json").write_text(
        json.dumps({"tokenizer_class": "PreTrainedTokenizer", "model_max_length": 512, "unk_token": "$"})
    )
    (folder / "config.json").write_text(json.dumps({"model_type": "style_text_to_speech_2"}))


def main():
    folder = Path(sys.argv[1])
    vocabulary = json.loads(sys.stdin.read())
    (folder / "onnx").mkdir(parents=True, exist_ok=True)
    (folder / "voices").mkdir(exist_ok=True)
    model = build(kokoro_model_module())
    print(f"{sum(p.numel() for p in model.parameters()) / 1e6:.1f} million parameters", file=sys.stderr)
    export(model, str(folder / "onnx" / "model.onnx"))
    styles = np.random.default_rng(0).standard_normal((510, 256)).astype(np.float32) * 0.1
    (folder / "voices" / f"{VOICE}.bin").write_bytes(styles.tobytes())
    write_tokenizer(folder, vocabulary)
    (folder / "complete").touch()


main()
