import sharp from 'sharp';

/** Steps of an open mouth, closed first. */
export const mouthSteps = 5;
const breathSteps = 12;

export interface FakeFace {
  /** A resting face, JPEG; `tick` counts frames. */
  idle(tick: number): Buffer;
  /** A speaking face; `openness` 0 to 1. */
  speaking(tick: number, openness: number): Buffer;
}

/** A drawn face in all its states, rendered once, so that the fake gateway sends frames at next to no cost. */
export async function drawFakeFace(): Promise<FakeFace> {
  const frames = await Promise.all(
    Array.from({ length: breathSteps }, (_, breath) =>
      Promise.all(
        Array.from({ length: mouthSteps }, (_each, mouth) => render(breath, mouth / (mouthSteps - 1))),
      ),
    ),
  );
  const blinks = await render(0, 0, true);
  const at = (tick: number, mouth: number) => {
    // There and back again: a breath of about four seconds.
    const phase = Math.floor(tick / 4) % (2 * breathSteps - 2);
    const breath = phase < breathSteps ? phase : 2 * breathSteps - 2 - phase;
    return frames[breath]?.[mouth] ?? blinks;
  };
  return {
    idle: (tick) => (tick % 90 < 4 ? blinks : at(tick, 0)),
    speaking: (tick, openness) => at(tick, Math.round(Math.min(1, openness) * (mouthSteps - 1))),
  };
}

function render(breath: number, openness: number, isBlinking = false): Promise<Buffer> {
  return sharp(Buffer.from(portrait(breath, openness, isBlinking)))
    .jpeg({ quality: 82 })
    .toBuffer();
}

function portrait(breath: number, openness: number, isBlinking: boolean): string {
  const lift = -breath * 0.35;
  const eye = isBlinking ? 1.5 : 11;
  const mouth = 2 + openness * 20;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="512" height="512" viewBox="0 0 512 512">
    <defs>
      <radialGradient id="wall" cx="38%" cy="28%" r="90%">
        <stop offset="0" stop-color="#dfe6df"/><stop offset="1" stop-color="#8fa39b"/>
      </radialGradient>
      <linearGradient id="skin" x1="0" y1="0" x2="1" y2="1">
        <stop offset="0" stop-color="#f2cdb2"/><stop offset="1" stop-color="#d9a382"/>
      </linearGradient>
      <linearGradient id="coat" x1="0" y1="0" x2="0" y2="1">
        <stop offset="0" stop-color="#2f5d62"/><stop offset="1" stop-color="#1d3d43"/>
      </linearGradient>
    </defs>
    <rect width="512" height="512" fill="url(#wall)"/>
    <g transform="translate(0 ${lift * 0.6})">
      <path d="M60 512c6-92 82-138 196-138s190 46 196 138Z" fill="url(#coat)"/>
      <path d="M214 340h84v52c-22 26-62 26-84 0Z" fill="#cf987a"/>
    </g>
    <g transform="translate(0 ${lift})">
      <path d="M150 214c-10-104 50-150 106-150s118 44 106 152c-2 34-10 60-14 74H164c-6-16-12-42-14-76Z" fill="#3b2a25"/>
      <ellipse cx="256" cy="226" rx="88" ry="116" fill="url(#skin)"/>
      <path d="M166 214c2-70 40-104 92-104s86 30 88 100c-22-26-34-48-38-66-38 34-96 44-142 70Z" fill="#45312b"/>
      <g fill="#fff"><ellipse cx="221" cy="220" rx="17" ry="${eye}"/><ellipse cx="291" cy="220" rx="17" ry="${eye}"/></g>
      ${
        isBlinking
          ? ''
          : '<g fill="#4a5d4a"><circle cx="222" cy="220" r="8.5"/><circle cx="291" cy="220" r="8.5"/></g><g fill="#151515"><circle cx="222" cy="220" r="4"/><circle cx="291" cy="220" r="4"/></g>'
      }
      <g stroke="#3b2a25" stroke-width="5" fill="none" stroke-linecap="round">
        <path d="M202 198q18-10 36-3"/><path d="M274 195q18-7 36 3"/>
      </g>
      <path d="M254 226q-8 32-10 38 8 8 20 3" stroke="#c08a6c" stroke-width="4" fill="none" stroke-linecap="round"/>
      <ellipse cx="256" cy="${298 + openness * 4}" rx="${29 - openness * 5}" ry="${mouth + 4}" fill="#b8625a"/>
      <ellipse cx="256" cy="${298 + openness * 4}" rx="${25 - openness * 5}" ry="${Math.max(0.8, mouth - 2)}" fill="#4a1f22"/>
    </g>
  </svg>`;
}
