import type { ServerResponse } from 'node:http';
import { type ExpressionList, ParleyError, type Portrait, type SliderDescription } from '@parley/contracts';
import type { FakeFace } from './fake-face.js';

const uploaded: Portrait = { id: 'a1b2', name: 'me.jpg', width: 512, height: 512, faces: 1 };
const own: Portrait = { id: 'default', width: 512, height: 512, faces: 1, live: { quality: 'mesh' } };

const share = (name: string): SliderDescription => ({
  name,
  description: `How far: ${name}.`,
  unit: 'share',
  min: -1,
  max: 1,
  default: 0,
});
const angle = (name: string): SliderDescription => ({ ...share(name), unit: 'degrees', min: -12, max: 12 });

/** As `GET /expressions` of the avatar. */
export const fakeExpressions: ExpressionList = {
  expressions: [
    {
      name: 'happy',
      description: 'A smile that reaches the eyes.',
      intensity: { min: 0, max: 2, default: 1 },
    },
  ],
  sliders: [
    ...['smile', 'brows', 'gaze_x', 'gaze_y', 'blink', 'mouth'].map(share),
    ...['pitch', 'yaw', 'roll'].map(angle),
  ],
};

/** The avatar's portraits: one can be kept, is prepared in three questions, and can be deleted. */
export class FakePortraits {
  private kept: Portrait[] = [];
  private prepared = 0;

  constructor(private readonly face: FakeFace) {}

  reset(): void {
    this.kept = [];
    this.prepared = 0;
  }

  /** @param path from `/avatar/portraits` on */
  answer(method: string, path: string, response: ServerResponse): void {
    const [, , , id, part] = path.split('/');
    const portrait = [own, ...this.kept].find((each) => each.id === id);
    if (method === 'POST') {
      this.kept = [uploaded];
      this.prepared = 0;
      json(response, this.withPreparation(uploaded), 201);
    } else if (id === undefined) json(response, { portraits: this.kept });
    else if (!portrait)
      json(response, new ParleyError('not_found', 'There is no such portrait.').toBody(), 404);
    else if (part === 'picture') {
      response.writeHead(200, { 'content-type': 'image/jpeg' }).end(this.face.idle(1));
    } else if (method === 'DELETE') {
      this.kept = [];
      response.writeHead(204).end();
    } else json(response, portrait === own ? own : this.withPreparation(portrait));
  }

  private withPreparation(portrait: Portrait): Portrait {
    this.prepared += 1;
    if (this.prepared > 3) return { ...portrait, live: { quality: 'bank' } };
    return { ...portrait, live: { quality: 'mesh', progress: this.prepared / 4 } };
  }
}

function json(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
