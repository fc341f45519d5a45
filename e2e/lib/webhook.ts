// Posting webhooks as the provider does: to any pod, signed, retried on anything but 200.
import { setTimeout as pause } from "node:timers/promises";
import { apiPod } from "./env.ts";
import { escapedJson, signature } from "./sign.ts";

/** What a webhook is signed with and where it goes. */
export interface Route {
  tenantId: string;
  appSecret: string;
}

export function tenantPath(tenantId: string): string {
  return `/webhooks/whatsapp/${tenantId}`;
}

export const SHARED_PATH = "/webhooks/whatsapp";

/** Posts bytes with this signature header (none when undefined); answers the status. */
export async function postBytes(pod: string, path: string, body: Uint8Array, signed: string | undefined): Promise<number> {
  const answer = await fetch(`${pod}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...(signed !== undefined && { "x-hub-signature-256": signed }) },
    body: Buffer.from(body),
    signal: AbortSignal.timeout(20_000),
  });
  await answer.arrayBuffer();
  return answer.status;
}

/** Escapes, signs and posts a body to the tenant's own path. */
export async function post(pod: string, route: Route, body: unknown): Promise<number> {
  const bytes = escapedJson(body);
  return postBytes(pod, tenantPath(route.tenantId), bytes, signature(route.appSecret, bytes));
}

/** One line of the ledger: a message that was sent, and whether it was acknowledged. */
export interface Sent {
  wamid: string;
  acknowledged: boolean;
  attempts: number;
}

export interface BurstOptions {
  concurrency: number;
  /** How long one body is retried before it is given up. */
  retryForMs: number;
  /** Called after each acknowledgement with the number of acknowledgements so far. */
  onAcknowledged?: (count: number) => void;
}

/** Posts every body, round the pods, several at once, each retried until 200 or its time is over. Answers the ledger. */
export async function burst(
  route: Route,
  bodies: { wamid: string; body: unknown }[],
  options: BurstOptions,
): Promise<Sent[]> {
  const ledger: Sent[] = [];
  let next = 0;
  let acknowledged = 0;
  const postOne = async (index: number, bytes: Buffer, signed: string, sent: Sent) => {
    const deadline = performance.now() + options.retryForMs;
    while (performance.now() < deadline) {
      const pod = apiPod(index + sent.attempts);
      sent.attempts += 1;
      const status = await postBytes(pod, tenantPath(route.tenantId), bytes, signed).catch(() => 0);
      if (status === 200) {
        sent.acknowledged = true;
        acknowledged += 1;
        options.onAcknowledged?.(acknowledged);
        return;
      }
      await pause(Math.min(50 * sent.attempts, 500));
    }
  };
  const lane = async () => {
    for (;;) {
      const index = next++;
      const item = bodies[index];
      if (item === undefined) return;
      const bytes = escapedJson(item.body);
      const sent = { wamid: item.wamid, acknowledged: false, attempts: 0 };
      ledger.push(sent);
      await postOne(index, bytes, signature(route.appSecret, bytes), sent);
    }
  };
  await Promise.all(Array.from({ length: options.concurrency }, lane));
  return ledger;
}
