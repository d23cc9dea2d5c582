"""Export to ONNX with the inputs, outputs, data types and dynamic axes of the public Whisper repositories."""

import shutil
import tempfile
from pathlib import Path

import onnx
from onnxruntime.quantization import QuantType, quantize_dynamic
from optimum.exporters.onnx import onnx_export_from_model
from optimum.exporters.onnx.config import ConfigBehavior
from optimum.exporters.onnx.model_configs import WhisperOnnxConfig
from transformers import GenerationConfig, WhisperFeatureExtractor, WhisperForConditionalGeneration
from whisper.tokenizer import LANGUAGES

from model import ALIGNMENT_HEADS, Variant

TASK = "automatic-speech-recognition"
GRAPHS = ("encoder_model", "decoder_model_merged")


class TimestampedOnnxConfig(WhisperOnnxConfig):
    """Adds the outputs `cross_attentions.{i}` as the public repositories called "_timestamped" have them."""

    @property
    def outputs(self):
        outputs = super().outputs
        if self._behavior is ConfigBehavior.DECODER:
            axes = {0: "batch_size", 2: "decoder_sequence_length", 3: "encoder_sequence_length"}
            outputs.update({f"cross_attentions.{i}": axes for i in range(self._config.decoder_layers)})
        return outputs


class CachePositionOnnxConfig(WhisperOnnxConfig):
    """Adds the input `cache_position` as exports made with transformers 4.43 to 4.45 have it."""

    @property
    def inputs(self):
        inputs = super().inputs
        if self._behavior is ConfigBehavior.DECODER and self.use_past_in_inputs:
            inputs["cache_position"] = {0: "decoder_sequence_length"}
        return inputs


def custom_configs(
    kind: type[WhisperOnnxConfig], model: WhisperForConditionalGeneration
) -> dict[str, WhisperOnnxConfig]:
    config = kind(model.config, task=TASK, use_past=True)
    return {
        "encoder_model": config.with_behavior("encoder"),
        "decoder_model": config.with_behavior("decoder", use_past=True, use_past_in_inputs=False),
        "decoder_with_past_model": config.with_behavior("decoder", use_past=True, use_past_in_inputs=True),
    }


def export(
    model: WhisperForConditionalGeneration, variant: Variant, folder: Path, kind: type[WhisperOnnxConfig] | None = None
) -> None:
    """Writes `folder` in the layout of a public repository: configurations in its root, graphs in `onnx/`."""
    options = {}
    if kind is not None:
        options["custom_onnx_configs"] = custom_configs(kind, model)
    if kind is TimestampedOnnxConfig:
        model.set_attn_implementation("eager")
        options["model_kwargs"] = {"output_attentions": True}
    (folder / "onnx").mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        onnx_export_from_model(model, scratch, task=f"{TASK}-with-past", **options)
        for graph in GRAPHS:
            shutil.copy(Path(scratch) / f"{graph}.onnx", folder / "onnx" / f"{graph}.onnx")
        shutil.copy(Path(scratch) / "config.json", folder / "config.json")
    WhisperFeatureExtractor(feature_size=variant.n_mels).save_pretrained(folder)
    generation_config(variant).save_pretrained(folder)


def quantize(folder: Path) -> None:
    """Adds the 8-bit graphs as transformers.js makes them: signed weights, unsigned where there is a convolution."""
    for graph in GRAPHS:
        source = folder / "onnx" / f"{graph}.onnx"
        convolution = any(node.op_type == "Conv" for node in onnx.load(source).graph.node)
        quantize_dynamic(
            source,
            folder / "onnx" / f"{graph}_quantized.onnx",
            weight_type=QuantType.QUInt8 if convolution else QuantType.QInt8,
            extra_options={"EnableSubgraph": True},
        )


def generation_config(variant: Variant) -> GenerationConfig:
    """What the public repositories' generation_config.json says, with this vocabulary's token ids."""
    tokenizer = variant.tokenizer()
    specials = [tokenizer.transcribe, tokenizer.translate, tokenizer.sot]
    specials += [tokenizer.sot_prev, tokenizer.sot_lm, tokenizer.no_speech]
    multilingual = {}
    if variant.multilingual:
        codes = list(LANGUAGES)[: variant.num_languages]
        multilingual = {
            "lang_to_id": {f"<|{code}|>": tokenizer.to_language_token(code) for code in codes},
            "task_to_id": {"transcribe": tokenizer.transcribe, "translate": tokenizer.translate},
        }
    return GenerationConfig(
        alignment_heads=ALIGNMENT_HEADS,
        begin_suppress_tokens=[*tokenizer.encode(" "), tokenizer.eot],
        bos_token_id=tokenizer.eot,
        decoder_start_token_id=tokenizer.sot,
        eos_token_id=tokenizer.eot,
        is_multilingual=variant.multilingual,
        max_initial_timestamp_index=50,
        max_length=448,
        no_timestamps_token_id=tokenizer.no_timestamps,
        pad_token_id=tokenizer.eot,
        prev_sot_token_id=tokenizer.sot_prev,
        return_timestamps=False,
        suppress_tokens=sorted([*tokenizer.non_speech_tokens, *specials]),
        **multilingual,
    )
