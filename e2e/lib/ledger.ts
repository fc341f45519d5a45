// After a fault: what was acknowledged, what is stored and what sockets saw, side by side.
import assert from "node:assert/strict";
import { changeSequences } from "./bus.ts";
import { platformLogs } from "./kubectl.ts";
import type { Feed } from "./socket.ts";
import { rowsPerMessage } from "./sql.ts";
import { until } from "./wait.ts";
import type { Sent } from "./webhook.ts";

/** Every acknowledged message has exactly one row, once recovery had its time. */
export async function assertStoredOnce(tenantId: string, ledger: Sent[], timeoutMs: number): Promise<void> {
  const acknowledged = ledger.filter((sent) => sent.acknowledged).map((sent) => sent.wamid);
  await until(
    `${acknowledged.length} acknowledged messages are stored`,
    timeoutMs,
    async () => (await rowsPerMessage(tenantId, acknowledged)).size === acknowledged.length,
    async () => {
      const rows = await rowsPerMessage(tenantId, acknowledged).catch(() => new Map<string, number>());
      return `stored: ${rows.size}\n${await platformLogs()}`;
    },
  );
  const rows = await rowsPerMessage(tenantId, ledger.map((sent) => sent.wamid));
  const duplicates = [...rows].filter(([, n]) => n > 1);
  assert.deepEqual(duplicates, [], "no message has two rows");
}

/**
 * A socket saw every message once, in strictly growing sequence, without a gap: exactly the sequences that the stream itself
 * holds for the business since the socket subscribed.
 */
export async function assertGapless(name: string, feed: Feed, tenantId: string, ledger: Sent[], timeoutMs: number): Promise<void> {
  const rows = await rowsPerMessage(tenantId, ledger.map((sent) => sent.wamid));
  const expected = new Set(rows.keys());
  const missing = () => {
    const seen = new Set(feed.messageIds());
    return [...expected].filter((wamid) => !seen.has(wamid));
  };
  await until(
    `${name} saw all ${expected.size} messages`,
    timeoutMs,
    () => missing().length === 0,
    async () =>
      `missing ${missing().length}, connections ${feed.connections}, refusals ${JSON.stringify(feed.refusals.slice(-3))}, ` +
      `resyncs ${JSON.stringify(feed.resyncs)}\n${await platformLogs()}`,
  );
  const held = await changeSequences(tenantId, feed.head);
  await until(`${name} saw the stream's last change`, 15_000, () => feed.changes.at(-1)?.seq === held.at(-1));
  assert.deepEqual(feed.disorder, [], `${name}: seq grows strictly`);
  assert.deepEqual(feed.resyncs, [], `${name}: what was missed was replayed`);
  assert.deepEqual(feed.changes.map((c) => c.seq), held, `${name}: no gap`);
  const ids = feed.messageIds();
  assert.equal(new Set(ids).size, ids.length, `${name}: no message twice`);
}
