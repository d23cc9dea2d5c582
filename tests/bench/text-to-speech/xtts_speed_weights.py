"""Prepares one XTTS v2 at full size with random weights for both sides of the speed bench.

`python xtts_speed_weights.py FOLDER`, with the packages of docker/models/xtts/requirements.txt: `checkpoint/` as
Coqui's (for coqui-tts), `onnx/` from it by Parley's own converter, and the file `complete` at the end. It takes 2
minutes, 4 GB of disk and 8 GB of memory. The stop token is never chosen, so that both sides speak as many tokens as
they are told to.
"""

import json
import subprocess
import sys
from pathlib import Path

import torch
from TTS.tts.configs.xtts_config import XttsConfig
from TTS.tts.models.xtts import Xtts, XttsArgs

REPOSITORY = Path(__file__).resolve().parents[3]
CONVERTER = REPOSITORY / "docker" / "models" / "xtts"
sys.path.append(str(REPOSITORY / "tests" / "reference" / "xtts"))

from vocabulary import write_vocabulary  # noqa: E402

TEXT_TOKENS = 6681
STOP_AUDIO = 1025
NEVER = -1e4
SPEAKERS = ("Claribel Dervla", "Sofia Hellen")


def write_full_vocabulary(path: Path) -> None:
    """As many ids as the real one has; what is not a letter or a pair is never met."""
    write_vocabulary(path)
    contents = json.loads(path.read_text(encoding="utf-8"))
    contents["model"]["vocab"]["[last]"] = TEXT_TOKENS - 1
    path.write_text(json.dumps(contents, ensure_ascii=False), encoding="utf-8")


def config(vocabulary: Path) -> XttsConfig:
    """The sizes and settings of the configuration published with coqui/XTTS-v2."""
    arguments = XttsArgs(
        tokenizer_file=str(vocabulary),
        gpt_num_audio_tokens=1026,
        gpt_start_audio_token=1024,
        gpt_stop_audio_token=STOP_AUDIO,
        gpt_use_perceiver_resampler=True,
    )
    return XttsConfig(
        model_args=arguments,
        temperature=0.75,
        repetition_penalty=5.0,
        gpt_cond_len=30,
        gpt_cond_chunk_len=4,
        max_ref_len=30,
    )


@torch.no_grad()
def write_checkpoint(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    write_full_vocabulary(folder / "vocab.json")
    torch.manual_seed(1)
    values = config(folder / "vocab.json")
    model = Xtts.init_from_config(values)
    model.tokenizer = type(model.tokenizer)(vocab_file=str(folder / "vocab.json"))
    model.init_models()
    model.gpt.mel_head.bias[STOP_AUDIO] = NEVER
    torch.save({"model": model.state_dict()}, folder / "model.pth")
    embedding = torch.nn.functional.normalize(torch.randn(len(SPEAKERS), 1, 512, 1), dim=2)
    speakers = {
        name: {"gpt_cond_latent": torch.randn(1, 32, 1024), "speaker_embedding": embedding[index]}
        for index, name in enumerate(SPEAKERS)
    }
    torch.save(speakers, folder / "speakers_xtts.pth")
    values.model_args.tokenizer_file = ""
    (folder / "config.json").write_text(values.to_json(), encoding="utf-8")


def main(folder: Path) -> None:
    if not (folder / "checkpoint" / "config.json").exists():
        write_checkpoint(folder / "checkpoint")
    command = [sys.executable, "-m", "parley_xtts", "convert", folder / "checkpoint", folder / "onnx", "--accept-cpml"]
    subprocess.run([*command, "--revision", "random weights, seed 1"], cwd=CONVERTER, check=True)
    (folder / "complete").touch()


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
