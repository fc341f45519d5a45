// From `kubectl apply` to a live message: the whole path, once.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { signIn } from "../lib/api.ts";
import { dispose, provision, type Tenant } from "../lib/business.ts";
import { admin, apiPod, apiPods } from "../lib/env.ts";
import { oneText, sender } from "../lib/payloads.ts";
import { Feed } from "../lib/socket.ts";
import { query, rowsPerMessage, schema } from "../lib/sql.ts";
import { until } from "../lib/wait.ts";
import { platformLogs } from "../lib/kubectl.ts";
import { post } from "../lib/webhook.ts";

const LIVE_MS = 1_000;
const COPIES = 50;

describe("the spine", { timeout: 180_000 }, () => {
  let tenant: Tenant;
  let feed: Feed;

  before(async () => {
    assert.ok(apiPods.length >= 2, "the spine needs two API pods: one posted to, the other listened on");
    tenant = await provision("spine");
    feed = await Feed.open(apiPod(1), await signIn(admin), tenant.tenantId);
  });
  after(async () => {
    feed?.close();
    await dispose(tenant);
  });

  test("a webhook posted to one API pod is on a socket of the other within a second, and is one row", async () => {
    // The first message of a new tenant also pays for connections that the next ones find open.
    const first = oneText(tenant, "First of all");
    assert.equal(await post(apiPod(0), tenant, first.body), 200);
    await feed.see("the tenant's first message", 20_000, (c) => c.kind === "message" && c.wamid === first.wamid);
    const { wamid, body } = oneText(tenant, "Two rye loaves, please – for Zoë 🥖 <a@b.example/x>");
    const seen = feed.see("the new message", 10_000, (c) => c.kind === "message" && c.wamid === wamid);
    const sentAt = performance.now();
    assert.equal(await post(apiPod(0), tenant, body), 200);
    const change = await seen.catch(async (error) => assert.fail(`${error.message}\n${await platformLogs()}`));
    const elapsed = performance.now() - sentAt;
    assert.ok(elapsed < LIVE_MS, `webhook to socket took ${Math.round(elapsed)} ms`);
    assert.equal(change.business, tenant.tenantId);
    assert.equal(change.item.body, "Two rye loaves, please – for Zoë 🥖 <a@b.example/x>");
    assert.deepEqual(await rowsPerMessage(tenant.tenantId, [wamid]), new Map([[wamid, 1]]));
  });

  test("the same webhook fifty times at once to all pods is still one row and one change", async () => {
    const { wamid, body } = oneText(tenant, "Once is enough");
    const answers = await Promise.all(Array.from({ length: COPIES }, (_, n) => post(apiPod(n), tenant, body)));
    assert.deepEqual(answers, Array.from({ length: COPIES }, () => 200));
    // What the worker does with the copies it has done before it gets to the marker, which comes last in the stream.
    const marker = oneText(tenant, "marker");
    assert.equal(await post(apiPod(0), tenant, marker.body), 200);
    await feed.see("the marker", 20_000, (c) => c.kind === "message" && c.wamid === marker.wamid);
    assert.deepEqual(await rowsPerMessage(tenant.tenantId, [wamid]), new Map([[wamid, 1]]));
    const changes = feed.changes.filter((c) => c.kind === "message" && c.wamid === wamid);
    assert.equal(new Set(changes.map((c) => c.id)).size, 1, "one message has one change id");
    assert.equal(changes.length, 1);
    assert.deepEqual(feed.disorder, []);
  });

  test("a burst from a stranger is one contact and one conversation", async () => {
    const from = sender("Stranger");
    const bodies = Array.from({ length: 11 }, (_, n) => oneText(tenant, `picture ${n}`, from));
    await Promise.all(bodies.map((b, n) => post(apiPod(n), tenant, b.body)));
    await until("eleven messages stored", 20_000, async () => {
      const rows = await rowsPerMessage(tenant.tenantId, bodies.map((b) => b.wamid));
      return rows.size === bodies.length;
    });
    const [found] = await query<{ contacts: number; conversations: number }>(
      `select (select count(*)::int from ${schema(tenant.tenantId)}.contacts where wa_id = $1) as contacts,
              (select count(*)::int from ${schema(tenant.tenantId)}.conversations v
                 join ${schema(tenant.tenantId)}.contacts c on c.id = v.contact_id where c.wa_id = $1) as conversations`,
      [from.waId],
    );
    assert.deepEqual(found, { contacts: 1, conversations: 1 });
  });
});
