"""Phonemes as misaki makes them for Kokoro from espeak-ng, sentence by sentence."""

import json
import sys
from pathlib import Path
from types import SimpleNamespace

from misaki.espeak import EspeakFallback, EspeakG2P

SENTENCES = {
    "a": [
        "Hello, world!",
        "My mother bakes bread.",
        "The quick brown fox jumps over the lazy dog.",
        "She sells sea shells by the shore; he buys none.",
        "Is it raining? Yes: cats and dogs.",
        "I have forty two books in the bottle, and a button.",
        "The judge chose a cheap church.",
        "Boys enjoy noisy toys now, around the house.",
        "Our fire burns an hour, and our cure is near.",
        "A better letter from the city, little kitten.",
        "The garage — behind the chair — is theirs.",
        "Nobody knows the unusual measure of pleasure.",
        "Those three thin brothers think things through.",
        "We were early for the world's first bird.",
        "The hotel on Fifth Avenue costs ninety dollars a night.",
        "Wait… what did you say?",
        "It's a merchantship, isn't it?",
        "Loch Ness, Bach and challah.",
        "The museum opens at ten o'clock tomorrow.",
        "Parley speaks, listens and shows a face.",
    ],
    "b": [
        "Hello, world!",
        "The boat goes home, slowly over the ocean.",
        "A better letter from the city, little kitten.",
        "The quick brown fox jumps over the lazy dog.",
        "Boys enjoy noisy toys now, around the house.",
        "The judge chose a cheap church.",
        "I can't dance in the bath after lunch.",
        "What a lot of coffee you've got in that pot.",
        "Those three thin brothers think things through.",
        "She saw a large dark car at the start of March.",
    ],
    "e": [
        "Mi mamá prepara el pan.",
        "¿Qué tal? ¡Muy bien, gracias!",
        "El niño llegó ayer a las once de la noche.",
        "La lluvia en Sevilla es una maravilla.",
        "Los jueves juego con mi guitarra vieja.",
        "Ochocientos chicos hicieron mucho ruido.",
        "Voy a Chile: hace frío, pero hay sol.",
        "Un autobús azul y dos aviones rojos.",
        "Quiero una cerveza, por favor.",
        "El rey bebió agua limpia del pozo.",
    ],
    "f": [
        "Bonjour, je m'appelle Jean.",
        "Ma maman prépare le pain.",
        "Un bon vin blanc, s'il vous plaît.",
        "Qu'est-ce que c'est que ça ?",
        "L'oiseau chante dans le jardin; il fait beau.",
        "Les feuilles tombent, l'automne arrive.",
        "Je suis allé au marché hier soir.",
        "Nous mangeons du fromage et du jambon.",
        "Le weekend, nous parlons anglais.",
        "Il y a quatre-vingt-dix-neuf ballons rouges.",
    ],
    "h": [
        "मेरी माँ रोटी बनाती है।",
        "नमस्ते, आप कैसे हैं?",
        "आज मौसम बहुत अच्छा है।",
        "मुझे हिंदी बोलना पसंद है।",
        "यह किताब बहुत रोचक है।",
        "बच्चे बगीचे में खेल रहे हैं।",
        "धन्यवाद, फिर मिलेंगे!",
        "दिल्ली भारत की राजधानी है।",
        "ठंडा पानी पीना चाहिए।",
        "चाय गरम है।",
    ],
    "i": [
        "Mia mamma prepara il pane.",
        "Ciao ragazzi, come va?",
        "La pizza e il mezzo litro di vino.",
        "Gli gnocchi della nonna sono buonissimi.",
        "Oggi piove; domani ci sarà il sole.",
        "Che cosa facciamo stasera?",
        "Il giudice mangia una mela gialla.",
        "Lo zio di Giorgio abita a Venezia.",
        "Sciare è bello, ma costa molto!",
        "Quaranta ladri e una lampada.",
    ],
    "p": [
        "Minha mãe prepara o pão.",
        "Não sei, mas eles têm razão.",
        "O dia está bonito; vamos à praia.",
        "Eu gosto de feijão com arroz.",
        "Onde fica a estação de trem?",
        "As crianças brincam no jardim.",
        "Tchau, até amanhã!",
        "O coração bate mais forte.",
        "Trinta e três pessoas chegaram cedo.",
        "A chuva caiu a noite inteira.",
    ],
}
ESPEAK_NAMES = {"e": "es", "f": "fr-fr", "h": "hi", "i": "it", "p": "pt-br"}


def phonemes_of(letter: str, text: str) -> str:
    if letter in "ab":
        return EspeakFallback(british=letter == "b")(SimpleNamespace(text=text))[0]
    return EspeakG2P(language=ESPEAK_NAMES[letter])(text)[0]


def main(target: Path) -> None:
    cases = [
        {"accent": letter, "text": text, "phonemes": phonemes_of(letter, text)}
        for letter, texts in SENTENCES.items()
        for text in texts
    ]
    target.mkdir(parents=True, exist_ok=True)
    (target / "phonemes.json").write_text(json.dumps(cases, ensure_ascii=False, indent=1) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
