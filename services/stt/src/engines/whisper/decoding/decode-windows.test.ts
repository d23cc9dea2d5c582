import { describe, expect, it } from 'vitest';
import { decodeWindows } from './decode-windows.js';
import { decodeWithFallback } from './decode-with-fallback.js';
import type { DecodingRequest, SearchOptions } from './decoding-types.js';
import { letterFiles, type Script, ScriptedNetwork } from './testing/scripted-network.js';

const files = letterFiles();
const { endOfText, startOfTranscript, startOfPrevious, timestampBegin, noSpeech, noTimestamps } =
  files.specialTokens;
const { signal } = new AbortController();
const english: DecodingRequest = { task: 'transcribe', language: 'en', timestamps: false };
const greedy = { temperature: 0 };
const id = (letter: string) => files.tokenizer.encode(letter)[0] ?? -1;

/** Spells a text for each window, then ends. */
const spells =
  (...texts: string[]): Script =>
  (window, tokens) => {
    const decoded = tokens.length - 1 - tokens.indexOf(noTimestamps);
    const letter = texts[window]?.[decoded];
    return { [letter === undefined ? endOfText : id(letter)]: 20 };
  };

const decode = (script: Script, requests: DecodingRequest[], search: SearchOptions = greedy) => {
  const network = new ScriptedNetwork(script);
  const decoded = decodeWindows(
    { network, files },
    network.windows(requests.length),
    requests,
    search,
    signal,
  );
  return { network, decoded };
};

