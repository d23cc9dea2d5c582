/** By what engines' names are compared: `XTTS`, `xtts_v2` and `xtts-v2` are `xtts`; `espeak` is `espeak-ng`. */
export function plainEngineName(name: string): string {
  const lower = name.trim().toLowerCase().replaceAll('_', '-');
  return lower.slice(lower.lastIndexOf('/') + 1).replace(/-(v\d.*|ng|\d+m.*)$/, '');
}
