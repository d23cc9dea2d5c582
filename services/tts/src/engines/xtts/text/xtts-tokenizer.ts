import { ParleyError, type SpeechLanguage } from '@parley/contracts';
import { loadPinyin } from './chinese/pinyin.js';
import { cleanText } from './cleaning/clean-text.js';
import { loadJapaneseRomanisation } from './japanese/romanise-japanese.js';
import { romaniseKorean } from './korean/romanise-korean.js';
import { BytePairEncoding } from './vocabulary/byte-pair-encoding.js';
import { readVocabularyFile } from './vocabulary/vocabulary-file.js';

/** Text in one language to the tokens that XTTS's GPT reads. */
export interface LanguageTokenizer {
  readonly language: SpeechLanguage;
  /** The text in words, with numbers, abbreviations and symbols expanded, in the language's own script. */
  spoken(text: string): string;
  /** Tokens of the language and of the text, cleaned and romanised; without [START] and [STOP]. */
  encode(text: string): number[];
}

/** The reference's `VoiceBpeTokenizer` (idiap coqui-ai-TTS 0.27.2), from the model's vocab.json. */
export class XttsTokenizer {
  readonly #languages = new Map<SpeechLanguage, Promise<LanguageTokenizer>>();

  private constructor(
    private readonly encoding: BytePairEncoding,
    /** Opens the GPT's text. */
    readonly startToken: number,
    /** Closes it. */
    readonly stopToken: number,
  ) {}

  /** @throws ParleyError `model_files_missing`, `model_files_invalid` */
  static async open(vocabularyFile: string): Promise<XttsTokenizer> {
    const encoding = new BytePairEncoding(await readVocabularyFile(vocabularyFile));
    const [start, stop] = [encoding.addedToken('[START]'), encoding.addedToken('[STOP]')];
    if (start === undefined || stop === undefined || encoding.addedToken('[SPACE]') === undefined) {
      throw new ParleyError(
        'model_files_invalid',
        "The voice model's vocab.json lacks [START], [STOP] or [SPACE]. Fetch the model again.",
      );
    }
    return new XttsTokenizer(encoding, start, stop);
  }

  /**
   * The tokenizer of a language; the first for Japanese waits for its dictionary.
   * @throws ParleyError `unsupported_language` where the vocabulary lacks it
   */
  forLanguage(language: SpeechLanguage): Promise<LanguageTokenizer> {
    const known = this.#languages.get(language);
    if (known) return known;
    const opened = this.#open(language);
    this.#languages.set(language, opened);
    return opened;
  }

  async #open(language: SpeechLanguage): Promise<LanguageTokenizer> {
    const tag = `[${language}]`;
    if (this.encoding.addedToken(tag) === undefined) {
      throw new ParleyError('unsupported_language', `This voice model does not know ${language}.`, {
        param: 'language',
      });
    }
    const spoken = (text: string) => (language === 'ja' ? text : cleanText(text, language));
    const romanise = await loadRomanisation(language);
    return {
      language,
      spoken,
      encode: (text) => this.encoding.encode(`${tag}${romanise(spoken(text))}`.replaceAll(' ', '[SPACE]')),
    };
  }
}

/** Chinese, Japanese and Korean are spoken from Latin letters. */
async function loadRomanisation(language: SpeechLanguage): Promise<(text: string) => string> {
  if (language === 'zh-cn') return loadPinyin();
  if (language === 'ja') return loadJapaneseRomanisation();
  if (language === 'ko') return romaniseKorean;
  return (text) => text;
}
