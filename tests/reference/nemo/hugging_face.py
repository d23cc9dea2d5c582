"""CTC models as transformers has them: Parakeet (mel, `tokenizer.json`) and wav2vec 2.0 (waveform, `vocab.json`)."""

import json
import math
from pathlib import Path

import numpy as np
import sentencepiece
import torch
from tokenizers import Tokenizer, decoders, models
from torch import nn
from transformers import (
    ParakeetCTCConfig,
    ParakeetFeatureExtractor,
    ParakeetForCTC,
    ParakeetTokenizerFast,
    Wav2Vec2Config,
    Wav2Vec2CTCTokenizer,
    Wav2Vec2FeatureExtractor,
    Wav2Vec2ForCTC,
)

import cases
import exporting
from vocabularies import transducer_tokens
from waveforms import case_waveforms, waveform


class LogitsOnly(nn.Module):
    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, *inputs):
        return self.model(*inputs).logits


def make_lively(network: nn.Module, seed: int) -> None:
    """Weights large enough for the output to follow the input."""
    torch.manual_seed(seed)
    for parameter in network.parameters():
        if parameter.dim() > 1:
            nn.init.normal_(parameter, std=1.4 / math.sqrt(parameter[0].numel()))


def collect(first_seed: int, count: int, recognize) -> list[dict]:
    """`recognize(samples)` gives logits [T', V] of the valid frames, the blank's id and the text."""
    made = []
    narrowest = np.inf
    for source in case_waveforms(first_seed):
        if len(made) == count:
            break
        logits, blank, text = recognize(waveform(source))
        best = np.sort(logits, axis=-1)
        gap = float((best[:, -1] - best[:, -2]).min())
        if gap < cases.NARROWEST_GAP:
            continue
        narrowest = min(narrowest, gap)
        path = logits.argmax(-1)
        previous = np.concatenate(([blank], path[:-1]))
        frames = np.flatnonzero((path != blank) & (path != previous))
        made.append(
            {"waveform": source, "ids": path[frames].tolist(), "frames": frames.tolist(), "text": text}
        )
    lengths = [len(case["ids"]) for case in made]
    print(f"{len(made)} cases, tokens {min(lengths)}..{max(lengths)}, narrowest gap {narrowest:.4f}")
    return made


def build_ctc_of_hugging_face(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    pieces = [*transducer_tokens()[:-1], "<pad>"]
    blank = len(pieces) - 1
    backend = Tokenizer(models.Unigram([(piece, -float(i)) for i, piece in enumerate(pieces)], unk_id=0))
    backend.decoder = decoders.Metaspace()
    tokenizer = ParakeetTokenizerFast(tokenizer_object=backend, unk_token="<unk>", pad_token="<pad>")
    tokenizer.save_pretrained(folder)
    for name in ("special_tokens_map.json",):
        (folder / name).unlink(missing_ok=True)
    config = ParakeetCTCConfig(
        vocab_size=len(pieces),
        pad_token_id=blank,
        encoder_config={
            "hidden_size": 32,
            "num_hidden_layers": 1,
            "num_attention_heads": 2,
            "intermediate_size": 64,
            "num_mel_bins": 80,
            "subsampling_conv_channels": 16,
            "conv_kernel_size": 9,
        },
    )
    model = ParakeetForCTC(config).eval()
    make_lively(model, 41)
    with torch.no_grad():
        model.ctc_head.weight *= 3
        model.ctc_head.bias[blank] += 5
    extractor = ParakeetFeatureExtractor(feature_size=80)
    config.save_pretrained(folder)
    extractor.save_pretrained(folder)
    exporting.export_ctc_of_hugging_face(LogitsOnly(model), 80, folder / "model.onnx")

    def recognize(samples):
        inputs = extractor(samples, sampling_rate=16_000, return_tensors="pt")
        with torch.no_grad():
            logits = model(**inputs).logits[0].numpy()
        valid = int(model._get_subsampling_output_length(inputs["attention_mask"].sum(-1))[0])
        text = tokenizer.decode(model.generate(**inputs)[0], skip_special_tokens=True)
        return logits[:valid], blank, text

    cases.write_cases(folder / "cases.json", collect(5000, 56, recognize))


def build_wav2vec2(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    letters = ["<pad>", "<s>", "</s>", "<unk>", "|", *"abcdefghijklmnopqrstuvwxyzäöüß'"]
    vocabulary = folder / "vocab.json"
    vocabulary.write_text(json.dumps({letter: index for index, letter in enumerate(letters)}, ensure_ascii=False))
    tokenizer = Wav2Vec2CTCTokenizer(str(vocabulary))
    config = Wav2Vec2Config(
        vocab_size=len(letters),
        hidden_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=64,
        conv_dim=(16,) * 7,
        num_conv_pos_embeddings=16,
        num_conv_pos_embedding_groups=4,
    )
    model = Wav2Vec2ForCTC(config).eval()
    make_lively(model, 42)
    with torch.no_grad():
        model.lm_head.weight *= 4
        model.lm_head.bias[:4] -= torch.tensor([-4.0, 100.0, 100.0, 100.0])
    extractor = Wav2Vec2FeatureExtractor(do_normalize=True)
    config.save_pretrained(folder)
    extractor.save_pretrained(folder)
    exporting.export_wav2vec2(LogitsOnly(model), folder / "model.onnx")

    def recognize(samples):
        inputs = extractor(samples, sampling_rate=16_000, return_tensors="pt")
        with torch.no_grad():
            logits = model(inputs["input_values"]).logits[0].numpy()
        return logits, 0, tokenizer.decode(logits.argmax(-1))

    cases.write_cases(folder / "cases.json", collect(6000, 52, recognize))


def build_sentence_pieces(folder: Path) -> None:
    """A SentencePiece model, and what its library makes of seeded ids."""
    folder.mkdir(parents=True, exist_ok=True)
    sentences = [
        "the quick brown fox jumps over the lazy dog", "zwölf Boxkämpfer jagen Viktor quer über den großen Sylter Deich",
        "El pingüino Wenceslao hizo kilómetros", "съешь же ещё этих мягких французских булок",
        "Ξεσκεπάζω την ψυχοφθόρα βδελυγμία", "いろはにほへと ちりぬるを", "12 % of 345, it's 6.78!",
    ] * 20
    path = folder / "sentence-pieces.model"
    with path.open("wb") as file:
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter(sentences), model_writer=file, vocab_size=220, byte_fallback=False,
            normalization_rule_name="identity", minloglevel=2, hard_vocab_limit=False,
        )
    processor = sentencepiece.SentencePieceProcessor(model_file=str(path))
    random = np.random.default_rng(9)
    plain = [i for i in range(processor.get_piece_size()) if not processor.is_control(i) and not processor.is_unknown(i)]
    made = []
    for _ in range(200):
        ids = random.choice(plain, int(random.integers(1, 20))).tolist()
        made.append({"ids": ids, "pieces": [processor.id_to_piece(i) for i in ids], "text": processor.decode(ids)})
    cases.write_cases(folder / "cases.json", made)
    print(f"sentence pieces: {processor.get_piece_size()} pieces, {len(made)} cases")
