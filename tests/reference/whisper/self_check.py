"""Decodes every committed case again with the committed ONNX graphs under openai-whisper's rules, and reports margins.

Run as `python tests/reference/whisper/self_check.py`. It says how many cases come out with the same tokens, and how
near to a tie the nearest greedy case came.
"""

import json

import numpy as np
import torch
import whisper
import whisper.decoding

from audio import build_waveform, window
from check_graphs import OnnxWhisper, presents
from generate import FIXTURES, VARIANTS, openai_network
from margins import recorded_margins
from transcription_cases import same, transcribe


TRANSCRIPTIONS = ("transcription.json", "word-transcription.json", "silence-transcription.json")


class OnnxEncoder(torch.nn.Module):
    """Stands in for openai-whisper's encoder."""

    def __init__(self, graphs: OnnxWhisper):
        super().__init__()
        self.graphs = graphs

    def forward(self, mels: torch.Tensor) -> torch.Tensor:
        return torch.from_numpy(self.graphs.encode(mels.numpy()))


class OnnxInference(whisper.decoding.Inference):
    """Stands in for openai-whisper's cached decoder: the merged graph, prefill first and then single tokens."""

    def __init__(self, graphs: OnnxWhisper):
        self.graphs = graphs
        self.past: dict[str, np.ndarray] = {}
        self.encoded = np.empty(0)

    def logits(self, tokens: torch.Tensor, audio_features: torch.Tensor) -> torch.Tensor:
        if self.past:
            outputs = self.graphs.step(tokens[:, -1:].numpy(), self.encoded, self.past)
        else:
            self.encoded = audio_features.numpy().repeat(len(tokens) // len(audio_features), axis=0)
            outputs = self.graphs.prefill(tokens.numpy(), self.encoded)
            self.past = presents(outputs)
        return torch.from_numpy(outputs["logits"])

    def rearrange_kv_cache(self, source_indices: list[int]) -> None:
        self.past = {name: value[source_indices] for name, value in self.past.items()}

    def cleanup_caching(self) -> None:
        self.past = {}


def cases(name: str, model: str) -> list[dict]:
    stored = json.loads((FIXTURES / name).read_text(encoding="utf-8"))["cases"]
    return [case for case in stored if case["model"] == model]


def main() -> None:
    torch.set_num_threads(1)
    for variant in VARIANTS:
        network = openai_network(variant)
        graphs = OnnxWhisper(FIXTURES / variant.name)
        network.encoder = OnnxEncoder(graphs)
        whisper.decoding.PyTorchInference = lambda *_, graphs=graphs: OnnxInference(graphs)
        decoding = cases("decoding.json", variant.name)
        transcription = [case for name in TRANSCRIPTIONS for case in cases(name, variant.name)]
        with recorded_margins() as margins:
            agreed = sum(decodes_alike(network, variant.n_mels, case) for case in decoding)
        print(f"{variant.name}: {agreed} of {len(decoding)} windows alike, smallest margin {margins.smallest():.2g}")
        with recorded_margins() as margins:
            alike = [
                same(case["result"], transcribe(network, case["audio"], case["options"])) for case in transcription
            ]
        print(f"{variant.name}: {sum(alike)} of {len(alike)} files alike, smallest margin {margins.smallest():.2g}")


def decodes_alike(network: whisper.Whisper, n_mels: int, case: dict) -> bool:
    mel = window(build_waveform(case["audio"]), n_mels)
    result = network.decode(mel, whisper.DecodingOptions(fp16=False, **case["options"]))
    return result.tokens == case["result"]["tokens"] and result.language == case["result"]["language"]


if __name__ == "__main__":
    main()
