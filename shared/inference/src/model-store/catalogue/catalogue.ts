import type { ModelDeclaration } from '../model-declaration.js';
import { avatarModels } from './avatar.js';
import { speechToTextModels } from './speech-to-text.js';
import { textToSpeechModels } from './text-to-speech.js';

/** Every model that Parley knows by name. */
export const catalogue: readonly ModelDeclaration[] = [
  ...speechToTextModels,
  ...textToSpeechModels,
  ...avatarModels,
];

/** The declaration of a name or an alias, whatever its case. */
export function declarationOf(name: string): ModelDeclaration | undefined {
  const wanted = name.toLowerCase();
  return catalogue.find(
    (model) =>
      model.name.toLowerCase() === wanted || model.aliases.some((alias) => alias.toLowerCase() === wanted),
  );
}
