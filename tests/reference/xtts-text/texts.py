"""Texts in 17 languages, composed at random: words, figures in all their uses, abbreviations, symbols, other scripts."""

import random

from words import (
    ABBREVIATIONS,
    CHINESE_AFTER_FIGURES,
    CHINESE_FIGURES,
    EMOJI,
    ORDINAL_ENDINGS,
    PUNCTUATION,
    SCRIPTS,
    WORDS,
)

LANGUAGES = list(WORDS)
UNSPACED = ("zh", "ja")


class Composer:
    def __init__(self, language, seed):
        self.language = language
        self.random = random.Random(f"{language} {seed}")
        self.words = WORDS[language].split()

    def pick(self, items):
        return self.random.choice(items)

    def chance(self, probability):
        return self.random.random() < probability

    def integer(self):
        digits = self.pick([1, 1, 1, 2, 2, 2, 3, 3, 4, 4, 5, 6, 7, 9, 12, 15])
        return self.random.randrange(10**digits)

    def number(self):
        value = self.integer()
        kind = self.random.random()
        if kind < 0.35:
            return str(value)
        if kind < 0.5:
            return f"{value:,}".replace(",", self.pick([",", ".", ",", ".", " ", "'"]))
        if kind < 0.75:
            return f"{self.pick([value, self.random.randrange(100)])}{self.pick('.,')}{self.random.randrange(10 ** self.pick([1, 2, 2, 3])):01d}"
        if kind < 0.85:
            return f"{value:,}{self.pick('.,')}{self.random.randrange(100):02d}".replace(",", self.pick([",", "."]))
        if kind < 0.93:
            return self.pick(["0", "00", "007", "1", "2", "10", "11", "12", "21", "100", "101", "1000", "1001", "2000", "1000000", "1234567"])
        return f"{self.random.randrange(24)}:{self.random.randrange(60):02d}"

    def amount(self):
        written = str(self.random.randrange(10 ** self.pick([1, 2, 3, 5])))
        if self.chance(0.5):
            written += self.pick(".,") + f"{self.random.randrange(100):02d}"
        sign = self.pick("$£€")
        return self.pick([sign + written, written + sign, written + " " + sign])

    def ordinal(self):
        return f"{self.random.randrange(10 ** self.pick([1, 1, 2, 2, 3, 4]))}{self.pick(ORDINAL_ENDINGS[self.language].split())}"

    def script(self):
        first, last = SCRIPTS[self.pick(sorted(SCRIPTS))]
        return "".join(chr(self.random.randint(first, last)) for _ in range(self.random.randint(1, 6)))

    def figure(self):
        """A figure in one of its uses. Chinese and Japanese have their own."""
        if self.language == "zh":
            return self.pick([self.pick(CHINESE_FIGURES), self.number() + self.pick(CHINESE_AFTER_FIGURES), self.number()])
        if self.language == "ja":
            return str(self.random.randrange(10 ** self.pick([1, 2, 4]))) + self.pick(["", "個", "年", "円", "人"])
        return self.pick([self.number, self.number, self.amount, self.ordinal])()

    def part(self, figures, oddities):
        if self.chance(figures):
            return self.figure()
        if self.chance(0.06 if figures else 0.02) and self.language in ABBREVIATIONS:
            return self.pick(ABBREVIATIONS[self.language].split())
        if self.chance(oddities):
            return self.pick([self.pick("&@%#$£°"), self.script(), self.pick(EMOJI), self.pick(WORDS[self.pick(LANGUAGES)].split()), "[en]", "x²"])
        word = self.pick(self.words)
        return self.pick([word, word, word, word.capitalize(), word.upper()])

    def text(self, figures=0.15, oddities=0.05):
        between = "" if self.language in UNSPACED and self.chance(0.8) else " "
        text = ""
        for _ in range(self.random.randint(1, 14)):
            text += self.part(figures, oddities)
            text += self.pick(PUNCTUATION) if self.chance(0.15) else ""
            text += between
        return (text.strip() if self.chance(0.9) else text) + self.pick(["", ".", ".", "!", "?", "...", '."'])


def texts(language, count, seed):
    """Half of them everyday texts; the others thick with figures or with oddities."""
    composer = Composer(language, seed)
    # num2words has no Hindi: any figure of ASCII digits makes the reference fail.
    figures = 0.01 if language == "hi" else 1
    everyday = [composer.text(0.15 * figures, 0.03) for _ in range(count // 2)]
    numeric = [composer.text(0.5 * figures, 0.05) for _ in range(count // 4)]
    odd = [composer.text(0.05 * figures, 0.5) for _ in range(count - count // 2 - count // 4)]
    return everyday + numeric + odd
