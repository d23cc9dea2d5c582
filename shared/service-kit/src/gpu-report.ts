import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Gpu, GpuReport } from '@parley/contracts';

const run = promisify(execFile);

const timeoutMs = 2_000;
const fields = [
  'index',
  'name',
  'memory.total',
  'memory.used',
  'memory.free',
  'utilization.gpu',
  'temperature.gpu',
  'power.draw',
];

/** nvidia-smi says `[N/A]` or `[Not Supported]` where a number is missing. */
function numberOrNull(text: string | undefined): number | null {
  const value = Number.parseFloat(text ?? '');
  return Number.isFinite(value) ? value : null;
}

/** The GPUs of nvidia-smi's answer to this module's query: a line each, values parted by ", ". */
export function parseGpus(csv: string): Gpu[] {
  return csv.split('\n').flatMap((line) => {
    const [index, name, total, used, free, utilization, temperature, power] = line.trim().split(/,\s*/);
    const number = numberOrNull(index);
    if (number === null || name === undefined) return [];
    return {
      index: number,
      name,
      memoryTotalMb: numberOrNull(total),
      memoryUsedMb: numberOrNull(used),
      memoryFreeMb: numberOrNull(free),
      utilizationPercent: numberOrNull(utilization),
      temperatureC: numberOrNull(temperature),
      powerW: numberOrNull(power),
    };
  });
}

/** The GPUs that the gateway's own machine shows, or why there are none. Never throws. */
export async function readGpuReport(program = 'nvidia-smi'): Promise<GpuReport> {
  try {
    const query = [`--query-gpu=${fields.join(',')}`, '--format=csv,noheader,nounits'];
    const { stdout } = await run(program, query, { timeout: timeoutMs });
    const gpus = parseGpus(stdout);
    if (gpus.length > 0) return { available: true, gpus };
    return { available: false, gpus, reason: 'nvidia-smi finds no GPU on this machine.' };
  } catch (error) {
    return { available: false, gpus: [], reason: reasonOf(error) };
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'nvidia-smi failed.';
  if ('code' in error && error.code === 'ENOENT') {
    return 'nvidia-smi is not installed on this machine, so there is no NVIDIA driver: Parley runs on the CPU.';
  }
  if ('killed' in error && error.killed === true) {
    return `nvidia-smi did not answer within ${timeoutMs / 1_000} s.`;
  }
  const firstLine =
    'stderr' in error && typeof error.stderr === 'string' ? error.stderr.trim().split('\n')[0] : '';
  return `nvidia-smi failed${firstLine ? `: ${firstLine}` : ''}.`;
}
