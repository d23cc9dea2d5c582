"""
Shows what the converter refuses, that checkpoints written in other ways give the same bundle, and that rows of a batch
do not touch one another: `python tests/reference/xtts/check_converter.py`.
"""

import json
import shutil
import sys
import tempfile
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[3]
sys.path.append(str(REPOSITORY / "docker" / "models" / "xtts"))

import network
import numpy as np
import onnxruntime
import torch
from parley_xtts.convert import convert
from parley_xtts.refusal import Refusal, require_licence
from parley_xtts.verify import verify


def refused(words: str, action) -> None:
    try:
        action()
    except Refusal as refusal:
        assert words in str(refusal), f"{refusal} lacks {words!r}"
        print("refused:", str(refusal)[:110])
    else:
        raise AssertionError(f"not refused: {words}")


def change(folder: Path, name: str, **fields) -> Path:
    """A copy of the checkpoint with these fields of config.json changed."""
    copy = folder / name
    shutil.copytree(folder / "good", copy)
    contents = json.loads((copy / "config.json").read_text())
    arguments = fields.pop("model_args", {})
    contents |= fields
    contents["model_args"] |= arguments
    (copy / "config.json").write_text(json.dumps(contents))
    return copy


def rewritten(folder: Path, name: str, change_keys) -> Path:
    """A copy of the checkpoint whose weights have other names."""
    copy = folder / name
    shutil.copytree(folder / "good", copy)
    weights = torch.load(copy / "model.pth")["model"]
    torch.save({"model": change_keys(weights)}, copy / "model.pth")
    return copy


def old_weight_norm(weights: dict) -> dict:
    """As torch named them before 2.0, and the published checkpoint still does."""
    names = {"parametrizations.weight.original0": "weight_g", "parametrizations.weight.original1": "weight_v"}
    return {
        key.replace(long, short): value
        for key, value in weights.items()
        for long, short in [next(((long, names[long]) for long in names if long in key), ("", ""))]
    }


def from_trainer(weights: dict) -> dict:
    """As Coqui's GPT trainer saves them, with what it needs besides."""
    others = {"xtts.dvae.codebook.embed": torch.zeros(1), "torch_mel_spectrogram_dvae.mel_norms": torch.zeros(80)}
    return {f"xtts.{key}": value for key, value in weights.items()} | others


def check_other_checkpoints(folder: Path, converting) -> None:
    for name, change_keys in (("old-weight-norm", old_weight_norm), ("from-trainer", from_trainer)):
        checkpoint = rewritten(folder, name, change_keys)
        converting(checkpoint, f"bundle-{name}")()
        graphs = sorted((folder / "bundle").glob("*.onnx"))
        assert graphs
        for graph in graphs:
            assert graph.read_bytes() == (folder / f"bundle-{name}" / graph.name).read_bytes(), graph.name
        print(f"{name}: the same {len(graphs)} graphs")


def check_batch(bundle: Path) -> None:
    """Two rows, the shorter one padded on its left and hidden there, against each alone; with and without a past."""
    session = onnxruntime.InferenceSession(str(bundle / "gpt_model.onnx"))
    names = [value.name for value in session.get_inputs()[2:]]
    _, heads, _, size = session.get_inputs()[2].shape
    rng = np.random.default_rng(1)
    rows = [rng.standard_normal((length, network.WIDTH)).astype(np.float32) for length in (9, 5)]

    def run(embeddings, mask, past):
        return session.run(
            None, {"inputs_embeds": embeddings, "attention_mask": mask, **dict(zip(names, past, strict=True))}
        )

    def empty(batch):
        return [np.zeros((batch, heads, 0, size), np.float32)] * len(names)

    padded = np.stack([np.pad(row, ((9 - len(row), 0), (0, 0))) for row in rows])
    mask = np.stack([np.pad(np.ones(len(row), np.float32), (9 - len(row), 0)) for row in rows])
    prefill = run(padded[:, :7], mask[:, :7], empty(2))
    steps = run(padded[:, 7:], mask, prefill[2:])
    for index, row in enumerate(rows):
        alone = run(row[None], np.ones((1, len(row)), np.float32), empty(1))[1][0, -2:]
        assert np.abs(steps[1][index] - alone).max() < 1e-4
    print("a padded batch of two: as each alone")


def main(folder: Path) -> None:
    good = folder / "good"
    network.write_checkpoint(good)

    def converting(checkpoint: Path, target: str = "bundle"):
        return lambda: convert(checkpoint, folder / target, "test", with_int8=False)

    refused("--accept-cpml", lambda: require_licence(False))
    refused("not a folder", lambda: convert(folder / "absent", folder / "bundle", "test", False))
    for name in ("model.pth", "config.json", "vocab.json", "speakers_xtts.pth"):
        shutil.copytree(good, folder / f"without-{name}")
        (folder / f"without-{name}" / name).unlink()
        refused(name, converting(folder / f"without-{name}"))
    refused("'vits'", converting(change(folder, "other", model="vits")))
    refused("v1", converting(change(folder, "v1", model_args={"gpt_use_perceiver_resampler": False})))
    with network.small_modules():
        refused("does not fit", converting(change(folder, "deep", model_args={"gpt_layers": 4})))
        refused("not empty", converting(good, "good"))
        convert(good, folder / "bundle", "test", with_int8=False)
        check_other_checkpoints(folder, converting)
    check_batch(folder / "bundle")
    assert verify(folder / "bundle") == []
    file = folder / "bundle" / "mel_stats.npy"
    file.write_bytes(file.read_bytes()[:-1] + b"\1")
    assert "SHA-256" in verify(folder / "bundle")[0]
    file.unlink()
    assert verify(folder / "bundle") == ["mel_stats.npy is missing"]


with tempfile.TemporaryDirectory() as temporary:
    main(Path(temporary))
