// What kubectl shows and what the API server refuses before the operator ever sees it.
import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { business, conditionIs, credentials, dispose, signUpWithProvider, wanted, type Wanted } from "../lib/business.ts";
import { businessNamespace } from "../lib/env.ts";
import * as kube from "../lib/kubectl.ts";

interface Refused {
  what: string;
  /** Changes a valid object into one that must be refused. */
  spoil: (object: any) => void;
  /** The refusal names this. */
  names: RegExp;
}

const REFUSED: Refused[] = [
  { what: "no phone number", spoil: (o) => (o.spec.whatsapp.phoneNumbers = []), names: /phoneNumbers/ },
  { what: "a phone number id that isn't digits", spoil: (o) => (o.spec.whatsapp.phoneNumbers[0].id = "+1 555"), names: /phoneNumbers/ },
  {
    what: "one phone number twice",
    spoil: (o) => o.spec.whatsapp.phoneNumbers.push(o.spec.whatsapp.phoneNumbers[0]),
    names: /phoneNumbers/,
  },
  { what: "a WABA id that isn't digits", spoil: (o) => (o.spec.whatsapp.wabaId = "acme"), names: /wabaId/ },
  { what: "an owner without an address", spoil: (o) => (o.spec.owner.email = "nobody"), names: /email/ },
  { what: "an empty display name", spoil: (o) => (o.spec.displayName = ""), names: /displayName/ },
  {
    what: "more replicas at least than at most",
    spoil: (o) => (o.spec.worker = { autoscaling: { minReplicas: 5, maxReplicas: 2 } }),
    names: /minReplicas|maxReplicas/,
  },
  { what: "an unknown scaling mode", spoil: (o) => (o.spec.worker = { autoscaling: { mode: "Magic" } }), names: /mode/ },
  { what: "a negative limit", spoil: (o) => (o.spec.limits = { ingestPerSecond: -1 }), names: /ingestPerSecond/ },
  { what: "an unknown deletion policy", spoil: (o) => (o.spec.database = { deletionPolicy: "Shred" }), names: /deletionPolicy/ },
  { what: "a schema that is no tenant's", spoil: (o) => (o.spec.database = { schema: "public" }), names: /schema/ },
  { what: "no credentials", spoil: (o) => delete o.spec.whatsapp.credentialsSecretRef, names: /credentialsSecretRef/ },
];

describe("admission", { timeout: 120_000 }, () => {
  const valid = wanted("cel");

  test("a valid object passes", async () => {
    assert.equal(await kube.refusal(business(valid)), undefined);
  });

  for (const row of REFUSED) {
    test(`${row.what} is refused and the refusal names the field`, async () => {
      const object = business(valid);
      row.spoil(object);
      const said = await kube.refusal(object);
      assert.ok(said !== undefined, "the API server took it");
      assert.match(said, row.names);
    });
  }
});

describe("an object that is there", { timeout: 180_000 }, () => {
  let made: Wanted | undefined;
  after(() => dispose(made));

  test("refuses another schema once it has one", async () => {
    made = wanted("immutable");
    await signUpWithProvider(made);
    await kube.apply(credentials(made), business(made));
    await conditionIs(made.name, "Ready", "True");
    const said = await kube.refusal(business(made, { database: { schema: "t_somebody_else" } }));
    assert.ok(said !== undefined, "the API server took it");
    assert.match(said, /immutable|schema/);
  });

  test("without its Secret is not Ready, and the condition says which Secret to make", async () => {
    const lone = wanted("lone");
    try {
      await kube.apply(business(lone));
      const object = await conditionIs(lone.name, "Ready", "False");
      const told = object.status.conditions.map((c: any) => c.message).join("\n");
      assert.ok(told.includes(`${lone.name}-whatsapp`), told);
    } finally {
      await dispose(lone);
    }
  });
});

describe("kubectl", { timeout: 60_000 }, () => {
  for (const path of ["business", "business.spec", "business.spec.whatsapp", "business.spec.worker", "business.spec.database"]) {
    test(`explain ${path} documents every field`, async () => {
      const text = await kube.kubectl("explain", path);
      const fields = text.slice(text.indexOf("FIELDS:"));
      assert.ok(!text.includes("<no description>") && !/DESCRIPTION:\s*(<empty>|\n\s*\n)/.test(text), text);
      assert.ok(!fields.includes("<no description>"), fields);
    });
  }

  test("prints the columns of the contract, by short name and by category", async () => {
    const wide = await kube.kubectl("-n", businessNamespace, "get", "biz", "-o", "wide");
    const header = wide.split("\n")[0] ?? "";
    for (const column of ["READY", "REASON", "NUMBERS", "WORKERS", "BACKLOG", "SCHEMA", "AGE"]) {
      assert.ok(header.includes(column), `${column} in: ${header}`);
    }
    const plain = (await kube.kubectl("-n", businessNamespace, "get", "biz")).split("\n")[0] ?? "";
    assert.ok(!plain.includes("BACKLOG"), "backlog only when wide");
    assert.ok((await kube.kubectl("-n", businessNamespace, "get", "switchboard")).includes("acme"));
  });
});
