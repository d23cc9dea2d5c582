import type { GatewayConfig } from './config.js';

export type UpstreamName = keyof GatewayConfig['urls'];

/** A service behind the gateway. */
export interface Upstream {
  name: UpstreamName;
  url: URL;
  /** The path under which the gateway passes requests on to it; the page is not passed on. */
  prefix: string | null;
  /** Whether the constellation is incomplete without it. */
  required: boolean;
  /** The Compose profile that runs it. */
  profile: string;
}

const table: Record<UpstreamName, Omit<Upstream, 'name' | 'url'>> = {
  stt: { prefix: '/stt', required: true, profile: 'avatar' },
  'stt-canary': { prefix: '/canary', required: false, profile: 'avatar-experimental' },
  'stt-ctc': { prefix: '/ctc', required: false, profile: 'voxformer' },
  tts: { prefix: '/tts', required: true, profile: 'avatar' },
  avatar: { prefix: '/avatar', required: true, profile: 'avatar' },
  agent: { prefix: '/agent', required: true, profile: 'avatar' },
  ui: { prefix: null, required: true, profile: 'avatar' },
};

export function upstreamsOf(urls: GatewayConfig['urls']): Upstream[] {
  return (Object.keys(table) as UpstreamName[]).map((name) => ({
    name,
    url: new URL(urls[name]),
    ...table[name],
  }));
}

/** What starts this service, for people. */
export function remedyFor({ name, profile }: Upstream): string {
  return `Start ${name}: npm start, or docker compose --profile ${profile} up.`;
}
