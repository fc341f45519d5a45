// One Business object, from birth to return, and what the operator does when someone meddles.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { get as read, signIn } from "../lib/api.ts";
import { business, condition, conditionIs, credentials, dispose, provision, remove, routed, wanted } from "../lib/business.ts";
import type { Tenant } from "../lib/business.ts";
import { admin, apiPod, businessNamespace } from "../lib/env.ts";
import * as kube from "../lib/kubectl.ts";
import { oneText } from "../lib/payloads.ts";
import { query, stored } from "../lib/sql.ts";
import { until } from "../lib/wait.ts";
import { post } from "../lib/webhook.ts";

const REPAIR_MS = 20_000;

async function sendOne(tenant: Tenant, text: string): Promise<string> {
  const { wamid, body } = oneText(tenant, text);
  assert.equal(await post(apiPod(0), tenant, body), 200);
  await until("the message is stored", 20_000, async () => (await stored(tenant.tenantId, [wamid])).once === 1, kube.platformLogs);
  return wamid;
}

async function schemaExists(tenantId: string): Promise<boolean> {
  return (await query("select 1 from pg_namespace where nspname = $1", [`t_${tenantId}`])).length === 1;
}

/** Every object the operator keeps for a business in Kubernetes. */
const OWNED = [
  ["deployment", "-worker"],
  ["configmap", "-worker"],
  ["secret", "-worker"],
  ["serviceaccount", "-worker"],
  ["horizontalpodautoscaler", "-worker"],
  ["networkpolicy", "-worker"],
  ["poddisruptionbudget", "-worker"],
] as const;

describe("the life of a Business", { timeout: 300_000 }, () => {
  let tenant: Tenant;
  before(async () => {
    tenant = await provision("life");
  });
  after(() => dispose(tenant));

  test("a Ready business has every object the contract names", async () => {
    for (const [kind, suffix] of OWNED) {
      const object = await kube.get(kind, `${tenant.name}${suffix}`);
      assert.ok(object, `${kind}/${tenant.name}${suffix} exists`);
      assert.equal(object.metadata.ownerReferences?.[0]?.kind, "Business", `${kind} is owned by the Business`);
    }
    assert.ok(await schemaExists(tenant.tenantId));
  });

  test("conditions follow kstatus and name the generation they speak of", async () => {
    const object = await kube.get("business", tenant.name);
    for (const type of ["Ready", "SchemaReady", "CredentialsValid", "StreamReady", "WorkerReady", "WebhookSubscribed"]) {
      const found = condition(object, type);
      assert.equal(found?.status, "True", `${type} is True: ${JSON.stringify(found)}`);
      assert.equal(found.observedGeneration, object.metadata.generation, `${type} speaks of this generation`);
      assert.match(found.reason, /^[A-Z][A-Za-z0-9]+$/);
    }
    for (const type of ["Reconciling", "Stalled"]) {
      assert.notEqual(condition(object, type)?.status, "True", `${type} is not True on a Ready object`);
    }
  });

  for (const kind of ["deployment", "configmap", "secret", "horizontalpodautoscaler", "networkpolicy", "poddisruptionbudget"]) {
    test(`a ${kind} deleted by hand is made again within seconds`, async () => {
      const name = `${tenant.name}-worker`;
      const before = await kube.get(kind, name);
      await kube.kubectl("-n", businessNamespace, "delete", kind, name, "--wait=true");
      await until(
        `${kind}/${name} is back`,
        REPAIR_MS,
        async () => {
          const now = await kube.get(kind, name);
          return now !== undefined && now.metadata.uid !== before.metadata.uid;
        },
        kube.platformLogs,
      );
    });
  }

  test("after the repairs the business is Ready and stores messages again", async () => {
    await conditionIs(tenant.name, "Ready", "True");
    await routed(tenant);
    await sendOne(tenant, "after the repair");
  });

  test("a second Business with the same phone number is Stalled and says why, and the older one keeps working", async () => {
    const rival = { ...wanted("rival"), phoneNumberId: tenant.phoneNumberId };
    try {
      await kube.apply(credentials(rival), business(rival));
      const object = await conditionIs(rival.name, "Stalled", "True");
      const stalled = condition(object, "Stalled");
      assert.ok(stalled.message.includes(tenant.phoneNumberId), `the message names the number: ${stalled.message}`);
      assert.notEqual(condition(object, "Ready")?.status, "True");
      await sendOne(tenant, "still mine");
    } finally {
      await dispose(rival);
    }
  });

  test("deleting removes the objects and keeps the schema; adopting the schema brings the history back", async () => {
    const wamid = await sendOne(tenant, "remember me");
    await remove(tenant.name);
    for (const [kind, suffix] of OWNED) {
      await until(
        `${kind}/${tenant.name}${suffix} is gone`,
        60_000,
        async () => (await kube.get(kind, `${tenant.name}${suffix}`)) === undefined,
      );
    }
    assert.ok(await schemaExists(tenant.tenantId), "Retain keeps the schema");
    assert.deepEqual(await stored(tenant.tenantId, [wamid]), { once: 1, more: 0 });

    await kube.apply(business(tenant, { database: { schema: `t_${tenant.tenantId}` } }));
    const object = await conditionIs(tenant.name, "Ready", "True");
    assert.equal(object.status.tenantId, tenant.tenantId);
    await routed(tenant);
    const token = await signIn(admin);
    const answer = await read(`/api/v1/businesses/${tenant.tenantId}/messages?limit=100`, token);
    assert.equal(answer.status, 200);
    assert.ok(answer.json.items.some((item: { wamid: string }) => item.wamid === wamid), "history is back through REST");
    await sendOne(tenant, "and new ones come");
  });
});
