// Processes of the machine that `./dev up` started beside the cluster: found by their records, killed by PID, started again by `./dev`.
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { repository, stateFolder } from "./env.ts";

/** Names under which `./dev` keeps the processes. */
export type HostProcess = "nats" | "redis" | "postgres";

/** PID of a running host process. */
export function pidOf(name: HostProcess): number {
  return JSON.parse(readFileSync(join(stateFolder, "run", `${name}.json`), "utf8")).pid;
}

/** Ends a process at once: no handler runs, nothing is flushed. */
export function killNow(pid: number): void {
  process.kill(pid, "SIGKILL");
}

/** Starts a dead host process again and resolves when it is ready. */
export async function startAgain(name: HostProcess): Promise<void> {
  await promisify(execFile)(join(repository, "dev"), ["start", name], { timeout: 90_000 });
}
