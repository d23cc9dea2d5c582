import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { FakeGateway } from './fake-gateway.js';
import { missingForPage, startPage, type PageHarness } from './page-harness.js';

const reason = missingForPage();
if (reason !== null) process.stderr.write(`skipped: tests of the page: ${reason}\n`);

describe.skipIf(reason !== null)('the page', () => {
  let harness: PageHarness;
  let gateway: FakeGateway;
  const opened: Page[] = [];

  beforeAll(async () => {
    harness = await startPage();
    ({ gateway } = harness);
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((page) => page.context().close()));
    gateway.reset();
  });
  afterAll(() => harness?.stop());

  const visit: PageHarness['visit'] = async (options) => {
    const page = await harness.visit(options);
    opened.push(page);
    return page;
  };
  const phase = (page: Page, name: string) => page.waitForSelector(`[data-testid=talk][data-phase=${name}]`);
  const say = async (page: Page, text: string) => {
    await page.getByLabel('Type instead of speaking').fill(text);
    await page.getByRole('button', { name: 'Send' }).click();
  };

  describe('on its first visit', () => {
    it('explains certificate and microphone once', async () => {
      const page = await visit();
      const note = page.getByText(/made its own certificate/);
      await note.waitFor();
      await page.getByRole('button', { name: 'Understood' }).click();
      await note.waitFor({ state: 'detached' });
      await page.reload();
      await page.getByTestId('welcome').waitFor();
      expect(await note.count()).toBe(0);
    });

    it('shows a face that moves before anybody speaks', async () => {
      const page = await visit();
      await page.waitForSelector('[data-testid=stage][data-visible=true]');
      await page.waitForFunction(
        () => Number(document.querySelector<HTMLElement>('[data-testid=stage]')?.dataset['framesDrawn']) > 10,
      );
    });

    it('breaks no rule of its own security policy, and logs no error', async () => {
      const page = await visit();
      const complaints: string[] = [];
      page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
      page.on('pageerror', (error) => complaints.push(error.message));
      await page.reload();
      await say(page, 'Hello');
      await phase(page, 'speaking');
      for (const mode of ['Recognise', 'Speak', 'Face']) {
        await page.getByRole('link', { name: mode }).click();
        await page.getByRole('heading', { name: mode }).waitFor();
      }
      expect(complaints).toEqual([]);
    });
  });

  describe('a conversation', () => {
    it('hears the microphone, shows grey words turning black, and speaks the answer', async () => {
      const page = await visit();
      await page.getByTestId('talk').click();
      await page.waitForSelector('[data-testid=transcript][data-final=false]');
      await page.waitForSelector('[data-testid=transcript][data-final=true]');
      expect(await page.getByTestId('transcript').first().textContent()).toBe(gateway.script.heard);
      await phase(page, 'speaking');
      await page.waitForSelector('[data-testid=reply]:not([data-heard="0"])');
      expect(gateway.lastConversation.log.microphoneBytes).toBeGreaterThan(32_000);
      const played = await gateway.lastConversation.until('played');
      expect(played.playedMs).toBeGreaterThanOrEqual(0);
    });

    it('lights up the whole answer, and shows how long each stage took', async () => {
      gateway.script.reply = 'Yes, that is so.';
      const page = await visit();
      await say(page, 'Is that so?');
      await page.waitForSelector(`[data-testid=reply][data-heard="${gateway.script.reply.length}"]`);
      await phase(page, 'resting');
      await page.getByTestId('latency').locator('summary').click();
      const numbers = await page.getByTestId('latency').textContent();
      expect(numbers).toMatch(
        /Transcript180 ms.*First word thought240 ms.*First sound310 ms.*First frame350 ms/,
      );
      expect(numbers).toContain('turn-1');
    });

    it('reports to the agent what was played, up to the end', async () => {
      gateway.script.reply = 'A short one.';
      const page = await visit();
      await say(page, 'Go on');
      await phase(page, 'speaking');
      await phase(page, 'resting');
      const reports = gateway.lastConversation.log.messages.filter((message) => message.type === 'played');
      const spokenMs = gateway.script.reply.length * 62;
      expect(reports.at(-1)?.playedMs).toBeGreaterThan(spokenMs - 30);
      expect(reports.at(-1)?.playedMs).toBeLessThan(spokenMs + 30);
    });

    it('falls silent at once on Esc, and keeps only what was heard', async () => {
      const page = await visit();
      await say(page, 'Tell me all of it');
      await page.waitForSelector('[data-testid=reply]:not([data-heard="0"])');
      await page.getByTestId('captions').click();
      await page.keyboard.press('Escape');
      await page.waitForSelector('[data-testid=reply][data-cut=true]');
      await phase(page, 'resting');
      await gateway.lastConversation.until('interrupt');
      const text = await page.getByTestId('reply').textContent();
      expect(gateway.script.reply.startsWith(text?.replace(/\s*—$/, '') ?? '-')).toBe(true);
      expect(text?.length).toBeLessThan(gateway.script.reply.length);
    });

    it('talks and stops by the space bar', async () => {
      const page = await visit();
      await page.getByTestId('welcome').click();
      await page.keyboard.press('Space');
      await page.waitForSelector('[data-testid=talk]:is([data-phase=listening], [data-phase=hearing])');
      await page.keyboard.press('Space');
      await page.waitForSelector(
        '[data-testid=talk][aria-label=Talk], [data-testid=talk][data-phase=thinking]',
      );
    });

    it('leaves the space bar to whoever types', async () => {
      const page = await visit();
      await page.getByLabel('Type instead of speaking').fill('one');
      await page.keyboard.press('Space');
      expect(await page.getByLabel('Type instead of speaking').inputValue()).toBe('one ');
      expect(await page.getByTestId('talk').getAttribute('data-phase')).toBe('resting');
    });

    it('speaks after one has looked at another part of the page', async () => {
      const page = await visit();
      await page.getByText('Press to talk').waitFor();
      await page.getByRole('link', { name: 'Face' }).click();
      await page.getByRole('heading', { name: 'Face' }).waitFor();
      await page.getByRole('link', { name: 'Talk' }).click();
      await page.getByText('Press to talk').waitFor();
      await say(page, 'Are you still there?');
      await phase(page, 'speaking');
    });

    it('lets the avatar greet, the first time only', async () => {
      gateway.script.greeting = 'Hello. Good to see you.';
      const page = await visit({ greet: true });
      await page.getByTestId('talk').click();
      await page.getByText('Hello. Good to see you.').first().waitFor();
      const greetings = () =>
        gateway.lastConversation.log.messages.filter((message) => message.type === 'start' && message.greet);
      expect(greetings()).toHaveLength(1);
    });

    it('reads captions out once they are certain', async () => {
      gateway.script.reply = 'Yes.';
      const page = await visit();
      await say(page, 'Really?');
      const announcer = page.getByTestId('announcer');
      await announcer.getByText('You: Really?').waitFor({ state: 'attached' });
      await announcer.getByText('Parley: Yes.').waitFor({ state: 'attached' });
      expect(await announcer.getAttribute('aria-live')).toBe('polite');
    });

    it('ends with an analysis', async () => {
      gateway.script.reply = 'Fine.';
      const page = await visit();
      await say(page, 'How are you?');
      await phase(page, 'resting');
      await page.getByTestId('end').click();
      const analysis = await page.getByTestId('analysis').textContent();
      expect(analysis).toContain('128');
      expect(analysis).toContain('garden, morning, walk');
    });
  });

  describe('when something is wrong', () => {
    it('says in clear words that the microphone is refused, and lets one type', async () => {
      gateway.script.reply = 'I can read you.';
      const page = await visit({ microphone: 'refused' });
      await page.getByTestId('talk').click();
      const notice = page.getByTestId('notice');
      await notice.waitFor();
      expect(await notice.textContent()).toContain('does not let this page use the microphone');
      expect(await notice.getAttribute('role')).toBe('alert');
      await phase(page, 'resting');
      await say(page, 'Can you read me?');
      await page.getByText('I can read you.').first().waitFor();
    });

    it('comes back by itself after the connection is cut, with the words still there', async () => {
      gateway.script.reply = 'Before.';
      const page = await visit();
      await say(page, 'First');
      await phase(page, 'resting');
      const before = gateway.conversations.length;
      gateway.cutSockets();
      await page.getByText(/Connection lost/).waitFor();
      await page.getByText('Press to talk').waitFor();
      expect(gateway.conversations.length).toBe(before + 1);
      gateway.script.reply = 'After.';
      await say(page, 'Second');
      await page.getByText('After.').first().waitFor();
      expect(await page.getByTestId('reply').allTextContents()).toEqual(['Before.', 'After.']);
    });

    it('shows an error of the service in its place, with its code', async () => {
      const page = await visit();
      await page.getByText('Press to talk').waitFor();
      gateway.lastConversation.say({
        type: 'error',
        code: 'engine_not_ready',
        message: 'The recogniser is starting. Try again in a moment.',
      });
      const notice = page.getByTestId('notice');
      await notice.waitFor();
      expect(await notice.textContent()).toContain('engine_not_ready');
      await notice.getByRole('button', { name: 'Dismiss' }).click();
      await notice.waitFor({ state: 'detached' });
    });

    it('survives messages that it does not know', async () => {
      gateway.script.reply = 'Still here.';
      const page = await visit();
      await page.getByText('Press to talk').waitFor();
      gateway.lastConversation.sendRaw('not JSON');
      gateway.lastConversation.sendRaw('{"type":"something_new"}');
      gateway.lastConversation.sendRaw(Buffer.from([9, 9, 9]));
      await say(page, 'Hello?');
      await page.getByText('Still here.').first().waitFor();
    });

    it('tells which service is not ready, why, and what to do', async () => {
      const page = await visit();
      const badge = page.getByTestId('badge-stt-canary');
      await badge.waitFor();
      expect(await badge.getAttribute('data-standing')).toBe('waiting');
      await badge.getByRole('button').click();
      await page.getByText('The model file stt-canary/encoder.onnx is missing.').waitFor();
      await page.getByText('npm run models -- pull stt-canary').waitFor();
    });

    it('tells the truth within seconds when a service goes down', async () => {
      const page = await visit();
      await page.waitForSelector('[data-testid=badge-tts][data-standing=ready]');
      gateway.setDown('tts');
      await page.waitForSelector('[data-testid=badge-tts][data-standing=down]');
    });

    it('says so where the services cannot be asked', async () => {
      gateway.refuse('/api/services', 'upstream_unavailable', 'The gateway does not answer.');
      const page = await visit();
      await page.getByText('The gateway does not answer.').waitFor();
    });

    it('says why there is no face', async () => {
      gateway.script.hasFace = false;
      gateway.setDown('avatar');
      const page = await visit();
      await page.getByTestId('stage').waitFor({ state: 'attached' });
      await page.getByText('avatar does not answer.').first().waitFor();
    });
  });

  describe('at 360 pixels', () => {
    it.each(['conversation', 'recognise', 'speak', 'face'])('never scrolls sideways (%s)', async (mode) => {
      const page = await visit({ path: `/#${mode}`, context: { viewport: { width: 360, height: 740 } } });
      await page.getByTestId('badges').waitFor();
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(overflow).toBe(0);
    });
  });
});
