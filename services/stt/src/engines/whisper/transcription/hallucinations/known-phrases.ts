/**
 * What Whisper writes for noise and silence: phrases from the subtitles it was trained on, as its users report them
 * (discussions of openai/whisper, faster-whisper and WhisperLive). In lower case, without punctuation.
 */
const phrases = new Set([
  'thank you',
  'thank you very much',
  'thank you so much',
  'thanks',
  'thank you for watching',
  'thanks for watching',
  'thank you for watching this video',
  'thank you for your attention',
  'please subscribe',
  'please subscribe to my channel',
  'dont forget to like and subscribe',
  'see you next time',
  'see you in the next video',
  'bye',
  'bye bye',
  'you',
  'vielen dank',
  'vielen dank fürs zuschauen',
  'vielen dank für ihre aufmerksamkeit',
  'bis zum nächsten mal',
  'merci',
  'merci davoir regardé cette vidéo',
  'gracias',
  'gracias por ver el video',
  'grazie',
  'grazie per lattenzione',
  'obrigado',
  'dziękuję za uwagę',
  'dziękuję',
  'teşekkürler',
  'izlediğiniz için teşekkür ederim',
  'спасибо',
  'спасибо за просмотр',
  'продолжение следует',
  'ご視聴ありがとうございました',
  'ご清聴ありがとうございました',
  'おやすみなさい',
  '謝謝觀看',
  '谢谢观看',
  '시청해주셔서 감사합니다',
  '감사합니다',
]);

/** Names of those who make subtitles: nobody says them. */
const credits =
  /amara\.?org|opensubtitles|untertitel (der|von|im auftrag)|sous-?titr(es|age)|subt[ií]tulos (por|realizados)|sottotitoli|legendas pela|napisy (stworzone|by)|редактор субтитров|субтитры (сделал|создавал|подготов)|字幕(by|由|志愿者|制作)|자막 (제공|by)/u;

/** Whether a text is nothing but what Whisper is known to make up. */
export function isKnownHallucination(text: string): boolean {
  const lower = text.toLowerCase().trim();
  const plain = lower
    .replaceAll(/[^\p{L}\p{N}\s]/gu, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
  return phrases.has(plain) || (plain.length <= 100 && credits.test(lower));
}
