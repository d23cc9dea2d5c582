"""Writes the held-back utterances that tests play: `python make_utterances.py FIXTURES/utterances`.

Drawn with a seed of their own and kept as they come, whatever the models make of them.
"""

import json
import sys
from pathlib import Path

import soundfile

from features import SAMPLE_RATE
from held_back import utterances

COUNT, SEED = 18, 71_003


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    entries = []
    for index, utterance in enumerate(utterances(COUNT, SEED)):
        name = f"{index + 1:02d}.wav"
        soundfile.write(folder / name, utterance.samples, SAMPLE_RATE, subtype="PCM_16")
        entries.append({
            "file": name,
            "text": utterance.text,
            "durationSeconds": round(len(utterance.samples) / SAMPLE_RATE, 3),
            "wordStartSeconds": utterance.word_starts,
            "voice": utterance.voice,
            "voiceHeardInTraining": utterance.voices != "new espeak-ng",
            "condition": utterance.condition,
        })
    (folder / "transcripts.json").write_text(json.dumps(entries, indent=2) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
