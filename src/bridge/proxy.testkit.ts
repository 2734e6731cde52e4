/** Stands between two ends of a TCP connection and can cut it. */
import { connect, createServer, type Server, type Socket } from "node:net";

export class Proxy {
  /** connections that were carried, from the first on */
  connections = 0;
  private readonly _server: Server;
  private readonly _sockets = new Set<Socket>();

  /** to that port of this machine */
  constructor(port: number) {
    this._server = createServer({ allowHalfOpen: true }, (from) => {
      this.connections++;
      const to = connect({ host: "127.0.0.1", port, allowHalfOpen: true });
      for (const [one, other] of [[from, to], [to, from]] as const) {
        this._sockets.add(one);
        one.setNoDelay(true);
        one.pipe(other);
        one.on("error", () => {});
        one.on("close", () => {
          this._sockets.delete(one);
          other.destroy();
        });
      }
    });
  }

  listen(): Promise<number> {
    return new Promise((resolve) => this._server.listen(0, "127.0.0.1", () => resolve((this._server.address() as { readonly port: number }).port)));
  }

  cut(): void {
    for (const socket of this._sockets) socket.destroy();
  }

  close(): void {
    this.cut();
    this._server.close();
  }
}
