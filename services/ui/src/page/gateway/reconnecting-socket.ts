/** Speech held while a socket opens: 2 s of 20 ms frames. What comes beyond is dropped and reported. */
const pendingMessages = 100;
/** Bytes that may wait inside the browser: 8 s of PCM16 at 16 kHz. A slower line drops speech, and says so. */
const bufferedBytes = 256_000;
const retryDelaysMs = [500, 1_000, 2_000, 4_000, 8_000];
/** Below the idle limits of gateways and proxies in between. */
const keepAliveMs = 15_000;

export interface SocketListener {
  onOpen(): void;
  onText(text: string): void;
  onBinary(bytes: Uint8Array): void;
  /** The connection went, and comes back by itself in `retryInMs`. */
  onLost(retryInMs: number): void;
  /** A binary message did not fit and is gone. */
  onDropped(bytes: number): void;
}

export interface SocketOptions {
  /** Path on the page's own origin. */
  path: string;
  /** Sent every 15 s while open. */
  keepAlive?: string;
}

/** A WebSocket to the gateway that comes back after a loss, with growing pauses, until it is closed. */
export class ReconnectingSocket {
  private socket: WebSocket | null = null;
  private failures = 0;
  private retryTimer: ReturnType<typeof setTimeout> | undefined;
  private keepAliveTimer: ReturnType<typeof setInterval> | undefined;
  private pending: Uint8Array<ArrayBuffer>[] = [];

  constructor(
    private readonly options: SocketOptions,
    private readonly listener: SocketListener,
  ) {}

  get isOpen(): boolean {
    return this.socket?.readyState === WebSocket.OPEN;
  }

  /** Opens a fresh connection; one that is there already is left behind. */
  open(): void {
    this.close();
    const url = new URL(this.options.path, window.location.href);
    url.protocol = url.protocol.replace('http', 'ws');
    const socket = new WebSocket(url);
    socket.binaryType = 'arraybuffer';
    this.socket = socket;
    socket.addEventListener('open', () => this.opened(socket));
    socket.addEventListener('close', () => this.lost(socket));
    socket.addEventListener('message', (event: MessageEvent<unknown>) => {
      if (socket !== this.socket) return;
      if (typeof event.data === 'string') this.listener.onText(event.data);
      else if (event.data instanceof ArrayBuffer) this.listener.onBinary(new Uint8Array(event.data));
    });
  }

  sendText(text: string): void {
    if (this.isOpen) this.socket?.send(text);
  }

  /** Sends now, or once open; drops and reports what does not fit. */
  sendBinary(bytes: Uint8Array<ArrayBuffer>): void {
    const { socket } = this;
    if (socket?.readyState === WebSocket.OPEN && socket.bufferedAmount < bufferedBytes) socket.send(bytes);
    else if (socket?.readyState === WebSocket.CONNECTING && this.pending.length < pendingMessages) {
      this.pending.push(bytes);
    } else this.listener.onDropped(bytes.byteLength);
  }

  close(): void {
    clearTimeout(this.retryTimer);
    clearInterval(this.keepAliveTimer);
    this.pending = [];
    const { socket } = this;
    this.socket = null;
    socket?.close(1000);
  }

  private opened(socket: WebSocket): void {
    if (socket !== this.socket) return;
    this.failures = 0;
    this.listener.onOpen();
    for (const bytes of this.pending.splice(0)) socket.send(bytes);
    const { keepAlive } = this.options;
    if (keepAlive !== undefined)
      this.keepAliveTimer = setInterval(() => this.sendText(keepAlive), keepAliveMs);
  }

  private lost(socket: WebSocket): void {
    if (socket !== this.socket) return;
    this.close();
    const retryInMs = retryDelaysMs[Math.min(this.failures, retryDelaysMs.length - 1)] ?? 8_000;
    this.failures += 1;
    this.retryTimer = setTimeout(() => this.open(), retryInMs);
    this.listener.onLost(retryInMs);
  }
}
