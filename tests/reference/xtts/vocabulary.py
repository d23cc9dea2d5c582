"""A tokenizer file of XTTS's form with few pieces: letters, pairs of them, and special ids as in the real one."""

import json
from pathlib import Path

STOP, UNKNOWN, SPACE, START = 0, 1, 2, 261
FIRST_LANGUAGE = 259
LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "pl", "tr", "ru", "nl", "cs", "ar", "zh-cn", "hu", "ko", "ja", "hi")


def pieces() -> tuple[dict[str, int], list[str]]:
    """The vocabulary up to the first language, and the merges that make its letter pairs."""
    single = list("!'(),-./:;?abcdefghijklmnopqrstuvwxyz")
    consonants, vowels = "bcdfghjklmnpqrstvwxyz", "aeiou"
    pairs = [(one, two) for one in consonants for two in vowels] + [(two, one) for one in consonants for two in vowels]
    room = FIRST_LANGUAGE - 3 - len(single)
    texts = ["[STOP]", "[UNK]", "[SPACE]", *single, *("".join(pair) for pair in pairs[:room])]
    return {text: index for index, text in enumerate(texts)}, [" ".join(pair) for pair in pairs[:room]]


def write_vocabulary(path: Path) -> None:
    vocabulary, merges = pieces()
    special = {"[STOP]": STOP, "[UNK]": UNKNOWN, "[SPACE]": SPACE, "[START]": START}
    numbers = [number for number in range(FIRST_LANGUAGE, FIRST_LANGUAGE + len(LANGUAGES) + 1) if number != START]
    special |= {f"[{language}]": number for language, number in zip(LANGUAGES, numbers, strict=True)}
    flags = {"single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": True}
    contents = {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [
            {"id": number, "content": text, **flags} for text, number in sorted(special.items(), key=lambda it: it[1])
        ],
        "normalizer": None,
        "pre_tokenizer": {"type": "Whitespace"},
        "post_processor": None,
        "decoder": None,
        "model": {
            "type": "BPE",
            "dropout": None,
            "unk_token": "[UNK]",
            "continuing_subword_prefix": None,
            "end_of_word_suffix": None,
            "fuse_unk": False,
            "vocab": vocabulary | special,
            "merges": merges,
        },
    }
    path.write_text(json.dumps(contents, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
