import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ModelStore, type ModelStoreOptions } from '../model-store.js';
import { FakeHub } from './fake-hub.js';

/** A repository's files as Whisper's exports have them, with bytes that mean nothing. */
export function whisperFiles(): Record<string, Buffer | string> {
  return {
    'config.json': '{"model_type":"whisper"}',
    'tokenizer.json': randomBytes(3_000),
    'generation_config.json': '{}',
    'README.md': '# a model',
    'onnx/encoder_model.onnx': randomBytes(4_000),
    'onnx/encoder_model.onnx_data': randomBytes(300_000),
    'onnx/encoder_model.onnx_data_1': randomBytes(100_000),
    'onnx/decoder_model_merged.onnx': randomBytes(200_000),
    'onnx/encoder_model_quantized.onnx': randomBytes(150_000),
    'onnx/decoder_model_merged_quantized.onnx': randomBytes(1_000_000),
  };
}

/** A hub, a folder for its cache and the user's models, and a store between them. */
export class StoreFixture {
  readonly folder = mkdtempSync(join(tmpdir(), 'parley-store-'));
  readonly modelsDirectory = join(this.folder, 'models');
  readonly hubCache = join(this.folder, 'hub');

  private constructor(readonly hub: FakeHub) {}

  static async start(): Promise<StoreFixture> {
    return new StoreFixture(await FakeHub.start());
  }

  options(more: Partial<ModelStoreOptions> = {}): ModelStoreOptions {
    return {
      modelsDirectory: this.modelsDirectory,
      hubCache: this.hubCache,
      endpoint: this.hub.endpoint,
      offline: false,
      acceptedLicenses: [],
      retries: { attempts: 3, baseDelayMs: 1, longestDelayMs: 2_000 },
      ...more,
    };
  }

  store(more: Partial<ModelStoreOptions> = {}): ModelStore {
    return new ModelStore(this.options(more));
  }

  async stop(): Promise<void> {
    await this.hub.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
