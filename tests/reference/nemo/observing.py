"""Greedy choices seen from outside the reference: how clear each was, and which branches were taken."""

import numpy as np


class Observer:
    def __init__(self):
        self.narrowest_gap = np.inf
        self.durations: set[int] = set()

    def see(self, scores: np.ndarray) -> None:
        """`scores` [..., classes]: keeps the smallest lead of a best class over the second."""
        if scores.size == 0:
            return
        best = np.partition(scores, -2, axis=-1)[..., -2:]
        self.narrowest_gap = min(self.narrowest_gap, float(np.min(best[..., 1] - best[..., 0])))


def watch_ctc(model, observer: Observer) -> None:
    encode = model._encode

    def watched(features, lengths):
        scores, lengths = encode(features, lengths)
        observer.see(scores[0, : lengths[0]])
        return scores, lengths

    model._encode = watched


def watch_transducer(model, observer: Observer) -> None:
    run = model._decoder_joint.run

    class Watched:
        def get_inputs(self):
            return joint.get_inputs()

        def run(self, names, feeds):
            outputs = run(names, feeds)
            scores = np.squeeze(outputs[0])
            observer.see(scores[: model._vocab_size])
            if scores.size > model._vocab_size:
                observer.see(scores[model._vocab_size :])
                observer.durations.add(int(scores[model._vocab_size :].argmax()))
            return outputs

    joint = model._decoder_joint
    model._decoder_joint = Watched()


def watch_canary(model, observer: Observer) -> None:
    decode = model._decode

    def watched(*arguments):
        scores, memories = decode(*arguments)
        observer.see(scores[:, -1])
        return scores, memories

    model._decode = watched
