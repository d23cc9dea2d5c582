export type MicrophoneProblemKind = 'refused' | 'missing' | 'busy' | 'insecure' | 'unknown';

const messages: Record<MicrophoneProblemKind, string> = {
  refused:
    'The browser does not let this page use the microphone. Click the icon left of the address, allow the ' +
    'microphone, and press the button again. You can type below in the meantime.',
  missing: 'No microphone was found. Plug one in, or choose another in the settings. You can type below.',
  busy: 'The microphone is in use by another program. Close that program and press the button again.',
  insecure:
    'Browsers give the microphone only to pages that came over HTTPS. Open this page by its https:// address.',
  unknown: 'The microphone could not be opened. Choose another one in the settings, or type below.',
};

/** Why there is no microphone, in words for the person at the page. */
export class MicrophoneProblem extends Error {
  constructor(
    readonly kind: MicrophoneProblemKind,
    options: { cause?: unknown } = {},
  ) {
    super(messages[kind], options);
    this.name = 'MicrophoneProblem';
  }
}

/** Names of DOMException by https://w3c.github.io/mediacapture-main/#dom-mediadevices-getusermedia. */
const kindByName: Record<string, MicrophoneProblemKind> = {
  NotAllowedError: 'refused',
  SecurityError: 'refused',
  NotFoundError: 'missing',
  OverconstrainedError: 'missing',
  NotReadableError: 'busy',
  AbortError: 'busy',
};

/** What `getUserMedia` threw, as a MicrophoneProblem. */
export function toMicrophoneProblem(error: unknown, isSecureContext: boolean): MicrophoneProblem {
  if (!isSecureContext) return new MicrophoneProblem('insecure', { cause: error });
  const name = error instanceof Error || error instanceof DOMException ? error.name : '';
  return new MicrophoneProblem(kindByName[name] ?? 'unknown', { cause: error });
}
