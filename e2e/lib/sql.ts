// The store as its administrator sees it: what a test counts is what lies in Postgres.
import pg from "pg";
import { databaseUrl } from "./env.ts";

/** Rows of one statement over a connection of its own, so that a restarted server is no obstacle to the next call. */
export async function query<Row extends object>(text: string, values: unknown[] = [], dsn = databaseUrl): Promise<Row[]> {
  const client = new pg.Client({ connectionString: dsn, connectionTimeoutMillis: 5_000, query_timeout: 60_000 });
  client.on("error", () => {});
  await client.connect();
  try {
    return (await client.query(text, values)).rows as Row[];
  } finally {
    await client.end().catch(() => {});
  }
}

/** Schema of a tenant, quoted. Tenant ids are [a-z0-9_], so nothing in them needs escaping. */
export function schema(tenantId: string): string {
  if (!/^[a-z][a-z0-9_]+$/.test(tenantId)) throw new Error(`not a tenant id: ${tenantId}`);
  return `"t_${tenantId}"`;
}

/** How many rows each of these provider ids has in a tenant's messages; ids without rows are absent. */
export async function rowsPerMessage(tenantId: string, wamids: string[]): Promise<Map<string, number>> {
  const rows = await query<{ wamid: string; n: number }>(
    `select wamid, count(*)::int as n from ${schema(tenantId)}.messages where wamid = any($1) group by wamid`,
    [wamids],
  );
  return new Map(rows.map((row) => [row.wamid, row.n]));
}

/** How many of these ids are stored, and how many are stored more than once. */
export async function stored(tenantId: string, wamids: string[]): Promise<{ once: number; more: number }> {
  const counts = [...(await rowsPerMessage(tenantId, wamids)).values()];
  return { once: counts.filter((n) => n === 1).length, more: counts.filter((n) => n > 1).length };
}

/** Reasons of parked items whose bytes contain this text. */
export async function parkedWith(tenantId: string, text: string): Promise<{ reason: string; body: Buffer }[]> {
  return query(`select reason, body from ${schema(tenantId)}.parked where position($1::bytea in body) > 0`, [Buffer.from(text)]);
}
