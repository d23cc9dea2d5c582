import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import type { SpeechLanguage } from '@parley/contracts';
import { z } from 'zod';

const fixtures = fileURLToPath(new URL('../../../../../../../tests/fixtures/xtts-text/', import.meta.url));

/** A small vocabulary in the layout of XTTS's own. */
export const fixtureVocabulary = `${fixtures}vocab.json`;

/** A text, what the reference cleans it to, and its tokens; null where the reference fails. */
const referenceText = z.tuple([z.string(), z.string().nullable(), z.array(z.number()).nullable()]);

/** What the reference said (tests/fixtures/xtts-text/README.md). */
export function referenceTexts(language: SpeechLanguage | 'ja-sentences') {
  const name = language === 'zh-cn' ? 'zh' : language;
  const lines = gunzipSync(readFileSync(`${fixtures}${name}.jsonl.gz`))
    .toString()
    .split('\n');
  return lines.map((line) => {
    const [text, cleaned, tokens] = referenceText.parse(JSON.parse(line));
    return { text, cleaned, tokens };
  });
}
