// What an agent does to a conversation through one API pod is seen through the other, once; time and customers undo it.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { get, send, signIn } from "../lib/api.ts";
import { dispose, provision, type Tenant } from "../lib/business.ts";
import { admin, apiPod } from "../lib/env.ts";
import { oneText, sender } from "../lib/payloads.ts";
import { Feed } from "../lib/socket.ts";
import { post } from "../lib/webhook.ts";

const CHANGE_MS = 10_000;
const SNOOZE_MS = 3_000;

describe("a conversation", { timeout: 180_000 }, () => {
  const from = sender();
  let tenant: Tenant;
  let token: string;
  let feed: Feed;
  let path: string;

  const announced = (state: string) => feed.changes.filter((c) => c.kind === "conversation" && c.thread.state === state);

  before(async () => {
    tenant = await provision("conversation");
    token = await signIn(admin);
    feed = await Feed.open(apiPod(1), token, tenant.tenantId);
    const { wamid, body } = oneText(tenant, "Are you open on Sunday?", from);
    assert.equal(await post(apiPod(0), tenant, body), 200);
    const { item } = await feed.see("the first message", CHANGE_MS, (c) => c.wamid === wamid);
    path = `/api/v1/businesses/${tenant.tenantId}/conversations/${item.conversation_id}`;
  });
  after(async () => {
    feed?.close();
    await dispose(tenant);
  });

  test("is resolved once under one key, whichever pod is asked, and the change is on a socket of the other pod", async () => {
    const key = randomUUID();
    const answers = await Promise.all(
      [0, 1, 0, 1].map((n) => send("POST", `${path}/resolve`, { base: apiPod(n), token, body: {}, key })),
    );
    for (const answer of answers) {
      assert.equal(answer.status, 200, JSON.stringify(answer.json));
      assert.deepEqual(answer.json, answers[0]?.json);
    }
    const change = await feed.see("it is resolved", CHANGE_MS, (c) => c.thread?.state === "resolved");
    assert.deepEqual(change.thread, answers[0]?.json);
    const reused = await send("POST", `${path}/reopen`, { token, body: {}, key });
    assert.deepEqual([reused.status, reused.json.code], [422, "idempotency_key_reused"]);
  });

  test("is opened by the customer's next message", async () => {
    const { wamid, body } = oneText(tenant, "Hello?", from);
    assert.equal(await post(apiPod(0), tenant, body), 200);
    const { thread } = await feed.see("the second message", CHANGE_MS, (c) => c.wamid === wamid);
    assert.equal(thread.state, "open");
    assert.equal(announced("resolved").length, 1, "what was sent four times was announced once");
  });

  test("comes back from a snooze by itself", async () => {
    const until = new Date(Date.now() + SNOOZE_MS).toISOString();
    const answer = await send("POST", `${path}/snooze`, { token, body: { until }, key: randomUUID() });
    assert.deepEqual([answer.status, answer.json.state], [200, "snoozed"]);
    const { thread } = await feed.see("it is awake", SNOOZE_MS + CHANGE_MS, (c) => c.kind === "conversation" && c.thread.state === "open");
    assert.equal(thread.snoozed_until, null);
    assert.equal((await get(path, token)).json.state, "open");
    assert.deepEqual(feed.disorder, []);
  });
});
