import type { Readiness, ReadinessCheck } from '@parley/contracts';

/** Answers one question of readiness. Must be quick: it is asked every few seconds. */
export type ReadinessProbe = () => ReadinessCheck | Promise<ReadinessCheck>;

/** Whether work may be sent here: every probe agrees and the service is not going away. */
export class ReadinessGate {
  private draining = false;

  constructor(
    private readonly service: string,
    private readonly probes: readonly ReadinessProbe[],
  ) {}

  /** From now on not ready: load balancers and clients look elsewhere while work under way ends. */
  drain(): void {
    this.draining = true;
  }

  get isDraining(): boolean {
    return this.draining;
  }

  async check(): Promise<Readiness> {
    const checks = await Promise.all(this.probes.map((probe) => probe()));
    if (this.draining)
      checks.push({ name: 'accepting', ready: false, reason: 'The service is shutting down.' });
    return { ready: checks.every(({ ready }) => ready), service: this.service, checks };
  }
}
