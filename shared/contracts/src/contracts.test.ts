import { describe, expect, it } from 'vitest';
import { decodeMediaPacket, encodeMediaPacket, toSpeechLanguage, toTranscriptionLanguage } from './index.js';

describe('media packet', () => {
  it('comes back as it went in', () => {
    const packet = {
      kind: 'jpeg' as const,
      generation: 4_000_000_000,
      sequence: 7,
      mediaTimeMs: -1,
      payload: new Uint8Array([1, 2, 3]),
    };
    expect(decodeMediaPacket(encodeMediaPacket(packet))).toEqual(packet);
  });

  it('refuses bytes that are no packet', () => {
    expect(decodeMediaPacket(new Uint8Array(4))).toBeUndefined();
    expect(decodeMediaPacket(new Uint8Array(20))).toBeUndefined();
  });
});

describe('language tags', () => {
  it('understands what browsers send', () => {
    expect(toSpeechLanguage('de-DE')).toBe('de');
    expect(toSpeechLanguage('zh-Hans')).toBe('zh-cn');
    expect(toSpeechLanguage('xx')).toBeUndefined();
    expect(toTranscriptionLanguage('pt_BR')).toBe('pt');
    expect(toTranscriptionLanguage('klingon')).toBeUndefined();
  });
});
