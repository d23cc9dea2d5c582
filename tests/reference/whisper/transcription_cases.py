"""Cases for openai-whisper's transcribe(): audio of several windows, every option that changes the result."""

from contextlib import contextmanager

import numpy as np
import whisper

from audio import build_waveform, double_precision_spectrogram, recording_names, whole
from margins import SMALLEST_MARGIN, recorded_margins
from model import Variant

SECOND = 16000
SILENCE = {"silence": 2 * SECOND}
NOISE = {"noise": 6 * SECOND, "seed": 5, "amplitude": 0.05}


def joined(*names: str) -> list[dict]:
    return [whole(name) for name in names]


MEETING = {
    "pieces": [
        *joined("en_jfk_11s.wav"),
        SILENCE,
        *joined("en_two_speakers_20s.wav", "en_quilter_6s.wav", "es_9s.wav"),
        NOISE,
        *joined("de_5s.wav"),
    ]
}
QUIET = {
    "pieces": [
        *joined("no_speech_8s.wav", "en_two_speakers_20s.wav"),
        {"silence": 5 * SECOND},
        *joined("en_lj0002.wav", "no_speech_8s.wav", "en_jfk_11s.wav"),
        {"silence": 12 * SECOND},
        *joined("no_speech_8s.wav"),
    ]
}
LONG = {"pieces": [part for _ in range(2) for part in [*joined(*recording_names()[:8]), SILENCE]]}
SHORT = {"pieces": joined("ja_5s.wav")}
DEAF = {"pieces": [{"silence": 40 * SECOND}]}
HISS = {"pieces": [{"noise": 45 * SECOND, "seed": 9, "amplitude": 0.02}]}
BRIEF_HISS = {"pieces": [{"noise": 8 * SECOND, "seed": 9, "amplitude": 0.02}]}
BRIEF_PAUSE = {"pieces": [*joined("en_lj0008.wav"), SILENCE, *joined("en_lj0002.wav")]}
PAUSES = {
    "pieces": [
        {"recording": "en_jfk_11s.wav", "start": 0, "samples": 4 * SECOND},
        {"silence": 3 * SECOND},
        {"recording": "no_speech_8s.wav", "start": 0, "samples": 4 * SECOND},
        *joined("en_quilter_6s.wav"),
        {"silence": 3 * SECOND},
        *joined("en_lj0002.wav"),
    ]
}
CHIRPS = {
    "pieces": [{"tones": 3 * SECOND + 77, "hertz": [200 + 90 * i, 1500 + 40 * i], "amplitude": 0.1} for i in range(14)]
}
PROMPT = "A meeting about Parley, Whisper and Canary."


def plain_cases() -> list[tuple[dict, dict]]:
    """Pairs of a waveform's description and transcribe()'s options, without word timestamps."""
    alone = {"condition_on_previous_text": False}
    return [
        (MEETING, {"language": "en"}),
        (MEETING, {"language": "en", **alone}),
        (MEETING, {}),
        (LONG, {}),
        (LONG, {"language": "de", "without_timestamps": True, **alone}),
        (LONG, {"language": "ja", "task": "translate"}),
        (QUIET, {"language": "en", "no_speech_threshold": 0.3, "logprob_threshold": -0.7}),
        (QUIET, {"language": "en", "no_speech_threshold": 0.05, "logprob_threshold": None, **alone}),
        (QUIET, {"language": "en", "no_speech_threshold": None}),
        (
            QUIET,
            {
                "language": "en",
                "no_speech_threshold": 0.2,
                "logprob_threshold": -0.8,
                "temperature": [0.0, 0.0],
                **alone,
            },
        ),
        (MEETING, {"language": "en", "temperature": [0.0, 0.0], "logprob_threshold": -0.6, **alone}),
        (MEETING, {"language": "fr", "temperature": [0.0, 0.0, 0.0], "compression_ratio_threshold": 1.3}),
        (MEETING, {"language": "en", "initial_prompt": PROMPT}),
        (LONG, {"language": "en", "initial_prompt": PROMPT, "carry_initial_prompt": True}),
        (LONG, {"language": "en", "initial_prompt": PROMPT, "carry_initial_prompt": True, **alone}),
        (LONG, {"language": "en", "initial_prompt": PROMPT * 30, "carry_initial_prompt": True}),
        (MEETING, {"language": "en", "clip_timestamps": "5,20,30,45"}),
        (LONG, {"language": "es", "clip_timestamps": [0.0, 12.5, 40.0, 40.5, 60.0], **alone}),
        (SHORT, {}),
        (DEAF, {"language": "en"}),
        (HISS, {"language": "en", "max_initial_timestamp": 0.2, **alone}),
        (CHIRPS, {"language": "zh", "suppress_tokens": "", "suppress_blank": False}),
        (CHIRPS, {"language": "en", "sample_len": 30, "prefix": "Well,"}),
        ({"pieces": [{"noise": 100, "seed": 1, "amplitude": 0.1}]}, {"language": "en"}),
    ]


