import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { readConfig } from '../../services/ui/src/config.js';
import { createContext } from '../../services/ui/src/context.js';
import { UiService } from '../../services/ui/src/service.js';
import { FakeGateway } from './fake-gateway.js';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Debian's Chromium. */
const browserPath = '/usr/bin/chromium';
/** Real speech for the fake microphone. */
export const recordedQuestion = here('../../../shared/data/audio/en_quilter_6s.wav');

/** Why the page's tests cannot run here; null where they can. */
export function missingForPage(): string | null {
  if (!existsSync(browserPath)) return `${browserPath} is not installed`;
  if (!existsSync(here('../../services/ui/dist/index.html'))) return 'the page is not built (pnpm build:ui)';
  return null;
}

export interface PageHarness {
  gateway: FakeGateway;
  ui: UiService;
  browser: Browser;
  /** A fresh visit, microphone allowed unless `microphone` says otherwise. */
  visit: (options?: VisitOptions) => Promise<Page>;
  stop: () => Promise<void>;
}

export interface VisitOptions {
  path?: string;
  microphone?: 'allowed' | 'refused';
  /** Whether the avatar greets when the person begins to talk. */
  greet?: boolean;
  context?: BrowserContextOptions;
}

/** The real page on its real HTTPS server, in a real browser, before a fake gateway. */
export async function startPage(): Promise<PageHarness> {
  const gateway = await FakeGateway.start();
  const directory = await mkdtemp(join(tmpdir(), 'parley-page-'));
  const config = readConfig({
    PORT: '0',
    GATEWAY_URL: gateway.url,
    PARLEY_STATE_DIR: directory,
    LOG_LEVEL: 'error',
  });
  const ui = new UiService(await createContext(config));
  await ui.start();
  const browser = await launchBrowser();
  return {
    gateway,
    ui,
    browser,
    visit: (options = {}) => visit(browser, ui.http.url, options),
    async stop() {
      await browser.close();
      await ui.stop();
      await gateway.stop();
      await rm(directory, { recursive: true });
    },
  };
}

/** Chromium with a microphone that plays a WAV file again and again where it is there, and a beep where it is not. */
export function launchBrowser(microphone = recordedQuestion): Promise<Browser> {
  const recording = existsSync(microphone) ? [`--use-file-for-fake-audio-capture=${microphone}`] : [];
  return chromium.launch({
    executablePath: browserPath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--use-fake-device-for-media-stream',
      '--autoplay-policy=no-user-gesture-required',
      ...recording,
    ],
  });
}

async function visit(browser: Browser, url: string, options: VisitOptions): Promise<Page> {
  const { microphone = 'allowed', greet = false, path = '/' } = options;
  const context = await browser.newContext({
    ignoreHTTPSErrors: true,
    permissions: microphone === 'allowed' ? ['microphone'] : [],
    ...options.context,
  });
  await context.addInitScript(
    (value) => {
      if (localStorage.getItem('parley.settings') === null) localStorage.setItem('parley.settings', value);
    },
    JSON.stringify({ greet, language: 'en' }),
  );
  const page = await context.newPage();
  await page.goto(`${url}${path}`);
  return page;
}
