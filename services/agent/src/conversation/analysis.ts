import { type ConversationAnalysis, analysisSchema } from '@parley/contracts';
import type { ChatMessage, LanguageModel } from '../engines/language-model.js';

/** What is noted of one turn of the person's. */
export interface PersonTurn {
  text: string;
  speechMs: number;
  /** Silence before they spoke, after the avatar had ended. */
  pauseMs: number;
}

const longPauseMs = 2_000;
const mostUsedWords = 10;

const wordsOf = (text: string, language: string) =>
  [...new Intl.Segmenter(language, { granularity: 'word' }).segment(text.toLowerCase())]
    .filter(({ isWordLike }) => isWordLike)
    .map(({ segment }) => segment);

function mostUsed(words: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .slice(0, mostUsedWords)
    .map(([word]) => word);
}

/** What can be counted: turns, rate, vocabulary, pauses. */
export function measureConversation(
  turns: readonly PersonTurn[],
  language: string,
  durationMs: number,
): ConversationAnalysis {
  const words = turns.flatMap(({ text }) => wordsOf(text, language));
  const speechMinutes = turns.reduce((sum, { speechMs }) => sum + speechMs, 0) / 60_000;
  return {
    turns: turns.length,
    durationMs: Math.round(durationMs),
    wordsPerMinute: speechMinutes > 0 ? Math.round(words.length / speechMinutes) : 0,
    longPauses: turns.filter(({ pauseMs }) => pauseMs > longPauseMs).length,
    vocabulary: { words: words.length, uniqueWords: new Set(words).size, mostUsed: mostUsed(words) },
    source: 'measured',
  };
}

const opinionSchema = analysisSchema.pick({ summary: true, suggestions: true }).required();

const instruction = (transcript: string) =>
  'Here is a conversation between a language learner ("user") and a tutor ("assistant"). Answer with one JSON object ' +
  '{"summary": string, "suggestions": string[]}: a summary in two sentences, and at most three concrete suggestions ' +
  `for the learner.\n\n${transcript}`;

/** The measured analysis, with a model's summary where there is a model and its answer has the right shape. */
export async function analyseConversation(
  measured: ConversationAnalysis,
  messages: readonly ChatMessage[],
  model: LanguageModel,
  signal: AbortSignal,
): Promise<ConversationAnalysis> {
  if (!model.answerJson || messages.length === 0) return measured;
  const transcript = messages.map(({ role, text }) => `${role}: ${text}`).join('\n');
  const answer = await model.answerJson(instruction(transcript), signal).catch(() => undefined);
  const opinion = opinionSchema.safeParse(answer);
  return opinion.success ? { ...measured, ...opinion.data, source: 'language-model' } : measured;
}
