"""What is looked up outside the graphs: embedding tables, mel statistics and the built-in speakers."""

import json
from pathlib import Path

import numpy as np
import torch
from TTS.tts.models.xtts import Xtts

from . import bundle_files
from .checkpoint import SPEAKERS_FILE
from .refusal import Refusal

CONDITIONING_LATENTS = 32


def as_float32(tensor: torch.Tensor) -> np.ndarray:
    return np.ascontiguousarray(tensor.detach().cpu().numpy(), dtype="<f4")


def write_tables(model: Xtts, folder: Path) -> None:
    gpt = model.gpt
    tables = {
        "mel_embedding": gpt.mel_embedding.weight,
        "mel_pos_embedding": gpt.mel_pos_embedding.emb.weight,
        "text_embedding": gpt.text_embedding.weight,
        "text_pos_embedding": gpt.text_pos_embedding.emb.weight,
    }
    (folder / bundle_files.EMBEDDINGS).mkdir(exist_ok=True)
    for name, weight in tables.items():
        np.save(folder / bundle_files.EMBEDDINGS / f"{name}.npy", as_float32(weight))
    np.save(folder / bundle_files.MEL_STATS, as_float32(model.mel_stats))


def write_speakers(model: Xtts, folder: Path, source: Path) -> list[str]:
    """
    speakers.bin: for each speaker gpt_cond_latent (32 x width) and then speaker_embedding (512), little-endian float32.
    speakers.json: their names, in the order of the checkpoint, with the byte each record starts at.
    """
    try:
        speakers = torch.load(source, map_location="cpu", weights_only=True)
    except Exception as error:
        raise Refusal(f"{source} cannot be read as a file of speakers: {error}") from error
    latents_shape = [CONDITIONING_LATENTS, model.gpt.model_dim]
    embedding_shape = [model.args.d_vector_dim]
    index, blob = [], bytearray()
    for name, values in speakers.items():
        latents, embedding = values["gpt_cond_latent"], values["speaker_embedding"]
        if latents.numel() != np.prod(latents_shape) or embedding.numel() != embedding_shape[0]:
            raise Refusal(
                f"{SPEAKERS_FILE}: {name} is {list(latents.shape)} and {list(embedding.shape)}, not of this model."
            )
        index.append({"name": name, "offset": len(blob)})
        blob += as_float32(latents).tobytes() + as_float32(embedding).tobytes()
    (folder / bundle_files.SPEAKERS).write_bytes(blob)
    contents = {
        "schemaVersion": 1,
        "file": bundle_files.SPEAKERS,
        "gptConditioningShape": latents_shape,
        "speakerEmbeddingShape": embedding_shape,
        "speakers": index,
    }
    path = folder / bundle_files.SPEAKERS_INDEX
    path.write_text(json.dumps(contents, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return [entry["name"] for entry in index]
