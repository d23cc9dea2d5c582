"""What LivePortrait's own editor adds to a face for each slider: python generate.py LIVEPORTRAIT_SOURCE (numpy).

The editor's functions are taken out of `src/gradio_pipeline.py` as they are: importing it would need a graphics card,
gradio and more.
"""
import ast
import json
import sys
from pathlib import Path

import numpy as np

source = (Path(sys.argv[1]) / "src" / "gradio_pipeline.py").read_text()
out = Path(__file__).parents[2] / "fixtures" / "liveportrait-expressions" / "deltas.json"

functions = {}
for node in ast.walk(ast.parse(source)):
    if isinstance(node, ast.FunctionDef) and node.name.startswith("update_delta_new_"):
        node.decorator_list = []
        scope = {}
        exec(compile(ast.fix_missing_locations(ast.Module([node], [])), "gradio_pipeline", "exec"), scope)
        functions[node.name.removeprefix("update_delta_new_")] = scope[node.name]

# The editor's name, our sliders with their share of its value, and values on both sides of zero.
cases = [
    ("smile", {"smile": 1}, [-0.3, 0.5, 1.3]),
    ("lip_variation_three", {"mouthOpen": 1}, [-90, 40, 120]),
    ("lip_variation_two", {"grin": 1}, [3, 15]),
    ("lip_variation_one", {"pucker": 1}, [-20, 15]),
    ("wink", {"winkLeft": 1}, [10, 39]),
    ("eyebrow", {"browsUp": 1}, [7, 30]),
    ("eyebrow", {"browsKnit": -1}, [-7, -30]),
]
rows = []
for name, ours, values in cases:
    for value in values:
        delta = functions[name](None, value, np.zeros((1, 21, 3)))
        rows.append({"sliders": {slider: share * value for slider, share in ours.items()}, "delta": delta})
for x, y in [(12, 0), (-12, 0), (0, 20), (0, -20), (-7, 9)]:
    delta = functions["eyeball_direction"](None, x, y, np.zeros((1, 21, 3)))
    rows.append({"sliders": {"gazeRight": max(0, x), "gazeLeft": max(0, -x), "gazeUp": y, "gazeLids": y}, "delta": delta})
for row in rows:
    row["delta"] = [round(value, 9) for value in row["delta"].ravel().tolist()]
out.write_text(json.dumps(rows) + "\n")
print(len(rows), "rows")
