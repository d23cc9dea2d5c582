"""Seeded random weights that behave: signals keep their size, utterances end, voices differ, and there is sound."""

import torch
from recordings import piece
from TTS.tts.models.xtts import Xtts

STOP_GROWTH, STOP_WEIGHT, STOP_BIAS = 12.0, 6.0, -4.0
VOCODER_GAIN = 1.2
LEVEL = 0.2
"""The vocoder's root mean square on frames of independent values; less on interpolated ones."""


def spread(name: str, shape: torch.Size, width: int) -> float:
    """The standard deviation of a weight's random values, so that signals keep about unit variance."""
    if "embedding" in name:
        return 0.5
    if "mel_head" in name:
        return 4.0 / width**0.5
    if name.endswith("latents"):
        return 1.0
    if "cond_layer" in name or ".conds." in name:
        return 0.5
    if ".ups." in name or "resblocks" in name or "conv_p" in name:
        stride = 4 if ".ups." in name else 1
        return VOCODER_GAIN * (stride / shape[1:].numel()) ** 0.5
    fan_in = shape[0] if ".c_attn" in name or ".c_proj" in name or ".c_fc" in name else shape[1:].numel()
    return 1.0 / fan_in**0.5


@torch.no_grad()
def fill(model: Xtts, generator: torch.Generator) -> None:
    def normal(shape):
        return torch.randn(shape, generator=generator)

    for name, weight in model.named_parameters():
        scale = any(part in name for part in (".norm", "_norm", "ln_", "bn", "gamma"))
        if name.endswith("original0"):
            continue
        if weight.dim() > 1:
            weight.copy_(spread(name, weight.shape, model.gpt.model_dim) * normal(weight.shape))
        elif scale and name.endswith(("weight", "gamma")):
            weight.copy_(1.0 + 0.1 * normal(weight.shape))
        else:
            weight.copy_(0.1 * normal(weight.shape))
    weights = dict(model.named_parameters())
    for name, direction in weights.items():
        if name.endswith("original1"):
            weights[name.replace("original1", "original0")].copy_(direction.flatten(1).norm(dim=1)[:, None, None])
    for name, values in model.named_buffers():
        if name.endswith("running_mean"):
            values.copy_(0.1 * normal(values.shape))
        elif name.endswith("running_var"):
            values.copy_(0.5 + torch.rand(values.shape, generator=generator))
    model.mel_stats.copy_(1.0 + 0.5 * torch.rand(80, generator=generator))


@torch.no_grad()
def let_it_end(model: Xtts, generator: torch.Generator, stop: int) -> None:
    """The stop token's logit grows with the position, so that most utterances end after some dozens of tokens."""
    direction = torch.nn.functional.normalize(torch.randn(model.gpt.model_dim, generator=generator), dim=0)
    positions = model.gpt.mel_pos_embedding.emb.weight
    positions += torch.linspace(0.0, 1.0, positions.shape[0]).sqrt()[:, None] * direction * STOP_GROWTH
    model.gpt.mel_head.weight[stop] = direction * STOP_WEIGHT
    model.gpt.mel_head.bias[stop] = STOP_BIAS


@torch.no_grad()
def like_what_is_penalised(model: Xtts, tokens: list[int]) -> None:
    """Makes these tokens likely: they are in the history from the start, so a penalty holds them back."""
    model.gpt.mel_head.bias[tokens] += 9.0


@torch.no_grad()
def set_level(model: Xtts, generator: torch.Generator) -> None:
    vocoder = model.hifigan_decoder.waveform_decoder
    frames = torch.randn(1, model.gpt.model_dim, 200, generator=generator)
    speaker = torch.nn.functional.normalize(torch.randn(1, 512, 1, generator=generator), dim=1)
    for _ in range(20):
        level = vocoder(frames, g=speaker).square().mean().sqrt()
        vocoder.conv_post.weight *= LEVEL / level


@torch.no_grad()
def tell_voices_apart(model: Xtts) -> None:
    """Takes what recordings have in common out of the embedding; a random network's would all point the same way."""
    encoder = model.hifigan_decoder.speaker_encoder
    pooled = []
    hook = encoder.fc.register_forward_hook(lambda _, inputs, __: pooled.append(inputs[0]))
    for name in ("en_jfk_11s.wav", "es_9s.wav", "ja_5s.wav", "en_lj0002.wav"):
        encoder(torch.from_numpy(piece({"recording": name})).float())
    hook.remove()
    encoder.fc.bias.copy_(-encoder.fc.weight @ torch.cat(pooled).mean(0))
