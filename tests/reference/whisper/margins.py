"""How near to a tie a greedy decoding came: a case that comes too near cannot be compared between programs."""

from contextlib import contextmanager

import torch
from whisper.decoding import ApplyTimestampRules, GreedyDecoder

SMALLEST_MARGIN = 1e-3


class Margins:
    """The smallest margins seen, in logits."""

    def __init__(self):
        self.top_two = float("inf")
        self.timestamp_rule = float("inf")

    def smallest(self) -> float:
        return min(self.top_two, self.timestamp_rule)


@contextmanager
def recorded_margins():
    """Watches openai-whisper's greedy decoder and its rule that timestamps win where their sum is the largest."""
    margins = Margins()
    update, apply = GreedyDecoder.update, ApplyTimestampRules.apply

    def watched_update(decoder, tokens, logits, sum_logprobs):
        best = logits.topk(2, dim=-1).values
        unfinished = tokens[:, -1] != decoder.eot
        gaps = (best[:, 0] - best[:, 1])[unfinished]
        if len(gaps) > 0:
            margins.top_two = min(margins.top_two, gaps.min().item())
        return update(decoder, tokens, logits, sum_logprobs)

    def watched_apply(rules, logits, tokens):
        before = logits.clone()
        apply(rules, logits, tokens)
        for row in range(tokens.shape[0]):
            margins.timestamp_rule = min(
                margins.timestamp_rule, timestamp_margin(rules, before[row], logits[row], tokens[row])
            )

    GreedyDecoder.update, ApplyTimestampRules.apply = watched_update, watched_apply
    try:
        yield margins
    finally:
        GreedyDecoder.update, ApplyTimestampRules.apply = update, apply


def timestamp_margin(
    rules: ApplyTimestampRules, before: torch.Tensor, after: torch.Tensor, tokens: torch.Tensor
) -> float:
    """|log sum of the timestamps' probabilities - log probability of the best text token|, infinity if one is out."""
    begin, eot = rules.tokenizer.timestamp_begin, rules.tokenizer.eot
    sampled = tokens[rules.sample_begin :].tolist()
    if not sampled:
        return float("inf")
    text = before[:begin].clone()
    text[rules.tokenizer.no_timestamps] = -torch.inf
    ends_with_timestamp = sampled[-1] >= begin
    if ends_with_timestamp and len(sampled) > 1 and sampled[-2] < begin:
        text[:eot] = -torch.inf
    margin = (after[begin:].logsumexp(dim=-1) - text.max()).abs().item()
    return margin
