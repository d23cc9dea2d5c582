import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeAudio, encodeWav } from '@parley/audio';
import { decodeMediaPacket } from '@parley/contracts';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Constellation } from '../constellation/constellation.js';
import { launchBrowser, missingForPage, recordedQuestion } from './page-harness.js';

const sampleRate = 16_000;
const hasFlite = spawnSync('flite', ['--version']).error === undefined;
const missing = missingForPage();
const never = new AbortController().signal;

/** A person who is silent, speaks once, and listens for long enough to hear the answer before the file begins anew. */
async function asMicrophone(recording: Uint8Array, path: string): Promise<void> {
  const { samples } = await decodeAudio(recording, { sampleRate, maxDurationMs: 60_000 }, never);
  const track = new Float32Array(samples.length + 30 * sampleRate);
  track.set(samples, 2 * sampleRate);
  await writeFile(path, encodeWav({ samples: track, sampleRate }));
}

/** What the page received as sound, and what its loudspeaker says it played. */
function listenToPage(page: Page) {
  const heard = { peak: 0, playedMs: 0 };
  page.on('websocket', (socket) => {
    socket.on('framereceived', ({ payload }) => {
      const packet = typeof payload === 'string' ? undefined : decodeMediaPacket(payload);
      if (packet?.kind !== 'pcm') return;
      const pcm = Buffer.from(packet.payload);
      for (let at = 0; at + 1 < pcm.length; at += 2)
        heard.peak = Math.max(heard.peak, Math.abs(pcm.readInt16LE(at)));
    });
    socket.on('framesent', ({ payload }) => {
      if (typeof payload !== 'string' || !payload.includes('"played"')) return;
      heard.playedMs = Math.max(heard.playedMs, Number(JSON.parse(payload).playedMs));
    });
  });
  return heard;
}

/** How differently wide open the mouth was in pictures 80 ms apart: the spread of the share of dark pixels there. */
function mouthMovement(page: Page, durationMs: number): Promise<number> {
  return page.evaluate(async (wait) => {
    const canvas = document.querySelector<HTMLCanvasElement>('canvas[data-testid="stage"]');
    const context = canvas?.getContext('2d');
    if (!canvas || !context) return Number.NaN;
    const openness: number[] = [];
    for (const until = performance.now() + wait; performance.now() < until;) {
      const { data } = context.getImageData(
        canvas.width * 0.4,
        canvas.height * 0.6,
        canvas.width * 0.2,
        canvas.height * 0.15,
      );
      let dark = 0;
      for (let at = 0; at < data.length; at += 4) if ((data[at] ?? 0) < 110) dark += 1;
      openness.push(dark / (data.length / 4));
      await new Promise((resolve) => setTimeout(resolve, 80));
    }
    return Math.max(...openness) - Math.min(...openness);
  }, durationMs);
}

describe.skipIf(missing !== null)(
  `the whole house in a browser${missing === null ? '' : ` (skipped: ${missing})`}`,
  () => {
    let house: Constellation;
    let directory: string;

    beforeAll(async () => {
      directory = await mkdtemp(join(tmpdir(), 'parley-conversation-'));
      house = await Constellation.start(4_000);
    }, 180_000);
    afterAll(async () => {
      await house.stop();
      await rm(directory, { recursive: true });
    }, 60_000);

    async function talk(recording: Uint8Array, check: (page: Page) => Promise<void>) {
      const microphone = join(directory, 'microphone.wav');
      await asMicrophone(recording, microphone);
      const browser = await launchBrowser(microphone);
      try {
        const context = await browser.newContext({ ignoreHTTPSErrors: true, permissions: ['microphone'] });
        const settings = JSON.stringify({ greet: false, language: 'en' });
        await context.addInitScript((value) => localStorage.setItem('parley.settings', value), settings);
        await check(await context.newPage());
      } finally {
        await browser.close();
      }
    }

    it.skipIf(!existsSync(recordedQuestion))(
      'hears a recorded person, answers audibly, and moves its lips only while it speaks',
      () =>
        talk(readFileSync(recordedQuestion), async (page) => {
          const heard = listenToPage(page);
          await page.goto(house.pageUrl);
          await page.getByTestId('talk').click();
          await page
            .locator('[data-testid="transcript"][data-final="true"]')
            .filter({ hasText: /middle classes/ })
            .waitFor({ timeout: 60_000 });
          await expect.poll(() => heard.playedMs, { timeout: 40_000 }).toBeGreaterThan(300);
          const speaking = await mouthMovement(page, 2_000);
          expect(speaking).toBeGreaterThan(0.03);
          await page.getByTestId('latency').first().waitFor({ timeout: 30_000 });
          await expect.poll(() => mouthMovement(page, 800), { timeout: 20_000 }).toBeLessThan(speaking / 2);
          expect(heard.peak).toBeGreaterThan(3_000);
          await expect(page.getByTestId('reply').last().textContent()).resolves.toMatch(/middle classes/);
        }),
      120_000,
    );

    it.skipIf(!hasFlite)(
      'tells the time to a synthetic person who asks for it',
      async () => {
        const spoken = join(directory, 'question.wav');
        spawnSync('flite', ['-voice', 'slt', '-t', 'What is the time?', '-o', spoken]);
        await talk(readFileSync(spoken), async (page) => {
          const heard = listenToPage(page);
          await page.goto(house.pageUrl);
          await page.getByTestId('talk').click();
          await page
            .getByTestId('reply')
            .filter({ hasText: /It is \d+:\d\d/ })
            .waitFor({ timeout: 60_000 });
          await expect.poll(() => heard.peak, { timeout: 10_000 }).toBeGreaterThan(3_000);
        });
      },
      120_000,
    );
  },
);
