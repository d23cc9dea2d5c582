"""Exact matches of the exported models: `python evaluate.py whisper|ctc FIXTURES RECORDINGS [COUNT] [SEED]`.

Whisper runs through transformers' generate on optimum's onnxruntime model, CTC through onnx-asr; one
utterance at a time. RECORDINGS is the folder of real recordings, of which none is in the vocabulary.
"""

import shutil
import sys
import tempfile
from collections import Counter
from pathlib import Path

import onnx_asr
import onnxruntime
import soundfile
import torch
from optimum.onnxruntime import ORTModelForSpeechSeq2Seq
from transformers import WhisperProcessor

from features import SAMPLE_RATE
from held_back import utterances, without_speech


def whisper_transcriber(folder: Path, timestamps: bool, suffix=""):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    with tempfile.TemporaryDirectory() as plain_names:
        for name in ("encoder_model", "decoder_model_merged"):
            shutil.copy(folder / "onnx" / f"{name}{suffix}.onnx", Path(plain_names) / f"{name}.onnx")
        for path in folder.glob("*.json"):
            shutil.copy(path, plain_names)
        model = ORTModelForSpeechSeq2Seq.from_pretrained(
            plain_names, local_files_only=True, session_options=options, use_merged=True
        )
    processor = WhisperProcessor.from_pretrained(folder)

    rules = model.generation_config

    def transcribe(samples) -> str:
        features = processor(samples, sampling_rate=SAMPLE_RATE, return_tensors="pt").input_features
        tokens = model.generate(
            features, language="en", task="transcribe", return_timestamps=timestamps, max_new_tokens=200
        )
        text = processor.decode(tokens[0], skip_special_tokens=True).strip()
        return "" if without_speech_by_rule(features, text) else text

    def without_speech_by_rule(features, text: str) -> bool:
        """openai-whisper's: <|nocaptions|> above 0.6 after the start, and an average log probability under -1."""
        no_captions = processor.tokenizer.convert_tokens_to_ids("<|nocaptions|>")
        start = torch.tensor([[rules.decoder_start_token_id]])
        probability = model(input_features=features, decoder_input_ids=start).logits[0, 0].softmax(0)[no_captions]
        head = [rules.decoder_start_token_id, rules.lang_to_id["<|en|>"], rules.task_to_id["transcribe"]]
        body = processor.tokenizer.encode(f" {text}", add_special_tokens=False) + [rules.eos_token_id]
        inputs = torch.tensor([[*head, rules.no_timestamps_token_id, *body]])
        logits = model(input_features=features, decoder_input_ids=inputs).logits[0, len(head) : -1]
        logits[:, rules.suppress_tokens] = -torch.inf
        logits[0, rules.begin_suppress_tokens] = -torch.inf
        average = logits.log_softmax(1).gather(1, torch.tensor(body)[:, None]).mean()
        return bool(probability > 0.6 and average < -1)

    return transcribe


def ctc_transcriber(folder: Path):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return onnx_asr.load_model("nemo-conformer-ctc", folder, sess_options=options).recognize


def report(transcribe, count: int, seed: int, recordings: Path) -> None:
    right, total = Counter(), Counter()
    for utterance in utterances(count, seed):
        heard = transcribe(utterance.samples)
        for key in ("all", utterance.voices, utterance.condition):
            total[key] += 1
            right[key] += heard == utterance.text
        if heard != utterance.text:
            print(f"  {utterance.voice} ({utterance.condition}): {utterance.text!r} heard as {heard!r}")
    for key in total:
        print(f"{key}: {right[key]} of {total[key]} ({100 * right[key] / total[key]:.1f} %)")
    for name, samples in without_speech(seed).items():
        print(f"{name}: {transcribe(samples)!r}")
    for path in sorted(recordings.glob("*.wav")):
        samples, rate = soundfile.read(path, dtype="float32", always_2d=True)
        assert rate == SAMPLE_RATE
        print(f"{path.name}: {transcribe(samples[: 30 * rate].mean(axis=1))!r}")


def main(kind: str, fixtures: Path, recordings: Path, count: int, seed: int) -> None:
    torch.set_num_threads(1)
    if kind == "ctc":
        print("== ctc")
        report(ctc_transcriber(fixtures / "ctc"), count, seed, recordings)
        return
    for timestamps, suffix in ((False, ""), (True, ""), (False, "_quantized")):
        print(f"== whisper{suffix}, timestamps {'on' if timestamps else 'off'}")
        report(whisper_transcriber(fixtures / "whisper", timestamps, suffix), count, seed, recordings)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), *(int(value) for value in (*sys.argv[4:], 200, 2026)[:2]))
