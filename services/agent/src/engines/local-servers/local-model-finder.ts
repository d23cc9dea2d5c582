import type { EngineStatus } from '@parley/contracts';
import type { LanguageModel, LanguageModelSource } from '../language-model.js';
import { OpenAiCompatibleModel, type ReplySettings } from '../openai-compatible/openai-compatible-model.js';
import { askLocalServer } from './ask-local-server.js';
import { type ModelChoice, chooseModels } from './choose-model.js';
import type { LocalServer } from './listed-model.js';
import { howToChooseAnother, howToGetOne } from './local-model-advice.js';

export interface FinderOptions {
  /** Addresses to look at, up to `/v1`; the first is preferred among equals. */
  urls: readonly string[];
  /** The one model to take; any that suits where unset. */
  wanted?: string;
  settings: ReplySettings;
  /** Takes the conversations that begin while nothing is found. */
  fallback: LanguageModel;
  onFound: (found: { model: string; product: string; baseUrl: string; howToChooseAnother: string }) => void;
  onLost: (lost: { model: string; product: string; baseUrl: string }) => void;
  /** How often to look; 0 only looks at the start and after a failure. */
  intervalMs?: number;
  now?: () => number;
}

/** An answer on loopback takes a few; only a machine that is very busy takes longer. */
const timeoutMs = 800;
/** A server in use may be slow to answer while it thinks of a reply: it is not given up for that. */
const keepTimeoutMs = 5_000;
const defaultIntervalMs = 15_000;
/** A program of another kind is not bothered again so soon. */
const strangerPauseMs = 5 * 60_000;

interface FoundModel extends ModelChoice {
  engine: OpenAiCompatibleModel;
  others: readonly ModelChoice[];
}

/**
 * The language model of this machine, found by itself: looked for at the usual addresses at the start, from time to
 * time while none is there, and after each failure. It stays until its server no longer lists it.
 */
export class LocalModelFinder implements LanguageModelSource {
  private found: FoundModel | undefined;
  private servers: readonly LocalServer[] = [];
  private looking: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;
  private readonly strangersUntil = new Map<string, number>();
  private readonly now: () => number;

  constructor(private readonly options: FinderOptions) {
    this.now = options.now ?? (() => performance.now());
  }

  get current(): LanguageModel {
    return this.found?.engine ?? this.options.fallback;
  }

  async start(): Promise<void> {
    await this.look();
    const { intervalMs = defaultIntervalMs } = this.options;
    if (intervalMs > 0) this.timer = setInterval(() => void this.look(), intervalMs).unref();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** Looks once; those who ask meanwhile share the answer. Never rejects. */
  look(): Promise<void> {
    this.looking ??= this.lookNow().finally(() => (this.looking = undefined));
    return this.looking;
  }

  status(): EngineStatus {
    const { wanted, urls, fallback } = this.options;
    if (!this.found) {
      const howToGetIt = howToGetOne(this.servers, urls, wanted);
      return { ...fallback.status(), betterEngine: { id: 'a language model', howToGetIt } };
    }
    const howToGetIt = howToChooseAnother(this.found, this.found.others);
    return { ...this.found.engine.status(), betterEngine: { id: 'another model', howToGetIt } };
  }

  private async lookNow(): Promise<void> {
    if (this.found && (await isStillThere(this.found))) return;
    this.servers = await this.askAll();
    const [best, ...others] = chooseModels(this.servers, this.options.wanted);
    if (this.found) this.options.onLost(describe(this.found));
    this.found = best && { ...best, others, engine: this.createEngine(best) };
    if (this.found) {
      const howToChoose = howToChooseAnother(this.found, others);
      this.options.onFound({ ...describe(this.found), howToChooseAnother: howToChoose });
    }
  }

  private async askAll(): Promise<LocalServer[]> {
    const due = this.options.urls.filter((url) => (this.strangersUntil.get(url) ?? 0) <= this.now());
    const answers = await Promise.all(
      due.map(async (url) => ({ url, answer: await askLocalServer(url, timeoutMs) })),
    );
    for (const { url, answer } of answers) {
      if (answer === 'something-else') this.strangersUntil.set(url, this.now() + strangerPauseMs);
    }
    return answers.flatMap(({ answer }) => (typeof answer === 'string' ? [] : [answer]));
  }

  private createEngine({ server, model }: ModelChoice): OpenAiCompatibleModel {
    const { settings } = this.options;
    return new OpenAiCompatibleModel({
      ...settings,
      contextTokens: Math.min(settings.contextTokens, model.contextTokens ?? Number.POSITIVE_INFINITY),
      baseUrl: server.baseUrl,
      model: model.id,
      description: `${model.id} on ${server.product} at ${server.baseUrl}, found by itself`,
      remedy: `Look at ${server.product}, or set LLM_BASE_URL and LLM_MODEL.`,
      mayUseProxy: false,
      // The next conversation should not begin with a model that is gone.
      onFailure: () => void this.look(),
    });
  }
}

async function isStillThere({ server, model }: ModelChoice): Promise<boolean> {
  const answer = await askLocalServer(server.baseUrl, keepTimeoutMs);
  return typeof answer !== 'string' && answer.models.some(({ id }) => id === model.id);
}

const describe = ({ server, model }: ModelChoice) => ({
  model: model.id,
  product: server.product,
  baseUrl: server.baseUrl,
});
