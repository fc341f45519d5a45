// A worker that is away loses nothing, and its HPA follows the backlog up and down.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { conditionIs, dispose, provision, type Tenant } from "../lib/business.ts";
import { businessNamespace } from "../lib/env.ts";
import * as kube from "../lib/kubectl.ts";
import { oneText } from "../lib/payloads.ts";
import { stored } from "../lib/sql.ts";
import { until } from "../lib/wait.ts";
import { burst } from "../lib/webhook.ts";

const WEBHOOKS = 5_000;

describe("a backlog", { timeout: 360_000 }, () => {
  let tenant: Tenant;
  const bodies = () => Array.from({ length: WEBHOOKS }, (_, n) => oneText(tenant, `backlog ${n}`));
  let sent: { wamid: string }[] = [];

  before(async () => {
    tenant = await provision("backlog", {
      // Slow workers: the HPA has to see the backlog before it is gone.
      worker: {
        autoscaling: { mode: "HPA", minReplicas: 1, maxReplicas: 3, backlogPerReplica: 500 },
        resources: { requests: { cpu: "10m", memory: "32Mi" }, limits: { cpu: "100m", memory: "256Mi" } },
      },
    });
  });
  after(() => dispose(tenant));

  test("while the business is suspended its worker stops and 5,000 webhooks are acknowledged", async () => {
    await kube.patch("business", tenant.name, { spec: { suspend: true } });
    await until(
      "no worker is left",
      60_000,
      async () => (await kube.list("pods", `switchboard.chat/tenant=${tenant.tenantId}`)).length === 0,
      kube.platformLogs,
    );
    const ledger = await burst(tenant, bodies(), { concurrency: 32, retryForMs: 60_000 });
    assert.equal(ledger.filter((s) => s.acknowledged).length, WEBHOOKS);
    sent = ledger;
    assert.deepEqual(await stored(tenant.tenantId, sent.map((s) => s.wamid)), { once: 0, more: 0 });
  });

  test("started again the worker drains them, each stored once, and the HPA goes 1 -> n -> 1", async () => {
    await kube.patch("business", tenant.name, { spec: { suspend: false } });
    let highest = 0;
    const look = async () => {
      const hpa = await kube.get("hpa", `${tenant.name}-worker`);
      highest = Math.max(highest, hpa?.status?.desiredReplicas ?? 0);
      return hpa;
    };
    const evidence = async () =>
      `${await kube.kubectl("-n", businessNamespace, "describe", "hpa", `${tenant.name}-worker`)}\n${await kube.platformLogs()}`;
    const wamids = sent.map((s) => s.wamid);
    await until(
      "every acknowledged message is stored",
      180_000,
      async () => {
        await look();
        return (await stored(tenant.tenantId, wamids)).once === WEBHOOKS;
      },
      evidence,
    );
    await until("the HPA asked for more than one worker", 30_000, async () => (await look()) && highest > 1, evidence);
    await until(
      "the HPA is back at one worker",
      120_000,
      async () => {
        const hpa = await look();
        return hpa?.status?.desiredReplicas === 1 && hpa?.status?.currentReplicas === 1;
      },
      evidence,
    );
    assert.deepEqual(await stored(tenant.tenantId, wamids), { once: WEBHOOKS, more: 0 });
    await conditionIs(tenant.name, "Ready", "True");
  });
});
