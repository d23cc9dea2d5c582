"""A Kokoro network of random weights and few channels, exported with the public names, and what PyTorch says with it."""

import json
import sys
import tempfile
from pathlib import Path

import numpy as np
import onnx
import torch
from kokoro import istftnet, model
from torch import nn
from torch.nn.utils import weight_norm

SEED = 82
WIDTH = 32
INITIAL_CHANNELS = 16
STYLE_ROWS = 64
CASES = [
    ("həlˈO.", 1.0),
    ("mˈɑp!", 1.0),
    ("ə", 1.0),
    ("ðə kwˈɪk bɹˈWn fˈɑks, ʤˈʌmps.", 1.0),
    ("bɔ̃ʒˈuʁ, ʒə mapˈɛl ʒˈɑ̃.", 1.3),
    ("ɪz ɪt?", 0.6),
]


class NarrowDecoder(istftnet.Decoder):
    """The reference's decoder, whose widths are fixed in its constructor, with fewer channels."""

    def __init__(self, dim_in, style_dim, dim_out, disable_complex=False, **generator):
        nn.Module.__init__(self)
        block = istftnet.AdainResBlk1d
        joined = WIDTH + 2 + 64
        self.encode = block(dim_in + 2, WIDTH, style_dim)
        self.decode = nn.ModuleList(block(joined, WIDTH, style_dim) for _ in range(3))
        self.decode.append(block(joined, INITIAL_CHANNELS, style_dim, upsample=True))
        self.F0_conv = weight_norm(nn.Conv1d(1, 1, kernel_size=3, stride=2, groups=1, padding=1))
        self.N_conv = weight_norm(nn.Conv1d(1, 1, kernel_size=3, stride=2, groups=1, padding=1))
        self.asr_res = nn.Sequential(weight_norm(nn.Conv1d(dim_in, 64, kernel_size=1)))
        self.generator = istftnet.Generator(style_dim, disable_complex=disable_complex, **generator)


def configuration(vocabulary: dict) -> dict:
    return {
        "vocab": vocabulary,
        "n_token": 178,
        "hidden_dim": WIDTH,
        "style_dim": 128,
        "n_layer": 2,
        "max_dur": 6,
        "dropout": 0.2,
        "n_mels": 80,
        "text_encoder_kernel_size": 5,
        "plbert": {
            "hidden_size": WIDTH,
            "num_attention_heads": 2,
            "intermediate_size": 64,
            "max_position_embeddings": 512,
            "num_hidden_layers": 2,
            "dropout": 0.1,
        },
        "istftnet": {
            "upsample_kernel_sizes": [20, 12],
            "upsample_rates": [10, 6],
            "gen_istft_hop_size": 5,
            "gen_istft_n_fft": 20,
            "resblock_dilation_sizes": [[1, 3, 5], [1, 3, 5], [1, 3, 5]],
            "resblock_kernel_sizes": [3, 7, 11],
            "upsample_initial_channel": INITIAL_CHANNELS,
        },
    }


def small_network(vocabulary: dict) -> model.KModel:
    model.Decoder = NarrowDecoder
    # The harmonics begin at random phases in random noise: another runtime could not say the same.
    torch.rand = lambda *size, **options: torch.zeros(*size, device=options.get("device"))
    torch.randn_like = torch.zeros_like
    torch.manual_seed(SEED)
    with tempfile.NamedTemporaryFile(suffix=".pth") as empty:
        torch.save({}, empty.name)
        network = model.KModel(repo_id="none", config=configuration(vocabulary), model=empty.name, disable_complex=True)
    # Its output is the exponent of a magnitude and the angle of a phase: trained weights keep both small.
    with torch.no_grad():
        network.decoder.generator.conv_post.weight_g *= 0.02
    return network.eval()


def export(network: model.KModel, file: Path) -> None:
    torch.onnx.export(
        model.KModelForONNX(network).eval(),
        (torch.tensor([[0, *range(50, 66), 0]]), torch.randn(1, 256), torch.tensor([1.0])),
        str(file),
        input_names=["input_ids", "style", "speed"],
        output_names=["waveform", "durations"],
        dynamic_axes={"input_ids": {1: "input_ids_len"}, "waveform": {0: "num_samples"}, "durations": {0: "input_ids_len"}},
        opset_version=17,
        dynamo=False,
    )
    onnx.checker.check_model(str(file))


def main(target: Path, vocabulary_file: Path) -> None:
    torch.set_num_threads(1)
    vocabulary = json.loads(vocabulary_file.read_text())["vocab"]
    network = small_network(vocabulary)
    styles = np.random.default_rng(SEED).normal(0, 0.3, (STYLE_ROWS, 256)).astype(np.float32)
    (target / "voices").mkdir(parents=True, exist_ok=True)
    (target / "onnx").mkdir(exist_ok=True)
    (target / "voices" / "af_heart.bin").write_bytes(styles.tobytes())
    export(network, target / "onnx" / "model.onnx")
    # As thewh1teagle's `voices-v1.0.bin` is written.
    with (target.parent / "voices-v1.0.bin").open("wb") as archive:
        np.savez(archive, af_heart=styles[:2, None], bm_lewis=styles[2:4, None])
    cases, sound = [], []
    for phonemes, speed in CASES:
        # As hexgrad's pipeline chooses it: `pack[len(ps) - 1]`.
        style = torch.from_numpy(styles[len(phonemes) - 1 : len(phonemes)])
        said = network(phonemes, style, speed, return_output=True)
        samples = said.audio.numpy().astype(np.float32)
        cases.append({"phonemes": phonemes, "speed": speed, "frames": said.pred_dur.tolist(), "samples": len(samples)})
        sound.append(samples)
    (target / "cases.json").write_text(json.dumps(cases, ensure_ascii=False, indent=1) + "\n")
    (target / "waveforms.pcm").write_bytes((np.concatenate(sound) * 32_767).round().astype("<i2").tobytes())


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
