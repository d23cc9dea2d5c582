"""Whisper networks of the real architecture at a very small size, with seeded random weights.

Random weights alone decode to one token for ever. The rows of the token embedding (which is also the output
projection) are therefore given a little structure, so that text, timestamps and end of text all occur:

    dimension 0     drives all timestamps together; the position embedding swings it
    dimension 1     drives end of text; the position embedding raises it slowly
    dimensions 2-5  two Fourier pairs of a timestamp's time; the position embedding turns them forward

Everything else is drawn from a normal distribution and rounded to few bits, so that git can compress the files.
"""

import math
from dataclasses import dataclass

import numpy as np
import torch
import whisper
from transformers import WhisperConfig, WhisperForConditionalGeneration
from whisper.model import ModelDimensions
from whisper.tokenizer import get_tokenizer

from audio import SAMPLE_RATE, noise, recording, recording_names, window

LAYERS = 2
HEADS = 2
ALIGNMENT_HEADS = [[0, 1], [1, 0]]
PERIODS_SECONDS = (40.0, 16.0)
TOKEN_NORM = 2.0


@dataclass(frozen=True)
class Variant:
    """One of the three vocabularies in which Whisper exists."""

    name: str
    n_mels: int
    vocab_size: int
    d_model: int
    sharpness: float
    seed: int

    @property
    def multilingual(self) -> bool:
        return self.vocab_size >= 51865

    @property
    def num_languages(self) -> int:
        return self.vocab_size - 51765 - int(self.multilingual)

    def tokenizer(self, **options):
        return get_tokenizer(self.multilingual, num_languages=self.num_languages, **options)


MULTILINGUAL = Variant("tiny-random", 80, 51865, 16, 7.0, 20)
LARGE_V3 = Variant("tiny-random-large-v3", 128, 51866, 8, 14.0, 21)
ENGLISH = Variant("tiny-random.en", 80, 51864, 8, 14.0, 22)


def round_to(values: torch.Tensor, step: float) -> torch.Tensor:
    return torch.round(values / step) * step


def token_embedding(variant: Variant, generator: torch.Generator) -> torch.Tensor:
    """The embedding of all tokens, `(vocab, d_model)`, in multiples of 1/8."""
    tokenizer = variant.tokenizer()
    rows = torch.randn(variant.vocab_size, variant.d_model, generator=generator)
    rows[:, :2] = 0
    rows *= TOKEN_NORM / rows.norm(dim=1, keepdim=True)
    times = torch.arange(variant.vocab_size - tokenizer.timestamp_begin) * 0.02
    stamps = rows[tokenizer.timestamp_begin :]
    stamps *= 0.6
    stamps[:, 0] = 3.5
    for pair, period in enumerate(PERIODS_SECONDS):
        angle = 2 * math.pi * times / period
        stamps[:, 2 + 2 * pair] += 1.0 * torch.cos(angle)
        stamps[:, 3 + 2 * pair] += 1.0 * torch.sin(angle)
    rows[tokenizer.eot] = 0
    rows[tokenizer.eot, 1] = 5.0
    return round_to(rows, 1 / 8)


def position_embedding(length: int, d_model: int, generator: torch.Generator) -> torch.Tensor:
    """The decoder's learned positions, `(length, d_model)`."""
    rows = torch.randn(length, d_model, generator=generator) * 1.0
    position = torch.arange(length)
    rows[:, 0] = 2.4 * torch.cos(2 * math.pi * position / 9)
    rows[:, 1] = -1.5 + position.clamp(max=100) / 9
    for pair, period in enumerate(PERIODS_SECONDS):
        angle = 2 * math.pi * 0.4 * position / period
        rows[:, 2 + 2 * pair] += 0.8 * torch.cos(angle)
        rows[:, 3 + 2 * pair] += 0.8 * torch.sin(angle)
    return round_to(rows, 1 / 64)


def transformers_model(variant: Variant) -> WhisperForConditionalGeneration:
    """The network as transformers builds it, with this module's weights."""
    tokenizer = variant.tokenizer()
    config = WhisperConfig(
        vocab_size=variant.vocab_size,
        num_mel_bins=variant.n_mels,
        d_model=variant.d_model,
        encoder_layers=LAYERS,
        decoder_layers=LAYERS,
        encoder_attention_heads=HEADS,
        decoder_attention_heads=HEADS,
        encoder_ffn_dim=4 * variant.d_model,
        decoder_ffn_dim=4 * variant.d_model,
        bos_token_id=tokenizer.eot,
        eos_token_id=tokenizer.eot,
        pad_token_id=tokenizer.eot,
        decoder_start_token_id=tokenizer.sot,
        begin_suppress_tokens=[*tokenizer.encode(" "), tokenizer.eot],
        architectures=["WhisperForConditionalGeneration"],
    )
    model = WhisperForConditionalGeneration(config).eval()
    generator = torch.Generator().manual_seed(variant.seed)
    with torch.no_grad():
        for name, parameter in sorted(model.named_parameters()):
            if name == "model.encoder.embed_positions.weight":
                continue
            parameter.copy_(initial_weights(name, parameter, variant, generator))
        calibrate_no_speech(model, variant)
    return model


