// The bus itself, read as an operator of the platform would with the nats command line.
import { jetstream, jetstreamManager } from "@nats-io/jetstream";
import { connect, type NatsConnection } from "@nats-io/transport-node";
import { natsUrl } from "./env.ts";

async function connected<T>(work: (connection: NatsConnection) => Promise<T>, address = natsUrl): Promise<T> {
  const url = new URL(address);
  // The client takes credentials apart from the address.
  const credentials =
    url.username === "" ? {} : { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) };
  const connection = await connect({ servers: url.host, ...credentials });
  try {
    return await work(connection);
  } finally {
    await connection.close();
  }
}

/** Sends a request as the user of `address`; rejects with the server's refusal. */
export async function requestAs(address: string, subject: string): Promise<void> {
  await connected(async (connection) => void (await connection.request(subject, "{}")), address);
}

/** Stream sequences of a tenant's changes after `after`, in order: against this, what sockets saw is compared. */
export async function changeSequences(tenantId: string, after: number): Promise<number[]> {
  const sequences: number[] = [];
  await eachMessage("CHANGES", `changes.${tenantId}`, after, (seq) => void sequences.push(seq));
  return sequences;
}

/** Subject of the DEAD message with exactly these bytes; undefined when there is none. */
export async function deadWith(bytes: Uint8Array): Promise<string | undefined> {
  let found: string | undefined;
  await eachMessage("DEAD", "dead.>", 0, (_, subject, data) => {
    if (Buffer.from(data).equals(bytes)) found = subject;
  });
  return found;
}

type Visit = (seq: number, subject: string, data: Uint8Array) => void;

/** Visits what a stream holds under a filter after a sequence, in order, and ends at what was last when it began. */
async function eachMessage(stream: string, filter: string, after: number, visit: Visit): Promise<void> {
  await connected(async (connection) => {
    const manager = await jetstreamManager(connection);
    const last = await manager.streams.getMessage(stream, { last_by_subj: filter });
    if (last === null || last.seq <= after) return;
    const consumer = await jetstream(connection).consumers.get(stream, { filter_subjects: filter, opt_start_seq: after + 1 });
    for await (const message of await consumer.consume()) {
      visit(message.seq, message.subject, message.data);
      if (message.seq >= last.seq) break;
    }
  });
}
