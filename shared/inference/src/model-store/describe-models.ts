import type { ModelReport } from '@parley/contracts';
import type { Dtype } from '../sessions/device.js';
import { declarationOf } from './catalogue/catalogue.js';
import type { ModelFinding } from './find-model.js';
import type { FormatContents } from './inspect-folder.js';
import type { ModelDeclaration, ModelService } from './model-declaration.js';
import { type ModelStore, howToGet } from './model-store.js';

interface DescribeOptions {
  /** Only this service's models; all where absent. */
  service?: ModelService;
  /** The models at work, by any of their names. */
  active?: readonly string[];
  /** Models by whatever names them in the configuration: a folder's path, a repository outside the catalogue. */
  configured?: readonly string[];
}

/** What `GET /models` and `npm run models -- list` tell: the models of the catalogue, then others that are here. */
export async function describeModels(
  store: ModelStore,
  { service, active = [], configured = [] }: DescribeOptions = {},
): Promise<ModelReport[]> {
  const findings = await store.findAll([...configured, ...active]);
  const activeNames = new Set(active.map((name) => declarationOf(name)?.name ?? name));
  return findings
    .filter(({ model }) => service === undefined || model.service === service)
    .map((finding) => describe(store, finding, activeNames.has(finding.model.name)));
}

function describe(store: ModelStore, finding: ModelFinding, active: boolean): ModelReport {
  const { model, installed } = finding;
  const { name, aliases, family, service, description, languages, license, source } = model;
  const accepted = store.isAccepted(model);
  return {
    name,
    aliases: [...aliases],
    family,
    service,
    description,
    languages: [...languages],
    license: { ...license, accepted },
    ...(source && { repository: source.repository }),
    formats: finding.contents.formats.map((format) => describeFormat(finding, format)),
    installed: [...installed],
    active,
    ...(installed.length === 0 && { howToGetIt: howToGet(finding, accepted) }),
  };
}

function describeFormat({ model, contents, installed }: ModelFinding, format: FormatContents) {
  const { dtype } = format;
  const isInstalled = installed.includes(dtype);
  return {
    dtype,
    installed: isInstalled,
    missing: [...contents.missing, ...format.missing],
    bytes: isInstalled ? contents.bytes + format.bytes : declaredBytes(model, dtype),
  };
}

/** What a format weighs by the catalogue; null where one of its sizes is not known. */
function declaredBytes(model: ModelDeclaration, dtype: Dtype): number | null {
  let sum = 0;
  for (const { bytes } of Object.values(model.formats[dtype]?.graphs ?? {})) {
    if (bytes === undefined) return null;
    sum += bytes;
  }
  return sum;
}
