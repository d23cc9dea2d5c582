import { fileURLToPath } from 'node:url';
import { readEnvironment, serviceEnvironment, toServerConfig } from '@parley/service-kit';
import { z } from 'zod';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export const environmentSchema = z.object({
  ...serviceEnvironment(8085),
  UI_HOST: z.string().optional().describe('Address that the page listens on, where it is not HOST'),
  GATEWAY_URL: z.url().default('http://127.0.0.1:8000').describe('Where the page sends everything it asks'),
  UI_GATEWAY_KEY: z
    .string()
    .optional()
    .describe('API key that the page shows the gateway, where that asks for one (PARLEY_API_KEYS)'),
  PARLEY_STATE_DIR: z
    .string()
    .default(here('../../../.parley/ui'))
    .describe('Folder in which the page keeps its certificate'),
  UI_PAGE_DIR: z.string().default(here('../dist')).describe('Folder with the built page'),
  UI_CERTIFICATE_NAMES: z
    .string()
    .default('')
    .describe('More names and addresses for the certificate, separated by commas'),
});

export function readConfig(environment: NodeJS.ProcessEnv = process.env) {
  const values = readEnvironment(environmentSchema, environment);
  return Object.freeze({
    server: toServerConfig({ ...values, HOST: values.UI_HOST ?? values.HOST }),
    gateway: { url: values.GATEWAY_URL, key: values.UI_GATEWAY_KEY },
    stateDirectory: values.PARLEY_STATE_DIR,
    pageDirectory: values.UI_PAGE_DIR,
    certificateNames: values.UI_CERTIFICATE_NAMES.split(',')
      .map((name) => name.trim())
      .filter((name) => name !== ''),
  });
}

export type UiConfig = ReturnType<typeof readConfig>;
