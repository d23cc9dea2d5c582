/** One service's metrics as it told them; `text` is null where it did not answer. */
export interface MetricsSource {
  target: string;
  text: string | null;
}

interface Family {
  help: string | undefined;
  type: string | undefined;
  samples: string[];
}

const commentPattern = /^# (HELP|TYPE) (\S+) /;
const samplePattern = /^([A-Za-z_:][\w:]*)(?:\{(.*)\})?(\s.+)$/;

/**
 * The metrics of several services as one exposition (Prometheus text format 0.0.4): each family's HELP and TYPE
 * appear once, and every sample says which `target` told it. `parley_service_up` says who answered at all.
 */
export function mergeMetrics(sources: readonly MetricsSource[]): string {
  const families = new Map<string, Family>();
  for (const { target, text } of sources) if (text !== null) addSource(families, target, text);
  families.set('parley_service_up', {
    help: '# HELP parley_service_up Whether a service told its metrics.',
    type: '# TYPE parley_service_up gauge',
    samples: sources.map(
      ({ target, text }) => `parley_service_up{target="${target}"} ${text === null ? 0 : 1}`,
    ),
  });
  const blocks = [...families.values()].map(({ help, type, samples }) =>
    [help, type, ...samples].filter((line) => line !== undefined).join('\n'),
  );
  return `${blocks.join('\n\n')}\n`;
}

function addSource(families: Map<string, Family>, target: string, text: string): void {
  let described = '';
  for (const line of text.split('\n')) {
    const [, kind, name] = commentPattern.exec(line) ?? [];
    if (kind !== undefined && name !== undefined) {
      described = name;
      const family = familyOf(families, name);
      if (kind === 'HELP') family.help ??= line;
      else family.type ??= line;
      continue;
    }
    const [, sample, labels, value] = samplePattern.exec(line) ?? [];
    if (sample === undefined || value === undefined) continue;
    // A histogram's samples are named after it: parley_x_bucket, parley_x_sum, parley_x_count.
    const family = familyOf(families, described !== '' && sample.startsWith(described) ? described : sample);
    family.samples.push(`${sample}{target="${target}"${labels ? `,${labels}` : ''}}${value}`);
  }
}

function familyOf(families: Map<string, Family>, name: string): Family {
  const existing = families.get(name);
  if (existing) return existing;
  const family: Family = { help: undefined, type: undefined, samples: [] };
  families.set(name, family);
  return family;
}
