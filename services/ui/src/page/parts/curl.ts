/** The services' own ports, where `curl` reaches them without the page's certificate. */
const ports = { avatar: 8081, tts: 8082, stt: 8083, canary: 8084, ctc: 8087 } as const;

export type RecogniserId = 'stt' | 'canary' | 'ctc';

export interface SynthesizeOrder {
  text: string;
  language: string;
  voice?: string;
  speed: number;
  /** A WAV file where absent. */
  format?: 'wav' | 'mp3' | 'opus' | 'flac';
}

export interface TranscribeOrder {
  recogniser: RecogniserId;
  fileName: string;
  language: string;
  task: string;
}

export interface RenderOrder {
  /** Null is Parley's own portrait. */
  fileName: string | null;
  expression: string;
  intensity: number;
  sliders: readonly (readonly [name: string, value: number])[];
}

/** The command that speaks the same text. */
export function synthesizeCurl(order: SynthesizeOrder): string {
  const { text, language, voice, speed, format = 'wav' } = order;
  const body = {
    text,
    language,
    ...(voice === undefined ? {} : { voice }),
    ...(speed === 1 ? {} : { speed }),
    ...(format === 'wav' ? {} : { format }),
  };
  const json = quoted(JSON.stringify(body));
  return `curl -X POST ${address('tts')}/synthesize -H "Content-Type: application/json" -d ${json} -o output.${format}`;
}

/** The command that speaks in the voice of a recording. */
export function cloneCurl(order: { text: string; language: string; fileName: string }): string {
  const fields = [`text=${order.text}`, `language=${order.language}`, `speaker_audio=@${order.fileName}`];
  return `curl -X POST ${address('tts')}/synthesize-with-voice-clone${form(fields)} -o output.wav`;
}

/** The command that recognises the same file. */
export function transcribeCurl(order: TranscribeOrder): string {
  const fields = [`file=@${order.fileName}`];
  if (order.language !== 'auto') fields.push(`language=${order.language}`);
  if (order.task !== 'transcribe') fields.push(`task=${order.task}`);
  return `curl -X POST ${address(order.recogniser)}/transcribe${form(fields)}`;
}

/** The command that draws the same face. */
export function renderCurl(order: RenderOrder): string {
  const { fileName, expression, intensity, sliders } = order;
  const fields = [
    fileName === null ? 'portrait=default' : `source_image=@${fileName}`,
    `expression=${expression}`,
    `intensity=${intensity.toFixed(1)}`,
    ...sliders.map(([name, value]) => `${name}=${value}`),
  ];
  return `curl -X POST ${address('avatar')}/api/render${form(fields)} -o frame.jpg`;
}

function address(service: keyof typeof ports): string {
  const host = typeof window === 'undefined' ? 'localhost' : window.location.hostname;
  return `http://${host}:${ports[service]}`;
}

function form(fields: string[]): string {
  return fields.map((field) => ` -F ${/["$`\\!]/.test(field) ? quoted(field) : `"${field}"`}`).join('');
}

/** In single quotes, as a POSIX shell reads them. */
function quoted(value: string): string {
  return `'${value.replaceAll("'", String.raw`'\''`)}'`;
}
