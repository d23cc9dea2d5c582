"""Shows that the converter refuses what it must, by words: `python tests/reference/xtts/check_refusals.py`."""

import json
import shutil
import sys
import tempfile
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[3]
sys.path.append(str(REPOSITORY / "docker" / "models" / "xtts"))

import network
from parley_xtts.checkpoint import Refusal, require_licence
from parley_xtts.convert import convert
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


def main(folder: Path) -> None:
    good = folder / "good"
    network.write_checkpoint(good)

    def converting(checkpoint: Path, target: str = "bundle"):
        return lambda: convert(checkpoint, folder / target, "test", with_int8=False)

    refused("--accept-cpml", lambda: require_licence(False))
    refused("not a folder", lambda: convert(folder / "absent", folder / "bundle", "test", False, True))
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
    assert verify(folder / "bundle") == []
    file = folder / "bundle" / "mel_stats.npy"
    file.write_bytes(file.read_bytes()[:-1] + b"\1")
    assert "SHA-256" in verify(folder / "bundle")[0]
    file.unlink()
    assert verify(folder / "bundle") == ["mel_stats.npy is missing"]


with tempfile.TemporaryDirectory() as temporary:
    main(Path(temporary))
