"""Columns of onnx-asr's NeMo mel spectrogram, of every recording and of waveforms with awkward lengths."""

import json
from pathlib import Path

import numpy as np
from onnx_asr.preprocessors.numpy_preprocessor import NemoPreprocessorNumpy

from waveforms import recording, recording_names, waveform

# 480 samples: three valid frames. With two, the deviation of a bin may be so small that float32 itself errs by 1e-4.
LENGTHS = [480, 639, 640, 1280, 15999, 16000, 16001]


def build_mel(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    sources = [{"kind": "synthetic", "seed": 7000 + n, "samples": n} for n in LENGTHS]
    for name in recording_names():
        sources.append({"kind": "recording", "name": name, "start": 0, "samples": len(recording(name))})
    for bins in (80, 128):
        preprocessor = NemoPreprocessorNumpy(f"nemo{bins}")
        entries = []
        for source in sources:
            samples = waveform(source)
            features, lengths = preprocessor(samples[None], np.array([len(samples)], dtype=np.int64))
            frames = features.shape[2]
            valid = int(lengths[0])
            picked = sorted({0, 1, valid // 3, valid // 2, valid - 2, valid - 1, frames - 1})
            entries.append(
                {
                    "waveform": source,
                    "frames": frames,
                    "validFrames": valid,
                    "columns": {
                        str(frame): [round(float(value), 6) for value in features[0, :, frame]] for frame in picked
                    },
                }
            )
        lines = ",\n".join(json.dumps(entry, separators=(",", ":")) for entry in entries)
        (folder / f"nemo{bins}.json").write_text(f"[\n{lines}\n]\n")
        print(f"mel: {len(entries)} waveforms, {bins} bins")
