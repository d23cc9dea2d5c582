import { describe, expect, it } from 'vitest';
import { decodeBase64 } from './audio-input.js';

describe('audio in JSON', () => {
  const bytes = Buffer.from('Hello, world.');

  it.each([
    ['plain', bytes.toString('base64')],
    ['without padding', bytes.toString('base64').replaceAll('=', '')],
    ['with a line end', `${bytes.toString('base64')}\n`],
    ['in lines', bytes.toString('base64').replace(/.{8}/g, '$&\r\n')],
    ['url-safe', bytes.toString('base64url')],
    ['in a data URL', `data:audio/webm;codecs=opus;base64,${bytes.toString('base64')}`],
  ])('is read %s', (_how, text) => {
    expect(Buffer.from(decodeBase64(text))).toEqual(bytes);
  });

  it.each([
    ['', 'empty_file'],
    ['data:audio/wav;base64,', 'empty_file'],
    ['data:audio/wav,hello', 'invalid_parameter'],
    ['data:nonsense', 'invalid_parameter'],
    ['not base64!', 'invalid_parameter'],
  ])('is refused where it is none: %s', (text, code) => {
    expect(() => decodeBase64(text)).toThrow(expect.objectContaining({ code }));
  });
});
