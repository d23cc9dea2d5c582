"""Facts of the three vocabularies: special tokens, suppressed tokens, start sequences, alignment heads."""

import base64
import gzip

import numpy as np
import whisper
from whisper.decoding import DecodingOptions, DecodingTask

from model import Variant, openai_model, transformers_model

LAYERS_AND_HEADS = {"tiny": (4, 6), "base": (6, 8), "small": (12, 12), "medium": (24, 16), "large": (32, 20)}


def vocabulary_case(variant: Variant) -> dict:
    tokenizer = variant.tokenizer()
    names = (
        "eot",
        "sot",
        "translate",
        "transcribe",
        "sot_lm",
        "sot_prev",
        "no_speech",
        "no_timestamps",
        "timestamp_begin",
    )
    network = openai_model(transformers_model(variant))
    task = DecodingTask(network, DecodingOptions(language="en", fp16=False))
    codes = tokenizer.all_language_codes if variant.multilingual else ()
    return {
        "model": variant.name,
        "vocabulary": variant.vocab_size,
        "special": {name: getattr(tokenizer, name) for name in names},
        "blank": tokenizer.encode(" "),
        "languages": {code: tokenizer.to_language_token(code) for code in codes},
        "non_speech_tokens": list(tokenizer.non_speech_tokens),
        "suppressed": list(task._get_suppress_tokens()),
        "start_sequences": [start_sequence(variant, language, task) for language, task in starts(variant)],
        "last_timestamp": tokenizer.timestamp_begin + 1500,
    }


def starts(variant: Variant) -> list[tuple[str, str]]:
    languages = ("en", "de", "zh", "su", "yue")[: 5 if variant.num_languages == 100 else 4]
    return [(language, task) for language in languages for task in ("transcribe", "translate")]


def start_sequence(variant: Variant, language: str, task: str) -> dict:
    tokenizer = variant.tokenizer(language=language, task=task)
    return {
        "language": language,
        "task": task,
        "tokens": list(tokenizer.sot_sequence),
        "without_timestamps": list(tokenizer.sot_sequence_including_notimestamps),
    }


def alignment_heads() -> dict[str, list[list[int]]]:
    """[layer, head] of each published network, from openai-whisper's own table."""
    tables = {}
    for name, dump in whisper._ALIGNMENT_HEADS.items():
        size = "large-v3-turbo" if "turbo" in name else name.split(".")[0].split("-")[0]
        layers, heads = (4, 20) if "turbo" in name else LAYERS_AND_HEADS[size]
        mask = np.frombuffer(gzip.decompress(base64.b85decode(dump)), dtype=bool).reshape(layers, heads)
        tables[name] = np.argwhere(mask).tolist()
    return tables
