"""openai-whisper's detect_language(): the probabilities of all languages."""

import whisper

from audio import build_waveform, window
from decoding_cases import SYNTHETIC, recordings
from model import Variant


def language_cases(network: whisper.Whisper, variant: Variant) -> list[dict]:
    cases = []
    for audio in recordings() + SYNTHETIC:
        token, probabilities = network.detect_language(window(build_waveform(audio), variant.n_mels))
        cases.append(
            {
                "model": variant.name,
                "audio": audio,
                "token": token.item(),
                "probabilities": {code: float(f"{value:.6g}") for code, value in probabilities.items()},
            }
        )
    return cases
