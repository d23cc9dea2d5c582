import type { Level } from '@parley/contracts';

const levelRules: Record<Level, string> = {
  beginner:
    'The person is a beginner: use the most common words, sentences of at most eight words, and one idea at a time.',
  intermediate:
    'The person is at an intermediate level: use everyday words and short sentences; avoid rare idioms.',
  advanced: 'The person is fluent: speak naturally, with the full range of the language.',
};

/** What the model is told first: it is heard, not read. */
export function systemPrompt(instructions: string, language: string, level: Level): string {
  const name = new Intl.DisplayNames(['en'], { type: 'language' }).of(language) ?? language;
  return [
    instructions,
    `Answer in ${name}. Your answer is spoken aloud: one to three short sentences, plain words, no lists, no Markdown, no emoji.`,
    levelRules[level],
  ].join('\n');
}
