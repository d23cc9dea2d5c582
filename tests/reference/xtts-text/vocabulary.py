"""A small vocabulary in the layout of XTTS's own, which may not be copied: trained on texts of texts.py."""

import json

from tokenizers import Tokenizer, models, pre_tokenizers, trainers

from texts import LANGUAGES

# Places that the reference counts on (GPT start and stop) and those of the first languages.
FIXED = {"[STOP]": 0, "[UNK]": 1, "[SPACE]": 2, "[en]": 259, "[de]": 260, "[START]": 261}


def train(cleaned_texts, size):
    tokenizer = Tokenizer(models.BPE(unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    trainer = trainers.BpeTrainer(vocab_size=size, special_tokens=["[STOP]", "[UNK]", "[SPACE]"], limit_alphabet=700)
    tokenizer.train_from_iterator(cleaned_texts, trainer)
    written = json.loads(tokenizer.to_str())
    tags = ["zh-cn" if language == "zh" else language for language in LANGUAGES]
    rest = [f"[{tag}]" for tag in tags if f"[{tag}]" not in FIXED]
    pieces = [piece for piece, _ in sorted(written["model"]["vocab"].items(), key=lambda item: item[1])]
    pieces = [piece for piece in pieces if piece not in FIXED]
    taken, ids, next_id = set(FIXED.values()), dict(FIXED), 0
    for piece in pieces + rest:
        while next_id in taken:
            next_id += 1
        ids[piece] = next_id
        taken.add(next_id)
    written["model"]["vocab"] = dict(sorted(ids.items(), key=lambda item: item[1]))
    written["added_tokens"] = [
        {"id": ids[token], "special": True, "content": token, "single_word": False, "lstrip": False, "rstrip": False, "normalized": False}
        for token in sorted([*FIXED, *rest], key=ids.get)
    ]
    return written
