/** Symbols of the stub's vocabulary are numbered as Kokoro's: 0 to 177. */
export const symbolCount = 178;
const samplesPerFrame = 600;
const boundaryFrames = 6;
/** Numbers of `;:,.!?—…` and of the space. */
const silentIds = new Set([0, 1, 2, 3, 4, 5, 6, 9, 10, 16]);

/** Frames that the stub gives a symbol at normal speed. */
export const stubFrames = (id: number) => (id === 0 ? boundaryFrames : 2 + (id % 3));

/** How loud a symbol hums; marks, spaces and the two ends are silent. */
export const stubAmplitude = (id: number) => (silentIds.has(id) ? 0 : 0.2 + (id % 7) / 20);

/** One frame of the hum: whole waves, so that frames join. */
export const stubCarrier = Float32Array.from({ length: samplesPerFrame }, (_, sample) =>
  Math.sin((2 * Math.PI * 4 * sample) / samplesPerFrame),
);

/** The first number of a stub voice's style for a text of so many symbols (its row, counted from 1). */
export const stubGain = (symbols: number) => 0.5 + symbols / 1_024;

/** What the stub must say. */
export function expectedSpeech(ids: readonly number[], speed: number) {
  const input = [0, ...ids, 0];
  const frames = input.map((id) => Math.max(1, Math.round(stubFrames(id) / speed)));
  const samples: number[] = [];
  for (const [index, id] of input.entries()) {
    const loudness = stubAmplitude(id) * stubGain(ids.length);
    for (let frame = 0; frame < (frames[index] ?? 0); frame += 1) {
      for (const sample of stubCarrier) samples.push(sample * loudness);
    }
  }
  return { frames, samples: Float32Array.from(samples) };
}
