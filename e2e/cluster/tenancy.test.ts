// A business sees only its own data; in the end Postgres is what refuses.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { get, signIn } from "../lib/api.ts";
import { requestAs } from "../lib/bus.ts";
import { conditionIs } from "../lib/business.ts";
import * as env from "../lib/env.ts";
import * as kube from "../lib/kubectl.ts";
import { subscriptionAnswer } from "../lib/socket.ts";
import { query, schema } from "../lib/sql.ts";

const INSUFFICIENT_PRIVILEGE = "42501";

function refusedBy(code: string) {
  return (error: unknown) => (error as { code?: string }).code === code;
}

describe("tenancy", { timeout: 120_000 }, () => {
  const agent = { email: `agent-${randomUUID()}@acme.example`, password: env.owner.password };
  let foreign: string;

  before(async () => {
    foreign = (await conditionIs("globex", "Ready", "True")).status.tenantId;
    assert.notEqual(foreign, env.sampleTenant);
    // An agent of the sample business, who shares the owner's password hash.
    await query(
      `with person as (
         insert into control.users (id, email, name, password_hash)
         select gen_random_uuid(), $1, 'An agent', password_hash from control.users where email = lower($2) returning id)
       insert into control.memberships (user_id, tenant_id, role) select id, $3, 'agent' from person`,
      [agent.email, env.owner.email, env.sampleTenant],
    );
  });
  after(() => query("delete from control.users where email = $1", [agent.email]));

  for (const role of ["owner", "agent"] as const) {
    const who = () => (role === "owner" ? env.owner : agent);

    test(`an ${role} reads the messages of the own business`, async () => {
      const answer = await get(`/api/v1/businesses/${env.sampleTenant}/messages`, await signIn(who()));
      assert.equal(answer.status, 200);
      assert.ok(Array.isArray(answer.json.items));
    });

    for (const noun of ["messages", "conversations"]) {
      test(`an ${role} may not list the ${noun} of another business`, async () => {
        const answer = await get(`/api/v1/businesses/${foreign}/${noun}`, await signIn(who()));
        assert.ok([403, 404].includes(answer.status), `answered ${answer.status}`);
        assert.equal(answer.json.items, undefined);
        assert.equal(typeof answer.json.code, "string", "a problem with a stable code");
      });
    }

    test(`an ${role} cannot tell a business of others from one that doesn't exist`, async () => {
      const token = await signIn(who());
      const other = await get(`/api/v1/businesses/${foreign}/messages`, token);
      const none = await get("/api/v1/businesses/nobody_000000/messages", token);
      assert.equal(other.status, none.status);
      assert.equal(other.json.code, none.json.code);
    });

    test(`an ${role} sees only the own business in the list`, async () => {
      const answer = await get("/api/v1/businesses", await signIn(who()));
      assert.equal(answer.status, 200);
      const text = JSON.stringify(answer.json);
      assert.ok(text.includes(env.sampleTenant));
      assert.ok(!text.includes(foreign));
    });

    test(`an ${role} subscribes to the own business and not to another`, async () => {
      const token = await signIn(who());
      assert.equal((await subscriptionAnswer(env.apiPod(0), token, env.sampleTenant)).ok, true);
      const refused = await subscriptionAnswer(env.apiPod(0), token, foreign);
      assert.notEqual(refused.ok, true);
      assert.ok(refused.error !== undefined, JSON.stringify(refused));
    });

    test(`an ${role} may not list messages across businesses`, async () => {
      const answer = await get(`/api/v1/messages?business=${foreign}`, await signIn(who()));
      assert.ok([403, 404].includes(answer.status), `answered ${answer.status}`);
    });
  }

  test("without a token nothing is answered", async () => {
    for (const path of [`/api/v1/businesses/${env.sampleTenant}/messages`, "/api/v1/businesses", "/api/v1/auth/me"]) {
      assert.equal((await get(path)).status, 401, path);
    }
    await assert.rejects(subscriptionAnswer(env.apiPod(0), "not-a-token", env.sampleTenant));
  });

  test("an admin reads every business", async () => {
    const token = await signIn(env.admin);
    for (const tenant of [env.sampleTenant, foreign]) {
      assert.equal((await get(`/api/v1/businesses/${tenant}/messages`, token)).status, 200);
    }
  });

  test("the API's database role cannot read a tenant before it has set the role", async () => {
    const dsn = await kube.secretKey("switchboard-platform", "API_DATABASE_URL", env.platformNamespace);
    await assert.rejects(
      query(`select count(*) from ${schema(env.sampleTenant)}.messages`, [], dsn),
      refusedBy(INSUFFICIENT_PRIVILEGE),
    );
  });

  test("a tenant's role reads its own schema and neither another's nor the control schema", async () => {
    const dsn = await kube.secretKey("acme-worker", "DATABASE_URL");
    assert.equal((await query(`select count(*) from ${schema(env.sampleTenant)}.messages`, [], dsn)).length, 1);
    for (const table of [`${schema(foreign)}.messages`, "control.users", "control.sessions"]) {
      await assert.rejects(query(`select count(*) from ${table}`, [], dsn), refusedBy(INSUFFICIENT_PRIVILEGE), table);
    }
    await assert.rejects(query(`set role "t_${foreign}"`, [], dsn), refusedBy(INSUFFICIENT_PRIVILEGE));
  });

  test("a worker's bus user looks at its consumer, and makes or deletes no stream and reads no directory", async () => {
    const url = await kube.secretKey("acme-worker", "NATS_URL");
    await requestAs(url, `$JS.API.CONSUMER.INFO.INGEST_${env.sampleTenant}.worker`);
    const forbidden = ["STREAM.CREATE.MINE", `STREAM.DELETE.INGEST_${foreign}`, "STREAM.PURGE.CHANGES", "STREAM.MSG.GET.KV_DIRECTORY"];
    for (const verb of forbidden) {
      await assert.rejects(requestAs(url, `$JS.API.${verb}`), /Permissions Violation/, verb);
    }
  });
});
