"""Runs faster-whisper's network (CTranslate2) for the speed bench.

Reads a line of JSON for each piece of work from standard input and answers with one:
`{"folder", "compute_type", "threads", "rows", "tokens"}` -> `{"encode", "first", "all", "tokens"}`: milliseconds for
encoding the rows, for one token each, and for all tokens each; the last token count is what was really generated.
"""

import json
import sys
import time

import ctranslate2
import numpy as np

END_OF_TEXT = 50257
PROMPT = [50258, 50259, 50359, 50363]
# From end of text on nothing is generated, so that every row is as long as was asked.
SUPPRESSED = list(range(END_OF_TEXT, 51865))


def milliseconds(work):
    start = time.perf_counter()
    result = work()
    return result, 1000 * (time.perf_counter() - start)


def measure(model, rows, tokens):
    noise = np.random.default_rng(0).standard_normal((rows, 80, 3000)).astype(np.float32)
    features = ctranslate2.StorageView.from_array(noise)
    encoded, encode = milliseconds(lambda: model.encode(features, to_cpu=False))

    def generate(count):
        # CTranslate2 generates half of Whisper's max_length.
        return model.generate(
            encoded,
            [PROMPT] * rows,
            beam_size=1,
            max_length=2 * count,
            suppress_tokens=SUPPRESSED,
            suppress_blank=False,
            return_scores=True,
            return_no_speech_prob=True,
        )

    _, first = milliseconds(lambda: generate(1))
    results, everything = milliseconds(lambda: generate(tokens))
    generated = len(results[0].sequences_ids[0])
    return {"encode": encode, "first": first, "all": everything, "tokens": generated}


def main():
    loaded = (None, None)
    print(json.dumps({"version": ctranslate2.__version__}), flush=True)
    for line in sys.stdin:
        work = json.loads(line)
        key = (work["folder"], work["compute_type"], work["threads"])
        if loaded[0] != key:
            folder, compute_type, threads = key
            model = ctranslate2.models.Whisper(
                folder, device="cpu", compute_type=compute_type, intra_threads=threads, inter_threads=1
            )
            loaded = (key, model)
        print(json.dumps(measure(loaded[1], work["rows"], work["tokens"])), flush=True)


main()
