"""PyTorch's grid_sample over volumes, inside, at and beyond the borders, beside graphs of one GridSample."""

from pathlib import Path

import onnx
import torch
from onnx import TensorProto, helper

from writing import write_floats, write_json

SHAPES = {
    "tiny": ((1, 1, 2, 3, 4), (3, 5, 4)),
    "batch": ((3, 2, 4, 5, 6), (4, 6, 5)),
    "flat": ((1, 2, 1, 6, 7), (2, 5, 5)),
}
"""Of the volume, and of the grid without its batch and its three coordinates."""


def _graph(path: Path, opset: int, volume: tuple, places: tuple) -> None:
    batch, channels = volume[:2]
    node = helper.make_node(
        "GridSample",
        ["volume", "grid"],
        ["sampled"],
        mode="bilinear" if opset < 20 else "linear",
        padding_mode="zeros",
        align_corners=0,
    )
    graph = helper.make_graph(
        [node],
        "grid-sample",
        [
            helper.make_tensor_value_info("volume", TensorProto.FLOAT, volume),
            helper.make_tensor_value_info("grid", TensorProto.FLOAT, (batch, *places, 3)),
        ],
        [helper.make_tensor_value_info("sampled", TensorProto.FLOAT, (batch, channels, *places))],
    )
    version = {16: 8, 20: 9, 22: 10}[opset]
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=version)
    path.write_bytes(model.SerializeToString())


def _grid(volume: tuple, places: tuple, generator: torch.Generator) -> torch.Tensor:
    """Random places to 1.6 times the volume's reach; among them corners, edges, and pixels' centres."""
    grid = (torch.rand(volume[0], *places, 3, generator=generator) * 2 - 1) * 1.6
    flat = grid.view(-1, 3)
    depth, height, width = volume[2:]
    special = [
        (-1, -1, -1),
        (1, 1, 1),
        (-1, 1, 0),
        (0, 0, 0),
        (1 + 1 / width, 0, 0),
        (0, -1 - 1 / height, 0),
        (3, -3, 3),
    ]
    special += [(1 / width - 1, 1 / height - 1, 1 / depth - 1), (1 - 1 / width, 1 - 1 / height, 1 - 1 / depth)]
    flat[: len(special)] = torch.tensor(special, dtype=torch.float32)
    return grid


def write(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    generator = torch.Generator().manual_seed(5)
    cases = []
    for name, (shape, places) in SHAPES.items():
        volume = torch.randn(*shape, generator=generator)
        grid = _grid(shape, places, generator)
        sampled = torch.nn.functional.grid_sample(volume, grid, align_corners=False)
        for kind, values in (("volume", volume), ("grid", grid), ("sampled", sampled)):
            write_floats(folder / f"{name}.{kind}.bin", values.numpy())
        for opset in (16, 20, 22):
            _graph(folder / f"{name}.opset{opset}.onnx", opset, shape, places)
        cases.append({"name": name, "volume": shape, "grid": grid.shape, "sampled": sampled.shape})
    write_json(folder / "cases.json", cases)
    onnx.checker.check_model(onnx.load(folder / "tiny.opset16.onnx"))
