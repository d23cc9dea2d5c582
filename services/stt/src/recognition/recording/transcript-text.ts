import type { EngineRequest, EngineTranscript } from '../../engines/speech-to-text-engine.js';

/** Languages that put no space between words (openai/whisper, tokenizer.py). */
const unspacedLanguages = new Set(['zh', 'ja', 'th', 'lo', 'my', 'yue']);

/**
 * What stands between two segments of a text, by the language that it is written in: of a translation, the one that it
 * is into.
 * @param spoken the language heard
 */
export function separatorOf({ task, targetLanguage }: EngineRequest, spoken: string): string {
  return unspacedLanguages.has(task === 'translate' ? targetLanguage : spoken) ? '' : ' ';
}

/** The mean confidence of a growing text, each row counting by its length. */
export class MeanConfidence {
  private characters = 0;
  private weighted = 0;

  add({ text, confidence }: Pick<EngineTranscript, 'text' | 'confidence'>): void {
    if (confidence === undefined) return;
    this.characters += text.length;
    this.weighted += text.length * confidence;
  }

  /** 0 to 1; undefined where nothing was rated. */
  get value(): number | undefined {
    return this.characters > 0 ? this.weighted / this.characters : undefined;
  }
}
