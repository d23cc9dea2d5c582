"""Exports WORK/whisper.pt as the public ONNX repositories lay it out: `python export_whisper.py WORK FIXTURES`.

FIXTURES/whisper: encoder, merged decoder, both also with dynamic 8-bit weights, tokenizer and configurations.
FIXTURES/whisper-timestamped/onnx: the merged decoder that also returns cross attentions.
"""

import shutil
import sys
import tempfile
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from optimum.exporters.onnx import main_export
from optimum.exporters.onnx.model_configs import WhisperOnnxConfig
from optimum.exporters.onnx.base import ConfigBehavior
from transformers import AutoConfig, WhisperConfig

from tokens import Vocabulary
from train_whisper import Trainee, configuration

ALIGNMENT_HEADS = [[0, 0], [1, 0]]  # the heads that training draws to the words


class TimestampedOnnxConfig(WhisperOnnxConfig):
    """Adds the outputs of the public `_timestamped` exports."""

    @property
    def outputs(self) -> dict[str, dict[int, str]]:
        outputs = super().outputs
        if self._behavior is ConfigBehavior.DECODER:
            for layer in range(self._config.decoder_layers):
                outputs[f"cross_attentions.{layer}"] = {
                    0: "batch_size", 2: "decoder_sequence_length", 3: "encoder_sequence_length_out",
                }
        return outputs


def export(checkpoint: Path, output: Path, timestamped: bool) -> None:
    arguments = {}
    if timestamped:
        config = AutoConfig.from_pretrained(checkpoint)
        custom = TimestampedOnnxConfig(config=config, task="automatic-speech-recognition")
        arguments = {
            "model_kwargs": {"output_attentions": True},
            "custom_onnx_configs": {
                "encoder_model": custom.with_behavior("encoder"),
                "decoder_model": custom.with_behavior("decoder", use_past=True, use_past_in_inputs=False),
                "decoder_with_past_model": custom.with_behavior("decoder", use_past=True, use_past_in_inputs=True),
            },
        }
    main_export(
        str(checkpoint), output, task="automatic-speech-recognition-with-past",
        local_files_only=True, do_validation=True, **arguments,
    )


def quantized(source: Path, target: Path) -> None:
    """Dynamic 8-bit weights as transformers.js' scripts make them, also inside the branches of the merged decoder.

    Unsigned where there are convolutions: onnxruntime's ConvInteger takes no signed weights on CPU.
    """
    convolutions = any(node.op_type == "Conv" for node in onnx.load(source).graph.node)
    quantize_dynamic(
        source, target, weight_type=QuantType.QUInt8 if convolutions else QuantType.QInt8,
        extra_options={"EnableSubgraph": True, "MatMulConstBOnly": True},
    )


def write_configuration(folder: Path, vocabulary: Vocabulary) -> None:
    config: WhisperConfig = configuration(vocabulary)
    config.architectures = ["WhisperForConditionalGeneration"]
    config.suppress_tokens = vocabulary.suppressed()
    config.begin_suppress_tokens = [vocabulary.piece_ids["Ġ"], vocabulary.end]
    config.max_length = 448
    config.save_pretrained(folder)
    vocabulary.write(folder, ALIGNMENT_HEADS)


def main(work: Path, fixtures: Path) -> None:
    vocabulary = Vocabulary()
    trainee = Trainee(vocabulary)
    trainee.load_state_dict(torch.load(work / "whisper.pt"))
    plain, timestamped = fixtures / "whisper", fixtures / "whisper-timestamped"
    with tempfile.TemporaryDirectory() as folder:
        checkpoint = Path(folder) / "checkpoint"
        trainee.whisper.generation_config = vocabulary.generation_config(ALIGNMENT_HEADS)
        trainee.whisper.save_pretrained(checkpoint)
        vocabulary.write(checkpoint, ALIGNMENT_HEADS)
        export(checkpoint, Path(folder) / "plain", timestamped=False)
        export(checkpoint, Path(folder) / "timestamped", timestamped=True)
        for target in (plain, timestamped):
            (target / "onnx").mkdir(parents=True, exist_ok=True)
        for name in ("encoder_model", "decoder_model_merged"):
            shutil.copy(Path(folder) / "plain" / f"{name}.onnx", plain / "onnx")
            quantized(plain / "onnx" / f"{name}.onnx", plain / "onnx" / f"{name}_quantized.onnx")
        shutil.copy(Path(folder) / "timestamped" / "decoder_model_merged.onnx", timestamped / "onnx")
    write_configuration(plain, vocabulary)
    for path in sorted(fixtures.rglob("*.onnx")):
        onnx.checker.check_model(str(path))
        print(path.relative_to(fixtures), path.stat().st_size)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
