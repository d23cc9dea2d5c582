import { readFile } from 'node:fs/promises';

/** What a process is doing (Linux, proc(5)). */
export interface ProcessActivity {
  /** `R` runs or waits for a core, `S` sleeps, `D` waits for a disk, `T` is stopped. */
  state: string;
  /** CPU time of all its threads so far, in clock ticks. */
  cpuTicks: number;
}

/** Undefined where the system does not tell, or the process is gone. */
export async function readActivity(pid: number): Promise<ProcessActivity | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  if (stat === undefined) return undefined;
  // The second field is the program's name in parentheses, which may hold anything.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state = ''] = fields;
  const [userTicks = 0, systemTicks = 0] = fields.slice(11, 13).map(Number);
  return { state, cpuTicks: userTicks + systemTicks };
}
