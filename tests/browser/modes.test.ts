import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { fakeSpeech, toWav } from './fake-speech.js';
import { missingForPage, startPage, type PageHarness } from './page-harness.js';

const reason = missingForPage();

describe.skipIf(reason !== null)('one service alone', () => {
  let harness: PageHarness;
  let page: Page;

  beforeAll(async () => {
    harness = await startPage();
  });
  afterEach(async () => {
    await page.context().close();
    harness.gateway.reset();
  });
  afterAll(() => harness?.stop());

  const recording = { name: 'good tea.wav', mimeType: 'audio/wav', buffer: toWav(fakeSpeech(2_000)) };
  const picture = { name: 'me.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('a picture') };
  const curl = () => page.getByTestId('curl').locator('code').last().textContent();

  /** Whether a canvas shows anything. */
  const isDrawn = (testId: string) =>
    page.getByTestId(testId).evaluate((canvas: HTMLCanvasElement) => {
      const data = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data;
      return data !== undefined && data.some((value) => value !== 0);
    });

  it('recognises a file: words with their times over the waveform, and the curl line', async () => {
    page = await harness.visit({ path: '/#recognise' });
    await page.getByTestId('file').setInputFiles(recording);
    await page.getByTestId('recognised').getByText('mister quilter').waitFor();
    await page.getByTitle(/^quilter: 0\.72 to 1\.01 s, \d+ % sure$/).waitFor();
    expect(await isDrawn('waveform')).toBe(true);
    expect(await curl()).toBe('curl -X POST http://127.0.0.1:8083/transcribe -F "file=@good tea.wav"');
  });

  it('shows what the service refuses, in its own words', async () => {
    page = await harness.visit({ path: '/#recognise' });
    await page.getByRole('combobox', { name: 'Recogniser', exact: true }).selectOption('canary');
    await page.getByTestId('file').setInputFiles(recording);
    const notice = page.getByTestId('notice');
    await notice.waitFor();
    expect(await notice.textContent()).toContain('The model file encoder.onnx is missing.');
    expect(await notice.textContent()).toContain('model_files_missing');
  });

  it('recognises speech while it is spoken, and all of it at the end', async () => {
    page = await harness.visit({ path: '/#recognise' });
    await page.getByTestId('speak').click();
    await page.getByTestId('recognised').getByText('what would you').waitFor();
    await page.getByTestId('speak').click();
    await page.getByTestId('speak').getByText('Speak').waitFor();
    await page.getByTitle(/^would: 0\.40 to 0\.76 s$/).waitFor();
    expect(await isDrawn('waveform')).toBe(true);
  });

  it('speaks a text: sound, spectrogram, mouth shapes, download, curl line', async () => {
    page = await harness.visit({ path: '/#speak' });
    await page.getByTestId('text').fill("It's good tea.");
    await page.getByRole('combobox', { name: 'Language', exact: true }).selectOption('de');
    await page.getByTestId('synthesize').click();
    await page.getByTestId('spectrogram').waitFor();
    expect(await isDrawn('spectrogram')).toBe(true);
    await page.waitForFunction(() => (document.querySelector('audio')?.currentTime ?? 0) > 0.2);
    await page.getByRole('button', { name: 'Show the mouth shapes' }).click();
    await page.getByTestId('visemes').getByText('aa').first().waitFor();
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Download as WAV' }).click();
    const file = await readFile(await (await download).path());
    expect(file.subarray(0, 4).toString()).toBe('RIFF');
    await page.getByText('Spoken by espeak. AI-generated.').waitFor();
    expect(await curl()).toContain(String.raw`{"text":"It'\''s good tea.","language":"de"}`);
  });

  it('copies the curl line', async () => {
    page = await harness.visit({
      path: '/#face',
      context: { permissions: ['clipboard-read', 'clipboard-write'] },
    });
    await page.getByTestId('face').waitFor();
    await page.getByRole('button', { name: 'Copy' }).click();
    await page.getByText('Copied').waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(await curl());
  });

  it('asks for consent before it copies a voice, and says who can', async () => {
    page = await harness.visit({ path: '/#speak' });
    await page.getByTestId('text').fill('Hello world');
    await page.getByText('Speak in another voice').click();
    const button = page.getByRole('button', { name: 'Speak in this voice' });
    await page.getByTestId('clone').getByTestId('file').setInputFiles(recording);
    expect(await button.isDisabled()).toBe(true);
    await page.getByLabel(/has agreed that I copy it/).check();
    await button.click();
    const notice = page.getByTestId('clone').getByTestId('notice');
    await notice.waitFor();
    expect(await notice.textContent()).toContain('espeak, cannot clone voices; xtts can');
  });

  it('keeps a voice by its name, offers it, and forgets it', async () => {
    page = await harness.visit({ path: '/#speak' });
    await page.getByText('Speak in another voice').click();
    await page.getByTestId('clone').getByTestId('file').setInputFiles(recording);
    expect(await page.getByRole('button', { name: 'Keep this voice' }).count()).toBe(0);
    await page.getByLabel(/has agreed that I copy it/).check();
    await page.getByLabel('Name of the voice').fill('Grandmother');
    await page.getByRole('button', { name: 'Keep this voice' }).click();
    await page.getByText('Grandmother is among your voices now.').waitFor();
    await page.getByRole('button', { name: 'Forget Grandmother' }).click();
    const offered = page.getByTestId('voice').locator('option', { hasText: 'Grandmother' });
    await offered.waitFor({ state: 'detached' });
    expect(harness.gateway.requests).toContain('DELETE /tts/voices/voice-1');
  });

  it('draws a face anew for every expression and strength', async () => {
    page = await harness.visit({ path: '/#face' });
    await page.getByTestId('face').waitFor();
    await page.getByTestId('file').setInputFiles(picture);
    await page.getByRole('button', { name: 'Surprised' }).click();
    await page.getByTestId('intensity').fill('1.5');
    await page.getByAltText('The face, surprised').waitFor();
    const line = '-F "source_image=@me.jpg" -F "expression=surprised" -F "intensity=1.5" -o frame.jpg';
    expect(await curl()).toContain(line);
    expect(
      harness.gateway.requests.filter((each) => each === 'POST /avatar/api/render').length,
    ).toBeGreaterThan(1);
  });

  it('moves every part of the face by hand', async () => {
    page = await harness.visit({ path: '/#face' });
    await page.getByText('By hand').click();
    await page.getByTestId('slider-yaw').fill('8');
    await page.getByTestId('slider-smile').fill('-0.5');
    await page.getByText('· changed').waitFor();
    expect(await curl()).toContain('-F "yaw=8" -F "smile=-0.5" -o frame.jpg');
    await page.getByRole('button', { name: 'Back to the middle' }).click();
    await page.getByText('· changed').waitFor({ state: 'detached' });
    expect(await curl()).not.toContain('yaw');
  });

  it('uploads a portrait and gives it to the conversation', async () => {
    page = await harness.visit();
    await page.getByText('Press to talk').waitFor();
    await page.getByRole('button', { name: 'Settings' }).click();
    await page.getByTestId('portrait-file').setInputFiles(picture);
    await page.getByRole('button', { name: 'me.jpg', pressed: true }).waitFor();
    const chosen = await harness.gateway.lastConversation.until('set_portrait');
    expect(chosen.portrait).toBe('a1b2');
  });

  it('shows how far a portrait is prepared, keeps it for the next visit, and deletes it', async () => {
    page = await harness.visit();
    await page.getByRole('button', { name: 'Settings' }).click();
    await page.getByTestId('portrait-file').setInputFiles(picture);
    await page
      .getByTestId('preparation')
      .getByText(/A better face is being drawn: \d+\s%/)
      .waitFor();
    await page.getByTestId('preparation').getByText('Live from pictures').waitFor();
    await page.reload();
    await page.getByRole('button', { name: 'Settings' }).click();
    await page.getByRole('button', { name: 'me.jpg', pressed: true }).waitFor();
    await page.getByRole('button', { name: 'Delete this portrait' }).click();
    await page.getByRole('button', { name: "Parley's own", pressed: true }).waitFor();
    await page.getByRole('button', { name: 'me.jpg' }).waitFor({ state: 'detached' });
    expect(harness.gateway.requests).toContain('DELETE /avatar/portraits/a1b2');
  });

  it('shows that no face was found where the picture was dropped', async () => {
    harness.gateway.refuse(
      '/avatar/portraits',
      'no_face_found',
      'No face was found. Try a picture from the front.',
    );
    page = await harness.visit();
    await page.getByRole('button', { name: 'Settings' }).click();
    await page.getByTestId('portrait-file').setInputFiles(picture);
    await page.getByTestId('settings').getByText('No face was found.').waitFor();
  });

  it('keeps level and language for the next visit, and tells the agent at once', async () => {
    page = await harness.visit();
    await page.getByText('Press to talk').waitFor();
    await page.getByRole('button', { name: 'Settings' }).click();
    await page.getByRole('combobox', { name: 'Level', exact: true }).selectOption('beginner');
    await page.getByRole('combobox', { name: 'Language', exact: true }).selectOption('de');
    expect((await harness.gateway.lastConversation.until('set_level')).level).toBe('beginner');
    expect((await harness.gateway.lastConversation.until('set_language')).language).toBe('de');
    await page.reload();
    await page.getByText('Press to talk').waitFor();
    const start = await harness.gateway.lastConversation.until('start');
    expect(start).toMatchObject({ level: 'beginner', language: 'de' });
  });
});
