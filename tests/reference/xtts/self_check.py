"""
Decodes every case of gpt.json again with the ONNX graphs and rules written down in the fixtures' README only, in numpy:
`python tests/reference/xtts/self_check.py`. What comes out the same shows that the README and the graphs are right.
"""

import json
from pathlib import Path

import numpy as np
import onnxruntime

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures" / "xtts"
BUNDLE = FIXTURES / "tiny-random"
START_TEXT, STOP_TEXT, START_AUDIO, STOP_AUDIO, LIMIT = 261, 0, 1024, 1025, 602


def table(name: str) -> np.ndarray:
    return np.load(BUNDLE / "embeddings" / f"{name}.npy")


class Gpt:
    def __init__(self):
        self.session = onnxruntime.InferenceSession(str(BUNDLE / "gpt_model.onnx"))
        self.past_names = [value.name for value in self.session.get_inputs()[2:]]
        shape = self.session.get_inputs()[2].shape
        self.empty = np.zeros((1, shape[1], 0, shape[3]), np.float32)
        names = ("mel_embedding", "mel_pos_embedding", "text_embedding", "text_pos_embedding")
        self.mel, self.mel_positions, self.text, self.text_positions = map(table, names)

    def audio(self, token: int, position: int) -> np.ndarray:
        return (self.mel[token] + self.mel_positions[position])[None]

    def prefix(self, conditioning: np.ndarray, text: list[int]) -> np.ndarray:
        ids = [START_TEXT, *text, STOP_TEXT]
        spoken = self.text[ids] + self.text_positions[: len(ids)]
        return np.concatenate([conditioning, spoken, self.audio(START_AUDIO, 0)])

    def run(self, embeddings: np.ndarray, past: list[np.ndarray]):
        total = past[0].shape[2] + len(embeddings)
        inputs = {"inputs_embeds": embeddings[None], "attention_mask": np.ones((1, total), np.float32)}
        logits, latents, *present = self.session.run(None, {**inputs, **dict(zip(self.past_names, past, strict=True))})
        return logits[0, -1].astype(np.float64), latents[0, -1], present


def probabilities(case: dict, logits: np.ndarray, history: list[int]) -> np.ndarray:
    """By id, after penalty, temperature, top-k, top-p and softmax; greedy cases have the penalty only."""
    scores = logits.copy()
    seen = sorted(set(history))
    penalty = case["repetitionPenalty"]
    scores[seen] = np.where(scores[seen] < 0, scores[seen] * penalty, scores[seen] / penalty)
    if not case["greedy"]:
        scores /= case["temperature"]
        if 0 < case["topK"] < len(scores):
            scores[scores < np.sort(scores)[-case["topK"]]] = -np.inf
        ascending = np.argsort(scores, kind="stable")
        weights = np.exp(scores - scores.max())
        sums = np.cumsum(weights[ascending] / weights.sum())
        cut = ascending[:-1][sums[:-1] <= 1 - case["topP"]]
        if case["topP"] < 1:
            scores[cut] = -np.inf
    weights = np.exp(scores - scores.max())
    return weights / weights.sum()


def decode(gpt: Gpt, case: dict, conditioning: np.ndarray) -> tuple[list[int], np.ndarray]:
    embeddings, past = gpt.prefix(conditioning, case["textTokens"]), [gpt.empty] * len(gpt.past_names)
    history, tokens, latents = [1, START_AUDIO], [], []
    while len(tokens) < (case["maximumTokens"] or LIMIT) and (not tokens or tokens[-1] != STOP_AUDIO):
        logits, latent, past = gpt.run(embeddings, past)
        chances = probabilities(case, logits, history)
        if case["greedy"]:
            token = int(chances.argmax())
        elif len(tokens) == len(case["uniforms"]):
            break
        else:
            sums = np.cumsum(chances)
            token = int(np.searchsorted(sums, case["uniforms"][len(tokens)] * sums[-1], side="right"))
        tokens.append(token)
        latents.append(latent)
        history.append(token)
        embeddings = gpt.audio(token, len(tokens))
    return tokens, np.stack(latents)


def main() -> None:
    index = json.loads((BUNDLE / "speakers.json").read_text())
    speakers = np.fromfile(BUNDLE / "speakers.bin", "<f4")
    shape = index["gptConditioningShape"]
    conditioning = {
        entry["name"]: speakers[entry["offset"] // 4 :][: shape[0] * shape[1]].reshape(shape)
        for entry in index["speakers"]
    }
    values = np.fromfile(FIXTURES / "gpt.f32", "<f4")
    gpt, wrong, furthest = Gpt(), [], 0.0
    cases = json.loads((FIXTURES / "gpt.json").read_text())["cases"]
    for case in cases:
        tokens, latents = decode(gpt, case, conditioning[case["speaker"]])
        if tokens != case["tokens"]:
            wrong.append(case["seed"])
        elif (place := case["latents"]) is not None:
            expected = values[place["offset"] :][: latents.size].reshape(place["shape"])
            furthest = max(furthest, float(np.abs(latents - expected).max()))
    print(f"{len(cases) - len(wrong)} of {len(cases)} cases the same, latents within {furthest:.1e}; others: {wrong}")
    assert not wrong and furthest < 1e-4


main()
