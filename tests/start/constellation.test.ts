import { expect, it } from 'vitest';

import { planServices } from '../../infra/start/constellation.mjs';

it('runs one speech-to-text program as three services', () => {
  const services = planServices({
    portOffset: 0,
    env: {
      STT_ENGINE: 'whisper',
      STT_MODEL: 'whisper-small',
      INTERIM_MODEL: 'whisper-tiny',
      CTC_MODEL: '/mine',
    },
  });
  const engines = services.filter(({ args }) => args.includes('services/stt/src/main.ts'));
  const shown = ['PORT', 'STT_ENGINE', 'STT_MODEL', 'INTERIM_MODEL'];
  expect(engines.map(({ env }) => shown.map((name) => env[name]))).toEqual([
    ['8083', 'whisper', 'whisper-small', 'whisper-tiny'],
    ['8084', 'canary', '', ''],
    ['8087', 'ctc', '/mine', ''],
  ]);
});

it('shifts every port and every address by the offset', () => {
  const [gateway] = planServices({ portOffset: 100, only: ['gateway'], env: { PORT: '1' } });
  expect(gateway?.ports).toEqual([8100, 8105]);
  expect(gateway?.env).toMatchObject({
    PORT: '8100',
    OPERATOR_PORT: '8105',
    STT_URL: 'http://127.0.0.1:8183',
    STT_CANARY_URL: 'http://127.0.0.1:8184',
    UI_URL: 'https://localhost:8185',
    REDIS_URL: 'redis://127.0.0.1:6479',
  });
});

it('leaves an address alone that is set by hand', () => {
  const [agent] = planServices({ portOffset: 0, only: ['agent'], env: { TTS_URL: 'http://10.0.0.2:8082' } });
  expect(agent?.env['TTS_URL']).toBe('http://10.0.0.2:8082');
});

it('names the services when asked for one that does not exist', () => {
  expect(() => planServices({ portOffset: 0, only: ['tss'], env: {} })).toThrow(
    /no service named "tss".*gateway, avatar, tts/,
  );
});
