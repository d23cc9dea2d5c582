"""The words that the trained tiny models know, and how texts are drawn from them."""

import random

# Chosen to differ in more than one phone under every accent of espeak-ng and flite:
# no rhyming pairs such as four/door, light/right, hello/yellow.
WORDS = (
    "zero one two three four five six seven eight nine "
    "red green blue yellow "
    "open close stop left right please "
    "window kitchen garden music coffee tomorrow computer"
).split()

# CTC pieces in SentencePiece style; U+2581 begins a word. Longer words take several.
CTC_PIECES_OF_WORD = {
    "window": ["▁win", "dow"],
    "kitchen": ["▁kit", "chen"],
    "garden": ["▁gar", "den"],
    "tomorrow": ["▁to", "mor", "row"],
    "computer": ["▁com", "pu", "ter"],
}

LENGTH_WEIGHTS = (10, 14, 16, 16, 16, 14, 14)  # of utterances with 1 to 7 words


def pieces_of(word: str) -> list[str]:
    return CTC_PIECES_OF_WORD.get(word, ["▁" + word])


def ctc_pieces() -> list[str]:
    """Every piece once, in order of first use; the blank comes after the last."""
    return list(dict.fromkeys(piece for word in WORDS for piece in pieces_of(word)))


def draw_words(generator: random.Random, repeated=0.0) -> list[str]:
    """1 to 7 words; a share of `repeated` says the word before once more, on top of chance."""
    count = generator.choices(range(1, 8), weights=LENGTH_WEIGHTS)[0]
    words = [generator.choice(WORDS)]
    while len(words) < count:
        words.append(words[-1] if generator.random() < repeated else generator.choice(WORDS))
    return words