def word_cases() -> list[tuple[dict, dict]]:
    """The same with `word_timestamps`."""
    alone = {"condition_on_previous_text": False}
    cases = [
        (SHORT, {"language": "th"}),
        (SHORT, {"language": "en", "without_timestamps": True}),
        (SHORT, {"language": "de", "prepend_punctuations": "a", "append_punctuations": "s,"}),
        (PAUSES, {"language": "en"}),
        (PAUSES, {"language": "ja", **alone}),
        (PAUSES, {"language": "en", "task": "translate", "clip_timestamps": "1,9,11"}),
        (MEETING, {"language": "en"}),
    ]
    return [(audio, {**options, "word_timestamps": True}) for audio, options in cases]


def silence_cases() -> list[tuple[dict, dict]]:
    """With the guard against text invented in silence."""
    wanted = [(PAUSES, seconds, language) for language in ("de", "fr", "ru") for seconds in (0.3, 1.0, 2.0)]
    wanted += [(SHORT, 0.5, "fr"), (SHORT, 1.0, "zh"), (BRIEF_HISS, 1.0, "en"), (BRIEF_PAUSE, 0.5, "es")]
    options = {"condition_on_previous_text": False, "word_timestamps": True}
    return [
        (audio, {**options, "language": language, "hallucination_silence_threshold": seconds})
        for audio, seconds, language in wanted
    ]


def other_cases() -> list[tuple[dict, dict]]:
    return [
        (MEETING, {"language": "en"}),
        (LONG, {"language": "en", "condition_on_previous_text": False}),
        (SHORT, {}),
    ]


@contextmanager
def double_precision():
    """transcribe() with spectrograms made in double precision."""
    module = __import__("whisper.transcribe", fromlist=["transcribe"])
    single = module.log_mel_spectrogram
    module.log_mel_spectrogram = double_precision_spectrogram
    try:
        yield
    finally:
        module.log_mel_spectrogram = single


def transcribe(network: whisper.Whisper, audio: dict, options: dict) -> dict:
    options = {"temperature": 0.0, **options}
    if isinstance(options["temperature"], list):
        options["temperature"] = tuple(options["temperature"])
    return network.transcribe(build_waveform(audio), fp16=False, **options)


def same(one: dict, other: dict) -> bool:
    """Whether two results agree in tokens, seeks and times (to 20 ms)."""
    if one["language"] != other["language"] or len(one["segments"]) != len(other["segments"]):
        return False
    return all(same_segment(a, b) for a, b in zip(one["segments"], other["segments"]))


def same_segment(one: dict, other: dict) -> bool:
    words, others = one.get("words", []), other.get("words", [])
    if one["tokens"] != other["tokens"] or one["seek"] != other["seek"] or len(words) != len(others):
        return False
    times = [(one["start"], other["start"]), (one["end"], other["end"])]
    times += [(a[edge], b[edge]) for a, b in zip(words, others) for edge in ("start", "end")]
    return all(abs(a - b) <= 0.02 for a, b in times)


def run_case(network: whisper.Whisper, variant: Variant, audio: dict, options: dict) -> dict | None:
    """One case as it is written to the fixture, or None where rounding decides the result."""
    with recorded_margins() as margins:
        result = transcribe(network, audio, options)
    with double_precision():
        if margins.smallest() <= SMALLEST_MARGIN or not same(result, transcribe(network, audio, options)):
            return None
    return {"model": variant.name, "audio": audio, "options": options, "result": plain(result)}


def plain(value):
    """NumPy's numbers as Python's, so that JSON takes them."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value.item() if isinstance(value, np.generic) else value


def run(network: whisper.Whisper, variant: Variant, cases: list[tuple[dict, dict]]) -> list[dict]:
    kept = []
    for audio, options in cases:
        case = run_case(network, variant, audio, options)
        outcome = "rounding decides, dropped" if case is None else f"{len(case['result']['segments'])} segments"
        print(f"{variant.name}: transcription with {options}: {outcome}", flush=True)
        if case is not None:
            kept.append(case)
    return kept
