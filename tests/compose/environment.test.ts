import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { environmentSchema as gateway } from '../../gateway/src/config.js';
import { environmentSchema as agent } from '../../services/agent/src/config.js';
import { environmentSchema as avatar } from '../../services/avatar/src/config.js';
import { environmentSchema as stt } from '../../services/stt/src/config.js';
import { environmentSchema as tts } from '../../services/tts/src/config.js';
import { environmentSchema as ui } from '../../services/ui/src/config.js';
import { repository } from './compose-project.js';

const schemas = { gateway, agent, avatar, stt, tts, ui };

/** What an image decides for itself: where it listens inside its container, and where its files lie. */
const decidedByImage = [
  'HOST',
  'UI_HOST',
  'PORT',
  'HF_HOME',
  'HF_HUB_CACHE',
  'HF_TOKEN_PATH',
  'PARLEY_CACHE_DIR',
  'PARLEY_MODELS_DIR',
  'PARLEY_STATE_DIR',
  'UI_PAGE_DIR',
  'POCKETSPHINX_MODEL_DIR',
];

/** What `npm start` alone reads. */
const ofStart = ['PARLEY_FETCH_MODELS'];

const composeSchema = z.object({
  services: z.record(
    z.string(),
    z.looseObject({
      image: z.string().optional(),
      environment: z.record(z.string(), z.string().nullable()).optional(),
    }),
  ),
});

const readText = (file: string) => readFileSync(join(repository, file), 'utf8');
const composeText = readText('compose.yaml') + readText('compose.gpu.yaml');
const { services } = composeSchema.parse(parse(readText('compose.yaml'), { merge: true }));

/** `.env.example`: each variable with the value that it shows. */
const examples = new Map(
  [...readText('.env.example').matchAll(/^#?([A-Z][A-Z0-9_]*)=(.*)$/gm)].map(
    ([, name = '', value = '']) => [name, value.replace(/^"(.*)"$/, '$1')] as const,
  ),
);

/** The default of each variable of a schema, as one would write it in a file; undefined where there is none. */
function defaultsOf(schema: z.ZodObject): [name: string, value: string | undefined][] {
  return Object.entries(schema.shape).map(([name, variable]) => {
    const { default: value } = z.toJSONSchema(variable, { io: 'input', unrepresentable: 'any' });
    return [name, value === undefined ? undefined : String(value)];
  });
}

describe('.env.example', () => {
  it('names every variable that a service, Compose or the start reads, and no other', () => {
    const ofServices = Object.values(schemas).flatMap((schema) => Object.keys(schema.shape));
    const ofCompose = [...composeText.matchAll(/\$\{([A-Z0-9_]+)/g)].map(([, name = '']) => name);
    const ofLanguageModel = Object.keys(services['llm']?.environment ?? {});
    const read = new Set([...ofServices, ...ofCompose, ...ofLanguageModel, ...ofStart]);
    expect([...examples.keys()].toSorted()).toEqual([...read].toSorted());
  });

  it('shows the defaults', () => {
    const folders = new Set(decidedByImage);
    for (const [service, schema] of Object.entries(schemas)) {
      for (const [name, value] of defaultsOf(schema)) {
        if (value === undefined || folders.has(name)) continue;
        expect(`${name}=${examples.get(name)}`, `default of ${service}`).toBe(`${name}=${value}`);
      }
    }
  });
});

describe('compose.yaml', () => {
  const own = Object.entries(services).flatMap(([name, { image, environment = {} }]) => {
    const [, program] = /^parley\/(\w+):/.exec(image ?? '') ?? [];
    const schema = Object.entries(schemas).find(([each]) => each === program)?.[1];
    return schema ? [{ name, variables: Object.keys(environment), known: Object.keys(schema.shape) }] : [];
  });

  it('has every service of the house', () => {
    expect(own.map(({ name }) => name)).toEqual([
      'gateway',
      'ui',
      'agent',
      'tts',
      'avatar',
      'stt-whisper',
      'stt-canary',
      'stt-ctc',
    ]);
  });

  it.each(own)('passes to $name what it knows and nothing else', ({ variables, known }) => {
    expect(variables.filter((variable) => !known.includes(variable))).toEqual([]);
    const settable = known.filter((variable) => !decidedByImage.includes(variable));
    expect(settable.filter((variable) => !variables.includes(variable))).toEqual([]);
  });
});
