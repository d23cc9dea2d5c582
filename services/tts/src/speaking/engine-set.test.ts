import { ParleyError } from '@parley/contracts';
import { describe, expect, it } from 'vitest';
import { FakeEngine } from '../testing/fake-engine.js';
import { startService } from '../testing/start-service.js';
import { EngineSet } from './engine-set.js';

/** An engine that cannot be loaded so many times; before, it is not ready. */
class StubbornEngine extends FakeEngine {
  loads = 0;
  private readonly failures: number;

  constructor(id: string, failures: number) {
    super({ id });
    this.failures = failures;
    this.ready = false;
  }

  override async load(): Promise<void> {
    this.loads += 1;
    if (this.loads <= this.failures) throw new ParleyError('engine_failed', 'Not yet.');
    this.ready = true;
  }
}

describe('the engines of a service', () => {
  it('speak for one that cannot be loaded, until it can: it is tried again', async () => {
    const late = new StubbornEngine('late', 1);
    const service = await startService({ engines: [late, new FakeEngine({ id: 'second' })] });
    const ready = await (await fetch(`${service.url}/ready`)).json();
    expect(ready.ready).toBe(true);
    expect(ready.checks).toContainEqual(
      expect.objectContaining({ name: 'engine late', reason: 'second speaks in its place. Not yet.' }),
    );
    const status = async () => (await (await fetch(`${service.url}/status`)).json()).engine.id;
    expect(await status()).toBe('second');
    await expect.poll(status, { timeout: 10_000 }).toBe('late');
    expect(late.loads).toBe(2);
    await service.stop();
  });

  it('are not ready while a better one is loading, nor where none can speak', async () => {
    const loading = new FakeEngine({ id: 'loading' });
    loading.ready = false;
    const engines = new EngineSet([loading, new FakeEngine({ id: 'second' })]);
    expect(engines.parts()[0]?.readiness()).toMatchObject({ ready: false });
    const alone = new EngineSet([loading]);
    await alone.parts()[0]?.load(new AbortController().signal);
    expect(alone.parts()[0]?.readiness()).toMatchObject({ ready: false });
  });

  it('say of the embedded one alone what would be better', () => {
    const better = { id: 'kokoro', howToGetIt: 'Fetch it.' };
    expect(new EngineSet([new FakeEngine()], better).status().betterEngine).toBeUndefined();
  });
});