describe('decodeWindows', () => {
  it('decodes rows of different lengths together', async () => {
    const { network, decoded } = decode(spells('abc', 'a', 'abcdefgh', 'x'), [
      english,
      english,
      english,
      english,
    ]);
    expect((await decoded).map(({ text }) => text)).toEqual(['abc', 'a', 'abcdefgh', 'x']);
    expect(network.opened).toHaveLength(1);
  });

  it('groups rows by the length of their prompts, and keeps their order', async () => {
    const requests = [
      english,
      { ...english, previousTokens: [1, 2] },
      english,
      { ...english, previousTokens: [3, 4] },
    ];
    const { network, decoded } = decode(spells('a', 'b', 'c', 'd'), requests);
    expect((await decoded).map(({ text }) => text)).toEqual(['a', 'b', 'c', 'd']);
    expect(network.opened.map(({ length }) => length)).toEqual([2, 2]);
    expect(network.opened[1]?.[1]?.slice(0, 4)).toEqual([startOfPrevious, 3, 4, startOfTranscript]);
  });

  it('listens where no language is given', async () => {
    const script: Script = (window, tokens) =>
      tokens.length === 1
        ? { [files.specialTokens.languages.get(window === 1 ? 'de' : 'en') ?? 0]: 9 }
        : { [endOfText]: 9 };
    const open: DecodingRequest = { task: 'transcribe', timestamps: false };
    const { network, decoded } = decode(script, [english, open]);
    expect((await decoded).map(({ language }) => language)).toEqual(['en', 'de']);
    expect(network.opened[0]).toEqual([[startOfTranscript]]);
  });

  it('gives the mean of the logarithms, the end counted, and the probability of no speech', async () => {
    const script: Script = (_window, tokens) => {
      if (tokens.at(-1) === startOfTranscript) return { [noSpeech ?? 0]: 30 };
      return tokens.at(-1) === id('a') ? { [endOfText]: 30 } : { [id('a')]: 30, [id('b')]: 30 };
    };
    const [row] = await decode(script, [english]).decoded;
    expect(row?.tokens).toEqual([id('a')]);
    expect(row?.averageLogProbability).toBeCloseTo(Math.log(0.5) / 2, 5);
    expect(row?.noSpeechProbability).toBeCloseTo(1, 5);
  });

  it('begins the text with the prefix, and looks at no hot words then', async () => {
    const request = { ...english, timestamps: true, prefix: 'ab', hotwords: 'zz' };
    const script: Script = (_window, tokens) =>
      tokens.at(-1) === id('b') ? { [id('c')]: 30 } : { [endOfText]: 30 };
    const { network, decoded } = decode(script, [request]);
    const [row] = await decoded;
    expect(row?.text).toBe('abc');
    expect(row?.tokens[0]).toBe(timestampBegin);
    expect(network.opened[0]?.[0]?.[0]).toBe(startOfTranscript);
  });

  it('keeps prompts within half of the decoder', async () => {
    const previousTokens = Array.from({ length: 500 }, (_, i) => i % 20);
    const hotwords = 'zz zz';
    const { network, decoded } = decode(spells('a'), [{ ...english, previousTokens, hotwords }]);
    await decoded;
    const [prompt] = network.opened[0] ?? [];
    expect(prompt?.indexOf(startOfTranscript)).toBe(224);
    expect(files.tokenizer.decode(prompt?.slice(1, 7) ?? [])).toBe(' zz zz');
    expect(prompt?.slice(7, 224)).toEqual(previousTokens.slice(-217));
  });

  it('stops at the number of tokens wanted, and at the end of the decoder', async () => {
    const endless: Script = () => ({ [id('a')]: 9 });
    const lengthOf = async (request: DecodingRequest) =>
      (await decode(endless, [request]).decoded).map(({ tokens }) => tokens.length);
    expect(await lengthOf({ ...english, maxNewTokens: 7 })).toEqual([7]);
    expect(await lengthOf(english)).toEqual([224]);
    expect(await lengthOf({ ...english, previousTokens: Array.from({ length: 223 }, () => 1) })).toEqual([
      221,
    ]);
  });

  it('draws the same samples for the same seed, whoever is beside', async () => {
    const even: Script = (_window, tokens) =>
      tokens.length > 20 ? { [endOfText]: 30 } : { 0: 9, 1: 9, 2: 9, 3: 9 };
    const search = { temperature: 1, bestOf: 3, seed: 5 };
    const [alone] = await decode(even, [english], search).decoded;
    const [, beside] = await decode(even, [english, english], search).decoded;
    const [other] = await decode(even, [english], { ...search, seed: 6 }).decoded;
    expect(beside?.text).toBe(alone?.text);
    expect(other?.text).not.toBe(alone?.text);
    expect(new Set(alone?.text).size).toBeGreaterThan(2);
  });

  it('finds by beams what greed overlooks', async () => {
    const script: Script = (_window, tokens) => {
      if (tokens.at(-1) === noTimestamps) return { [id('a')]: 20, [id('b')]: 19.8 };
      if (tokens.at(-1) === id('a'))
        return Object.fromEntries(Array.from({ length: 20 }, (_, i) => [i + 2, 20]));
      return tokens.at(-1) === id('b') ? { [id('z')]: 20 } : { [endOfText]: 20 };
    };
    const texts = async (search: { temperature: number; beamSize?: number }) =>
      (await decode(script, [english, english], search).decoded).map(({ text }) => text);
    expect(await texts(greedy)).toEqual(['ac', 'ac']);
    expect(await texts({ temperature: 0, beamSize: 2 })).toEqual(['bz', 'bz']);
  });

  it('lets the network generate where it can, with everything it needs to know', async () => {
    const network = new ScriptedNetwork(() => ({}));
    const progress: [number, readonly number[]][] = [];
    network.generate = (_windows, generation) => {
      expect(generation).toMatchObject({
        prompts: [[startOfPrevious, 1, startOfTranscript, 29, 32, timestampBegin, 26, id('a')]],
        startOfTranscriptIndex: 2,
        maxNewTokens: 224,
        endOfText,
        noSpeech,
        suppressed: files.suppressedTokens,
        suppressedAtBegin: files.suppressedAtBegin,
        timestamps: { noTimestamps, begin: timestampBegin, maxInitialIndex: 50, prefixLength: 3 },
      });
      generation.onProgress?.([[id('b')]]);
      return Promise.resolve([{ tokens: [id('b')], sumLogProbability: -1, noSpeechProbability: 0.5 }]);
    };
    const request: DecodingRequest = { task: 'transcribe', language: 'en', previousTokens: [1], prefix: 'a' };
    const search = {
      temperature: 0,
      onProgress: (row: number, tokens: readonly number[]) => progress.push([row, tokens]),
    };
    const [row] = await decodeWindows({ network, files }, network.windows(1), [request], search, signal);
    expect(row).toMatchObject({ text: 'ab', averageLogProbability: -0.5, noSpeechProbability: 0.5 });
    expect(progress).toEqual([[0, [timestampBegin, 26, id('a'), id('b')]]]);
  });

  it('ends where nothing may follow', async () => {
    const nothing: Script = () =>
      Object.fromEntries(Array.from({ length: 1_537 }, (_, i) => [i, Number.NaN]));
    const [row] = await decode(nothing, [english]).decoded;
    expect(row).toMatchObject({ text: '', averageLogProbability: Number.NEGATIVE_INFINITY });
  });

  it('refuses what the model cannot do', async () => {
    const failing = (request: DecodingRequest) => expect(decode(spells('a'), [request]).decoded).rejects;
    await failing({ ...english, language: 'fr' }).toMatchObject({
      code: 'unsupported_language',
      param: 'language',
    });
    const monolingual = { ...files, multilingual: false };
    const network = new ScriptedNetwork(spells('a'));
    const request: DecodingRequest = { ...english, task: 'translate' };
    await expect(
      decodeWindows({ network, files: monolingual }, network.windows(1), [request], greedy, signal),
    ).rejects.toMatchObject({ code: 'unsupported_task', param: 'task' });
  });

  it('stops when it is told to', async () => {
    const controller = new AbortController();
    const network = new ScriptedNetwork((_window, tokens) => {
      if (tokens.length > 10) controller.abort(new Error('enough'));
      return { [id('a')]: 9 };
    });
    await expect(
      decodeWindows({ network, files }, network.windows(1), [english], greedy, controller.signal),
    ).rejects.toThrow('enough');
  });
});

