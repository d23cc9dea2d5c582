"""Golden vectors: fixed inputs and what the reference's own modules in PyTorch make of them, kept in the bundle."""

from pathlib import Path

import numpy as np
import onnxruntime
import torch
from TTS.tts.models.xtts import Xtts

from . import bundle_files
from .gpt_graph import past_names

TOLERANCE = 1e-3
"""Largest absolute difference from PyTorch that a float32 graph may show, as a part of the largest value."""
SEED = 20
STEPS = 4
PREFIX = 40


def reference_gpt(model: Xtts, embeddings: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Logits and latents of all positions, by transformers' GPT2Model in one pass."""
    latents = model.gpt.final_norm(model.gpt.gpt(inputs_embeds=embeddings, return_dict=True).last_hidden_state)
    return model.gpt.mel_head(latents), latents


@torch.inference_mode()
def vectors(model: Xtts) -> dict[str, np.ndarray]:
    """By `<graph>.<tensor>`; the GPT's first 40 positions are meant as a prefill, the last 4 as steps."""
    generator = torch.Generator().manual_seed(SEED)
    gpt, decoder = model.gpt, model.hifigan_decoder
    mel = torch.randn(1, 80, 173, generator=generator)
    power = torch.rand(1, 64, 121, generator=generator) ** 4
    text = torch.randint(0, gpt.number_text_tokens, (1, PREFIX - 1), generator=generator)
    audio = torch.randint(0, gpt.stop_audio_token - 1, (1, STEPS), generator=generator)
    audio = torch.cat([torch.tensor([[gpt.start_audio_token]]), audio], 1)
    embeddings = torch.cat(
        [
            gpt.text_embedding(text) + gpt.text_pos_embedding(text),
            gpt.mel_embedding(audio) + gpt.mel_pos_embedding(audio),
        ],
        dim=1,
    )
    logits, latents = reference_gpt(model, embeddings)
    conditioning = gpt.get_style_emb(mel).transpose(1, 2)
    encoder = decoder.speaker_encoder
    spectrogram, encoder.use_torch_spec = encoder.use_torch_spec, False
    embedding = encoder.forward(power.clone(), l2_norm=True).unsqueeze(-1)
    encoder.use_torch_spec = spectrogram
    spoken = latents[:, -10:]
    frames = torch.randn(1, model.args.decoder_input_dim, 33, generator=generator)
    tensors = {
        "conditioning_encoder.mel_spectrogram": mel,
        "conditioning_encoder.conditioning_latents": conditioning,
        "speaker_encoder.mel_spec": power,
        "speaker_encoder.speaker_embedding": embedding,
        "gpt_model.inputs_embeds": embeddings,
        "gpt_model.logits": logits,
        "gpt_model.hidden_states": latents,
        "hifigan_vocoder.latents": spoken,
        "hifigan_vocoder.waveform": decoder(spoken, g=embedding),
        "hifigan_frames.frames": frames,
        "hifigan_frames.waveform": decoder.waveform_decoder(frames, g=embedding),
    }
    return {name: np.ascontiguousarray(tensor.numpy(), dtype="<f4") for name, tensor in tensors.items()}


def write_golden(model: Xtts, folder: Path) -> None:
    (folder / bundle_files.GOLDEN).mkdir(exist_ok=True)
    for name, values in vectors(model).items():
        np.save(folder / bundle_files.GOLDEN / f"{name}.npy", values)


def run_gpt(session: onnxruntime.InferenceSession, embeddings: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A prefill of all but the last positions, then one position at a time over the growing cache."""
    inputs = {value.name: value for value in session.get_inputs()}
    names = past_names(len(inputs) // 2 - 1)
    _, heads, _, size = inputs["past_key_0"].shape
    past = {name: np.zeros((1, heads, 0, size), np.float32) for name in names}
    logits, latents = [], []
    prefill = embeddings.shape[1] - STEPS
    for start, end in [(0, prefill), *((at, at + 1) for at in range(prefill, embeddings.shape[1]))]:
        mask = np.ones((1, end), np.float32)
        outputs = session.run(None, {"inputs_embeds": embeddings[:, start:end], "attention_mask": mask, **past})
        logits.append(outputs[0])
        latents.append(outputs[1])
        past = dict(zip(names, outputs[2:], strict=True))
    return np.concatenate(logits, 1), np.concatenate(latents, 1)


def difference(actual: np.ndarray, expected: np.ndarray) -> float:
    """The largest difference, as a part of the largest expected value where that is over 1."""
    assert actual.shape == expected.shape, f"{actual.shape} instead of {expected.shape}"
    return float(np.abs(actual - expected).max() / max(1.0, np.abs(expected).max()))


def compare(folder: Path) -> dict[str, float]:
    """The difference from the golden vectors, for each output of each graph; the int8 GPT's are for information."""

    def session(name: str) -> onnxruntime.InferenceSession:
        return onnxruntime.InferenceSession(str(folder / name), providers=["CPUExecutionProvider"])

    def golden(name: str) -> np.ndarray:
        return np.load(folder / bundle_files.GOLDEN / f"{name}.npy")

    speaker = golden("speaker_encoder.speaker_embedding")
    runs = {
        bundle_files.CONDITIONING_ENCODER: ("mel_spectrogram", "conditioning_latents", {}),
        bundle_files.SPEAKER_ENCODER: ("mel_spec", "speaker_embedding", {}),
        bundle_files.VOCODER: ("latents", "waveform", {"speaker_embedding": speaker}),
        bundle_files.FRAMES_VOCODER: ("frames", "waveform", {"speaker_embedding": speaker}),
    }
    differences = {}
    for file, (given, wanted, others) in runs.items():
        stem = file.removesuffix(".onnx")
        output = session(file).run(None, {given: golden(f"{stem}.{given}"), **others})[0]
        differences[f"{stem}.{wanted}"] = difference(output, golden(f"{stem}.{wanted}"))
    for file in (bundle_files.GPT, bundle_files.GPT_INT8):
        if (folder / file).exists():
            outputs = run_gpt(session(file), golden("gpt_model.inputs_embeds"))
            for name, output in zip(("logits", "hidden_states"), outputs, strict=True):
                differences[f"{file.removesuffix('.onnx')}.{name}"] = difference(output, golden(f"gpt_model.{name}"))
    return differences
