import { describe, expect, it } from 'vitest';
import { type PieceClock, speakablePieces } from './speakable-pieces.js';

const never = new AbortController().signal;
/** A clock on which nothing takes time. */
const still: PieceClock = {
  now: () => 0,
  wait: (_durationMs, signal) =>
    new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason));
    }),
};

async function* tokensOf(parts: Iterable<string>) {
  yield* parts;
}

async function piecesOf(parts: Iterable<string>): Promise<string[]> {
  const pieces: string[] = [];
  for await (const piece of speakablePieces(tokensOf(parts), never, still)) pieces.push(piece);
  return pieces;
}

function slices(text: string, size: number): string[] {
  const parts: string[] = [];
  for (let at = 0; at < text.length; at += size) parts.push(text.slice(at, at + size));
  return parts;
}

const cut = (text: string, size = 3) => piecesOf(slices(text, size));
const spoken = async (text: string) => (await cut(text)).join(' ');

/** Repeatable random numbers: a linear congruential generator (Numerical Recipes' constants). */
function randomNumbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

describe('speakable pieces: where they are cut', () => {
  it('sends the first sentence at once and batches the next', async () => {
    const text =
      'Good morning. How are you? I am well. The weather is fine today, and we could go for a walk. Shall we go now?';
    expect(await cut(text)).toEqual([
      'Good morning.',
      'How are you? I am well. The weather is fine today, and we could go for a walk.',
      'Shall we go now?',
    ]);
  });

  it('begins at a comma where the first sentence is long', async () => {
    const [first] = await cut(
      'When the sun came up in the morning, the whole village was already at work in the fields.',
    );
    expect(first).toBe('When the sun came up in the morning,');
  });

  it('sends a first sentence as soon as the next one begins', async () => {
    const seen: string[] = [];
    async function* stream() {
      yield 'Good morning. ';
      expect(seen).toEqual([]);
      yield 'Are';
      expect(seen).toEqual(['Good morning.']);
      yield ' you well?';
    }
    for await (const piece of speakablePieces(stream(), never, still)) seen.push(piece);
    expect(seen).toEqual(['Good morning.', 'Are you well?']);
  });

  it('waits for nothing after a mark that can only be an end', async () => {
    const seen: string[] = [];
    async function* stream() {
      yield '我今天过得非常好，谢谢你。';
      expect(seen).toHaveLength(1);
      yield '你呢？';
    }
    for await (const piece of speakablePieces(stream(), never, still)) seen.push(piece);
    expect(seen.join('')).toBe('我今天过得非常好，谢谢你。你呢？');
  });

  it.each([
    ['Ask Dr. Smith and Mrs. Jones about it. They know.', 'Ask Dr. Smith and Mrs. Jones about it.'],
    ['Read J. R. R. Tolkien once in your life. Do it.', 'Read J. R. R. Tolkien once in your life.'],
    ['It costs 3.5 or 1,000 euros at 10.30 today. Good.', 'It costs 3.5 or 1,000 euros at 10.30 today.'],
    ['Das war z. B. am 3. Oktober in Berlin. Es regnete.', 'Das war z. B. am 3. Oktober in Berlin.'],
    ['He said "Wait. Stop. Come back." to all. Nobody did.', 'He said "Wait. Stop. Come back." to all.'],
    ['Er sagte: „Ja. Nein. Doch.“ Dann ging er.', 'Er sagte: „Ja. Nein. Doch.“'],
    ['Some (e.g. Anna. And Bob.) came late. Others not.', 'Some (e.g. Anna. And Bob.) came late.'],
    ['Well... maybe we should go there. It is nice.', 'Well... maybe we should go there.'],
    ['Он живёт на ул. Ленина, недалеко. Да.', 'Он живёт на ул. Ленина,'],
    ['Vive en la Avda. Mayor con el Sr. López. No?', 'Vive en la Avda. Mayor con el Sr. López.'],
    [
      'Mail to a.b@example.com or see example.org today. Thanks.',
      'Mail to a.b@example.com or see example.org today.',
    ],
    ['It happened in 2024. Then it was over.', 'It happened in 2024.'],
    ['Is this so? Yes.', 'Is this so?'],
  ])('cuts no abbreviation, initial, number, quotation or bracket: %s', async (text, first) => {
    const pieces = await cut(text);
    expect(pieces[0]).toBe(first);
    expect(pieces.join(' ')).toBe(text);
  });

  it.each([
    ['zh', '今天天气很好。我们去公园散步吧！你想什么时候出发？我下午三点有空，之后还要去买一些水果和牛奶。'],
    ['ja', '今日はとても天気がいいですね。公園に行きましょうか？「はい、行きましょう。」と彼は言いました。'],
    ['hi', 'आज मौसम बहुत अच्छा है। चलिए पार्क में घूमने चलते हैं। आप कब चलना चाहेंगे? मैं तीन बजे आ सकता हूँ।'],
    ['ar', 'الطقس جميل اليوم. هل تريد أن نذهب إلى الحديقة؟ نعم، هذه فكرة جيدة جدا.'],
    ['ko', '오늘 날씨가 아주 좋네요. 공원에 산책하러 갈까요? 세 시에 만나면 좋겠어요.'],
  ])('cuts at the ends of sentences in %s', async (_language, text) => {
    const pieces = await cut(text);
    expect(pieces.length).toBeGreaterThan(1);
    expect(pieces.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
    for (const piece of pieces) expect(piece).toMatch(/[.。！？?।؟，、,」]$/);
  });

  it('cuts a stream without an end between words, and without spaces between graphemes', async () => {
    const pieces = await cut('word '.repeat(200).trim(), 7);
    expect(pieces.join(' ')).toBe('word '.repeat(200).trim());
    expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThanOrEqual(150);
    const family = 'नि'.repeat(400);
    for (const piece of await cut(family)) expect(piece).toMatch(/^(?:नि)+$/u);
    const long = await cut('x'.repeat(10_000), 1_000);
    expect(long.join('')).toBe('x'.repeat(10_000));
    const accents = `a${'\u0301'.repeat(5_000)}`;
    expect((await cut(accents))[0]).toMatch(/^a\u0301+$/);
  });

  it('cuts Japanese and Chinese where their voices are at their limit', async () => {
    const pieces = await cut('日本語'.repeat(200));
    expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThanOrEqual(71);
  });
});

describe('speakable pieces: what is said', () => {
  it.each([
    ['😀 ... --- ', ''],
    ['', ''],
    ['**Bold** [link](https://a.b/c) `code` 👍🏽 and __more__ *here*', 'Bold link code and more here'],
    ['# A title\n\nSome text', 'A title. Some text'],
    ['- one\n- two\n* three\n', 'one. two. three.'],
    ['1. Mix flour.\n2. Add milk\n\nEnjoy it!', '1. Mix flour. 2. Add milk. Enjoy it!'],
    [
      'See https://www.example.com/a/b?c=d. It is <https://example.org>!',
      'See example.com. It is example.org!',
    ],
    ['See https://en.wikipedia.org/wiki/Foo_(bar).', 'See en.wikipedia.org.'],
    ['(see https://en.wikipedia.org/wiki/Foo_(bar)) now', '(see en.wikipedia.org) now'],
    ['(see https://example.org/a) now', '(see example.org) now'],
    ['Open C:\\Users\\me and look', 'Open C: Users me and look'],
    ['Write to a.b@example.com today', 'Write to a.b@example.com today'],
    ['![A cat](cat.png) sits. [1] That is [all][2]', 'A cat sits. That is all'],
    ['Before\n```python\nx = 1\nprint("no")\n```\nafter it', 'Before. after it'],
    ['Look: ```x = 1``` is code', 'Look: x = 1 is code'],
    ['```inline``` at the start', 'inline at the start'],
    ['~~~\nnever closed', ''],
    ['| A | B |\n|---|:-:|\n| 1 | 2 |\n\nDone', 'A, B. 1, 2. Done'],
    ['> Quoted *words*\n> go on\n\n---\n\nEnd', 'Quoted words go on. End'],
    ['Family 👨‍👩‍👧‍👦 flag 🇩🇪 key 1️⃣ end', 'Family flag key 1 end'],
    ['snake_case and 2 * 3 and 4*5 and ~5 and C#', 'snake case and 2 * 3 and 4*5 and ~5 and C#'],
    ['a <b>bold</b> x<br/>y and 3 < 5 > 2', 'a bold x y and 3 < 5 > 2'],
    ['\\*not bold\\* and 5\\% off', '*not bold* and 5% off'],
    ['an [open bracket and text', 'an open bracket and text'],
    ['-5 degrees, 1,000 km', '-5 degrees, 1,000 km'],
    ['क्‍ष stays', 'क्‍ष stays'],
    ['one\ntwo\r\nthree', 'one two three'],
  ])('%j', async (text, said) => {
    expect(await spoken(text)).toBe(said);
    expect((await cut(text, 1)).join(' ')).toBe(said);
  });

  it('drops halves of characters that are alone', async () => {
    expect(await spoken('a\uD83Db and \uDE00 c')).toBe('ab and c');
  });
});

const corpus = [
  'Good morning! Dr. Smith paid $3.50 (that is, 1,000 cents). "Really?" she asked. Yes. It was 10:30 p.m. on Jan. 5, 2024.\n\n',
  '## Steps\n\n1. Take **two** eggs.\n2. Add `milk` [slowly](https://example.com/x).\n- [ ] stir 🥚🇫🇷👨‍👩‍👧\n\n```js\nlet x = "1. 2. 3.";\n```\n',
  'Am 3. Oktober z. B. sagte er: „Ja. Nein.“ Das kostet 1.234,56 €. Und so weiter… vielleicht. ',
  '今天天气很好。我们去公园吧！「好的。」他说。价格是3.5元，不贵。',
  '今日は3.5度です。行きましょうか？はい。',
  'आज 3.5 डिग्री है। चलिए! ठीक है? हाँ। ',
  'هل أنت بخير؟ نعم، أنا بخير. السعر 3.5 دولار. ',
  '| a | b |\n|---|---|\n| x 1.5 | y |\n\n> quote one\n> quote two\n\n***\n',
  'Il a dit : « Bonjour. Ça va ? » Mme Dupont, M. Martin etc. sont là. Les prix : 1 000 000 €. ',
  'averyveryverylongwordwithoutanyspace'.repeat(9),
  ' x < y && a > b; https://www.example.com/path?q=1#z, ok_then * 5 ~ ',
];

describe('speakable pieces: whatever the tokens', () => {
  it('gives the same pieces of the same text', async () => {
    const random = randomNumbers(17);
    for (let round = 0; round < 150; round += 1) {
      const text = Array.from({ length: 1 + random(4) }, () => corpus[random(corpus.length)] ?? '').join('');
      const whole = await piecesOf([text]);
      const parts: string[] = [];
      for (let at = 0; at < text.length;) {
        const size = 1 + random(random(3) === 0 ? 40 : 4);
        parts.push(text.slice(at, at + size));
        at += size;
      }
      expect(await piecesOf(parts), text).toEqual(whole);
    }
  });

  it('keeps all words in their order, and never cuts a number', async () => {
    const random = randomNumbers(18);
    const plain = corpus.filter((text) => !/[#|`<]/.test(text));
    const wordsOf = (text: string) => text.match(/[\p{L}\p{M}\p{N}]+(?:[.,:][\p{N}]+)*/gu) ?? [];
    for (let round = 0; round < 150; round += 1) {
      const text = Array.from({ length: 1 + random(5) }, () => plain[random(plain.length)] ?? '').join(' ');
      const pieces = await piecesOf(slices(text, 1 + random(9)));
      if (text.includes('averyvery'))
        expect(pieces.join('').replaceAll(/\s/g, '').length).toBeGreaterThan(300);
      else expect(wordsOf(pieces.join(' ')), text).toEqual(wordsOf(text));
    }
  });

  it('reads 100,000 characters of anything in time that grows with their number only', async () => {
    for (const part of [
      'a',
      'a ',
      'a. ',
      '[',
      '[a](',
      '![',
      '<',
      '<a ',
      '*',
      '`',
      '~',
      '|',
      '\n',
      '- ',
      '#',
      'http',
      'https://a',
      '😀',
      '。',
      '(',
      '\u0301',
      '1',
      '\\',
    ]) {
      const start = performance.now();
      await piecesOf(slices(part.repeat(100_000 / part.length), 5_000));
      expect(performance.now() - start, part).toBeLessThan(10_000);
    }
  });
});

/** A clock that a test turns. */
class HandClock implements PieceClock {
  private time = 0;
  private waiting: { until: number; wake: () => void }[] = [];

  now = () => this.time;

  wait = (durationMs: number, signal: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason));
      this.waiting.push({ until: this.time + durationMs, wake: resolve });
    });

  pass(durationMs: number): void {
    this.time += durationMs;
    for (const { until, wake } of this.waiting) if (until <= this.time) wake();
  }
}

