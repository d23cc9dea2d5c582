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

import weights
from vocabulary import LANGUAGES, write_vocabulary

WIDTH, LAYERS, HEADS = 64, 3, 4
START_AUDIO, STOP_AUDIO, AUDIO_TOKENS = 1024, 1025, 1026
SPEAKERS = ("Claribel Dervla", "Sofia Hellen", "Ana Florence", "Nova Hogarth", "Zofija Kendrick")
SEED = 21


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
    weights.fill(model, generator)
    weights.let_it_end(model, ends, STOP_AUDIO)
    weights.like_what_is_penalised(model, [1, START_AUDIO])
    torch.nn.Module.eval(model)
    weights.set_level(model, generator)
    weights.tell_voices_apart(model)
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
