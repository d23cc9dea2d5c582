import type { AvatarClientMessage, Expression } from '@parley/contracts';

type ExpressionMessage = Extract<AvatarClientMessage, { type: 'expression' }>;

/** A suggestion is played down: a full expression on a mere word looks like mockery. */
const hintIntensity = 0.6;

/**
 * Words and signs by which a reply shows its mood, the stronger first: emoji in any language, and what is said often in
 * English, German, French and Spanish. What is not here is spoken with a calm face.
 */
const signs: readonly (readonly [Expression, RegExp])[] = [
  ['laughing', /[😂🤣😆]|\bha(?:ha)+\b/iu],
  [
    'sad',
    /[😢😭😔😞🙁☹]|\b(?:sorry to hear|condolences|how sad|tut mir (?:sehr )?leid|mein beileid|je suis désolée? pour|lo siento mucho)\b/iu,
  ],
  ['surprised', /[😮😲😱]|\b(?:wow|no way|incredible|unglaublich|incroyable|increíble)\b/iu],
  [
    'thoughtful',
    /[🤔]|\b(?:hm+|let me think|lass mich (?:kurz )?(?:nachdenken|überlegen)|voyons|déjame pensar)\b/iu,
  ],
  ['wink', /[😉]/u],
  [
    'happy',
    /[😀😃😄😁😊🙂🥳❤👍]|\b(?:hello|welcome|wonderful|great|congratulations|glad|lovely|nice to|hallo|willkommen|wunderbar|glückwunsch|freut mich|schön|bonjour|bienvenue|félicitations|ravie? de|hola|bienvenid[oa]|felicidades|encantad[oa])\b/iu,
  ],
];

/** What the face may show while these words are spoken; undefined where they show no mood. */
export function expressionHint(text: string): ExpressionMessage | undefined {
  const found = signs.find(([, sign]) => sign.test(text));
  return found && { type: 'expression', expression: found[0], intensity: hintIntensity, hint: true };
}
