"""Reads a Coqui checkpoint folder, and says clearly when it is not one."""

import json
from pathlib import Path

import torch
from torch.nn.utils import parametrize
from TTS.tts.configs.xtts_config import XttsConfig
from TTS.tts.models.xtts import Xtts

from .refusal import Refusal

REQUIRED_FILES = ("model.pth", "config.json", "vocab.json")
SPEAKERS_FILE = "speakers_xtts.pth"


def require_files(folder: Path) -> None:
    if not folder.is_dir():
        raise Refusal(f"{folder} is not a folder. Give the folder that holds {', '.join(REQUIRED_FILES)}.")
    missing = [name for name in REQUIRED_FILES if not (folder / name).is_file()]
    if missing:
        raise Refusal(f"{folder} lacks {', '.join(missing)}. Download the whole checkpoint of coqui/XTTS-v2 again.")


def read_config(folder: Path) -> XttsConfig:
    try:
        fields = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    except json.JSONDecodeError as error:
        raise Refusal(f"{folder / 'config.json'} is not JSON: {error}.") from error
    if fields.get("model") != "xtts":
        raise Refusal(f"config.json is of the model {fields.get('model')!r}; this converter knows 'xtts' only.")
    config = XttsConfig()
    config.load_json(str(folder / "config.json"))
    if not config.model_args.gpt_use_perceiver_resampler:
        raise Refusal("config.json is of XTTS v1 (gpt_use_perceiver_resampler is false); this converter knows v2 only.")
    return config


def remove_weight_norm(module: torch.nn.Module) -> None:
    """Folds g * v / |v| into plain weights; the reference's own method fails where a layer has none."""
    for layer in module.modules():
        if parametrize.is_parametrized(layer, "weight"):
            parametrize.remove_parametrizations(layer, "weight")


def load_model(folder: Path) -> Xtts:
    """
    The reference's network on the CPU, ready to infer, without weight norm.

    Raises Refusal for another model's configuration, and for weights of other sizes.
    """
    config = read_config(folder)
    model = Xtts.init_from_config(config)
    try:
        model.load_checkpoint(config, checkpoint_dir=str(folder), eval=True)
    except (RuntimeError, KeyError, EOFError) as error:
        raise Refusal(f"model.pth does not fit config.json and vocab.json: {str(error)[:600]}") from error
    remove_weight_norm(model.hifigan_decoder)
    return torch.nn.Module.eval(model)
