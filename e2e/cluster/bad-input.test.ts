// Everything a webhook can be but should not: each gets its status, crashes nothing and loses no neighbour.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { dispose, handshake, provision, type Tenant } from "../lib/business.ts";
import { apiPod, apiPods } from "../lib/env.ts";
import * as kube from "../lib/kubectl.ts";
import { entryOf, envelope, messagesEntry, oneText, sender, statusOf, textMessage, wamid } from "../lib/payloads.ts";
import { escapedJson, signature } from "../lib/sign.ts";
import { parkedWith, query, schema, stored } from "../lib/sql.ts";
import { until } from "../lib/wait.ts";
import { post, postBytes, SHARED_PATH, tenantPath } from "../lib/webhook.ts";
import { deadWith } from "../lib/bus.ts";

const BODY_BYTES_MAX = 3 << 20;
const STORED_MS = 20_000;

/** Text by which a parked item is found again; it needs no escape in JSON. */
function fresh(stem: string): string {
  return `${stem}-${randomBytes(8).toString("hex")}`;
}

describe("bad input", { timeout: 240_000 }, () => {
  let one: Tenant;
  let two: Tenant;
  let restartsBefore: Map<string, number>;

  before(async () => {
    [one, two] = await Promise.all([provision("one"), provision("two")]);
    restartsBefore = await kube.restarts();
  });
  after(async () => {
    await Promise.all([dispose(one), dispose(two)]);
  });

  const isStored = (tenant: Tenant, ids: string[]) =>
    until(
      `${ids.length} messages stored for ${tenant.name}`,
      STORED_MS,
      async () => (await stored(tenant.tenantId, ids)).once === ids.length,
      kube.platformLogs,
    );
  /** Sends a good message and waits for it: all that was posted before it has been handled. */
  const drained = async (tenant: Tenant) => {
    const marker = oneText(tenant, "marker");
    assert.equal(await post(apiPod(0), tenant, marker.body), 200);
    await isStored(tenant, [marker.wamid]);
  };

  describe("signatures", () => {
    const rows: { what: string; sign: (body: Buffer) => string | undefined }[] = [
      { what: "a missing signature", sign: () => undefined },
      { what: "an empty signature", sign: () => "" },
      { what: "a signature without its scheme", sign: (b) => signature(one.appSecret, b).slice("sha256=".length) },
      { what: "a signature of another scheme", sign: (b) => signature(one.appSecret, b).replace("sha256", "sha1") },
      { what: "a wrong signature", sign: () => `sha256=${"0".repeat(64)}` },
      { what: "a signature that isn't hex", sign: () => `sha256=${"z".repeat(64)}` },
      { what: "a truncated signature", sign: (b) => signature(one.appSecret, b).slice(0, -2) },
      { what: "a signature of other bytes", sign: (b) => signature(one.appSecret, b.subarray(1)) },
      { what: "a signature by another business's secret", sign: (b) => signature(two.appSecret, b) },
    ];
    for (const row of rows) {
      for (const [where, path] of [["the tenant's path", () => tenantPath(one.tenantId)], ["the shared path", () => SHARED_PATH]] as const) {
        test(`${row.what} on ${where} is answered 401 and nothing is stored`, async () => {
          const { wamid: id, body } = oneText(one, "forged");
          const bytes = escapedJson(body);
          assert.equal(await postBytes(apiPod(0), path(), bytes, row.sign(bytes)), 401);
          await drained(one);
          assert.deepEqual(await stored(one.tenantId, [id]), { once: 0, more: 0 });
        });
      }
    }

    test("a good signature on the shared path is stored", async () => {
      const { wamid: id, body } = oneText(one, "through the platform's app");
      const bytes = escapedJson(body);
      assert.equal(await postBytes(apiPod(1), SHARED_PATH, bytes, signature(one.appSecret, bytes)), 200);
      await isStored(one, [id]);
    });

    test("a body that travels unescaped but was signed escaped is stored", async () => {
      const { wamid: id, body } = oneText(one, "é 🙂 Ω");
      const escaped = Buffer.from(JSON.stringify(body).replace(/[\u0080-\uffff]/g, (u) => `\\u${u.charCodeAt(0).toString(16).padStart(4, "0")}`));
      const status = await postBytes(apiPod(0), tenantPath(one.tenantId), Buffer.from(JSON.stringify(body)), signature(one.appSecret, escaped));
      assert.equal(status, 200);
      await isStored(one, [id]);
    });

    test("a tenant that doesn't exist is answered like a bad signature", async () => {
      const bytes = escapedJson(oneText(one, "nobody").body);
      const status = await postBytes(apiPod(0), tenantPath("nobody_000000"), bytes, signature(one.appSecret, bytes));
      assert.ok([401, 404].includes(status), `answered ${status}`);
    });
  });

  describe("the handshake", () => {
    for (const pod of apiPods.keys()) {
      test(`a good verify token gets the challenge back as text from pod ${pod}`, async () => {
        const answer = await handshake(apiPod(pod), one.tenantId, one.verifyToken, "1158201444");
        assert.deepEqual(answer, { status: 200, body: "1158201444" });
      });
      test(`a bad verify token is refused by pod ${pod}`, async () => {
        assert.equal((await handshake(apiPod(pod), one.tenantId, two.verifyToken, "1158201444")).status, 403);
      });
    }
  });

  describe("sizes", () => {
    /** A valid body of exactly this many bytes: JSON allows white space at its end. */
    const padded = (text: string, bytes: number) => {
      const { wamid: id, body } = oneText(one, text);
      const json = escapedJson(body);
      return { id, bytes: Buffer.concat([json, Buffer.alloc(bytes - json.length, " ")]) };
    };

    test("exactly 3 MiB is stored", async () => {
      const { id, bytes } = padded("just fits", BODY_BYTES_MAX);
      assert.equal(await postBytes(apiPod(0), tenantPath(one.tenantId), bytes, signature(one.appSecret, bytes)), 200);
      await isStored(one, [id]);
    });

    test("3 MiB and one byte is answered 413", async () => {
      const { id, bytes } = padded("one too many", BODY_BYTES_MAX + 1);
      assert.equal(await postBytes(apiPod(0), tenantPath(one.tenantId), bytes, signature(one.appSecret, bytes)), 413);
      await drained(one);
      assert.deepEqual(await stored(one.tenantId, [id]), { once: 0, more: 0 });
    });

    test("a thousand messages in one body are all stored", async () => {
      const from = sender("Bulk");
      const messages = Array.from({ length: 1_000 }, (_, n) => textMessage(from, `bulk ${n}`));
      assert.equal(await post(apiPod(1), one, envelope(messagesEntry(one, { senders: [from], messages }))), 200);
      await isStored(one, messages.map((m) => m.id));
    });
  });

  describe("what cannot be parsed", () => {
    for (const [what, bytesOf] of [
      ["truncated JSON", (id: string) => escapedJson(oneText(one, id).body).subarray(0, -5)],
      ["text that isn't JSON", (id: string) => Buffer.from(`hello ${id}`)],
      ["JSON that is no webhook", (id: string) => Buffer.from(JSON.stringify([id]))],
    ] as const) {
      test(`${what}, signed, on the tenant's path is answered 200 and parked with its bytes`, async () => {
        const id = fresh("park");
        const bytes = bytesOf(id);
        assert.equal(await postBytes(apiPod(0), tenantPath(one.tenantId), bytes, signature(one.appSecret, bytes)), 200);
        const parked = await until("it is parked", STORED_MS, async () => {
          const found = await parkedWith(one.tenantId, id);
          return found.length > 0 && found;
        }, kube.platformLogs);
        assert.equal(parked.length, 1);
        assert.deepEqual(parked[0]?.body, Buffer.from(bytes));
        assert.notEqual(parked[0]?.reason, "");
      });
    }

    test("truncated JSON, signed, on the shared path is answered 200 and kept with its bytes", async () => {
      const id = fresh("shared");
      const bytes = escapedJson(oneText(one, id).body).subarray(0, -5);
      assert.equal(await postBytes(apiPod(0), SHARED_PATH, bytes, signature(one.appSecret, bytes)), 200);
      await until(
        "it is parked, for the tenant or unrouted",
        STORED_MS,
        async () => (await parkedWith(one.tenantId, id)).some((p) => p.body.equals(bytes)) || (await deadWith(bytes)) !== undefined,
        kube.platformLogs,
      );
    });

    test("a malformed item is parked with its bytes and its neighbours are stored", async () => {
      const from = sender();
      const first = textMessage(from, "before the bad one");
      const last = textMessage(from, "after the bad one");
      const mark = fresh("bad");
      const malformed = { from: 17, id: { not: "a string" }, timestamp: [], type: "text", mark };
      const body = envelope(messagesEntry(one, { senders: [from], messages: [first, malformed, last] }));
      assert.equal(await post(apiPod(0), one, body), 200);
      await isStored(one, [first.id, last.id]);
      const parked = await until("the malformed item is parked", STORED_MS, async () => {
        const found = await parkedWith(one.tenantId, mark);
        return found.length > 0 && found;
      }, kube.platformLogs);
      assert.equal(parked.length, 1);
      const kept = parked[0]?.body.toString() ?? "";
      assert.ok(!kept.includes(first.id) && !kept.includes(last.id), "only the bad item is parked, not its neighbours");
    });

    test("everything in one body: good ones stored, the unknown kept, the malformed parked", async () => {
      const from = sender();
      const group = (n: number) => {
        const messages = [1, 2, 3].map((m) => textMessage(from, `entry ${n} message ${m}`));
        return { messages, change: messagesEntry(one, { senders: [from], messages, statuses: [statusOf(wamid(from.waId), from, "sent")] }) };
      };
      const groups = [0, 1, 2, 3].map(group);
      const mark = fresh("mixed");
      const unknown = { ...textMessage(from, "?"), type: "hologram", hologram: { depth: 3 } };
      const odd = messagesEntry(one, { senders: [from], messages: [unknown, { mark, id: 3, timestamp: {} }] });
      assert.equal(await post(apiPod(1), one, envelope(...groups.map((g) => g.change), odd)), 200);
      await isStored(one, [...groups.flatMap((g) => g.messages.map((m) => m.id)), unknown.id]);
      await until("the malformed one is parked", STORED_MS, async () => (await parkedWith(one.tenantId, mark)).length === 1);
    });
  });

  describe("what isn't known", () => {
    test("a message of an unknown type is stored as that type with its JSON", async () => {
      const from = sender();
      const message = { ...textMessage(from, ""), type: "hologram", hologram: { depth: 3, caption: "ünknown" } };
      assert.equal(await post(apiPod(0), one, envelope(messagesEntry(one, { senders: [from], messages: [message] }))), 200);
      await isStored(one, [message.id]);
      const [row] = await query<{ kind: string; content: any }>(
        `select kind, content from ${schema(one.tenantId)}.messages where wamid = $1`,
        [message.id],
      );
      assert.equal(row?.kind, "hologram");
      assert.ok(JSON.stringify(row?.content).includes('"depth":3'), JSON.stringify(row?.content));
    });

    test("a change of an unknown field is kept whole, and its neighbour is stored", async () => {
      const { wamid: id, body } = oneText(one, "beside an unknown field");
      const field = `moon_phase_update`;
      const mark = fresh("moon");
      assert.equal(await post(apiPod(0), one, { ...body, entry: [entryOf(one, field, { phase: "waning", mark }), ...(body.entry as any[])] }), 200);
      await isStored(one, [id]);
      await until("the event is kept", STORED_MS, async () => {
        const rows = await query<{ field: string }>(
          `select field from ${schema(one.tenantId)}.provider_events where content::text like '%' || $1 || '%'`,
          [mark],
        );
        return rows.length === 1 && rows[0]?.field === field;
      }, kube.platformLogs);
    });

    test("a status before its message and a status of an unknown kind lose nothing", async () => {
      const from = sender();
      const message = textMessage(from, "beside odd statuses");
      const early = statusOf(wamid(from.waId), from, "delivered");
      const odd = statusOf(wamid(from.waId), from, "teleported");
      const body = envelope(messagesEntry(one, { senders: [from], messages: [message], statuses: [early, odd] }));
      assert.equal(await post(apiPod(0), one, body), 200);
      await isStored(one, [message.id]);
      await until("the early status is stored", STORED_MS, async () => {
        const rows = await query(`select 1 from ${schema(one.tenantId)}.message_statuses where wamid = $1`, [early.id as string]);
        return rows.length === 1;
      }, kube.platformLogs);
    });
  });

  describe("two businesses in one body", () => {
    for (const [where, path] of [["the shared path", () => SHARED_PATH], ["the first one's path", () => tenantPath(one.tenantId)]] as const) {
      test(`on ${where} only the one whose secret signed it is stored`, async () => {
        const mine = textMessage(sender(), "covered");
        const theirs = textMessage(sender(), "not covered");
        const body = escapedJson(envelope(messagesEntry(one, { messages: [mine] }), messagesEntry(two, { messages: [theirs] })));
        assert.equal(await postBytes(apiPod(0), path(), body, signature(one.appSecret, body)), 200);
        await isStored(one, [mine.id]);
        await drained(one);
        await drained(two);
        for (const tenant of [one, two]) {
          assert.deepEqual(await stored(tenant.tenantId, [theirs.id]), { once: 0, more: 0 }, `in ${tenant.name}`);
        }
        assert.deepEqual(await stored(two.tenantId, [mine.id]), { once: 0, more: 0 });
      });
    }
  });

  test("nothing crashed: no container restarted", async () => {
    const now = await kube.restarts();
    for (const [container, count] of restartsBefore) {
      if (now.has(container)) assert.equal(now.get(container), count, container);
    }
  });
});
