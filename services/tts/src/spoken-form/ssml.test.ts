import { describe, expect, it } from 'vitest';
import { looksLikeSsml, textOfSsml } from './ssml.js';
import { spokenForm } from './spoken-form.js';

describe('SSML', () => {
  it.each([
    ['<speak>Hello <emphasis level="strong">you</emphasis>.</speak>', 'Hello you.'],
    [
      '<speak>One<break/>two<break time="800ms"/>three<break strength="none"/>four</speak>',
      'One, two. three four',
    ],
    ['<speak>Wait,<break time="1s"/> go.<break time="2s"/></speak>', 'Wait. go.'],
    ['<speak><p><s>First one</s><s>Second!</s></p><p>Third</p></speak>', 'First one. Second!\nThird.'],
    [
      '<speak><sub alias="World Wide Web Consortium">W3C</sub> rules</speak>',
      'World Wide Web Consortium rules',
    ],
    ['<speak><say-as interpret-as="characters">AB1</say-as></speak>', 'A B 1'],
    ['<speak><say-as interpret-as="date" format="dmy">3-4-2024</say-as></speak>', '2024-04-03'],
    ['<speak>a &lt; b &amp; c &#233; &#x1F600; &unknown; d</speak>', 'a < b & c é 😀 d'],
    ['<?xml version="1.0"?><!-- no --><speak><![CDATA[5 < 6]]></speak>', '5 < 6'],
    ['<speak><prosody rate="slow">slow <voice name="x">deep</voice></prosody></speak>', 'slow deep'],
    ['<speak><audio src="a.mp3"><desc>a bell</desc>Ding</audio></speak>', 'Ding'],
    ['<speak>un<closed attr="x>text <b>rest</speak>', 'untext rest'],
    ['<speak>never <sub alias="x">closed', 'never closed'],
    ['<speak>3 < 5 > 2</speak>', '3 5 > 2'],
    ['<speak/>', ''],
  ])('%s', (ssml, plain) => {
    expect(textOfSsml(ssml)).toBe(plain);
  });

  it('leaves entities of a document type alone', () => {
    const bomb =
      '<!DOCTYPE speak [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><speak>quiet &b;&b; please</speak>';
    expect(textOfSsml(bomb)).toBe('quiet please');
  });

  it('is told by its first element', () => {
    expect(looksLikeSsml(' <speak>hi</speak>')).toBe(true);
    expect(looksLikeSsml('<?xml version="1.0"?>\n<speak version="1.1">hi</speak>')).toBe(true);
    expect(looksLikeSsml('I <speak> to you')).toBe(false);
    expect(looksLikeSsml('<speaker>hi</speaker>')).toBe(false);
    expect(looksLikeSsml('')).toBe(false);
  });

  it.each([
    '<',
    '<speak>',
    '<!--',
    '<![CDATA[',
    '<a "',
    "<a b='",
    '<break/>',
    '</p>',
    '<sub alias="x">',
    '&amp;',
    '&',
    '<!DOCTYPE [',
    '<a     ',
  ])('reads 100 KB of %s in time that grows with its length only', (part) => {
    const long = `<speak>${part.repeat(Math.ceil(100_000 / part.length))}`;
    const start = performance.now();
    textOfSsml(long);
    looksLikeSsml(long);
    expect(performance.now() - start).toBeLessThan(5_000);
  });

  it('goes on to the spoken form', () => {
    const ssml =
      '<speak>It costs <say-as interpret-as="currency">$5</say-as><break time="1s"/>on 5 May</speak>';
    expect(spokenForm(textOfSsml(ssml), 'en')).toBe('It costs five dollars. on May fifth');
  });
});
