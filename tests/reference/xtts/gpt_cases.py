"""Tokens and latents by the reference: greedy by generate(), sampled by its own stream with written-down numbers."""

from dataclasses import dataclass

import numpy as np
import torch
from TTS.tts.models.xtts import Xtts

from drawing import Unsteady, watched
from network import SPEAKERS, STOP_AUDIO
from vocabulary import FIRST_LANGUAGE
from writing import Values


@dataclass(frozen=True)
class Settings:
    repetition_penalty: float
    temperature: float = 1.0
    top_k: int = 0
    top_p: float = 1.0
    greedy: bool = False
    max_tokens: int | None = None
    """The reference's max_new_tokens; None is its own limit of 602."""
    endless: bool = False
    """Only numbers that do not draw the stop token."""


GREEDY = [Settings(penalty, greedy=True) for penalty in (10.0, 5.0, 2.0, 1.0, 15.0)]
SAMPLED = [
    Settings(10.0, 0.75, 50, 0.85),
    Settings(5.0, 0.75, 50, 0.85),
    Settings(1.0, 1.0, 0, 1.0),
    Settings(2.0, 0.65, 50, 0.8),
    Settings(10.0, 1.5, 0, 0.95),
    Settings(10.0, 0.2, 50, 0.85),
    Settings(15.0, 0.9, 5, 1.0),
    Settings(1.5, 1.3, 200, 0.3),
    Settings(10.0, 1.0, 1, 0.85),
    Settings(1.0, 0.75, 50, 0.01),
    Settings(10.0, 2.0, 1026, 0.999),
]
LIMITED = [
    Settings(10.0, greedy=True, max_tokens=1),
    Settings(2.0, greedy=True, max_tokens=12),
    Settings(10.0, 0.75, 50, 0.85, max_tokens=1),
    Settings(5.0, 0.75, 50, 0.85, max_tokens=10),
    Settings(1.0, 4.0, 0, 1.0, endless=True),
    Settings(10.0, 8.0, 0, 1.0, endless=True),
]
WITH_LATENTS = 4
"""Every fourth case keeps its latents."""
LENGTHS = (1, 2, 5, 9, 14, 23, 37, 60, 90, 150, 401)


def text_ids(seed: int) -> list[int]:
    """A language's id, then random pieces."""
    rng = np.random.default_rng(seed)
    length = LENGTHS[seed % len(LENGTHS)]
    return [FIRST_LANGUAGE, *rng.integers(3, FIRST_LANGUAGE, length - 1).tolist()]


@torch.inference_mode()
def generate(model: Xtts, conditioning: torch.Tensor, text: list[int], settings: Settings):
    """Tokens (the stop token included where it came) and latents [tokens, width], as Xtts.inference() makes them."""
    inputs = torch.tensor([text])
    limit = {} if settings.max_tokens is None else {"max_new_tokens": settings.max_tokens}
    codes = model.gpt.generate(
        cond_latents=conditioning,
        text_inputs=inputs,
        do_sample=False,
        num_beams=1,
        repetition_penalty=settings.repetition_penalty,
        **limit,
    )
    latents = model.gpt(
        inputs,
        torch.tensor([len(text)]),
        codes,
        torch.tensor([codes.shape[-1] * model.gpt.code_stride_len]),
        cond_latents=conditioning,
        return_latent=True,
    )
    return codes[0].tolist(), latents[0]


@torch.inference_mode()
def stream(model: Xtts, conditioning: torch.Tensor, text: list[int], settings: Settings):
    """Tokens and latents as Xtts.inference_stream() gets them."""
    limit = {} if settings.max_tokens is None else {"max_new_tokens": settings.max_tokens}
    generator = model.gpt.get_generator(
        fake_inputs=model.gpt.compute_embeddings(conditioning, torch.tensor([text])),
        top_k=settings.top_k,
        top_p=settings.top_p,
        temperature=settings.temperature,
        do_sample=True,
        num_beams=1,
        num_return_sequences=1,
        length_penalty=1.0,
        repetition_penalty=settings.repetition_penalty,
        output_attentions=False,
        output_hidden_states=True,
        return_dict_in_generate=True,
        **limit,
    )
    steps = list(generator)
    return [int(token) for token, _ in steps], torch.cat([latent for _, latent in steps])


def case(model: Xtts, values: Values, seed: int, settings: Settings) -> dict | None:
    speaker = SPEAKERS[seed % len(SPEAKERS)]
    conditioning = model.speaker_manager.speakers[speaker]["gpt_cond_latent"]
    text = text_ids(seed)
    run = generate if settings.greedy else stream
    try:
        with watched(model, seed, settings.greedy, STOP_AUDIO if settings.endless else None) as watcher:
            tokens, latents = run(model, conditioning, text, settings)
    except Unsteady:
        return None
    sampling = (
        {}
        if settings.greedy
        else {
            "temperature": settings.temperature,
            "topK": settings.top_k,
            "topP": settings.top_p,
        }
    )
    return {
        "seed": seed,
        "speaker": speaker,
        "textTokens": text,
        "greedy": settings.greedy,
        "repetitionPenalty": settings.repetition_penalty,
        **sampling,
        "maximumTokens": settings.max_tokens,
        "uniforms": watcher.uniforms,
        "tokens": tokens,
        "stopped": tokens[-1] == STOP_AUDIO,
        "latents": values.add(latents) if seed % WITH_LATENTS == 0 else None,
    }


def cases(model: Xtts, values: Values, kinds: list[Settings], wanted: int, first_seed: int) -> list[dict]:
    found, seed = [], first_seed
    while len(found) < wanted and seed < first_seed + 20 * wanted:
        made = case(model, values, seed, kinds[seed % len(kinds)])
        if made is not None:
            found.append(made)
        seed += 1
    print("kept", len(found), "of", seed - first_seed)
    return found
