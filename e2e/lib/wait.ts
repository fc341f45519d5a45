// Waiting on conditions, with a deadline and with evidence when it passes. Nothing here waits for time alone.
import { setTimeout as pause } from "node:timers/promises";

const POLL_MS = 100;

/**
 * Probes until it answers something other than undefined or false. A probe that throws counts as "not yet"; its last error is
 * told when the deadline passes, together with what `evidence` says (for example logs).
 */
export async function until<T>(
  what: string,
  timeoutMs: number,
  probe: () => Promise<T | undefined | false> | T | undefined | false,
  evidence: () => Promise<string> = async () => "",
): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  let last: unknown;
  for (;;) {
    try {
      const found = await probe();
      if (found !== undefined && found !== false) return found;
    } catch (error) {
      last = error;
    }
    if (performance.now() > deadline) break;
    await pause(POLL_MS);
  }
  const cause = last === undefined ? "" : `; last error: ${last instanceof Error ? last.message : String(last)}`;
  const told = await evidence();
  throw new Error(`after ${timeoutMs} ms still not: ${what}${cause}${told === "" ? "" : `\n${told}`}`);
}
