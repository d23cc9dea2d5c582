"""The reference's own Xtts at a very small size, with seeded random weights that behave: sound, spread and an end."""

from contextlib import contextmanager
from functools import partial
from pathlib import Path
from unittest.mock import patch

import torch
from TTS.encoder.models.resnet import ResNetSpeakerEncoder
from TTS.tts.configs.xtts_config import XttsConfig
from TTS.tts.layers.xtts.hifigan_decoder import HifiDecoder
from TTS.tts.layers.xtts.perceiver_encoder import PerceiverResampler
from TTS.tts.models.xtts import Xtts, XttsArgs

from recordings import piece
from vocabulary import LANGUAGES, write_vocabulary

WIDTH, LAYERS, HEADS = 64, 3, 4
START_AUDIO, STOP_AUDIO, AUDIO_TOKENS = 1024, 1025, 1026
SPEAKERS = ("Claribel Dervla", "Sofia Hellen", "Ana Florence", "Nova Hogarth", "Zofija Kendrick")
SEED = 21
STOP_GROWTH, STOP_WEIGHT, STOP_BIAS = 12.0, 6.0, -4.0
VOCODER_GAIN = 1.2
LEVEL = 0.2
"""The vocoder's root mean square on frames of independent values; less on interpolated ones."""


@contextmanager
def small_modules():
    """
    Sizes that XttsArgs cannot say, given to the constructors that the reference calls: the vocoder starts with 32
    channels instead of 512, the speaker encoder has 8, 8, 16 and 16 filters instead of 32, 64, 128 and 256, the
    perceiver 2 heads of 16 instead of 8 of 64.
    """

    def resampler(**arguments):
        return PerceiverResampler(**{**arguments, "heads": 2, "dim_head": 16})

    decoder = partial(HifiDecoder, upsample_initial_channel_decoder=32)
    encoder = partial(ResNetSpeakerEncoder, num_filters=[8, 8, 16, 16])
    with (
        patch("TTS.tts.layers.xtts.gpt.PerceiverResampler", resampler),
        patch("TTS.tts.models.xtts.HifiDecoder", decoder),
        patch("TTS.tts.layers.xtts.hifigan_decoder.ResNetSpeakerEncoder", encoder),
    ):
        yield


def config(folder: Path) -> XttsConfig:
    arguments = XttsArgs(
        tokenizer_file=str(folder / "vocab.json"),
        gpt_layers=LAYERS,
        gpt_n_model_channels=WIDTH,
        gpt_n_heads=HEADS,
        gpt_num_audio_tokens=AUDIO_TOKENS,
        gpt_start_audio_token=START_AUDIO,
        gpt_stop_audio_token=STOP_AUDIO,
        gpt_use_perceiver_resampler=True,
        decoder_input_dim=WIDTH,
    )
    values = XttsConfig(model_args=arguments, languages=list(LANGUAGES))
    values.temperature, values.repetition_penalty, values.top_k, values.top_p = 0.75, 5.0, 50, 0.85
    values.gpt_cond_len, values.gpt_cond_chunk_len, values.max_ref_len = 30, 4, 30
    return values


def spread(name: str, shape: torch.Size) -> float:
    """The standard deviation of a weight's random values, so that signals keep about unit variance."""
    if "embedding" in name:
        return 0.5
    if "mel_head" in name:
        return 4.0 / WIDTH**0.5
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
            weight.copy_(spread(name, weight.shape) * normal(weight.shape))
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
def let_it_end(model: Xtts, generator: torch.Generator) -> None:
    """The stop token's logit grows with the position, so that most utterances end after some dozens of tokens."""
    direction = torch.nn.functional.normalize(torch.randn(WIDTH, generator=generator), dim=0)
    positions = model.gpt.mel_pos_embedding.emb.weight
    positions += torch.linspace(0.0, 1.0, positions.shape[0]).sqrt()[:, None] * direction * STOP_GROWTH
    model.gpt.mel_head.weight[STOP_AUDIO] = direction * STOP_WEIGHT
    model.gpt.mel_head.bias[STOP_AUDIO] = STOP_BIAS


@torch.no_grad()
def like_what_is_penalised(model: Xtts) -> None:
    """Makes tokens 1 and 1024 likely: they are in the history from the start, so a penalty holds them back."""
    model.gpt.mel_head.bias[[1, START_AUDIO]] += 9.0


@torch.no_grad()
def set_level(model: Xtts, generator: torch.Generator) -> None:
    generator_network = model.hifigan_decoder.waveform_decoder
    frames = torch.randn(1, WIDTH, 200, generator=generator)
    speaker = torch.nn.functional.normalize(torch.randn(1, 512, 1, generator=generator), dim=1)
    for _ in range(20):
        level = generator_network(frames, g=speaker).square().mean().sqrt()
        generator_network.conv_post.weight *= LEVEL / level


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


@torch.no_grad()
def speakers(generator: torch.Generator) -> dict:
    def speaker():
        return {
            "gpt_cond_latent": torch.randn(1, 32, WIDTH, generator=generator),
            "speaker_embedding": torch.nn.functional.normalize(torch.randn(1, 512, 1, generator=generator), dim=1),
        }

    return {name: speaker() for name in SPEAKERS}


def write_checkpoint(folder: Path) -> None:
    """model.pth, config.json, vocab.json and speakers_xtts.pth, as in coqui/XTTS-v2."""
    folder.mkdir(parents=True, exist_ok=True)
    write_vocabulary(folder / "vocab.json")
    values = config(folder)
    with small_modules():
        model = Xtts.init_from_config(values)
        model.tokenizer = type(model.tokenizer)(vocab_file=str(folder / "vocab.json"))
        model.init_models()
    generator = torch.Generator().manual_seed(SEED)
    ends = torch.Generator().manual_seed(SEED + 1)
    fill(model, generator)
    let_it_end(model, ends)
    like_what_is_penalised(model)
    torch.nn.Module.eval(model)
    set_level(model, generator)
    tell_voices_apart(model)
    torch.save({"model": model.state_dict()}, folder / "model.pth")
    torch.save(speakers(generator), folder / "speakers_xtts.pth")
    values.model_args.tokenizer_file = ""
    (folder / "config.json").write_text(values.to_json(), encoding="utf-8")


def load(folder: Path) -> Xtts:
    """The reference as it loads a checkpoint, weight norm and all."""
    values = XttsConfig()
    values.load_json(str(folder / "config.json"))
    with small_modules():
        model = Xtts.init_from_config(values)
        model.load_checkpoint(values, checkpoint_dir=str(folder), eval=True)
    return torch.nn.Module.eval(model)
