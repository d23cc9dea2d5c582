"""Runs LivePortrait's own networks in PyTorch for the speed bench: random weights, the same as export_full_size.py's.

`python liveportrait_peer.py LIVEPORTRAIT` (a checkout of KwaiVGI/LivePortrait). It first prints {"version"}, of torch.
Then, for each line of JSON on standard input, {"work", "threads", "runs"}, one line: {"milliseconds": [...],
"peakBytes"}. `work` is "frame" (warping and generation), "source" (appearance and motion of a new portrait), "motion"
or "stitching"; "frame-as-published" divides the generator's weights by their spectral norms at every call, as the
published code does and no export. One run that is not counted goes before. `peakBytes`: the most memory the process
has had.
"""

import json
import resource
import sys
import time
from pathlib import Path

import torch

REPOSITORY = Path(__file__).resolve().parents[3]
sys.path.append(str(REPOSITORY / "tests" / "reference" / "liveportrait"))

import networks  # noqa: E402
import published  # noqa: E402


def works(built: networks.Networks) -> dict:
    picture, appearance = torch.rand(1, 3, 256, 256), torch.randn(1, 32, 16, 64, 64)
    source = torch.rand(1, 21, 3) - 0.5
    driving = source + 0.05 * torch.randn(1, 21, 3)

    def frame():
        return built.generator(built.warping(appearance, driving, source)["out"])

    return {
        "frame": frame,
        "frame-as-published": frame,
        "source": lambda: (built.appearance(picture), built.motion(picture)),
        "motion": lambda: built.motion(picture),
        "stitching": lambda: built.stitching(torch.cat([source, driving], 1).flatten(1)),
    }


def measure(run, runs: int) -> dict:
    times = []
    with torch.inference_mode():
        for _ in range(runs + 1):
            start = time.perf_counter()
            run()
            times.append(1000 * (time.perf_counter() - start))
    peak = 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {"milliseconds": times[1:], "peakBytes": peak}


def main() -> None:
    published.use(Path(sys.argv[1]).resolve())
    built = networks.build(networks.FULL)
    folded = False
    print(json.dumps({"version": torch.__version__}), flush=True)
    for line in sys.stdin:
        work = json.loads(line)
        torch.set_num_threads(work["threads"])
        if work["work"] == "frame-as-published" and folded:
            raise SystemExit("frame-as-published must come before the others")
        if work["work"] != "frame-as-published" and not folded:
            networks.fold_spectral_norms(built.generator)
            folded = True
        print(json.dumps(measure(works(built)[work["work"]], work["runs"])), flush=True)


main()
