"""What the reference hears in recordings: spectrograms, conditioning latents and speaker embeddings."""

import tempfile
from pathlib import Path

import torch
from TTS.tts.models.xtts import Xtts, load_audio, wav_to_mel_cloning
import torchaudio

from recordings import write_wave
from writing import Values

RATE = 22050
CONFIG = {"gpt_cond_len": 30, "gpt_cond_chunk_len": 4}
METHOD = {"gpt_cond_len": 6, "gpt_cond_chunk_len": 6}
CASES = [
    ([{"recording": "en_jfk_11s.wav"}], CONFIG),
    ([{"recording": "en_jfk_11s.wav"}], METHOD),
    ([{"recording": "en_two_speakers_20s.wav", "repeat": 2}], CONFIG),
    ([{"recording": "en_two_speakers_20s.wav", "repeat": 2}], METHOD),
    ([{"recording": "en_two_speakers_20s.wav"}], {"gpt_cond_len": 30, "gpt_cond_chunk_len": 30}),
    ([{"recording": "en_stereo_two_channels.wav"}], CONFIG),
    ([{"recording": "en_stereo_two_channels.wav", "rate": 44100}], METHOD),
    ([{"recording": "es_9s.wav", "rate": 44100}], CONFIG),
    ([{"recording": "ja_5s.wav", "rate": 48000}], CONFIG),
    ([{"recording": "de_5s.wav", "rate": 22050}], CONFIG),
    ([{"recording": "en_quilter_6s.wav", "rate": 24000}], CONFIG),
    ([{"recording": "en_quilter_6s.wav", "rate": 8000}], METHOD),
    # Under a second; 0.34 s is just enough; the last chunk of 0.25 s is left out; clipping.
    ([{"recording": "en_lj0002.wav", "start": 3200, "samples": 12000}], CONFIG),
    ([{"recording": "en_lj0002.wav", "start": 3200, "samples": 5440}], CONFIG),
    ([{"recording": "es_9s.wav", "samples": 132000}], CONFIG),
    ([{"recording": "en_jfk_11s.wav", "gain": 4.0}], CONFIG),
    ([{"recording": "en_jfk_11s.wav", "gain": 0.05}], {**CONFIG, "sound_norm_refs": True}),
    ([{"recording": "en_lj0002.wav"}, {"recording": "en_lj0008.wav", "rate": 44100}], CONFIG),
    (
        [{"recording": "en_two_speakers_20s.wav", "repeat": 2}, {"recording": "de_5s.wav"}],
        {**CONFIG, "max_ref_length": 10},
    ),
    ([{"recording": "en_lj0002.wav", "start": 3200, "samples": 5000}], CONFIG),
]
COLUMN_STEP = 48


def mel_spectrogram(model: Xtts, audio: torch.Tensor) -> torch.Tensor:
    """With the arguments that get_gpt_cond_latents passes."""
    return wav_to_mel_cloning(
        audio,
        mel_norms=model.mel_stats.cpu(),
        n_fft=2048,
        hop_length=256,
        win_length=1024,
        power=2,
        normalized=False,
        sample_rate=RATE,
        f_min=0,
        f_max=8000,
        n_mels=80,
    )


def columns(values: Values, spectrogram: torch.Tensor) -> dict:
    """Every 48th column, one after another, and how many columns there are."""
    taken = spectrogram[0][:, ::COLUMN_STEP].T
    return {"columns": spectrogram.shape[-1], "every": COLUMN_STEP, **values.add(taken)}


def case(model: Xtts, values: Values, recipes: list[dict], options: dict, folder: Path) -> dict:
    paths = []
    for index, recipe in enumerate(recipes):
        paths.append(str(folder / f"{index}.wav"))
        write_wave(recipe, Path(paths[-1]))
    described = {
        "recordings": recipes,
        "conditioningSeconds": options["gpt_cond_len"],
        "chunkSeconds": options["gpt_cond_chunk_len"],
        "maximumRecordingSeconds": options.get("max_ref_length", 30),
        "normalizePeak": options.get("sound_norm_refs", False),
    }
    try:
        latents, embedding = model.get_conditioning_latents(paths, **options)
    except RuntimeError as error:
        return {**described, "error": str(error)}
    first = load_audio(paths[0], RATE)[:, : RATE * described["maximumRecordingSeconds"]]
    if described["normalizePeak"]:
        first = first / first.abs().max() * 0.75
    speech = torchaudio.functional.resample(first, RATE, 16000)
    chunk = first[:, : RATE * described["chunkSeconds"]]
    return {
        **described,
        "conditioningLatents": values.add(latents[0]),
        "speakerEmbedding": values.add(embedding.flatten()),
        "firstMelSpectrogram": columns(values, mel_spectrogram(model, chunk)),
        "firstSpeakerSpectrogram": columns(values, model.hifigan_decoder.speaker_encoder.torch_spec(speech)),
    }


@torch.inference_mode()
def cases(model: Xtts, values: Values) -> list[dict]:
    with tempfile.TemporaryDirectory() as folder:
        return [case(model, values, recipes, options, Path(folder)) for recipes, options in CASES]
