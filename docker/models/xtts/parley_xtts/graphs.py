"""Writes the graphs of a bundle with the names, shapes and data types of the public export."""

import shutil
import warnings
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from TTS.tts.models.xtts import Xtts

from . import bundle_files
from .gpt_graph import GptGraph, past_names, present_names
from .voice_graphs import ConditioningGraph, FramesGraph, SpeakerGraph, VocoderGraph

OPSET = 17
"""The first with LayerNormalization; read by every onnxruntime since 1.12."""


def export(
    module: torch.nn.Module, inputs: tuple, path: Path, names: list[str], outputs: list[str], axes: dict
) -> None:
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            module.eval(),
            inputs,
            str(path),
            input_names=names,
            output_names=outputs,
            dynamic_axes=axes,
            opset_version=OPSET,
            do_constant_folding=True,
            dynamo=False,
        )


def export_gpt(model: Xtts, path: Path) -> None:
    gpt = model.gpt
    layers, past_length, length = gpt.layers, 3, 2
    past_shape = (1, gpt.heads, past_length, gpt.model_dim // gpt.heads)
    past = [torch.randn(past_shape) for _ in range(2 * layers)]
    inputs = (torch.randn(1, length, gpt.model_dim), torch.ones(1, past_length + length), *past)
    axes = {name: {0: "batch", 2: "past_length"} for name in past_names(layers)}
    axes |= {name: {0: "batch", 2: "total_length"} for name in present_names(layers)}
    axes |= {name: {0: "batch", 1: "length"} for name in ("inputs_embeds", "logits", "hidden_states")}
    axes["attention_mask"] = {0: "batch", 1: "total_length"}
    names = ["inputs_embeds", "attention_mask", *past_names(layers)]
    export(GptGraph(gpt), inputs, path, names, ["logits", "hidden_states", *present_names(layers)], axes)


def quantize_gpt(source: Path, target: Path) -> None:
    """8-bit weights, one scale a column, activations quantised at run time; mel_head stays in float32."""
    graph = onnx.load(str(source), load_external_data=False).graph
    head = [node.name for node in graph.node if node.op_type in ("MatMul", "Gemm") and "mel_head" in node.name]
    assert len(head) == 1, f"mel_head is {head}"
    del graph
    quantize_dynamic(
        source,
        target,
        op_types_to_quantize=["MatMul", "Gemm"],
        per_channel=True,
        weight_type=QuantType.QInt8,
        nodes_to_exclude=head,
        extra_options={"MatMulConstBOnly": True},
    )


def export_voice(model: Xtts, folder: Path) -> None:
    decoder, width = model.hifigan_decoder, model.args.decoder_input_dim
    speaker = torch.nn.functional.normalize(torch.randn(1, model.args.d_vector_dim, 1), dim=1)
    export(
        ConditioningGraph(model.gpt),
        (torch.randn(1, 80, 200),),
        folder / bundle_files.CONDITIONING_ENCODER,
        ["mel_spectrogram"],
        ["conditioning_latents"],
        {"mel_spectrogram": {0: "batch", 2: "frames"}, "conditioning_latents": {0: "batch"}},
    )
    export(
        SpeakerGraph(decoder),
        (torch.rand(1, 64, 200),),
        folder / bundle_files.SPEAKER_ENCODER,
        ["mel_spec"],
        ["speaker_embedding"],
        {"mel_spec": {0: "batch", 2: "frames"}, "speaker_embedding": {0: "batch"}},
    )
    export(
        VocoderGraph(decoder),
        (torch.randn(1, 7, width), speaker),
        folder / bundle_files.VOCODER,
        ["latents", "speaker_embedding"],
        ["waveform"],
        {"latents": {1: "tokens"}, "waveform": {2: "samples"}},
    )
    export(
        FramesGraph(decoder),
        (torch.randn(1, width, 29), speaker),
        folder / bundle_files.FRAMES_VOCODER,
        ["frames", "speaker_embedding"],
        ["waveform"],
        {"frames": {2: "frames"}, "waveform": {2: "samples"}},
    )


def write_graphs(model: Xtts, folder: Path, with_int8: bool) -> None:
    export_gpt(model, folder / bundle_files.GPT)
    if with_int8:
        quantize_gpt(folder / bundle_files.GPT, folder / bundle_files.GPT_INT8)
    export_voice(model, folder)


def copy_vocabulary(checkpoint: Path, folder: Path) -> None:
    shutil.copyfile(checkpoint / bundle_files.VOCABULARY, folder / bundle_files.VOCABULARY)
