/** What these tests use of infra/start, whose scripts are plain JavaScript: they run before anything is installed. */
declare module '*/infra/start/restart-delay.mjs' {
  export function restartDelayMs(previousDelayMs: number, ranForMs: number): number;
}

declare module '*/infra/start/table.mjs' {
  export interface Row {
    name: string;
    address: string;
    engine: string;
    state: 'ready' | 'not ready' | 'down';
    reasons: string[];
    betterEngine?: string;
  }
  export function renderTable(rows: Row[], style: (style: unknown, text: string) => string): string;
}

declare module '*/infra/start/report.mjs' {
  export function readStatus(status: unknown): {
    engine: string;
    state: string;
    reasons: string[];
    betterEngine?: string;
  };
}

declare module '*/infra/start/console.mjs' {
  export class StartConsole {
    constructor(options: {
      json?: boolean;
      colour?: boolean;
      names?: string[];
      write: (text: string) => void;
    });
    say(message: string, level?: 'info' | 'warn', fields?: Record<string, unknown>): void;
    show(name: string, line: string): void;
  }
}

declare module '*/infra/start/system-packages.mjs' {
  export interface Requirement {
    name: string;
    purpose: string;
    packages: string[];
    optional: boolean;
    isPresent: () => boolean;
  }
  export interface Machine {
    debian: boolean;
    root: boolean;
    run: (command: string, args: string[]) => Promise<number>;
  }
  export function provide(
    requirements: Requirement[],
    options: { install: boolean; say: (message: string) => void; machine: Machine },
  ): Promise<void>;
}

declare module '*/infra/start/constellation.mjs' {
  export interface Service {
    name: string;
    args: string[];
    port: number;
    ports: number[];
    env: Record<string, string | undefined>;
  }
  export function planServices(options: {
    only?: string[];
    portOffset: number;
    env: Record<string, string | undefined>;
  }): Service[];
}

declare module '*/infra/start/ports.mjs' {
  export function requireFreePorts(services: { name: string; ports: number[] }[]): Promise<void>;
}

declare module '*/infra/start/redis.mjs' {
  export function redisAnswers(url: string): Promise<boolean>;
}

declare module '*/infra/test/tally.mjs' {
  export interface Tally {
    passed: number;
    failed: string[];
    skipped: string[];
  }
  export function tallyVitest(report: unknown, exitCode: number, run: string): Tally;
  export function sum(tallies: Tally[]): Tally;
  export function renderTally(tally: Tally): string;
}

declare module '*/infra/start/last-words.mjs' {
  export class LastWords {
    hear(line: string): void;
    readonly text: string;
  }
}
