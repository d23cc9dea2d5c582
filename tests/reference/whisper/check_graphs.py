"""Every exported graph against the torch network, with onnxruntime: prefill, cached steps, two rows."""

from pathlib import Path

import numpy as np
import onnxruntime
import torch
from transformers import WhisperForConditionalGeneration


def session(path: Path) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])


class OnnxWhisper:
    """A folder's graphs, run as the public merged decoder wants to be run."""

    def __init__(self, folder: Path, suffix: str = ""):
        self.encoder = session(folder / "onnx" / f"encoder_model{suffix}.onnx")
        self.decoder = session(folder / "onnx" / f"decoder_model_merged{suffix}.onnx")
        self.inputs = {entry.name: entry for entry in self.decoder.get_inputs()}
        self.outputs = [entry.name for entry in self.decoder.get_outputs()]

    def encode(self, mels: np.ndarray) -> np.ndarray:
        return self.encoder.run(None, {"input_features": mels})[0]

    def prefill(self, tokens: np.ndarray, encoded: np.ndarray) -> dict[str, np.ndarray]:
        feeds = {"input_ids": tokens, "encoder_hidden_states": encoded, "use_cache_branch": np.array([False])}
        for name, entry in self.inputs.items():
            if name.startswith("past_key_values"):
                feeds[name] = np.zeros((len(tokens), entry.shape[1], 0, entry.shape[3]), dtype=np.float32)
        return self._run(feeds, tokens.shape[1], 0)

    def step(self, tokens: np.ndarray, encoded: np.ndarray, past: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        """One more token for each row; `past` holds the `present.*` outputs and is brought up to date."""
        feeds = {"input_ids": tokens, "encoder_hidden_states": encoded, "use_cache_branch": np.array([True])}
        feeds.update({name.replace("present", "past_key_values"): past[name] for name in past})
        length = past["present.0.decoder.key"].shape[2]
        outputs = self._run(feeds, 1, length)
        assert all(outputs[name].shape[0] == 0 for name in outputs if ".encoder." in name)
        past.update({name: value for name, value in outputs.items() if ".decoder." in name})
        return outputs

    def _run(self, feeds: dict[str, np.ndarray], count: int, length: int) -> dict[str, np.ndarray]:
        if "cache_position" in self.inputs:
            feeds["cache_position"] = np.arange(length, length + count)
        return dict(zip(self.outputs, self.decoder.run(None, feeds)))


def presents(outputs: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    return {name: value for name, value in outputs.items() if name.startswith("present")}


def largest_difference(model: WhisperForConditionalGeneration, folder: Path, suffix: str, tokens: np.ndarray) -> dict:
    """Largest absolute differences of encoder output, prefill logits and cached logits, over two random mels."""
    graphs = OnnxWhisper(folder, suffix)
    mels = np.random.default_rng(0).normal(size=(2, model.config.num_mel_bins, 3000)).astype(np.float32)
    with torch.no_grad():
        wanted_encoded = model.model.encoder(torch.from_numpy(mels)).last_hidden_state
        wanted = model(encoder_outputs=(wanted_encoded,), decoder_input_ids=torch.from_numpy(tokens)).logits.numpy()
    encoded = graphs.encode(mels)
    outputs = graphs.prefill(tokens[:, :4], encoded)
    report = {
        "encoder": float(np.abs(encoded - wanted_encoded.numpy()).max()),
        "prefill": float(np.abs(outputs["logits"] - wanted[:, :4]).max()),
        "cached": 0.0,
    }
    past = presents(outputs)
    for position in range(4, tokens.shape[1]):
        logits = graphs.step(tokens[:, position : position + 1], encoded, past)["logits"]
        difference = np.abs(logits[:, 0] - wanted[:, position]).max()
        report["cached"] = max(report["cached"], float(difference))
    return report
