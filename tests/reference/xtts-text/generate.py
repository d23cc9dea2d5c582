"""What the reference's text front end makes of generated texts: cleaned text and token ids.

python generate.py
"""

import gzip
import json
import sys
from importlib.metadata import version
from pathlib import Path

from TTS.tts.layers.xtts.tokenizer import VoiceBpeTokenizer

from japanese_sentences import SENTENCES
from texts import LANGUAGES, texts
from vocabulary import train

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures" / "xtts-text"
PACKAGES = ["coqui-tts", "tokenizers", "num2words", "pypinyin", "hangul-romanize", "cutlet", "fugashi", "unidic-lite"]
COUNT = 500


def cleaned(tokenizer, text, language):
    """None where the reference fails."""
    try:
        return tokenizer.preprocess_text(text, language)
    except Exception:
        return None


def write(path, lines):
    packed = "\n".join(json.dumps(line, ensure_ascii=False, separators=(",", ":")) for line in lines).encode()
    path.write_bytes(gzip.compress(packed, 9, mtime=0))
    print(path.name, len(lines), path.stat().st_size)


def make_vocabulary():
    """Not the same each time: the trainer breaks ties at random."""
    cleaner = VoiceBpeTokenizer()
    corpus = [cleaned(cleaner, text, language) for language in LANGUAGES for text in texts(language, 1500, "train")]
    vocabulary = train([text for text in corpus if text], 3000)
    (FIXTURES / "vocab.json").write_text(json.dumps(vocabulary, ensure_ascii=False, indent=0), encoding="utf8")


def main():
    FIXTURES.mkdir(parents=True, exist_ok=True)
    print("python", sys.version.split()[0], {name: version(name) for name in PACKAGES})
    if not (FIXTURES / "vocab.json").exists():
        make_vocabulary()
    tokenizer = VoiceBpeTokenizer(str(FIXTURES / "vocab.json"))
    for language in LANGUAGES:
        cases = []
        for text in texts(language, COUNT, "test"):
            clean = cleaned(tokenizer, text, language)
            cases.append([text, clean, None if clean is None else tokenizer.encode(text, language)])
        write(FIXTURES / f"{language}.jsonl.gz", cases)
        print("   the reference fails at", sum(clean is None for _, clean, _ in cases))
    sentences = [[text, cleaned(tokenizer, text, "ja"), tokenizer.encode(text, "ja")] for text in SENTENCES]
    write(FIXTURES / "ja-sentences.jsonl.gz", sentences)


main()