def calibrate_no_speech(model: WhisperForConditionalGeneration, variant: Variant) -> None:
    """Sets the no-speech token's row so that its probability is high on noise and silence, and low on speech."""
    speech, silence = calibration_waveforms()
    mels = torch.stack([window(waveform, variant.n_mels) for waveform in speech + silence])
    tokenizer = variant.tokenizer()
    starts = torch.full((len(mels), 1), tokenizer.sot)
    hidden = model.model(input_features=mels, decoder_input_ids=starts).last_hidden_state[:, 0].double()
    odds = torch.tensor([-2.0] * len(speech) + [2.0] * len(silence))
    wanted = model.proj_out(hidden.float()).logsumexp(dim=-1) + odds
    ridge = 0.1 * torch.eye(hidden.shape[1], dtype=torch.double)
    row = torch.linalg.solve(hidden.T @ hidden + ridge, hidden.T @ wanted.double())
    model.model.decoder.embed_tokens.weight[tokenizer.no_speech] = round_to(row.float(), 1 / 64)


def calibration_waveforms() -> tuple[list[np.ndarray], list[np.ndarray]]:
    """Pieces of the recordings with speech, and pieces without."""
    speech, silence = [], [np.zeros(SAMPLE_RATE, dtype=np.float32)]
    for name in recording_names():
        waveform = recording(name)
        pieces = [waveform[start:] for start in range(0, len(waveform) - SAMPLE_RATE, 2 * SAMPLE_RATE)]
        (silence if name.startswith("no_speech") else speech).extend(pieces)
    silence += [noise(seconds, seed) for seconds, seed in ((3, 1), (30, 2))]
    return speech, silence


def initial_weights(name: str, parameter: torch.Tensor, variant: Variant, generator: torch.Generator) -> torch.Tensor:
    if name == "model.decoder.embed_tokens.weight":
        return token_embedding(variant, generator)
    if name == "model.decoder.embed_positions.weight":
        return position_embedding(*parameter.shape, generator)
    noise = torch.randn(parameter.shape, generator=generator)
    if name == "model.decoder.layer_norm.weight":
        return round_to(variant.sharpness + 0.1 * noise, 1 / 64)
    if "layer_norm" in name and name.endswith("weight"):
        return round_to(1 + 0.1 * noise, 1 / 64)
    if name.endswith("bias"):
        return round_to(0.1 * noise, 1 / 64)
    gain = next((value for part, value in GAINS if part in name), 1.0)
    fan_in = parameter[0].numel()
    return round_to(gain * noise / math.sqrt(fan_in), 1 / 256)


GAINS = [
    ("q_proj", 1.6),
    ("k_proj", 1.6),
    ("conv", 2.5),
    ("decoder.layers.0.encoder_attn.out_proj", 3.0),
    ("decoder.layers.1.encoder_attn.out_proj", 3.0),
    ("decoder.layers.0.self_attn.out_proj", 1.0),
    ("decoder.layers.0.fc2", 2.0),
    ("decoder.layers.1.fc2", 2.0),
]

OPENAI_NAMES = [
    ("model.", ""),
    ("layers.", "blocks."),
    ("self_attn_layer_norm", "attn_ln"),
    ("encoder_attn_layer_norm", "cross_attn_ln"),
    ("final_layer_norm", "mlp_ln"),
    ("encoder_attn", "cross_attn"),
    ("self_attn", "attn"),
    ("q_proj", "query"),
    ("k_proj", "key"),
    ("v_proj", "value"),
    ("out_proj", "out"),
    ("fc1", "mlp.0"),
    ("fc2", "mlp.2"),
    ("encoder.layer_norm", "encoder.ln_post"),
    ("decoder.layer_norm", "decoder.ln"),
    ("embed_positions.weight", "positional_embedding"),
    ("embed_tokens", "token_embedding"),
]


def openai_name(name: str) -> str:
    """A transformers weight's name in openai-whisper."""
    for theirs, ours in OPENAI_NAMES:
        name = name.replace(theirs, ours)
    return name


def openai_model(model: WhisperForConditionalGeneration) -> whisper.Whisper:
    """The same network and the same weights in openai-whisper."""
    config = model.config
    dims = ModelDimensions(
        n_mels=config.num_mel_bins,
        n_audio_ctx=config.max_source_positions,
        n_audio_state=config.d_model,
        n_audio_head=config.encoder_attention_heads,
        n_audio_layer=config.encoder_layers,
        n_vocab=config.vocab_size,
        n_text_ctx=config.max_target_positions,
        n_text_state=config.d_model,
        n_text_head=config.decoder_attention_heads,
        n_text_layer=config.decoder_layers,
    )
    converted = whisper.Whisper(dims).eval()
    weights = {openai_name(n): w for n, w in model.state_dict().items() if n != "proj_out.weight"}
    converted.load_state_dict(weights, strict=True)
    heads = torch.zeros(LAYERS, HEADS, dtype=torch.bool)
    for layer, head in ALIGNMENT_HEADS:
        heads[layer, head] = True
    converted.register_buffer("alignment_heads", heads.to_sparse(), persistent=False)
    return converted
