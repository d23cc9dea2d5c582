"""Word timing: median filter, dynamic time warping, splitting into words, merging punctuation, find_alignment()."""

import numpy as np
import torch
import whisper
from whisper.timing import WordTiming, dtw, find_alignment, median_filter, merge_punctuations

from audio import Lcg, build_waveform, lcg_uniform, window
from decoding_cases import GERMAN, JFK, TWO_SPEAKERS
from model import Variant

PREPENDED, APPENDED = "\"'“¿([{-", "\"'.。,，!！?？:：”)]}、"
SHAPES = [(1, 1), (1, 7), (5, 1), (4, 4), (6, 20), (20, 6), (12, 150), (40, 300), (3, 1500)]
TEXTS = [
    ("en", ' And so, my fellow Americans: ask not (what) your country can do for you - 3.14%, "ask" what\'s next?'),
    ("de", " Der hinter diesem Portal liegende Raum wurde als „Leichenhalle“ genutzt; Übergröße, Straße."),
    ("es", "¿Qué tal? ¡Las arenas son blanquecinas, señor!"),
    ("fr", " L'été, c'est l'heure où l'on dort… n'est-ce pas ?"),
    ("ru", " Привет, мир! Это — проверка."),
    ("ja", "私の名前は中野です。今日は「良い」天気ですね、𠮷野家。"),
    ("zh", "你好，世界！今天是2024年1月1日。"),
    ("yue", "你食咗飯未呀？🙂"),
    ("th", "สวัสดีครับ วันนี้อากาศดี"),
    ("lo", "ສະບາຍດີ ທຸກຄົນ"),
    ("my", "မင်္ဂလာပါ ကမ္ဘာ"),
    ("ko", " 안녕하세요, 세계! 만나서 반갑습니다."),
    ("hi", " नमस्ते दुनिया, कैसे हो?"),
    ("ar", " مرحبا بالعالم، كيف حالك؟"),
    ("en", " Emoji 👩‍👩‍👧‍👦 flags 🇩🇪 and\nnew  lines\t… e\u0301 \u200b"),
    ("en", "..."),
    ("en", "-"),
]


def median_cases() -> list[dict]:
    cases = []
    for seed, (rows, columns, width) in enumerate([(1, 3, 7), (1, 4, 7), (2, 5, 7), (3, 40, 7), (2, 9, 3), (1, 1, 7)]):
        values = lcg_uniform(rows * columns, seed).astype(np.float32).reshape(rows, columns)
        filtered = median_filter(torch.from_numpy(values), width)
        cases.append({"seed": seed, "rows": rows, "columns": columns, "width": width, "result": filtered.tolist()})
    return cases


def warping_cases() -> list[dict]:
    """Cost matrices of LCG values row by row, in -0.5..0.5; a case with ties has only the costs 0, 1 and 2."""
    cases = []
    for seed, (rows, columns) in enumerate(SHAPES):
        for ties in (False, True):
            uniform = lcg_uniform(rows * columns, 50 + seed).reshape(rows, columns)
            costs = np.floor(3 * uniform) if ties else uniform - 0.5
            path = dtw(torch.from_numpy(costs.astype(np.float32)))
            case = {"seed": 50 + seed, "rows": rows, "columns": columns, "ties": ties}
            cases.append({**case, "text_indices": path[0].tolist(), "time_indices": path[1].tolist()})
    return cases


def splitting_cases(variant: Variant) -> list[dict]:
    """Texts whole, cut within a character, and with end of text; then seeded random tokens."""
    cases = []
    for language, text in TEXTS:
        tokens = variant.tokenizer().encode(text)
        for part, piece in (("whole", tokens), ("cut", tokens[1:-1]), ("ended", [*tokens, variant.tokenizer().eot])):
            cases.append(splitting_case(variant, language, part, piece))
    generator = Lcg(77)
    for language in ("en", "ja"):
        for _ in range(8):
            piece = [generator.below(variant.tokenizer().eot) for _ in range(25)]
            cases.append(splitting_case(variant, language, "random", piece))
    return [case for case in cases if case is not None]


def splitting_case(variant: Variant, language: str, part: str, tokens: list[int]) -> dict | None:
    """None where openai-whisper itself fails: a text that ends within a character."""
    try:
        words, word_tokens = variant.tokenizer(language=language).split_to_word_tokens(tokens)
    except IndexError:
        return None
    return {"language": language, "part": part, "tokens": tokens, "words": words, "word_tokens": word_tokens}


def punctuation_cases(splits: list[dict]) -> list[dict]:
    lists = [list(zip(case["words"], case["word_tokens"])) for case in splits if case["part"] == "whole"]
    lists.append(
        [(word, [index]) for index, word in enumerate([" (", " [", " a", ".", '"', ' "', "b", " -", " c", "!", "?"])]
    )
    cases = []
    for words in lists:
        timings = [WordTiming(word, list(tokens), 0.0, 0.0, 1.0) for word, tokens in words]
        merge_punctuations(timings, PREPENDED, APPENDED)
        merged = [{"word": timing.word, "tokens": timing.tokens} for timing in timings]
        cases.append({"words": [{"word": word, "tokens": list(tokens)} for word, tokens in words], "result": merged})
    return cases


def find_alignment_cases(network: whisper.Whisper, variant: Variant) -> list[dict]:
    cases = []
    for audio, frames, (language, text) in (
        (JFK, 1100, TEXTS[0]),
        (JFK, 1100, TEXTS[5]),
        (JFK, 3000, TEXTS[0]),
        (GERMAN, 525, TEXTS[1]),
        (GERMAN, 525, TEXTS[8]),
        (TWO_SPEAKERS, 1982, TEXTS[6]),
        (TWO_SPEAKERS, 1982, TEXTS[4]),
        (TWO_SPEAKERS, 100, TEXTS[15]),
    ):
        mel = window(build_waveform(audio), variant.n_mels)
        tokenizer = variant.tokenizer(language=language, task="transcribe")
        tokens = tokenizer.encode(text)
        words = find_alignment(network, tokenizer, tokens, mel, frames)
        generator = torch.Generator().manual_seed(0)
        shaken = find_alignment(
            network, tokenizer, tokens, mel + 1e-5 * torch.randn(mel.shape, generator=generator), frames
        )
        stable = all(abs(a.start - b.start) <= 0.02 and abs(a.end - b.end) <= 0.02 for a, b in zip(words, shaken))
        print(f"alignment of {text[:20]!r}: {'kept' if stable else 'rounding decides, dropped'}")
        if stable:
            timed = [
                {
                    "word": word.word,
                    "tokens": word.tokens,
                    "start": float(word.start),
                    "end": float(word.end),
                    "probability": float(word.probability),
                }
                for word in words
            ]
            cases.append({"audio": audio, "language": language, "tokens": tokens, "num_frames": frames, "words": timed})
    return cases
