"""Runs LivePortrait's own networks in PyTorch for the speed bench: random weights, the same as export_full_size.py's.

`python liveportrait_peer.py LIVEPORTRAIT` (a checkout of KwaiVGI/LivePortrait). It first prints {"version"}, of torch.
Then, for each line of JSON on standard input, {"work", "threads", "runs"}, one line: {"milliseconds": [...],
"generation": [...], "peakBytes"}. `work` is "frame" (warping and generation), "whole-frame" (stitching, warping and generation, and the
picture's bytes), "source" (appearance and motion of a new portrait), "appearance", "motion" or "stitching";
"frame-as-published" divides the generator's weights by their spectral norms at every call, as the published code does
and no export. `generation` is the part of whole frames that warping and generation take. One run that is not counted goes before, or "warmUps" runs. `peakBytes`: the most memory the process has
had.
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

    def stitch():
        return built.stitching(torch.cat([source, driving], 1).flatten(1))

    def whole_frame():
        stitch()
        start = time.perf_counter()
        drawn = frame()
        generation = 1000 * (time.perf_counter() - start)
        (drawn.clamp(0, 1) * 255).to(torch.uint8).permute(0, 2, 3, 1).contiguous()
        return generation

    return {
        "frame": frame,
        "whole-frame": whole_frame,
        "frame-as-published": frame,
        "source": lambda: (built.appearance(picture), built.motion(picture)),
        "appearance": lambda: built.appearance(picture),
        "motion": lambda: built.motion(picture),
        "stitching": stitch,
    }


def measure(run, runs: int, warm_ups: int) -> dict:
    times, generation = [], []
    with torch.inference_mode():
        for _ in range(warm_ups + runs):
            start = time.perf_counter()
            result = run()
            if isinstance(result, float):
                generation.append(result)
            times.append(1000 * (time.perf_counter() - start))
    peak = 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {"milliseconds": times[warm_ups:], "generation": generation[warm_ups:], "peakBytes": peak}


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
        run = works(built)[work["work"]]
        print(json.dumps(measure(run, work["runs"], work.get("warmUps", 1))), flush=True)


main()
