// A stock socket.io-client that keeps the promise of the LIVE contract: apply the next seq, ask for what was missed.
import { io, type Socket } from "socket.io-client";
import { until } from "./wait.ts";

const ACK_MS = 10_000;
/** Time for a lost acknowledgement and for the try after it. */
const SUBSCRIBED_MS = 3 * ACK_MS;

export interface Change {
  seq: number;
  id: string;
  business: string;
  kind: string;
  at: string;
  conversation?: string;
  wamid?: string;
  status?: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  item?: any;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  thread?: any;
}

export interface Subscribed {
  ok?: boolean;
  epoch?: string;
  head?: number;
  error?: unknown;
}

/** Everything one socket saw of one business. */
export class Feed {
  readonly changes: Change[] = [];
  /** Changes whose seq did not grow, as "seq after previous". */
  readonly disorder: string[] = [];
  /** Each `resync` the server asked for. */
  readonly resyncs: unknown[] = [];
  /** Refused subscriptions (they are tried again). */
  readonly refusals: unknown[] = [];
  connections = 0;
  epoch: string | undefined;
  /** The stream's head when the first subscription was granted: what comes after it must be seen. */
  head = 0;
  #last: number | undefined;
  readonly #socket: Socket;
  readonly #business: string;

  private constructor(pod: string, token: string, business: string) {
    this.#business = business;
    this.#socket = io(pod, {
      transports: ["websocket"],
      auth: { token },
      forceNew: true,
      reconnectionDelay: 100,
      reconnectionDelayMax: 500,
    });
    this.#socket.on("connect", () => {
      this.connections += 1;
      void this.#subscribe();
    });
    this.#socket.on("change", (change: Change) => this.#apply(change));
    this.#socket.on("resync", (told: unknown) => this.resyncs.push(told));
  }

  /** Connects to a pod and resolves once the subscription is granted. */
  static async open(pod: string, token: string, business: string): Promise<Feed> {
    const feed = new Feed(pod, token, business);
    const refused = async () => `the last refusals: ${JSON.stringify(feed.refusals.slice(-3))}`;
    try {
      await until(`a socket of ${pod} subscribed to ${business}`, SUBSCRIBED_MS, () => feed.epoch !== undefined, refused);
    } catch (error) {
      feed.close();
      throw error;
    }
    return feed;
  }

  close(): void {
    this.#socket.close();
  }

  /** Resolves with the first change, seen already or to come, that matches. */
  async see(what: string, timeoutMs: number, matches: (change: Change) => boolean): Promise<Change> {
    const seen = this.changes.find(matches);
    if (seen !== undefined) return seen;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#socket.off("change", look);
        reject(new Error(`no change in ${timeoutMs} ms: ${what}; ${this.changes.length} changes seen`));
      }, timeoutMs);
      const look = (change: Change) => {
        if (!matches(change)) return;
        clearTimeout(timer);
        this.#socket.off("change", look);
        resolve(change);
      };
      this.#socket.on("change", look);
    });
  }

  /** Provider ids of the messages seen, each as often as it was emitted. */
  messageIds(): string[] {
    return this.changes.filter((c) => c.kind === "message" && c.wamid !== undefined).map((c) => c.wamid as string);
  }

  async #subscribe(): Promise<void> {
    const request =
      this.#last === undefined || this.epoch === undefined
        ? { business: this.#business }
        : { business: this.#business, after: this.#last, epoch: this.epoch };
    try {
      const ack: Subscribed = await this.#socket.timeout(ACK_MS).emitWithAck("subscribe", request);
      if (ack.ok !== true) return void this.#refused(ack);
      if (this.epoch === undefined) {
        this.epoch = ack.epoch;
        this.head = ack.head ?? 0;
        this.#last ??= this.head;
      }
    } catch (error) {
      this.#refused(String(error));
    }
  }

  /**
   * A refusal ends the connection, so that the stock client's own reconnection asks again. Where the connection ended by itself, that
   * is under way, and closing what it is opening would end it for good.
   */
  #refused(why: unknown): void {
    this.refusals.push(why);
    if (this.#socket.connected) this.#socket.io.engine.close();
  }

  #apply(change: Change): void {
    if (this.#last !== undefined && change.seq <= this.#last) this.disorder.push(`${change.seq} after ${this.#last}`);
    this.#last = change.seq;
    this.changes.push(change);
  }
}

/** What the server answers to a subscription this token may not have. */
export async function subscriptionAnswer(pod: string, token: string, business: string): Promise<Subscribed> {
  const socket = io(pod, { transports: ["websocket"], auth: { token }, forceNew: true, reconnection: false });
  try {
    return await new Promise<Subscribed>((resolve, reject) => {
      socket.on("connect_error", (error) => reject(error));
      socket.on("connect", () => {
        socket.timeout(ACK_MS).emitWithAck("subscribe", { business }).then(resolve, reject);
      });
    });
  } finally {
    socket.close();
  }
}
