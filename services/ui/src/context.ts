import { type ServiceFoundation, createFoundation, createLogger } from '@parley/service-kit';
import { type Certificate, ensureCertificate, localNames } from './certificate.js';
import type { UiConfig } from './config.js';

/** What the service is made of; tests pass their own parts. */
export interface UiContext {
  config: UiConfig;
  foundation: ServiceFoundation;
  certificate: Certificate;
}

export async function createContext(
  config: UiConfig,
  overrides: Partial<UiContext> = {},
): Promise<UiContext> {
  const foundation =
    overrides.foundation ?? createFoundation('ui', config.server, createLogger('ui', config.server.logLevel));
  const names = { local: localNames(), wanted: config.certificateNames };
  const certificate = overrides.certificate ?? (await ensureCertificate(config.stateDirectory, names));
  return { config, foundation, certificate };
}
