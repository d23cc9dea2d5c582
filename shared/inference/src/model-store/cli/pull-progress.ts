import { SingleBar } from 'cli-progress';
import { formatBytes } from '../format-bytes.js';
import type { PullEvent } from '../pull-model.js';

/** Where progress is shown. */
export interface Terminal {
  stream: NodeJS.WritableStream;
  /** Whether a bar may be drawn. */
  isTerminal: boolean;
}

/** Without a terminal a line comes with each of so many parts. */
const linesForWhole = 10;

/** Shows how a download comes along: as a bar on a terminal, in lines elsewhere. */
export class PullProgress {
  private bar: SingleBar | undefined;
  private missingBytes = 0;
  private linesShown = 0;

  constructor(private readonly terminal: Terminal) {}

  show(event: PullEvent): void {
    switch (event.type) {
      case 'lock-awaited':
        return this.say('Another process is fetching this model; waiting for it.');
      case 'plan-made':
        return this.begin(event);
      case 'file-resumed':
        return this.say(`${event.path}: going on at ${formatBytes(event.fromByte)}`);
      case 'attempt-failed': {
        const seconds = Math.max(1, Math.round(event.delayMs / 1_000));
        return this.say(`${event.path}: ${event.reason}; trying again in ${seconds} s`);
      }
      case 'bytes-received':
        return this.move(event.receivedBytes, event.path);
      case 'file-finished':
        return undefined;
    }
  }

  /** Leaves the terminal as it was. */
  end(): void {
    this.bar?.stop();
    this.bar = undefined;
  }

  private begin({
    name,
    dtypes,
    repository,
    bytes,
    missingBytes,
    directory,
  }: Extract<PullEvent, { type: 'plan-made' }>) {
    this.missingBytes = missingBytes;
    if (missingBytes === 0) {
      this.say(`${name} (${dtypes.join(', ')}, ${formatBytes(bytes)}) is here already: ${directory}`);
      return;
    }
    const part =
      missingBytes === bytes ? formatBytes(bytes) : `${formatBytes(missingBytes)} of ${formatBytes(bytes)}`;
    this.say(`Fetching ${name} (${dtypes.join(', ')}) from ${repository}: ${part} into ${directory}`);
    if (!this.terminal.isTerminal) return;
    this.bar = new SingleBar({
      format: '{bar} {percentage} %  {received} of {total_size}  {rate}  {eta_formatted}  {file}',
      stream: this.terminal.stream,
      hideCursor: true,
      clearOnComplete: true,
      barsize: 30,
      etaBuffer: 100,
    });
    const total = formatBytes(missingBytes);
    this.bar.start(missingBytes, 0, { received: formatBytes(0), total_size: total, rate: '', file: '' });
  }

  private readonly startedAt = performance.now();

  private move(receivedBytes: number, path: string): void {
    const rate = `${formatBytes((receivedBytes / (performance.now() - this.startedAt)) * 1_000)}/s`;
    if (this.bar) {
      this.bar.update(receivedBytes, { received: formatBytes(receivedBytes), rate, file: path });
      return;
    }
    const part = Math.floor((receivedBytes / this.missingBytes) * linesForWhole);
    if (part <= this.linesShown) return;
    this.linesShown = part;
    this.say(`${Math.round((part / linesForWhole) * 100)} %  ${formatBytes(receivedBytes)}  ${rate}`);
  }

  /** A line of words; a bar that is under way is drawn anew below it. */
  private say(words: string): void {
    const { stream, isTerminal } = this.terminal;
    if (this.bar && isTerminal) stream.write('\r\x1b[K');
    stream.write(`${words}\n`);
  }
}
