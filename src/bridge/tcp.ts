import { connect, createServer, type Server, type Socket } from "node:net";
import { type Address, addressText } from "./address.ts";
import type { Bridge } from "./bridge.ts";
import type { Alarm, Clock } from "./clock.ts";
import type { PeerStream, Port } from "./port.ts";

/** So long a peer has to take what was written to it last. */
const GRACE_US = 1_000_000;
/** LINK-07: the first try to come back, and how long they get when there is nobody. */
const AGAIN_US = 1_000_000;
const AGAIN_US_MAX = 30_000_000;
/** A bridge wakes at least so often, that a clock that jumps does no harm. */
const NAP_US_MAX = 1_000_000;
/** Connections that wait to be refused. */
const BACKLOG = 16;

/** The streams of a bridge as TCP connections, and its time as the machine's. */
export class TcpBridge {
  readonly bridge: Bridge;
  private readonly _clock: Clock;
  private readonly _sockets = new Set<Socket>();
  private _server: Server | null = null;
  private _alarm: Alarm | null = null;
  private _redial: Alarm | null = null;
  private _againUs = AGAIN_US;
  private _isOver = false;
  private readonly _onOver: (why: string) => void;

  /** `onOver`: it has ended by itself, and why. */
  constructor(bridge: Bridge, clock: Clock, onOver: (why: string) => void) {
    this.bridge = bridge;
    this._clock = clock;
    this._onOver = onOver;
  }

  /** Resolves with the address when peers can come; rejects when they cannot. */
  listen(address: Address): Promise<Address> {
    const server = createServer({ allowHalfOpen: true, pauseOnConnect: true }, (socket) => this._attach(socket));
    this._server = server;
    return new Promise((resolve, reject) => {
      server.once("error", reject);
      server.listen({ host: address.host, port: address.port, backlog: BACKLOG }, () => {
        server.removeListener("error", reject);
        server.on("error", (error) => this.bridge.tell("error", `the socket that listens: ${error.message}`));
        this.wake();
        resolve({ host: address.host, port: (server.address() as { readonly port: number }).port });
      });
    });
  }

  /** Connects, and again whenever the connection ended, for as long as the bridge goes. */
  connect(address: Address): void {
    this._redial = null;
    if (this._isOver) return;
    const socket = connect({ host: address.host, port: address.port, allowHalfOpen: true });
    this._sockets.add(socket);
    let connected = false;
    let error = "";
    socket.once("connect", () => {
      connected = true;
      this._againUs = AGAIN_US;
      socket.pause();
      this._attach(socket);
    });
    socket.on("error", (reason) => (error = codeOf(reason)));
    socket.once("close", () => {
      this._sockets.delete(socket);
      if (this._isOver) return;
      if (!connected) this.bridge.tell("noConnection", `${addressText(address)} cannot be reached (${error}); again in ${this._againUs / 1_000_000} s`);
      this._redial = this._clock.after(this._againUs, () => this.connect(address));
      if (!connected) this._againUs = Math.min(2 * this._againUs, AGAIN_US_MAX);
    });
    this.wake();
  }

  /** Does what is due, and sees to it that it is called again. */
  wake(): void {
    if (this._isOver) return;
    this._alarm?.cancel();
    const waitUs = this.bridge.pump(this._clock.nowUs());
    if (this.bridge.isUsedUp) {
      this._end("the run holds as much as it may");
      return;
    }
    this._alarm = this._clock.after(Math.min(waitUs, NAP_US_MAX), () => this.wake());
  }

  /** Ends every connection and takes no new one; resolves when all are closed. */
  async close(why: string): Promise<void> {
    if (this._isOver) return;
    this._isOver = true;
    this._alarm?.cancel();
    this._redial?.cancel();
    this.bridge.pump(this._clock.nowUs());
    this.bridge.close(why);
    // The nodes hear of it.
    this.bridge.pump(this._clock.nowUs());
    const server = this._server;
    const closed = [...this._sockets].map((socket) => new Promise<void>((resolve) => (socket.destroyed ? resolve() : socket.once("close", () => resolve()))));
    if (server) closed.push(new Promise((resolve) => server.close(() => resolve())));
    await Promise.all(closed);
  }

  private _end(why: string): void {
    void this.close(why).then(() => this._onOver(why));
  }

  private _attach(socket: Socket): void {
    this._sockets.add(socket);
    socket.setNoDelay(true);
    socket.once("close", () => this._sockets.delete(socket));
    // What the run knows is as old as its last beat.
    this.wake();
    const port = this._isOver ? "the bridge ends" : this.bridge.admit(new SocketStream(socket, this._clock));
    if (typeof port === "string") {
      socket.on("error", () => {});
      socket.destroy();
      return;
    }
    this._listenTo(socket, port);
    this.wake();
  }

  private _listenTo(socket: Socket, port: Port): void {
    const { stream } = port;
    // A port is another peer's once this one's connection is over.
    const isOurs = (): boolean => port.stream === stream && stream !== null;
    const ended = (how: string): void => {
      if (!isOurs()) return;
      port.ended(how);
      this.wake();
    };
    socket.on("data", (bytes: Buffer) => {
      if (!isOurs()) return;
      port.said(bytes);
      this.wake();
    });
    socket.on("drain", () => isOurs() && this.wake());
    socket.once("end", () => ended("the peer closed the stream"));
    socket.on("error", (error) => ended(`the stream broke (${codeOf(error)})`));
    socket.once("close", () => ended("the stream is closed"));
    socket.resume();
  }
}

class SocketStream implements PeerStream {
  readonly name: string;
  private readonly _socket: Socket;
  private readonly _clock: Clock;

  constructor(socket: Socket, clock: Clock) {
    this._socket = socket;
    this._clock = clock;
    this.name = addressText({ host: socket.remoteAddress ?? "?", port: socket.remotePort ?? 0 });
  }

  get unsentBytes(): number {
    return this._socket.writableLength;
  }

  write(bytes: Uint8Array): void {
    if (this._socket.writable) this._socket.write(bytes);
  }

  /** What the peer still says is nobody's any more. */
  end(): void {
    const socket = this._socket;
    socket.end();
    socket.resume();
    const alarm = this._clock.after(GRACE_US, () => socket.destroy());
    socket.once("close", () => alarm.cancel());
  }

  setReading(reads: boolean): void {
    if (reads) this._socket.resume();
    else this._socket.pause();
  }
}

/** "ECONNREFUSED" */
function codeOf(error: Error): string {
  return (error as NodeJS.ErrnoException).code ?? error.message;
}
