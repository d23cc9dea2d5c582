"""metadata.json (what readers of the public export expect) and parley-manifest.json (what Parley checks)."""

import hashlib
import json
from importlib.metadata import version
from pathlib import Path

from TTS.tts.models.xtts import Xtts

from . import bundle_files
from .graphs import OPSET
from .tables import CONDITIONING_LATENTS

SCHEMA_VERSION = 1
PACKAGES = ("coqui-tts", "torch", "transformers", "onnx", "onnxruntime")
LICENCE = {
    "name": "Coqui Public Model License 1.0.0",
    "id": "CPML",
    "nonCommercial": True,
    "notice": "Non-commercial use only, of the model and of what it says. Read it in the model's repository.",
}
CONTEXT_FRAMES = 13
"""How far a sample of the vocoder sees to each side, for this generator's kernels and rates."""


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_json(path: Path, contents: dict) -> None:
    path.write_text(json.dumps(contents, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def metadata(model: Xtts, with_int8: bool) -> dict:
    gpt = model.gpt
    files = {
        "gpt_model": bundle_files.GPT,
        "conditioning_encoder": bundle_files.CONDITIONING_ENCODER,
        "speaker_encoder": bundle_files.SPEAKER_ENCODER,
        "hifigan_vocoder": bundle_files.VOCODER,
    }
    if with_int8:
        files["gpt_model_int8"] = bundle_files.GPT_INT8
    return {
        "n_layer": gpt.layers,
        "embed_dim": gpt.model_dim,
        "num_heads": gpt.heads,
        "head_dim": gpt.model_dim // gpt.heads,
        "num_audio_tokens": gpt.num_audio_tokens,
        "start_audio_token": gpt.start_audio_token,
        "stop_audio_token": gpt.stop_audio_token,
        "perceiver_output_len": CONDITIONING_LATENTS,
        "files": files,
    }


def dimensions(model: Xtts) -> dict:
    gpt = model.gpt
    return {
        "layers": gpt.layers,
        "width": gpt.model_dim,
        "heads": gpt.heads,
        "headSize": gpt.model_dim // gpt.heads,
        "audioTokens": gpt.num_audio_tokens,
        "audioPositions": gpt.mel_pos_embedding.emb.num_embeddings,
        "textTokens": gpt.number_text_tokens,
        "textPositions": gpt.text_pos_embedding.emb.num_embeddings,
        "conditioningLatents": CONDITIONING_LATENTS,
        "conditioningMelBins": 80,
        "speakerMelBins": model.hifigan_decoder.speaker_encoder.input_dim,
        "speakerEmbedding": model.args.d_vector_dim,
    }


def settings(model: Xtts) -> dict:
    config, arguments = model.config, model.args
    return {
        "sampling": {
            "temperature": config.temperature,
            "topK": config.top_k,
            "topP": config.top_p,
            "repetitionPenalty": config.repetition_penalty,
        },
        "conditioning": {
            "maximumSeconds": config.gpt_cond_len,
            "chunkSeconds": config.gpt_cond_chunk_len,
            "maximumRecordingSeconds": config.max_ref_len,
            "normalizePeak": config.sound_norm_refs,
        },
        "limits": {
            "generatedTokens": model.gpt.max_gen_mel_tokens,
            "textTokens": arguments.gpt_max_text_tokens - 1,
            "characters": model.tokenizer.char_limits,
        },
    }


def manifest(model: Xtts, folder: Path, checkpoint: Path, revision: str, speakers: list[str]) -> dict:
    gpt, decoder = model.gpt, model.hifigan_decoder
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != bundle_files.MANIFEST)
    return {
        "schemaVersion": SCHEMA_VERSION,
        "model": "xtts-v2",
        "licence": LICENCE,
        "source": {
            "repository": "coqui/XTTS-v2",
            "revision": revision,
            "checkpointSha256": sha256(checkpoint / "model.pth"),
        },
        "converter": {"opset": OPSET, **{package: version(package) for package in PACKAGES}},
        "dimensions": dimensions(model),
        "tokens": {
            "startText": gpt.start_text_token,
            "stopText": gpt.stop_text_token,
            "startAudio": gpt.start_audio_token,
            "stopAudio": gpt.stop_audio_token,
        },
        "sampleRates": {
            "conditioning": model.config.audio.sample_rate,
            "speaker": decoder.speaker_encoder_audio_config["sample_rate"],
            "output": decoder.output_sample_rate,
        },
        "vocoder": {
            "samplesPerToken": decoder.ar_mel_length_compression,
            "samplesPerFrame": decoder.output_hop_length,
            "contextFrames": CONTEXT_FRAMES,
        },
        **settings(model),
        "languages": list(model.config.languages),
        "speakers": speakers,
        "files": {
            path.relative_to(folder).as_posix(): {"bytes": path.stat().st_size, "sha256": sha256(path)}
            for path in files
        },
    }
