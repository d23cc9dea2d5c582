import { describe, expect, it } from 'vitest';
import type { ReplyRequest } from '../language-model.js';
import { ScriptedReplier } from './scripted-replier.js';

const never = new AbortController().signal;
const replier = new ScriptedReplier(() => new Date(2026, 0, 1, 15, 5));

async function reply(text: string, fields: Partial<ReplyRequest> = {}): Promise<string> {
  const messages = text === '' ? [] : [{ role: 'user' as const, text }];
  let said = '';
  for await (const word of replier.reply(
    { messages, language: 'en', level: 'intermediate', ...fields },
    never,
  )) {
    said += word;
  }
  return said;
}

describe('the scripted replier', () => {
  it.each([
    ['hello', /^Hello!/],
    ['what time is it', /3:05 PM/],
    ["what's the time", /3:05 PM/],
    ['who are you', /Parley/],
    ['the apostle of the middle classes', /^I understood: the apostle of the middle classes$/],
    ['hi there I would like some tea', /I understood: hi there I would like some tea/],
    ['', /^Hello!/],
  ])('answers "%s"', async (text, expected) => {
    expect(await reply(text)).toMatch(expected);
  });

  it('speaks German, and by the level', async () => {
    expect(await reply('Wie spät ist es?', { language: 'de' })).toMatch(/15:05 Uhr/);
    expect(await reply('Guten Tag', { language: 'de', level: 'advanced' })).toMatch(/Schönen guten Tag/);
    const [beginner, advanced] = await Promise.all([
      reply('who are you', { level: 'beginner' }),
      reply('who are you', { level: 'advanced' }),
    ]);
    expect(beginner.length).toBeLessThan(advanced.length);
  });
});
