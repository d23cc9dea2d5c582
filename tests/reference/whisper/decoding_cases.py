"""Cases for openai-whisper's decode(): one window, greedy or beam search, all of its options."""

import numpy as np
import torch
import whisper
from whisper.decoding import BeamSearchDecoder

from audio import build_waveform, double_precision_spectrogram, recording_names, whole, window
from margins import SMALLEST_MARGIN, recorded_margins
from model import Variant

LONG_PROMPT = [(7 * i) % 50000 for i in range(1000, 1300)]
JFK = {"pieces": [whole("en_jfk_11s.wav")]}
GERMAN = {"pieces": [whole("de_5s.wav")]}
TWO_SPEAKERS = {"pieces": [whole("en_two_speakers_20s.wav")]}
TONES = {"pieces": [{"tones": 80000, "hertz": [220, 440.5, 1330], "amplitude": 0.1}]}
SYNTHETIC = [
    TONES,
    {"pieces": [{"noise": 160000, "seed": 7, "amplitude": 0.2}]},
    {"pieces": [{"silence": 48000}]},
    {"pieces": [{"tones": 1600, "hertz": [700], "amplitude": 0.5}]},
    {"pieces": [{"noise": 1, "seed": 3, "amplitude": 0.5}, {"silence": 159}]},
    {"pieces": [{"silence": 32000}, whole("ja_5s.wav"), {"tones": 64000, "hertz": [300, 2500], "amplitude": 0.05}]},
    {"pieces": [{"noise": 560000, "seed": 11, "amplitude": 0.03}]},
]


def recordings() -> list[dict]:
    return [{"pieces": [whole(name)]} for name in recording_names()]


def multilingual_cases() -> list[tuple[dict, dict]]:
    """Pairs of a waveform's description and DecodingOptions."""
    cases = [(audio, {}) for audio in recordings() + SYNTHETIC]
    cases += [(audio, {"without_timestamps": True}) for audio in recordings() + SYNTHETIC[:3]]
    languages = ["en", "de", "ja", "zh", "th", "es", "fr", "ru", "haw", "su"]
    cases += [(audio, {"language": code}) for audio, code in zip(recordings(), languages)]
    cases += [(JFK, {"language": code, "task": "translate"}) for code in ("de", "fr", "ja")]
    cases += [(GERMAN, {"task": "translate", "without_timestamps": True})]
    for audio in (JFK, GERMAN, TWO_SPEAKERS, TONES):
        cases += [
            (audio, {"language": "en", "prompt": "Glossary: Parley, Whisper, Canary."}),
            (audio, {"language": "de", "prompt": LONG_PROMPT}),
            (audio, {"language": "en", "prefix": "And so my fellow"}),
            (audio, {"language": "en", "prefix": [400, 370, 452, 7177], "prompt": [1, 2, 3], "sample_len": 20}),
            (audio, {"language": "en", "suppress_tokens": None, "suppress_blank": False}),
            (audio, {"language": "en", "suppress_tokens": "-1,46065,28363", "without_timestamps": True}),
            (audio, {"language": "en", "suppress_tokens": [46065, 28363, 48319]}),
            (audio, {"language": "en", "max_initial_timestamp": None}),
            (audio, {"language": "en", "max_initial_timestamp": 0.0}),
            (audio, {"language": "en", "max_initial_timestamp": 0.3}),
            (audio, {"language": "en", "sample_len": 1}),
            (audio, {"language": "en", "sample_len": 7, "without_timestamps": True}),
        ]
    return cases


def other_cases() -> list[tuple[dict, dict]]:
    """Fewer cases, for the other two vocabularies; English-only networks ignore the language."""
    cases = [(audio, {"language": "en"}) for audio in recordings() + SYNTHETIC[:3]]
    cases += [(audio, {"language": "en", "without_timestamps": True}) for audio in recordings()[:4]]
    cases += [(JFK, {"language": "en", "prompt": LONG_PROMPT}), (TONES, {"language": "en", "prefix": "And so"})]
    return cases


