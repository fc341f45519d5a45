// SIGKILL of each process of the data path in the middle of a burst: nothing acknowledged is lost, nothing is stored twice,
// and every open socket ends with all messages, in order and without a gap.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { signIn } from "../lib/api.ts";
import { dispose, provision, type Tenant } from "../lib/business.ts";
import { admin, apiPods, businessNamespace, platformNamespace } from "../lib/env.ts";
import { killNow, pidOf, startAgain } from "../lib/hosts.ts";
import * as kube from "../lib/kubectl.ts";
import { assertGapless, assertStoredOnce } from "../lib/ledger.ts";
import { oneText } from "../lib/payloads.ts";
import { Feed } from "../lib/socket.ts";
import { query } from "../lib/sql.ts";
import { until } from "../lib/wait.ts";
import { burst } from "../lib/webhook.ts";

const WEBHOOKS = 2_000;
/** Acknowledgements after which the fault strikes. */
const STRIKE_AT = 700;
const CONCURRENCY = 24;
const RECOVERY_MS = 120_000;

interface Fault {
  what: string;
  /** PIDs to kill, looked up before the burst so that the blow falls in the middle of it. */
  victims: (tenant: Tenant) => Promise<number[]>;
  /** What brings the victim back, when that is neither Kubernetes nor the victim's parent. */
  revive?: () => Promise<void>;
}

const faults: Fault[] = [
  { what: "an API pod", victims: () => firstPod(platformNamespace, "app.kubernetes.io/component=api") },
  { what: "the worker", victims: (tenant) => firstPod(businessNamespace, `switchboard.chat/tenant=${tenant.tenantId}`) },
  { what: "NATS", victims: async () => [pidOf("nats")], revive: () => startAgain("nats") },
  { what: "Redis", victims: async () => [pidOf("redis")], revive: () => startAgain("redis") },
  { what: "Postgres", victims: async () => [pidOf("postgres")], revive: () => startAgain("postgres") },
  { what: "the worker's Postgres backend", victims: backend },
];

/** Processes in the containers of the first running pod. Killed, the runtime sees a crash and the kubelet restarts them. */
async function firstPod(namespace: string, selector: string): Promise<number[]> {
  const pods = await kube.list("pods", selector, namespace);
  const pod = pods.find((p) => p.status.phase === "Running" && p.metadata.deletionTimestamp === undefined);
  assert.ok(pod, `a running pod of ${selector}`);
  const pids = kube.processesOf(pod);
  assert.ok(pids.length > 0, `processes of ${pod.metadata.name}`);
  return pids;
}

/** Whether a process has ended; one that nobody has reaped yet has ended too. */
function isGone(pid: number): boolean {
  try {
    return /^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return true;
  }
}

/** The server process of one of the tenant's connections. When it dies, Postgres restarts all of them. */
async function backend(tenant: Tenant): Promise<number[]> {
  const [row] = await query<{ pid: number }>("select pid from pg_stat_activity where usename = $1 limit 1", [`t_${tenant.tenantId}`]);
  assert.ok(row, "the worker is connected");
  assert.match(readFileSync(`/proc/${row.pid}/comm`, "utf8"), /postgres/);
  return [row.pid];
}

describe("SIGKILL during a burst", { timeout: 2_400_000 }, () => {
  let tenant: Tenant;

  before(async () => {
    tenant = await provision("faults");
  });
  after(() => dispose(tenant));

  for (const fault of faults) {
    test(`of ${fault.what} loses nothing, stores nothing twice and leaves no gap on any socket`, { timeout: 400_000 }, async (t) => {
      const token = await signIn(admin);
      const feeds = await Promise.all(apiPods.map((pod) => Feed.open(pod, token, tenant.tenantId)));
      try {
        const bodies = Array.from({ length: WEBHOOKS }, (_, n) => oneText(tenant, `${fault.what} ${n}`));
        const victims = await fault.victims(tenant);
        let recovery: Promise<void> | undefined;
        const ledger = await burst(tenant, bodies, {
          concurrency: CONCURRENCY,
          retryForMs: RECOVERY_MS,
          onAcknowledged: (count) => {
            if (count !== STRIKE_AT) return;
            victims.forEach(killNow);
            recovery = fault.revive?.();
            recovery?.catch(() => {}); // awaited below
          },
        });
        await recovery;
        for (const pid of victims) await until(`process ${pid} is gone`, 10_000, () => isGone(pid));
        const retried = ledger.filter((sent) => sent.attempts > 1).length;
        assert.equal(ledger.filter((sent) => sent.acknowledged).length, WEBHOOKS, "all were acknowledged in the end");
        await assertStoredOnce(tenant.tenantId, ledger, RECOVERY_MS);
        for (const [n, feed] of feeds.entries()) {
          await assertGapless(`the socket of pod ${n}`, feed, tenant.tenantId, ledger, RECOVERY_MS);
        }
        t.diagnostic(`${WEBHOOKS} acknowledged, ${retried} of them after retries; lost 0, twice 0`);
      } finally {
        feeds.forEach((feed) => feed.close());
      }
    });
  }
});
