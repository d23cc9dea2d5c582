"""What the networks compute: sampled encoder outputs and logits, by openai-whisper, transformers and onnxruntime."""

from pathlib import Path

import numpy as np
import torch

from audio import Lcg, build_waveform, window
from check_graphs import OnnxWhisper, presents
from decoding_cases import GERMAN, JFK, TONES, TWO_SPEAKERS
from model import Variant, openai_model, transformers_model

ENCODER_ROWS = [0, 1, 2, 100, 275, 549, 550, 551, 900, 1498, 1499]
SAMPLED_TOKENS = 48


def network_cases(variant: Variant, folder: Path) -> list[dict]:
    """Teacher-forced runs over several mels. Each run's logits must not depend on where its prefill ends."""
    transformers = transformers_model(variant)
    openai = openai_model(transformers)
    graphs = OnnxWhisper(folder)
    cases = []
    for index, audio in enumerate((JFK, GERMAN, TWO_SPEAKERS, TONES)):
        mel = window(build_waveform(audio), variant.n_mels)[None]
        tokens = forced_tokens(variant, index)
        with torch.no_grad():
            encoded = openai.encoder(mel)
            logits = openai.decoder(torch.tensor([tokens]), encoded)[0].numpy()
            peer = transformers(input_features=mel, decoder_input_ids=torch.tensor([tokens])).logits[0].numpy()
        positions = sorted(
            {0, 1, 2, 3, 4, len(tokens) // 2, len(tokens) - 2, len(tokens) - 1} & set(range(len(tokens)))
        )
        sampled = sampled_tokens(variant, index)
        differences = {"transformers": float(np.abs(peer - logits).max())}
        for prefill in sorted({1, 4, len(tokens) // 2, len(tokens)}):
            differences[f"onnxruntime after {prefill}"] = float(
                np.abs(forced(graphs, mel, tokens, prefill) - logits).max()
            )
        cases.append(
            {
                "model": variant.name,
                "audio": audio,
                "tokens": tokens,
                "encoder": {"rows": ENCODER_ROWS, "values": encoded[0, ENCODER_ROWS].tolist()},
                "positions": positions,
                "token_ids": sampled,
                "logits": logits[np.ix_(positions, sampled)].tolist(),
                "best_tokens": logits[positions].argmax(axis=1).tolist(),
                "differences": differences,
            }
        )
        assert max(differences.values()) < 1e-3, differences
    return cases


def forced_tokens(variant: Variant, index: int) -> list[int]:
    """A start of transcript and seeded text, long in one case as a prompt makes it."""
    tokenizer = variant.tokenizer(language="en", task="transcribe")
    generator = Lcg(100 + index)
    length = (12, 30, 227, 60)[index]
    return [*tokenizer.sot_sequence, *(generator.below(tokenizer.eot) for _ in range(length))]


def sampled_tokens(variant: Variant, index: int) -> list[int]:
    tokenizer = variant.tokenizer()
    generator = Lcg(200 + index)
    specials = [tokenizer.eot, tokenizer.sot, tokenizer.no_speech, tokenizer.no_timestamps, tokenizer.timestamp_begin]
    drawn = [generator.below(variant.vocab_size) for _ in range(SAMPLED_TOKENS)]
    return sorted({*specials, variant.vocab_size - 1, *drawn})


def forced(graphs: OnnxWhisper, mel: torch.Tensor, tokens: list[int], prefill: int) -> np.ndarray:
    """Logits `(tokens, vocab)`: the first `prefill` tokens in one call, the others one by one."""
    row = np.array([tokens], dtype=np.int64)
    encoded = graphs.encode(mel.numpy())
    outputs = graphs.prefill(row[:, :prefill], encoded)
    logits, past = [outputs["logits"][0]], presents(outputs)
    for position in range(prefill, len(tokens)):
        logits.append(graphs.step(row[:, position : position + 1], encoded, past)["logits"][0])
    return np.concatenate(logits)
