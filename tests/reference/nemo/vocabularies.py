"""Vocabularies of the public exports' form: one `token id` a line, U+2581 for the space."""

from pathlib import Path

LANGUAGES = "bg hr cs da nl en et fi fr de el hu it lv lt mt pl pt ro ru sk sl es sv uk".split()

_CANARY_CONTROL = (
    "<|nospeech|> <pad> <|endoftext|> <|startoftranscript|> <|pnc|> <|nopnc|> <|startofcontext|> <|itn|> <|noitn|> "
    "<|timestamp|> <|notimestamp|> <|diarize|> <|nodiarize|> <|spkchange|> <|audioseparator|> <|emo:undefined|> "
    "<|emo:neutral|> <|emo:happy|> <|emo:sad|> <|emo:angry|>"
).split()

# Words and pieces in the scripts of the 25 languages. Punctuation that closes may follow a space; pieces that open
# (brackets, inverted marks, currency) are left out, because the reference joins them to the word before.
_PIECES = (
    "▁ ▁the ▁and ing ed s ▁of t ▁hello ▁world e a n ▁über ▁Öl ▁schön er ▁straße ß ▁für ü ▁část ř ▁že ě ▁žena č "
    "▁œuvre ç ▁été é ▁à ▁où ▁être ê ▁niño ñ ▁ándale ó ▁são ã ▁órgão õ ▁și ț ▁în ▁când â ▁łódź ż ▁być ą ▁śnieg ę "
    "▁őr ű ▁és ▁út ▁åben ø ▁ære æ ▁ön ä ▁ļoti ķ ▁ēst ū ▁šeši ė ▁ųžas ħ ▁ġ ċ ▁đak ć ▁και ς ▁ώρα ή ▁όχι λ "
    "▁що ї ▁є ґ ▁это ы ▁ёлка й ▁бърз ъ ▁ще я ▁ljubljana lj ▁1 2 5 0 ▁2026 7 . , ? ! : ; % ▁. ▁, ▁? ▁% ' ’ - … ▁… "
    "▁Nr ▁no x y z m k o u i r l d p b g h v w c f j q ▁a ▁I ▁we ▁is ▁in ▁to ▁zu ▁es ▁la ▁le ▁un ▁z ▁v ▁o ▁i ▁на ▁в"
).split()


def _numbered(tokens: list[str]) -> list[str]:
    assert len(set(tokens)) == len(tokens), "a token appears twice"
    return tokens


def canary_tokens() -> list[str]:
    return _numbered(["<unk>", *_CANARY_CONTROL, *(f"<|{code}|>" for code in LANGUAGES), *_PIECES, "<blk>"])


def transducer_tokens() -> list[str]:
    """Also NeMo's CTC: `<unk>` first, `<blk>` last."""
    return _numbered(["<unk>", *_PIECES, "<blk>"])


def write_vocabulary(tokens: list[str], path: Path) -> None:
    path.write_text("".join(f"{token} {index}\n" for index, token in enumerate(tokens)), encoding="utf-8")
