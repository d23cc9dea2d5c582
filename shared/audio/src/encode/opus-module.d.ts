/** The WASM half of @evan/opus, whose own types name only the half that prefers native code. */
declare module '@evan/opus/wasm/index.mjs' {
  export class Encoder {
    constructor(options: { channels: 1 | 2; sample_rate: number; application: 'voip' | 'audio' });
    /** Sets a control of libopus (opus_defines.h), or reads it where no value is given. */
    ctl(control: number, value?: number): number;
    /** One packet from PCM16 of 2.5, 5, 10, 20, 40 or 60 ms. */
    encode(pcm16: Uint8Array): Uint8Array;
    /** Frees the encoder's memory. */
    drop(): void;
  }
}
