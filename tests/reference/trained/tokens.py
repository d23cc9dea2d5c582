"""A small byte-level BPE tokenizer in the file layout of the public Whisper checkpoints.

Ids follow Whisper's order: 256 bytes as in GPT-2, merges, one empty piece, <|endoftext|>,
<|startoftranscript|>, 99 languages, <|translate|>, <|transcribe|>, <|startoflm|>, <|startofprev|>,
<|nocaptions|>, <|notimestamps|>, <|0.00|> to <|30.00|>.
"""

import json
from pathlib import Path

from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, processors, trainers
from transformers.models.gpt2.tokenization_gpt2 import bytes_to_unicode
from transformers.models.whisper.tokenization_whisper import LANGUAGES
from transformers import GenerationConfig, WhisperFeatureExtractor, WhisperTokenizer

from vocabulary import WORDS

TWO_TOKEN_WORDS = ("tomorrow", "computer")
LANGUAGE_TOKENS = [f"<|{code}|>" for code in list(LANGUAGES)[:99]]
SPECIAL_TOKENS = [
    "<|endoftext|>", "<|startoftranscript|>", *LANGUAGE_TOKENS, "<|translate|>", "<|transcribe|>",
    "<|startoflm|>", "<|startofprev|>", "<|nocaptions|>", "<|notimestamps|>",
]
TIMESTAMPS = [f"<|{index * 0.02:.2f}|>" for index in range(1501)]
# openai-whisper, Tokenizer.non_speech_tokens, as far as single bytes spell them.
NON_SPEECH_SYMBOLS = '"#()*+/:;<=>@[\\]^_`{|}~'


def _merges() -> list[tuple[str, str]]:
    """Merges that make every word with its leading space one token, two for TWO_TOKEN_WORDS."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    trainer = trainers.BpeTrainer(vocab_size=4000, show_progress=False)
    lines = [f" {word}" for word in WORDS for _ in range(1 if word in TWO_TOKEN_WORDS else 5)]
    tokenizer.train_from_iterator(lines, trainer)
    merges = json.loads(tokenizer.to_str())["model"]["merges"]
    return [tuple(merge) for merge in merges if "".join(merge)[1:] not in TWO_TOKEN_WORDS]


class Vocabulary:
    """Ids of everything that training and export need."""

    def __init__(self) -> None:
        self.merges = _merges()
        pieces = list(bytes_to_unicode().values()) + ["".join(merge) for merge in self.merges] + [""]
        self.piece_ids = {piece: index for index, piece in enumerate(pieces)}
        self.ids = self.piece_ids | {
            token: len(pieces) + index for index, token in enumerate(SPECIAL_TOKENS + TIMESTAMPS)
        }
        self.size = len(self.ids)
        self.end, self.start = self.ids["<|endoftext|>"], self.ids["<|startoftranscript|>"]
        self.english, self.first_timestamp = self.ids["<|en|>"], self.ids["<|0.00|>"]
        self.translate, self.transcribe = self.ids["<|translate|>"], self.ids["<|transcribe|>"]
        self.previous, self.no_captions = self.ids["<|startofprev|>"], self.ids["<|nocaptions|>"]
        self.no_timestamps = self.ids["<|notimestamps|>"]
        self.languages = [self.ids[token] for token in LANGUAGE_TOKENS]
        fast = self.fast_tokenizer()
        self.tokens_of_word = [fast.encode(f" {word}", add_special_tokens=False).ids for word in WORDS]

    def fast_tokenizer(self) -> Tokenizer:
        tokenizer = Tokenizer(models.BPE(vocab=self.piece_ids, merges=self.merges))
        tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
        tokenizer.decoder = decoders.ByteLevel()
        tokenizer.add_special_tokens(SPECIAL_TOKENS)
        tokenizer.add_tokens([AddedToken(token, special=False, normalized=True) for token in TIMESTAMPS])
        tokenizer.post_processor = processors.TemplateProcessing(
            single="<|startoftranscript|> <|notimestamps|> $A <|endoftext|>",
            pair="<|startoftranscript|> <|notimestamps|> $A $B:1 <|endoftext|>:1",
            special_tokens=[(t, self.ids[t]) for t in ("<|startoftranscript|>", "<|notimestamps|>", "<|endoftext|>")],
        )
        return tokenizer

    def suppressed(self) -> list[int]:
        symbols = {self.piece_ids[symbol] for symbol in NON_SPEECH_SYMBOLS}
        control = {self.start, self.translate, self.transcribe, self.previous, self.no_captions}
        return sorted(symbols | control | {self.ids["<|startoflm|>"]})

    def write(self, folder: Path, alignment_heads: list[list[int]]) -> None:
        """Writes every tokenizer file, generation_config.json and preprocessor_config.json."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "vocab.json").write_text(
            json.dumps(self.piece_ids | {"<|endoftext|>": self.end}, ensure_ascii=False) + "\n"
        )
        (folder / "merges.txt").write_text("#version: 0.2\n" + "".join(f"{a} {b}\n" for a, b in self.merges))
        (folder / "normalizer.json").write_text(json.dumps({"colour": "color", "grey": "gray"}, indent=1) + "\n")
        slow = WhisperTokenizer(
            str(folder / "vocab.json"), str(folder / "merges.txt"), str(folder / "normalizer.json"),
            additional_special_tokens=SPECIAL_TOKENS,
        )
        slow.add_tokens([AddedToken(token, special=False, normalized=True) for token in TIMESTAMPS])
        slow.save_pretrained(folder)
        added = {token: self.ids[token] for token in SPECIAL_TOKENS[1:]}
        (folder / "added_tokens.json").write_text(json.dumps(added, indent=2, sort_keys=True) + "\n")
        self.fast_tokenizer().save(str(folder / "tokenizer.json"))
        WhisperFeatureExtractor(feature_size=80).save_pretrained(folder)
        self.generation_config(alignment_heads).save_pretrained(folder)

    def generation_config(self, alignment_heads: list[list[int]]) -> GenerationConfig:
        return GenerationConfig(
            alignment_heads=alignment_heads,
            begin_suppress_tokens=[self.piece_ids["Ġ"], self.end],
            suppress_tokens=self.suppressed(),
            bos_token_id=self.end, eos_token_id=self.end, pad_token_id=self.end,
            decoder_start_token_id=self.start,
            is_multilingual=True,
            lang_to_id={token: self.ids[token] for token in LANGUAGE_TOKENS},
            task_to_id={"transcribe": self.transcribe, "translate": self.translate},
            max_initial_timestamp_index=50,
            max_length=448,
            no_timestamps_token_id=self.no_timestamps,
            prev_sot_token_id=self.previous,
            return_timestamps=False,
        )
