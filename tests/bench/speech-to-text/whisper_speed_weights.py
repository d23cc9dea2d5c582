"""Prepares one Whisper with random weights for all sides of the speed bench: `python whisper_speed_weights.py SHAPE FOLDER`.

One transformers checkpoint becomes `onnx/` (optimum's public layout, with 8-bit graphs as transformers.js quantises
them) and `ctranslate2/`. The tokenizer's files are those of shared/data beside the repository.
"""

import shutil
import subprocess
import sys
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantizationMode, QuantType
from onnxruntime.quantization.onnx_quantizer import ONNXQuantizer
from onnxruntime.quantization.registry import IntegerOpsRegistry
from optimum.exporters.onnx import onnx_export_from_model
from transformers import WhisperConfig, WhisperForConditionalGeneration

TOKENIZER = Path(__file__).resolve().parents[4] / "shared" / "data" / "whisper" / "whisper-tiny"
SHAPES = {"tiny": (4, 6, 384), "base": (6, 8, 512), "small": (12, 12, 768)}


def random_model(shape: str) -> WhisperForConditionalGeneration:
    layers, heads, width = SHAPES[shape]
    torch.manual_seed(1)
    config = WhisperConfig(
        vocab_size=51865,
        d_model=width,
        encoder_layers=layers,
        decoder_layers=layers,
        encoder_attention_heads=heads,
        decoder_attention_heads=heads,
        encoder_ffn_dim=4 * width,
        decoder_ffn_dim=4 * width,
    )
    return WhisperForConditionalGeneration(config).eval()


def quantize(file: Path, weights: QuantType) -> None:
    quantizer = ONNXQuantizer(
        onnx.load(file),
        per_channel=False,
        reduce_range=False,
        mode=QuantizationMode.IntegerOps,
        static=False,
        weight_qType=weights,
        activation_qType=QuantType.QUInt8,
        tensors_range=None,
        nodes_to_quantize=[],
        nodes_to_exclude=[],
        op_types_to_quantize=set(IntegerOpsRegistry.keys()),
        extra_options={"EnableSubgraph": True, "MatMulConstBOnly": True},
    )
    quantizer.quantize_model()
    onnx.save(quantizer.model.model, file.with_name(f"{file.stem}_quantized.onnx"))


def main(shape: str, folder: Path) -> None:
    model = random_model(shape)
    checkpoint = folder / "checkpoint"
    model.save_pretrained(checkpoint)
    for file in TOKENIZER.iterdir():
        if file.name not in ("config.json", "generation_config.json"):
            shutil.copyfile(file, checkpoint / file.name)
    onnx_export_from_model(
        model, folder / "onnx", task="automatic-speech-recognition-with-past", do_validation=False
    )
    shutil.copyfile(checkpoint / "config.json", folder / "config.json")
    # onnxruntime's 8-bit convolutions take unsigned weights only.
    quantize(folder / "onnx" / "encoder_model.onnx", QuantType.QUInt8)
    quantize(folder / "onnx" / "decoder_model_merged.onnx", QuantType.QInt8)
    converter = Path(sys.executable).with_name("ct2-transformers-converter")
    options = ["--model", checkpoint, "--output_dir", folder / "ctranslate2", "--quantization", "float32"]
    subprocess.run([converter, *options], check=True)
    (folder / "complete").touch()


main(sys.argv[1], Path(sys.argv[2]))
