const opening = '<think>';
const closing = '</think>';

/**
 * A reply without the thoughts that some models write before it, between `<think>` and `</think>` (DeepSeek R1, Qwen 3):
 * servers that know them send them apart, others do not. Nothing is held back once the reply has begun.
 */
export async function* withoutThoughts(words: AsyncIterable<string>): AsyncGenerator<string> {
  let held = '';
  let isThinking = false;
  let hasBegun = false;
  for await (const word of words) {
    if (hasBegun) {
      yield word;
      continue;
    }
    held += word;
    const start = held.trimStart();
    if (!isThinking && start.startsWith(opening)) isThinking = true;
    if (isThinking) {
      const end = held.indexOf(closing);
      // What may be the beginning of the end is all that need be remembered.
      if (end === -1) held = held.slice(-closing.length);
      hasBegun = end !== -1;
      if (hasBegun) yield held.slice(end + closing.length);
    } else if (!opening.startsWith(start)) {
      hasBegun = true;
      yield held;
    }
  }
  if (!hasBegun && !isThinking) yield held;
}
