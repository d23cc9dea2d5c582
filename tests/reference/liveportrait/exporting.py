"""Exports networks to ONNX with the names and shapes of the public exports."""

import warnings
from pathlib import Path

import onnx
import torch
from onnxruntime.transformers.float16 import convert_float_to_float16
from torch import nn
from torch.onnx import register_custom_op_symbolic, symbolic_helper

APPEARANCE = (1, 32, 16, 64, 64)
MOTION_OUTPUTS = ["pitch", "yaw", "roll", "t", "exp", "scale", "kp"]


@symbolic_helper.parse_args("v", "v", "i", "i", "b")
def _grid_sample(graph, volume, grid, mode, padding, align_corners):
    """torch's exporter refuses 5-D volumes; ONNX Runtime computes them from any opset on, as public exports rely on."""
    assert (mode, padding, align_corners) == (0, 0, False), "bilinear, zeros, corners not aligned"
    return graph.op("GridSample", volume, grid, align_corners_i=0, mode_s="bilinear", padding_mode_s="zeros")


class MergedGenerator(nn.Module):
    """Warping and generation in one graph."""

    def __init__(self, warping: nn.Module, generator: nn.Module):
        super().__init__()
        self.warping, self.generator = warping, generator

    def forward(self, feature_3d, kp_driving, kp_source):
        return self.generator(self.warping(feature_3d, kp_driving, kp_source)["out"])


class Motion(nn.Module):
    """The seven outputs in the published order."""

    def __init__(self, motion: nn.Module):
        super().__init__()
        self.motion = motion

    def forward(self, image):
        found = self.motion(image)
        return tuple(found[name] for name in MOTION_OUTPUTS)


@torch.no_grad()
def export(
    network: nn.Module, path: Path, inputs: dict[str, torch.Tensor], outputs: list[str], opset: int = 16
) -> None:
    register_custom_op_symbolic("aten::grid_sampler", _grid_sample, opset)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            network.eval(),
            tuple(inputs.values()),
            str(path),
            input_names=list(inputs),
            output_names=outputs,
            opset_version=opset,
            dynamo=False,
        )


def rename_outputs(path: Path, names: dict[str, str]) -> None:
    """Gives outputs names that torch's exporter refuses."""
    model = onnx.load(path)
    for named in (*model.graph.output, *model.graph.node):
        if isinstance(named, onnx.NodeProto):
            named.output[:] = [names.get(name, name) for name in named.output]
        else:
            named.name = names.get(named.name, named.name)
    onnx.checker.check_model(model)
    onnx.save(model, path)


def halve(path: Path, target: Path) -> None:
    """The same graph in half precision but for its inputs and outputs, as converters write it: GridSample included."""
    half = convert_float_to_float16(onnx.load(path), keep_io_types=True, op_block_list=[])
    target.parent.mkdir(parents=True, exist_ok=True)
    onnx.save(half, target)
