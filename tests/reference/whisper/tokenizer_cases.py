"""Generated strings in 30 scripts through transformers' Whisper tokenizer. The generator is described in the fixture."""

import unicodedata
from pathlib import Path

import numpy as np
from transformers import WhisperTokenizerFast

from audio import Lcg

TOKENIZER = Path(__file__).resolve().parents[4] / "shared" / "data" / "whisper" / "whisper-tiny"
COUNT = 10000
SHOWN = 40
BLOCKS = {
    "latin": [(0x41, 0x5A), (0x61, 0x7A)],
    "latin-1": [(0xC0, 0xFF)],
    "latin-extended": [(0x100, 0x24F), (0x1E00, 0x1EFF)],
    "greek": [(0x370, 0x3FF)],
    "cyrillic": [(0x400, 0x52F)],
    "armenian": [(0x531, 0x58A)],
    "hebrew": [(0x591, 0x5F4)],
    "arabic": [(0x600, 0x6FF)],
    "syriac": [(0x700, 0x74F)],
    "thaana": [(0x780, 0x7B1)],
    "devanagari": [(0x900, 0x97F)],
    "bengali": [(0x980, 0x9FE)],
    "gurmukhi": [(0xA01, 0xA76)],
    "gujarati": [(0xA81, 0xAFF)],
    "oriya": [(0xB01, 0xB77)],
    "tamil": [(0xB82, 0xBFA)],
    "telugu": [(0xC00, 0xC7F)],
    "kannada": [(0xC80, 0xCF2)],
    "malayalam": [(0xD00, 0xD7F)],
    "sinhala": [(0xD81, 0xDF4)],
    "thai": [(0xE01, 0xE5B)],
    "lao": [(0xE81, 0xEDF)],
    "tibetan": [(0xF00, 0xFD4)],
    "myanmar": [(0x1000, 0x109F)],
    "georgian": [(0x10A0, 0x10FF)],
    "hangul": [(0x1100, 0x11FF), (0xAC00, 0xD7A3)],
    "ethiopic": [(0x1200, 0x137C)],
    "khmer": [(0x1780, 0x17F9)],
    "mongolian": [(0x1810, 0x18AA)],
    "kana": [(0x3041, 0x30FF)],
    "han": [(0x3400, 0x4DB5), (0x4E00, 0x9FA5), (0x20000, 0x20FFF)],
}
PUNCTUATION = [*".,;:!?'\"()[]{}-_/\\@#$%^&*+=<>|~`", *"¿¡«»„“”‘’…–—·。、，！？「」『』《》؟،।॥†‰€£¥₹№"]
CONTRACTIONS = ["'s", "'t", "'re", "'ve", "'m", "'ll", "'d", "'S", "’s"]
WHITESPACE = [" ", " ", " ", "\n", "\t", "\r\n", "\u00a0", "\u3000", "\u2009", "\u200b", "\ufeff", "\u0085"]
EMOJI = ["🙂", "👍🏽", "👩‍👩‍👧‍👦", "🇩🇪", "❤️", "1️⃣", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "☕", "🧑‍🚀", "😀"]
DIGITS = [chr(base + digit) for base in (0x30, 0x660, 0x966, 0xFF10) for digit in range(10)] + ["½", "²", "Ⅷ", "①"]


def assigned(blocks: list[tuple[int, int]]) -> list[list[int]]:
    """The runs of assigned characters in a script's blocks (Unicode 14, as Python 3.11 has it)."""
    ranges: list[list[int]] = []
    for first, last in blocks:
        for point in range(first, last + 1):
            if unicodedata.category(chr(point)) in ("Cn", "Co", "Cs"):
                continue
            if ranges and ranges[-1][1] == point - 1:
                ranges[-1][1] = point
            else:
                ranges.append([point, point])
    return ranges


def generator_tables() -> dict:
    """Everything that the generator draws from, as the fixture gives it."""
    return {
        "scripts": {name: assigned(blocks) for name, blocks in BLOCKS.items()},
        "punctuation": PUNCTUATION,
        "contractions": CONTRACTIONS,
        "whitespace": WHITESPACE,
        "emoji": EMOJI,
        "digits": DIGITS,
    }


def generated(index: int, tables: dict) -> str:
    """String number `index`."""
    generator = Lcg(index)
    scripts = list(tables["scripts"].values())

    def pick(items: list):
        return items[generator.below(len(items))]

    text = ""
    for _ in range(1 + generator.below(12)):
        kind = generator.below(12)
        if kind < 6:
            text += word(generator, pick(scripts))
        elif kind == 6:
            text += "".join(pick(tables["digits"]) for _ in range(1 + generator.below(6)))
        elif kind == 7:
            text += "".join(pick(tables["punctuation"]) for _ in range(1 + generator.below(3)))
        elif kind == 8:
            text += "".join(pick(tables["whitespace"]) for _ in range(1 + generator.below(4)))
        elif kind == 9:
            text += pick(tables["emoji"])
        elif kind == 10:
            text += chr(0x61 + generator.below(26))
            text += "".join(chr(0x300 + generator.below(0x70)) for _ in range(1 + generator.below(3)))
        else:
            text += pick(tables["contractions"])
        if generator.below(2) == 0:
            text += " "
    return text


def word(generator: Lcg, ranges: list[list[int]]) -> str:
    """1 to 8 letters of one script."""
    letters = ""
    for _ in range(1 + generator.below(8)):
        first, last = ranges[generator.below(len(ranges))]
        letters += chr(first + generator.below(last - first + 1))
    return letters


def fnv_1a(data: bytes) -> int:
    """The 32-bit FNV-1a hash."""
    value = 0x811C9DC5
    for byte in data:
        value = ((value ^ byte) * 0x01000193) & 0xFFFFFFFF
    return value


def tokenizer_cases() -> tuple[dict, list[dict], np.ndarray]:
    """The tables, the first strings in full, and three hashes for each string `(COUNT, 3)`."""
    tokenizer = WhisperTokenizerFast.from_pretrained(TOKENIZER)

    def decode(ids: list[int]) -> str:
        return tokenizer.decode(ids, clean_up_tokenization_spaces=False)

    tables = generator_tables()
    shown, hashes = [], []
    for index in range(COUNT):
        text = generated(index, tables)
        ids = tokenizer.encode(text, add_special_tokens=False)
        whole, cut = decode(ids), decode(ids[1:-1])
        row = [np.array(ids, dtype="<u4").tobytes(), whole.encode(), cut.encode()]
        hashes.append([fnv_1a(data) for data in row])
        if index < SHOWN:
            shown.append({"index": index, "text": text, "ids": ids, "decoded": whole, "decoded_cut": cut})
    return tables, shown, np.array(hashes, dtype="<u4")
