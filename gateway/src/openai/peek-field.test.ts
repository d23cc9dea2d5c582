import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { peekField } from './peek-field.js';

describe('a field of a form that is passed on', () => {
  let server: Server;
  beforeAll(async () => {
    const app = express();
    app.post('/', async (request, response) => {
      const model = await peekField(request, 'model', 65_536);
      let bytes = 0;
      for await (const chunk of request) bytes += chunk.length;
      response.json({ model, isWhole: bytes === Number(request.get('content-length')) });
    });
    server = app.listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
  });
  afterAll(() => server.close());

  const ask = async (model: string | undefined) => {
    const form = new FormData();
    if (model !== undefined) form.append('model', model);
    form.append('file', new Blob([Buffer.alloc(10_000)]), 'a.wav');
    const { port } = server.address() as AddressInfo;
    return (await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body: form })).json();
  };

  it('is read, and all of the form is still there', async () => {
    expect(await ask('whisper-1')).toEqual({ model: 'whisper-1', isWhole: true });
    expect(await ask(undefined)).toEqual({ isWhole: true });
  });

  it('counts as absent where it is too long, and not as its beginning', async () => {
    expect(await ask('m'.repeat(300))).toEqual({ isWhole: true });
  });
});
