"""Log-mel spectrograms of the recordings, by openai-whisper and by transformers: sampled columns."""

import numpy as np
from transformers import WhisperFeatureExtractor
from whisper.audio import N_FRAMES, N_SAMPLES, log_mel_spectrogram

from audio import Lcg, recording, recording_names

OPENAI_COLUMNS = 120
TRANSFORMERS_COLUMNS = 40


def sampled_columns(frames: int, content: int, count: int, seed: int) -> list[int]:
    """Frames drawn by the generator of audio.py, the edges, and those around the end of the waveform."""
    generator = Lcg(seed)
    edges = [0, 1, 2, 3, frames - 1, *range(content - 4, content + 4)]
    drawn = [generator.below(content) for _ in range(count - len(edges))]
    return sorted({column for column in edges + drawn if column < frames})


def spectrogram_cases() -> tuple[list[dict], np.ndarray]:
    """The cases, and their values one after another: column after column, `bins` float32 each."""
    cases, values = [], []
    for seed, name in enumerate(recording_names()):
        waveform = recording(name)
        content = len(waveform) // 160
        for bins in (80, 128):
            openai = log_mel_spectrogram(waveform, bins, padding=N_SAMPLES).numpy()
            extractor = WhisperFeatureExtractor(feature_size=bins)
            hugging_face = extractor(waveform, sampling_rate=16000, return_tensors="np").input_features[0]
            assert openai.shape[1] == content + N_FRAMES and hugging_face.shape[1] == N_FRAMES
            for reference, count, spectrogram in (
                ("openai-whisper", OPENAI_COLUMNS, openai),
                ("transformers", TRANSFORMERS_COLUMNS, hugging_face),
            ):
                columns = sampled_columns(spectrogram.shape[1], content, count, seed)
                cases.append(
                    {
                        "recording": name,
                        "reference": reference,
                        "bins": bins,
                        "frames": spectrogram.shape[1],
                        "columns": columns,
                        "offset": sum(len(part) for part in values),
                    }
                )
                values.append(spectrogram[:, columns].T.astype("<f4").reshape(-1))
    return cases, np.concatenate(values)