/** A stream that a test feeds. */
function handStream() {
  const queue: string[] = [];
  let wake: (() => void) | undefined;
  let isOver = false;
  async function* stream() {
    for (;;) {
      const token = queue.shift();
      if (token !== undefined) yield token;
      else if (isOver) return;
      else await new Promise<void>((resolve) => (wake = resolve));
    }
  }
  return {
    tokens: stream(),
    feed: (token: string) => {
      queue.push(token);
      wake?.();
    },
    end: () => {
      isOver = true;
      wake?.();
    },
  };
}

/** Lets all that is ready run. */
const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('speakable pieces: in time', () => {
  it('sends whole words when the first clause takes too long', async () => {
    const clock = new HandClock();
    const { tokens, feed, end } = handStream();
    const pieces = speakablePieces(tokens, never, clock);
    const first = pieces.next();
    feed('I would like to think ab');
    await settle();
    clock.pass(399);
    await settle();
    feed('ou');
    await settle();
    clock.pass(1);
    expect((await first).value).toBe('I would like to think');
    const rest = pieces.next();
    feed('t that for a while.');
    end();
    expect((await rest).value).toBe('about that for a while.');
  });

  it('waits on where there are too few whole words', async () => {
    const clock = new HandClock();
    const { tokens, feed } = handStream();
    const pieces = speakablePieces(tokens, never, clock);
    const first = pieces.next();
    feed('I wou');
    await settle();
    clock.pass(1_000);
    await settle();
    feed('ld rather n');
    await settle();
    feed('ot go');
    expect((await first).value).toBe('I would rather');
    await pieces.return(undefined);
  });

  it('stops at once when nobody listens any more', async () => {
    const { tokens, feed } = handStream();
    const abort = new AbortController();
    const pieces = speakablePieces(tokens, abort.signal, new HandClock());
    const first = pieces.next();
    feed('Half a sen');
    await settle();
    abort.abort(new Error('interrupted'));
    await expect(first).rejects.toThrow('interrupted');
    await expect(speakablePieces(tokens, abort.signal).next()).rejects.toThrow('interrupted');
  });

  it('passes on what the model throws', async () => {
    async function* broken() {
      yield 'Good morning to all. And';
      throw new Error('model is gone');
    }
    const pieces = speakablePieces(broken(), never);
    expect((await pieces.next()).value).toBe('Good morning to all.');
    await expect(pieces.next()).rejects.toThrow('model is gone');
  });
});
