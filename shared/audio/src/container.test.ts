import { describe, expect, it } from 'vitest';
import { sniffContainer } from './container.js';

const heads: [string, string | null][] = [
  ['\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\xf7\x81', 'webm'],
  ['OggS\x00\x02\x00\x00\x00\x00\x00\x00', 'ogg'],
  ['\x00\x00\x00\x20ftypM4A ', 'mp4'],
  ['RIFF\x24\x00\x00\x00WAVE', 'wav'],
  ['RIFF\x24\x00\x00\x00AVI ', null],
  ['fLaC\x00\x00\x00\x22', 'flac'],
  ['ID3\x04\x00\x00', 'mp3'],
  ['\xff\xfb\x90\x64', 'mp3'],
  ['\xff\xf3\x84\xc4', 'mp3'],
  ['\xff\xf1\x50\x80', 'adts'],
  ['\xff\xff\xff\xff', null],
  ['\xff\xfe\x48\x00', null],
  ['#!AMR\n', 'amr'],
  ['{"audio": "nothing"}', null],
  ['', null],
];

describe('sniffContainer', () => {
  it.each(heads)('of %j is %s', (head, container) => {
    expect(sniffContainer(Buffer.from(head, 'latin1'))).toBe(container);
  });
});
