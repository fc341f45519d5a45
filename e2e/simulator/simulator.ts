// A simulator of one's own: the real program on a free port, gone with the test.
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { until } from "../lib/wait.ts";

/** The program; `cargo build --release --bin simulator` makes the default one. */
const PROGRAM = process.env.SIMULATOR_PROGRAM ?? fileURLToPath(new URL("../../target/release/simulator", import.meta.url));
const STARTED_WITHIN_MS = 10_000;

/** A running simulator. */
export class Simulator {
  readonly url: string;
  readonly #program: ChildProcess;
  readonly #token: string | undefined;

  private constructor(url: string, program: ChildProcess, token: string | undefined) {
    [this.url, this.#program, this.#token] = [url, program, token];
  }

  /** Starts one; with `token` its control API asks for it. A port that somebody takes first is followed by another. */
  static async start({ seed = 7, token }: { seed?: number; token?: string } = {}): Promise<Simulator> {
    let complaint = "";
    for (const port of [await freePort(), await freePort(), await freePort()]) {
      const flags = ["--listen", `127.0.0.1:${port}`, "--seed", String(seed), "--log", "warn", ...(token === undefined ? [] : ["--control-token", token])];
      const program = spawn(PROGRAM, flags, { stdio: ["ignore", "ignore", "pipe"] });
      program.stderr.on("data", (said: Buffer) => { complaint += said.toString(); });
      program.on("error", (error) => { complaint += `${PROGRAM} can't be started (${error.message}): build it with cargo build --release --bin simulator, or name it in SIMULATOR_PROGRAM`; });
      const url = `http://127.0.0.1:${port}`;
      const serves = async () => program.exitCode !== null || program.pid === undefined || (await fetch(`${url}/healthz`)).ok;
      await until("the simulator serves", STARTED_WITHIN_MS, serves, async () => complaint);
      if (program.exitCode === null && program.pid !== undefined) return new Simulator(url, program, token);
    }
    throw new Error(`the simulator doesn't start: ${complaint}`);
  }

  /** A call of the control API; what it answered. */
  async control<T = unknown>(method: string, path: string, body?: unknown): Promise<T> {
    const headers = { "content-type": "application/json", ...(this.#token !== undefined && { authorization: `Bearer ${this.#token}` }) };
    const answer = await fetch(`${this.url}/control/${path}`, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} /control/${path}: ${answer.status} ${text}`);
    return (text === "" ? undefined : JSON.parse(text)) as T;
  }

  /** Moves its clock forward: what is due until then happens at once. */
  async advance(seconds: number): Promise<void> {
    await this.control("POST", "clock", { advance_seconds: seconds });
  }

  /** Ends it. */
  async stop(): Promise<void> {
    const gone = once(this.#program, "exit");
    this.#program.kill();
    await gone;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no port was given");
  return address.port;
}