describe('decodeWithFallback', () => {
  const loops = 'ab'.repeat(60);

  it('tries again only what looks wrong', async () => {
    const network = new ScriptedNetwork(spells('hello', loops, 'world'));
    const [first, second, third] = await decodeWithFallback(
      { network, files },
      network.windows(3),
      [english, english, english],
      { temperatures: [0, 0.4] },
      signal,
    );
    expect([first?.temperature, second?.temperature, third?.temperature]).toEqual([0, 0.4, 0]);
    expect(network.opened.map(({ length }) => length)).toEqual([3, 1]);
    expect(second?.compressionRatio).toBeGreaterThan(2.4);
    expect([first?.text, second?.text, third?.text]).toEqual(['hello', loops, 'world']);
  });

  it('takes an improbable text for silence where nobody seems to speak', async () => {
    const unsure: Script = (_window, tokens) => {
      if (tokens.at(-1) === startOfTranscript) return { [noSpeech ?? 0]: 30 };
      return tokens.at(-1) === noTimestamps ? {} : { [endOfText]: 3 };
    };
    const network = new ScriptedNetwork(unsure);
    const run = (noSpeechThreshold?: number | null) =>
      decodeWithFallback(
        { network, files },
        network.windows(1),
        [english],
        { temperatures: [0, 0.2], ...(noSpeechThreshold !== undefined && { noSpeechThreshold }) },
        signal,
      );
    const [silent] = await run();
    expect(silent?.averageLogProbability).toBeLessThan(-1);
    expect(silent?.temperature).toBe(0);
    expect((await run(null))[0]?.temperature).toBe(0.2);
  });

  it('takes the most probable that does not repeat itself where all fail, at the last temperature', async () => {
    let attempt = 0;
    const network = new ScriptedNetwork(() => ({}));
    network.generate = () => {
      const results = [
        { text: 'one', sum: -20 },
        { text: loops, sum: -1 },
        { text: 'two', sum: -12 },
      ];
      const { text, sum } = results[attempt++] ?? { text: '', sum: 0 };
      return Promise.resolve([
        { tokens: files.tokenizer.encode(text), sumLogProbability: sum, noSpeechProbability: 0 },
      ]);
    };
    // The same temperature thrice, so that the network generates each time.
    const options = { temperatures: [0, 0, 0] };
    const [row] = await decodeWithFallback(
      { network, files },
      network.windows(1),
      [english],
      options,
      signal,
    );
    expect(row).toMatchObject({ text: 'two', temperature: 0, averageLogProbability: -3 });
  });

  it('says of which request there is progress', async () => {
    const network = new ScriptedNetwork(spells(loops, 'ok', loops));
    const rows = new Set<number>();
    const options = { temperatures: [0], onProgress: (row: number) => rows.add(row) };
    await decodeWithFallback(
      { network, files },
      network.windows(3),
      [english, english, english],
      options,
      signal,
    );
    expect(rows).toEqual(new Set([0, 1, 2]));
  });
});
