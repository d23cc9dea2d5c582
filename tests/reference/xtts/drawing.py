"""Sampling by written-down numbers, and how we know that a choice does not hang on a rounding error."""

from contextlib import contextmanager
from unittest.mock import patch

import numpy as np
import torch
from transformers import LogitsProcessor, LogitsProcessorList
from TTS.tts.models.xtts import Xtts

SHAKES = 6
SHAKE = 1e-3
"""Random error put on every logit, several times: a case is kept only where no choice changes."""
ATTEMPTS = 40


class Unsteady(Exception):
    """A choice that changes under errors of the size that other arithmetic makes."""


def pick(probabilities: torch.Tensor, uniform: float) -> int:
    """The first id, in ascending order, at which the sum of probabilities exceeds uniform x their total."""
    sums = probabilities.double().flatten().cumsum(0)
    return int(torch.searchsorted(sums, uniform * sums[-1], right=True).clamp(max=len(sums) - 1))


class Watcher:
    """Knows, at each step, the raw logits, the processors and the history that led to the probabilities."""

    def __init__(self, seed: int, avoided: int | None):
        self.avoided = avoided
        self.rng = np.random.default_rng(seed)
        self.noise = torch.Generator().manual_seed(seed)
        self.uniforms: list[float] = []
        self.processors: LogitsProcessorList | None = None
        self.history: torch.Tensor | None = None
        self.logits: torch.Tensor | None = None

    def shaken(self) -> torch.Tensor:
        noise = SHAKE * torch.randn(self.logits.shape, generator=self.noise)
        return self.processors(self.history, self.logits + noise)

    def draw(self, probabilities: torch.Tensor, num_samples: int, **_) -> torch.Tensor:
        """In place of torch.multinomial."""
        others = [torch.softmax(self.shaken(), dim=-1) for _ in range(SHAKES)]
        for _ in range(ATTEMPTS):
            uniform = float(np.float32(self.rng.random()))
            token = pick(probabilities, uniform)
            if token == self.avoided:
                continue
            near = [uniform - 1e-4, uniform + 1e-4]
            if all(pick(other, value) == token for other in others for value in near):
                self.uniforms.append(uniform)
                return torch.tensor([[token]])
        raise Unsteady

    def check_greedy(self, scores: torch.Tensor) -> None:
        best = int(scores.argmax())
        if any(int(self.shaken().argmax()) != best for _ in range(SHAKES)):
            raise Unsteady


class Observe(LogitsProcessor):
    """First in the list it keeps the history and the raw logits; last, in a greedy run, it checks the best."""

    def __init__(self, action):
        self.action = action

    def __call__(self, input_ids, scores):
        self.action(input_ids, scores)
        return scores


@contextmanager
def watched(model: Xtts, seed: int, greedy: bool, avoided: int | None = None):
    """Within it the reference draws by the watcher's numbers (or greedily), and every choice is checked.

    Numbers that would draw the token `avoided` are not written down: so an utterance reaches the limit of tokens.
    """
    watcher = Watcher(seed, avoided)
    inference = model.gpt.gpt_inference
    original = inference._get_logits_processor

    def keep(input_ids, scores):
        watcher.history, watcher.logits = input_ids.clone(), scores.clone()

    def processors(**arguments):
        made = original(**arguments)
        watcher.processors = LogitsProcessorList(made)
        last = [Observe(lambda _, scores: watcher.check_greedy(scores))] if greedy else []
        return LogitsProcessorList([Observe(keep), *made, *last])

    with patch.object(inference, "_get_logits_processor", processors), patch("torch.multinomial", watcher.draw):
        yield watcher
