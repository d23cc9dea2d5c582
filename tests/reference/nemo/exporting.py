"""Writes networks as ONNX with the public exports' names and dynamic axes."""

from pathlib import Path

import onnx
import torch

from networks import CanaryDecoder, CanaryEncoder, DecoderJoint, TransducerEncoder


def export(network, example: tuple, path: Path, inputs: dict, outputs: dict, external_data: bool = False) -> None:
    """`inputs` and `outputs`: name to the names of its dynamic axes, by axis."""
    # The exporter of traced modules: the public files were made by it, and their tensors bear its names.
    torch.onnx.export(
        network.eval(),
        example,
        str(path),
        dynamo=False,
        opset_version=17,
        input_names=list(inputs),
        output_names=list(outputs),
        dynamic_axes=inputs | outputs,
    )
    if external_data:
        model = onnx.load(str(path))
        # The writer appends to what is there.
        path.with_name(f"{path.name}.data").unlink(missing_ok=True)
        onnx.save_model(
            model, str(path), save_as_external_data=True, location=f"{path.name}.data", size_threshold=1024
        )


_SIGNAL = {"audio_signal": {0: "batch", 2: "frames"}, "length": {0: "batch"}}


def _signal_example(features: int) -> tuple:
    return torch.randn(2, features, 65), torch.tensor([65, 40])


def export_ctc(network, features: int, path: Path) -> None:
    export(network, _signal_example(features), path, _SIGNAL, {"logprobs": {0: "batch", 1: "frames_8"}})


def export_ctc_of_hugging_face(network, features: int, path: Path) -> None:
    mask = torch.ones(2, 65, dtype=torch.int64)
    mask[1, 40:] = 0
    export(
        network,
        (torch.randn(2, 65, features), mask),
        path,
        {"input_features": {0: "batch", 1: "frames"}, "attention_mask": {0: "batch", 1: "frames"}},
        {"logits": {0: "batch", 1: "frames_8"}},
    )


def export_wav2vec2(network, path: Path) -> None:
    export(
        network,
        (torch.randn(2, 4000),),
        path,
        {"input_values": {0: "batch", 1: "samples"}},
        {"logits": {0: "batch", 1: "frames"}},
    )


def export_transducer(encoder: TransducerEncoder, joint: DecoderJoint, features: int, folder: Path, external: bool):
    export(
        encoder,
        _signal_example(features),
        folder / "encoder-model.onnx",
        _SIGNAL,
        {"outputs": {0: "batch", 2: "frames_8"}, "encoded_lengths": {0: "batch"}},
        external,
    )
    width, hidden = joint.encoder_projection.in_features, joint.lstm.hidden_size
    states = torch.zeros(2, 2, hidden)
    example = (
        torch.randn(2, width, 1),
        torch.zeros(2, 1, dtype=torch.int32),
        torch.ones(2, dtype=torch.int32),
        states,
        states,
    )
    state_axes = {1: "batch"}
    export(
        joint,
        example,
        folder / "decoder_joint-model.onnx",
        {
            "encoder_outputs": {0: "batch", 2: "frames_8"},
            "targets": {0: "batch", 1: "targets"},
            "target_length": {0: "batch"},
            "input_states_1": state_axes,
            "input_states_2": state_axes,
        },
        {
            "outputs": {0: "batch", 1: "frames_8", 2: "targets"},
            "prednet_lengths": {0: "batch"},
            "output_states_1": state_axes,
            "output_states_2": state_axes,
        },
    )


def export_canary(encoder: CanaryEncoder, decoder: CanaryDecoder, features: int, folder: Path) -> None:
    export(
        encoder,
        _signal_example(features),
        folder / "encoder-model.onnx",
        _SIGNAL,
        {
            "encoder_embeddings": {0: "batch", 1: "frames_8"},
            "encoder_mask": {0: "batch", 1: "frames_8"},
        },
    )
    export_canary_decoder(decoder, folder / "decoder-model.onnx")


def export_canary_decoder(decoder: CanaryDecoder, path: Path) -> None:
    width, states = decoder.head.in_features, len(decoder._decoder.layers) + 2
    example = (
        torch.zeros(2, 3, dtype=torch.int64),
        torch.randn(2, 5, width),
        torch.ones(2, 5, dtype=torch.int64),
        torch.zeros(states, 2, 0, width),
    )
    export(
        decoder,
        example,
        path,
        {
            "input_ids": {0: "batch", 1: "tokens"},
            "encoder_embeddings": {0: "batch", 1: "frames_8"},
            "encoder_mask": {0: "batch", 1: "frames_8"},
            "decoder_mems": {1: "batch", 2: "past"},
        },
        {"logits": {0: "batch"}, "decoder_hidden_states": {1: "batch", 2: "past_and_tokens"}},
    )
