import { ParleyError } from '@parley/contracts';
import type { ModelDeclaration, ModelLicense } from './model-declaration.js';

/** Whether a model may be used here: its licence asks for nothing, or was accepted by name. */
export function isAccepted({ acceptedAs }: ModelLicense, acceptedLicenses: readonly string[]): boolean {
  return acceptedAs === undefined || acceptedLicenses.some((name) => name.toLowerCase() === acceptedAs);
}

/** @throws ParleyError `license_not_accepted`, saying what, why and how */
export function requireAcceptance(
  { name, license }: ModelDeclaration,
  acceptedLicenses: readonly string[],
): void {
  if (isAccepted(license, acceptedLicenses)) return;
  const words = [...acceptedLicenses, license.acceptedAs].join(',');
  throw new ParleyError(
    'license_not_accepted',
    `${name} is under ${license.name}, which does not allow every use` +
      `${license.url === undefined ? '' : ` (read it at ${license.url})`}. If you accept it, set ` +
      `PARLEY_ACCEPT_LICENSES=${words} and try again.`,
  );
}
