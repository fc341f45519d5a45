// The business, played for real: a server that shakes hands and checks signatures, and calls of the Graph API.
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { signature } from "../lib/sign.ts";
import { until } from "../lib/wait.ts";
import type { Simulator } from "./simulator.ts";

const APP_SECRET = "0123456789abcdef0123456789abcdef", VERIFY_TOKEN = "shake", ACCESS_TOKEN = "EAAtoken";
const NUMBER = "106540352242922", WABA = "102290129340398", APP = "900100200300400";
const HEARD_WITHIN_MS = 10_000;

/** JSON of the provider: tests look at the members that they are about. */
export type Json = any;

/** How the provider treats a business: statuses at once, unless a test says otherwise. */
const POLICY = { review: { delay_ms: 0 }, timeline: { sent_mean_ms: 0, delivered_mean_ms: 0, read_mean_ms: 0, undelivered_percent: 0, read_percent: 100, read_at_once_percent: 0 } };

/** A refusal of the Graph API. */
export class Refused extends Error {
  readonly status: number;
  readonly code: number | undefined;
  constructor(status: number, body: string) {
    super(`the Graph API answered ${status}: ${body}`);
    this.status = status;
    this.code = body.startsWith("{") ? (JSON.parse(body) as Json).error?.code : undefined;
  }
}

/** A bakery with a number, subscribed to its webhooks. */
export class Business {
  readonly number = NUMBER;
  /** Every webhook, as it came, the first one first. */
  readonly webhooks: Json[] = [];
  /** Webhooks whose signature was wrong. */
  forged = 0;
  readonly #simulator: Simulator;
  readonly #server: Server;

  private constructor(simulator: Simulator) {
    this.#simulator = simulator;
    this.#server = createServer((request, response) => void this.#receive(request, response));
  }

  /** Registers one, and subscribes it as a business does: with the handshake. */
  static async open(simulator: Simulator, timeline: Partial<typeof POLICY.timeline> = {}): Promise<Business> {
    const business = new Business(simulator);
    business.#server.listen(0, "127.0.0.1");
    await once(business.#server, "listening");
    await simulator.control("POST", "businesses", {
      waba_id: WABA, phone_number_id: NUMBER, display_phone_number: "15550783881", name: "Acme Bakery", app_id: APP, app_secret: APP_SECRET, access_token: ACCESS_TOKEN,
      timezone: "Europe/Berlin", policy: { ...POLICY, timeline: { ...POLICY.timeline, ...timeline } },
    });
    const { port } = business.#server.address() as AddressInfo;
    await business.graph("POST", `${WABA}/subscribed_apps`, { override_callback_uri: `http://127.0.0.1:${port}/webhooks`, verify_token: VERIFY_TOKEN });
    return business;
  }

  /** Closes its doors. */
  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }

  async #receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { searchParams } = new URL(request.url ?? "/", "http://business");
    if (request.method === "GET") {
      const known = searchParams.get("hub.verify_token") === VERIFY_TOKEN;
      response.writeHead(known ? 200 : 403).end(searchParams.get("hub.challenge"));
      return;
    }
    const body = Buffer.concat(await request.toArray() as Buffer[]);
    const genuine = request.headers["x-hub-signature-256"] === signature(APP_SECRET, body);
    if (genuine) this.webhooks.push(JSON.parse(body.toString()));
    else this.forged += 1;
    response.writeHead(genuine ? 200 : 401).end();
  }

  /** The value of every change. */
  values(): Json[] {
    return this.webhooks.flatMap(({ entry }) => entry).flatMap(({ changes }) => changes).map(({ value }) => value);
  }

  /** What webhooks said in a list such as `messages` or `statuses`. */
  told(list: string): Json[] {
    return this.values().flatMap((value) => value[list] ?? []);
  }

  /** Waits for one that `fits`. */
  async heard(list: string, fits: (one: Json) => boolean): Promise<Json> {
    const evidence = async () => `heard: ${JSON.stringify(this.told(list))}`;
    return until(`one of ${list} that was waited for`, HEARD_WITHIN_MS, () => this.told(list).find(fits) as Json, evidence);
  }

  /** A call of the Graph API. Throws `Refused`. */
  async graph(method: string, path: string, body?: unknown): Promise<Json> {
    const form = body instanceof FormData;
    const headers = { authorization: `Bearer ${ACCESS_TOKEN}`, ...(!form && { "content-type": "application/json" }) };
    const answer = await fetch(`${this.#simulator.url}/v25.0/${path}`, { method, headers, ...(body !== undefined && { body: form ? body : JSON.stringify(body) }) });
    const text = await answer.text();
    if (!answer.ok) throw new Refused(answer.status, text);
    return JSON.parse(text);
  }

  /** Sends a message of a type to a phone number or a user id; its id. `more` is a `context`. */
  async send(to: string, type: string, content: unknown, more: object = {}): Promise<string> {
    const recipient = /^\d+$/.test(to) ? { to: `+${to}` } : { recipient: to };
    const { messages } = await this.graph("POST", `${NUMBER}/messages`, { messaging_product: "whatsapp", ...recipient, type, [type]: content, ...more });
    return messages[0].id;
  }

  /** Marks a customer's message as read, and is seen typing. */
  async reads(wamid: string): Promise<void> {
    await this.graph("POST", `${NUMBER}/messages`, { messaging_product: "whatsapp", status: "read", message_id: wamid, typing_indicator: { type: "text" } });
  }

  /** Uploads a file that comes with the simulator; its media id. */
  async upload(name: string, mimeType: string): Promise<string> {
    const form = new FormData();
    form.set("messaging_product", "whatsapp");
    form.set("type", mimeType);
    form.set("file", new Blob([readFileSync(new URL(`../../simulator/media/${name}`, import.meta.url))], { type: mimeType }), name);
    return (await this.graph("POST", `${NUMBER}/media`, form)).id;
  }

  /** The bytes of what a customer sent. */
  async download(media: string): Promise<Buffer> {
    const { url } = await this.graph("GET", media);
    const answer = await fetch(url, { headers: { authorization: `Bearer ${ACCESS_TOKEN}` } });
    if (!answer.ok) throw new Refused(answer.status, await answer.text());
    return Buffer.from(await answer.arrayBuffer());
  }

  /** Uploads a file that comes with the simulator in one part of a session; its handle, for a template's header. */
  async handle(name: string, mimeType: string): Promise<string> {
    const bytes = readFileSync(new URL(`../../simulator/media/${name}`, import.meta.url));
    const { id } = await this.graph("POST", `${APP}/uploads?file_name=${name}&file_length=${bytes.length}&file_type=${mimeType}`);
    const answer = await fetch(`${this.#simulator.url}/v25.0/${id}`, { method: "POST", headers: { authorization: `OAuth ${ACCESS_TOKEN}`, file_offset: "0" }, body: bytes });
    if (!answer.ok) throw new Refused(answer.status, await answer.text());
    return ((await answer.json()) as Json).h;
  }

  /** Makes a template, and waits until it is told that it is approved. */
  async template(name: string, components: unknown[], category = "UTILITY"): Promise<void> {
    await this.graph("POST", `${WABA}/message_templates`, { name, language: "en", category, components });
    await until(`the approval of ${name}`, HEARD_WITHIN_MS, () => this.values().some((value) => value.event === "APPROVED" && value.message_template_name === name));
  }
}
