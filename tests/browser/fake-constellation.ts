import type { Constellation, ServiceReport } from '@parley/contracts';

interface FakeEngine {
  id: string;
  description: string;
  better?: { id: string; howToGetIt: string };
}

const engines: Record<string, FakeEngine> = {
  stt: {
    id: 'pocketsphinx',
    description: 'PocketSphinx, English',
    better: { id: 'whisper', howToGetIt: 'Fetch its model with: npm run models -- whisper' },
  },
  tts: { id: 'espeak', description: 'espeak-ng, 17 languages' },
  avatar: { id: 'mesh-warp', description: 'A mesh over the portrait, warped' },
  agent: { id: 'scripted', description: 'A scripted replier' },
};

/** All services as the page sees them on a fresh machine: the embedded engines ready, Canary and CTC without models. */
export function fakeConstellation(): Constellation {
  const services = [
    ready('stt', 8083, 3),
    ready('tts', 8082, 2),
    ready('avatar', 8081, 5),
    ready('agent', 8088, 2),
    waiting('stt-canary', 8084),
    waiting('stt-ctc', 8087),
  ];
  const gpu = { available: false, gpus: [], reason: 'nvidia-smi was not found.' };
  return { status: 'ok', services, queues: {}, gpu };
}

function ready(name: string, port: number, latencyMs: number): ServiceReport {
  const engine = engines[name];
  return {
    name,
    url: `http://127.0.0.1:${port}`,
    reachable: true,
    ready: true,
    latencyMs,
    required: true,
    status: {
      ...fakeStatus(name, true),
      ...(engine && {
        engine: {
          id: engine.id,
          description: engine.description,
          embedded: true,
          device: 'cpu',
          ready: true,
          ...(engine.better && { betterEngine: engine.better }),
        },
      }),
    },
  };
}

function waiting(name: string, port: number): ServiceReport {
  return {
    name,
    url: `http://127.0.0.1:${port}`,
    reachable: true,
    ready: false,
    latencyMs: 2,
    reason: `The model file ${name}/encoder.onnx is missing.`,
    remedy: `npm run models -- pull ${name}`,
    required: false,
    status: fakeStatus(name, false),
  };
}

function fakeStatus(service: string, isReady: boolean) {
  return {
    service,
    version: '0.1.0',
    uptimeMs: 60_000,
    ready: isReady,
    checks: [],
    eventLoopDelayMs: { p50: 1, p99: 3, max: 9 },
    memoryMb: 96,
    node: process.version,
    details: {},
  };
}
