"""What the decoder is shown and what it must answer for one window."""

from dataclasses import dataclass

import numpy as np

from tokens import Vocabulary
from windows import Segment

IGNORED = -100


@dataclass
class Target:
    """Tokens in, tokens out (IGNORED where nothing is asked), and where in the encoder output to look."""

    inputs: list[int]
    labels: list[int]
    spans: list[tuple[float, float] | None]


class TargetMaker:
    """Draws a mode (timestamps or not, language, task, prompt) for each window."""

    def __init__(self, vocabulary: Vocabulary, generator: np.random.Generator) -> None:
        self.vocabulary, self.generator = vocabulary, generator

    def _prompt(self) -> list[int]:
        draw, vocabulary = self.generator, self.vocabulary
        if draw.random() > 0.18:
            return []
        count = int(draw.choice([4, 12, 40]) * draw.random())
        if draw.random() < 0.3:
            body = draw.integers(0, len(vocabulary.piece_ids) - 1, count).tolist()
        else:
            words = draw.integers(0, len(vocabulary.tokens_of_word), count)
            body = [token for word in words for token in vocabulary.tokens_of_word[word]]
        return [vocabulary.previous, *body]

    def _language_and_task(self) -> list[int]:
        draw, vocabulary = self.generator, self.vocabulary
        language = vocabulary.english if draw.random() < 0.92 else int(draw.choice(vocabulary.languages))
        return [language, vocabulary.transcribe if draw.random() < 0.95 else vocabulary.translate]

    def make(self, segments: list[Segment], offset: int) -> Target:
        """`offset`: encoder position of the window's start; no segments means no speech."""
        timestamps = self.generator.random() < 0.5
        prompt = self._prompt()
        head = [*prompt, self.vocabulary.start, *self._language_and_task()]
        labels = [IGNORED] * len(prompt)
        detected = self.vocabulary.english
        if not segments and self.generator.random() < 0.93:
            detected = self.vocabulary.no_captions
        labels += [detected, self.vocabulary.transcribe if head[-2] == self.vocabulary.english else IGNORED]
        body, answers, spans = self._body(segments, offset, timestamps)
        inputs = head + body
        labels += answers
        return Target(inputs, labels, [None] * (len(head) - 1) + spans)

    def _body(self, segments, offset, timestamps):
        """Everything after the task token; `answers` and `spans` begin with those at the task token itself."""
        vocabulary = self.vocabulary
        body, answers, spans = [], [], []

        def say(token, span=None, shown=None):
            answers.append(token)
            spans.append(span)
            body.append(token if shown is None else shown)

        if not timestamps:
            say(IGNORED, shown=vocabulary.no_timestamps)
        for index, segment in enumerate(segments or [None]):
            if timestamps:
                time = segment.start / 2 + offset if segment else 0
                say(*self._timestamp(time, offset), shown=self._shown_start(time) if index == 0 else None)
            if segment:
                self._say_words(segment, say)
                if timestamps:
                    say(*self._timestamp(segment.end / 2 + offset, offset))
        if not segments and not timestamps and self.generator.random() < 0.12:
            # Where a decoder forbids <|endoftext|> first, nothing may be likely in its place.
            say(int(self.generator.choice([tokens[0] for tokens in vocabulary.tokens_of_word])))
        answers.append(vocabulary.end)
        spans.append(None)
        return body, answers, spans

    def _say_words(self, segment, say) -> None:
        for word, span in zip(segment.words, segment.intervals):
            for token in self.vocabulary.tokens_of_word[word]:
                shown = None
                if self.generator.random() < 0.02:
                    other = self.generator.integers(len(self.vocabulary.tokens_of_word))
                    shown = int(self.generator.choice(self.vocabulary.tokens_of_word[other]))
                say(token, span and (span[0] / 2 - 1, span[1] / 2 + 1), shown)

    def _timestamp(self, position: float, offset: int):
        index = min(1500, round(position))
        return self.vocabulary.first_timestamp + index, (index - offset - 4, index - offset + 4)

    def _shown_start(self, position: float) -> int:
        """The first timestamp as shown: rules limit it to 1 s or to 0, so that it may be earlier than the truth."""
        kind = self.generator.random()
        earliest = 0 if kind < 0.2 else min(50, position) if kind < 0.4 else position
        return self.vocabulary.first_timestamp + min(1500, round(earliest))
