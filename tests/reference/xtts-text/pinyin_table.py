"""Writes the readings that pypinyin knows, as XTTS asks for them: TONE3, a neutral tone as 5.

python pinyin_table.py > ../../../services/tts/src/engines/xtts/text/chinese/pinyin.json
"""

import json
import sys
from importlib.metadata import version

from pypinyin import Style, pinyin
from pypinyin.constants import PHRASES_DICT, PINYIN_DICT


def readings(text):
    return [item[0] for item in pinyin(text, style=Style.TONE3, neutral_tone_with_five=True)]


def main():
    single = {chr(code): readings(chr(code))[0] for code in sorted(PINYIN_DICT)}
    characters = {}
    for character, reading in single.items():
        characters.setdefault(reading, []).append(character)
    phrases, regular = [], {}
    for phrase in sorted(PHRASES_DICT):
        found = readings(phrase)
        if found == [single[character] for character in phrase]:
            regular.setdefault(phrase[0], []).append(phrase[1:])
        else:
            phrases.append(f"{phrase} {' '.join(found)}")
    table = {
        "source": f"pypinyin {version('pypinyin')} (MIT), by tests/reference/xtts-text/pinyin_table.py",
        "characters": [f"{reading} {''.join(found)}" for reading, found in sorted(characters.items())],
        "phrases": phrases,
        "regularPhrases": [f"{first} {' '.join(rest)}" for first, rest in regular.items()],
    }
    json.dump(table, sys.stdout, ensure_ascii=False, indent=2)
    print()


main()
