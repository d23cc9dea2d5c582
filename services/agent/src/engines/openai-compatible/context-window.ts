import type { ChatMessage } from '../language-model.js';

/** A cautious estimate: most tokenizers average over 3 characters a token in European languages, fewer in others. */
const charactersPerToken = 3;

/** Tokens that a chat template adds to each message. */
const tokensPerMessage = 8;

const estimateTokens = (text: string) => Math.ceil(text.length / charactersPerToken) + tokensPerMessage;

/**
 * The newest messages that fit into the model's context beside the system prompt and the answer to come.
 * The last message is always kept; where it alone is too long, its end is.
 */
export function fitToContext(
  messages: readonly ChatMessage[],
  limits: { contextTokens: number; reservedTokens: number },
): ChatMessage[] {
  let room = limits.contextTokens - limits.reservedTokens;
  const kept: ChatMessage[] = [];
  for (const message of messages.toReversed()) {
    const cost = estimateTokens(message.text);
    if (cost > room) {
      const characters = Math.max(0, room - tokensPerMessage) * charactersPerToken;
      if (kept.length === 0 && characters > 0)
        kept.push({ ...message, text: message.text.slice(-characters) });
      break;
    }
    room -= cost;
    kept.push(message);
  }
  return kept.toReversed();
}
