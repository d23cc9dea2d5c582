import type { ConstellationView } from './use-constellation.js';

/** Why a service cannot work now and what mends it; null while it is ready or nothing is known. */
export function absenceOf(view: ConstellationView, name: string): string | null {
  if (view.state !== 'known') return null;
  const service = view.constellation.services.find((each) => each.name === name);
  if (service === undefined || service.ready) return null;
  return [service.reason ?? `${name} is not ready.`, service.remedy]
    .filter((part) => part !== undefined)
    .join(' ');
}
