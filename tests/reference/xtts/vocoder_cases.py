"""Waveforms by HifiDecoder.forward, and latents stretched for another speed as Xtts.inference() does it."""

import torch
from TTS.tts.models.xtts import Xtts

from network import SPEAKERS, WIDTH
from writing import Values

TOKENS = (1, 2, 5, 10, 20, 40, 147)
SPEEDS = (0.5, 0.8, 0.95, 1.05, 1.3, 2.0)


@torch.inference_mode()
def vocoder_cases(model: Xtts, values: Values) -> list[dict]:
    generator = torch.Generator().manual_seed(7)
    made = []
    for index, tokens in enumerate(TOKENS):
        speaker = SPEAKERS[index % len(SPEAKERS)]
        latents = torch.randn(1, tokens, WIDTH, generator=generator)
        waveform = model.hifigan_decoder(latents, g=model.speaker_manager.speakers[speaker]["speaker_embedding"])
        made.append({"speaker": speaker, "latents": values.add(latents[0]), "waveform": values.add(waveform.flatten())})
    return made


@torch.inference_mode()
def speed_cases(values: Values) -> list[dict]:
    generator = torch.Generator().manual_seed(8)
    made = []
    for speed in SPEEDS:
        for tokens in (1, 3, 40):
            latents = torch.randn(1, tokens, WIDTH, generator=generator)
            length_scale = 1.0 / max(speed, 0.05)
            if int(tokens * length_scale) == 0:
                continue
            stretched = torch.nn.functional.interpolate(
                latents.transpose(1, 2), scale_factor=length_scale, mode="linear"
            ).transpose(1, 2)
            made.append({"speed": speed, "latents": values.add(latents[0]), "stretched": values.add(stretched[0])})
    return made
