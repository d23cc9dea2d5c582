import { existsSync } from 'node:fs';

/** Where networks run. */
export type Device = 'cpu' | 'cuda';

/** `PARLEY_DEVICE`: `auto` takes the GPU where it works. */
export const devicePreferences = ['auto', 'cpu', 'cuda'] as const;
export type DevicePreference = (typeof devicePreferences)[number];

/** The number formats of published weights, by the suffix of their files (transformers.js, `dtypes.js`). */
export const dtypeSuffixes = {
  fp32: '',
  fp16: '_fp16',
  q8: '_quantized',
  int8: '_int8',
  uint8: '_uint8',
  q4: '_q4',
  q4f16: '_q4f16',
  bnb4: '_bnb4',
} as const;
export type Dtype = keyof typeof dtypeSuffixes;
export const dtypes = Object.keys(dtypeSuffixes) as [Dtype, ...Dtype[]];

/**
 * The formats to try on a device, best first. Dynamic 8-bit kernels exist on the CPU only; half precision on the CPU
 * only adds casts (reference: speech-to-text, B1).
 */
export const dtypeOrder: Readonly<Record<Device, readonly Dtype[]>> = {
  cpu: ['q8', 'int8', 'fp32', 'q4', 'uint8', 'bnb4'],
  cuda: ['fp16', 'fp32', 'q4f16', 'q4', 'q8'],
};

/** Whether this machine, or container, shows an NVIDIA device: on Linux, or in WSL. */
export function hasNvidiaDevice(): boolean {
  return ['/dev/nvidiactl', '/dev/nvidia0', '/dev/dxg'].some((path) => existsSync(path));
}

/** Where networks shall run. */
export function wantedDevice(preference: DevicePreference): Device {
  if (preference !== 'auto') return preference;
  return hasNvidiaDevice() ? 'cuda' : 'cpu';
}

/** The formats to try: the one wanted first, then the device's own order. */
export function dtypesToTry(device: Device, wanted?: Dtype): Dtype[] {
  return [...new Set([...(wanted ? [wanted] : []), ...dtypeOrder[device]])];
}
