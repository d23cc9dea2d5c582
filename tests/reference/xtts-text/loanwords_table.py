"""Writes how UniDic spells loanwords in their own language, which cutlet says in place of the kana.

python loanwords_table.py > ../../../services/tts/src/engines/xtts/text/japanese/loanwords.json
"""

import json
import re
import struct
import sys
from importlib.metadata import version
from pathlib import Path

import unidic_lite

# Words that UniDic's training texts lack all have the same cost; without them about 11,000 are left.
UNSEEN_COST = 2148
HIGHEST_COST = {"common": 2800, "proper": 4000}


def entries(dictionary):
    """Cost and features of every word of a MeCab dictionary."""
    _, _, _, words, _, _, double_array, tokens, _, _ = struct.unpack_from("<10I", dictionary)
    first_token = 72 + double_array
    features = dictionary[first_token + tokens :]
    for index in range(words):
        _, _, _, cost, offset, _ = struct.unpack_from("<HHHhII", dictionary, first_token + 16 * index)
        yield cost, features[offset : features.index(b"\0", offset)].decode().split(",")


def main():
    best = {}
    for cost, feature in entries((Path(unidic_lite.DICDIR) / "sys.dic").read_bytes()):
        lemma, written = feature[7:9] if len(feature) > 10 else ("", "")
        spelling = lemma.split("-", 1)[-1]
        kind = "proper" if feature[1] == "固有名詞" else "common"
        if "-" not in lemma or not spelling.isascii() or not re.fullmatch("[ァ-ヶー]+", written):
            continue
        if cost != UNSEEN_COST and cost <= HIGHEST_COST[kind] and cost < best.get(written, (99999,))[0]:
            best[written] = (cost, spelling)
    words = [f"{written} {spelling}" for written, (_, spelling) in sorted(best.items())]
    source = f"UniDic by unidic-lite {version('unidic-lite')} (BSD), by tests/reference/xtts-text/loanwords_table.py"
    json.dump({"source": source, "words": words}, sys.stdout, ensure_ascii=False, indent=2)
    print()


main()
