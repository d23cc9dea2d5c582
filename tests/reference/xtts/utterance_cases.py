"""Whole utterances from text to waveform by Xtts.inference(), and by inference_stream() where it samples."""

from unittest.mock import patch

from TTS.tts.models.xtts import Xtts

from drawing import Unsteady, watched
from network import SPEAKERS
from writing import Values

COMMON = {"temperature": 0.75, "repetition_penalty": 10.0, "top_k": 50, "top_p": 0.85}
WANTED = [
    ("en", "It is a fine day, is it not?", {"greedy": True, "speed": 1.0}),
    ("de", "guten morgen", {"greedy": True, "speed": 1.0}),
    ("en", "we will meet you at the door.", {"greedy": False, "speed": 1.0}),
    ("en", "one more time", {"greedy": True, "speed": 1.3}),
    ("en", "take it slowly now", {"greedy": False, "speed": 0.8}),
]


def run(model: Xtts, text: str, language: str, speaker: str, options: dict):
    """Text ids, tokens and waveform; sampled ones by the numbers of the watcher that is in force."""
    voice = model.speaker_manager.speakers[speaker]
    seen = {}

    def keep(function):
        def kept(*arguments, **keywords):
            seen["text"] = keywords["text_inputs"][0].tolist()
            seen["codes"] = function(*arguments, **keywords)
            return seen["codes"]

        return kept

    with patch.object(model.gpt, "generate", keep(model.gpt.generate)):
        result = model.inference(
            text,
            language,
            voice["gpt_cond_latent"],
            voice["speaker_embedding"],
            do_sample=not options["greedy"],
            speed=options["speed"],
            **COMMON,
        )
    return seen["text"], seen["codes"][0].tolist(), result["wav"]


def cases(model: Xtts, values: Values) -> list[dict]:
    found = []
    for index, (language, text, options) in enumerate(WANTED):
        speaker = SPEAKERS[index % len(SPEAKERS)]
        for seed in range(100 * index, 100 * index + 20):
            try:
                with watched(model, seed, options["greedy"]) as watcher:
                    ids, tokens, waveform = run(model, text, language, speaker, options)
            except Unsteady:
                continue
            found.append(
                {
                    "text": text,
                    "language": language,
                    "speaker": speaker,
                    "greedy": options["greedy"],
                    "speed": options["speed"],
                    "temperature": COMMON["temperature"],
                    "repetitionPenalty": COMMON["repetition_penalty"],
                    "topK": COMMON["top_k"],
                    "topP": COMMON["top_p"],
                    "uniforms": watcher.uniforms,
                    "textTokens": ids,
                    "tokens": tokens,
                    "waveform": values.add(waveform),
                }
            )
            break
    print("kept", len(found), "of", len(WANTED))
    return found