def beam_cases() -> list[tuple[dict, dict]]:
    cases = [(audio, {"beam_size": 5, "language": "en"}) for audio in recordings()[:6]]
    cases += [(audio, {"beam_size": 5, "language": "de", "without_timestamps": True}) for audio in recordings()[:4]]
    cases += [
        (JFK, {"beam_size": 5, "patience": 2.0, "language": "en"}),
        (GERMAN, {"beam_size": 5, "length_penalty": 0.6, "language": "de"}),
        (TWO_SPEAKERS, {"beam_size": 2, "length_penalty": 1.0, "language": "en"}),
        (TWO_SPEAKERS, {"beam_size": 3, "language": "en", "prompt": LONG_PROMPT, "sample_len": 40}),
        (TONES, {"beam_size": 5, "language": "ja", "prefix": "And so"}),
    ]
    return cases


def run_case(network: whisper.Whisper, variant: Variant, audio: dict, options: dict) -> dict:
    """One case with its result, as it is written to the fixture."""
    mel = window(build_waveform(audio), variant.n_mels)
    with recorded_margins() as margins:
        result = network.decode(mel, whisper.DecodingOptions(fp16=False, **options))
    return {
        "model": variant.name,
        "audio": audio,
        "options": options,
        "margin": finite(margins.smallest()),
        "result": {
            "language": result.language,
            "tokens": result.tokens,
            "text": result.text,
            "avg_logprob": result.avg_logprob,
            "no_speech_prob": result.no_speech_prob,
            "compression_ratio": result.compression_ratio,
        },
    }


def finite(value: float) -> float | None:
    return value if np.isfinite(value) else None


def greedy(network: whisper.Whisper, variant: Variant, cases: list[tuple[dict, dict]]) -> list[dict]:
    """The cases that stay clear of ties."""
    done = [run_case(network, variant, audio, options) for audio, options in cases]
    clear = [case for case in done if is_clear(network, variant, case)]
    print(f"{variant.name}: {len(clear)} of {len(done)} greedy cases kept, {len(done) - len(clear)} too near a tie")
    return clear


def is_clear(network: whisper.Whisper, variant: Variant, case: dict) -> bool:
    """Whether neither a near tie nor the rounding of the spectrogram decides the case."""
    if case["margin"] is not None and case["margin"] <= SMALLEST_MARGIN:
        return False
    mel = window(build_waveform(case["audio"]), variant.n_mels, double_precision_spectrogram)
    return (
        network.decode(mel, whisper.DecodingOptions(fp16=False, **case["options"])).tokens == case["result"]["tokens"]
    )


def beam(network: whisper.Whisper, variant: Variant, cases: list[tuple[dict, dict]]) -> list[dict]:
    """The cases whose tokens stay the same when all logits are shaken a little."""
    kept = []
    for audio, options in cases:
        case = run_case(network, variant, audio, options)
        case["margin"] = None
        if is_clear(network, variant, case) and all(
            shaken_tokens(network, variant, audio, options, seed) == case["result"]["tokens"] for seed in range(3)
        ):
            kept.append(case)
    print(f"{variant.name}: {len(kept)} of {len(cases)} beam cases kept")
    return kept


def shaken_tokens(network: whisper.Whisper, variant: Variant, audio: dict, options: dict, seed: int) -> list[int]:
    generator = torch.Generator().manual_seed(seed)
    update = BeamSearchDecoder.update

    def shaken(decoder, tokens, logits, sum_logprobs):
        noise = (torch.rand(logits.shape, generator=generator) - 0.5) * 2 * SMALLEST_MARGIN
        return update(decoder, tokens, logits + noise, sum_logprobs)

    BeamSearchDecoder.update = shaken
    try:
        return run_case(network, variant, audio, options)["result"]["tokens"]
    finally:
        BeamSearchDecoder.update = update
