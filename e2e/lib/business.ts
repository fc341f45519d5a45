// Businesses of the scenarios: applied like any other, disposed of with their data.
import { randomBytes } from "node:crypto";
import { send } from "./api.ts";
import { apiPods, businessNamespace, simulatorUrl, url } from "./env.ts";
import * as kube from "./kubectl.ts";
import { digits, type Addressee } from "./payloads.ts";
import { until } from "./wait.ts";

/** A name no other run uses. */
export function freshName(stem: string): string {
  return `e2e-${stem}-${randomBytes(3).toString("hex")}`;
}

/** What a Business is made of before the operator has seen it. */
export interface Wanted extends Addressee {
  /** metadata.name */
  name: string;
  accessToken: string;
  appSecret: string;
  verifyToken: string;
}

/** A Business that is Ready, with what a webhook for it needs. */
export interface Tenant extends Wanted {
  tenantId: string;
}

/** Ids and secrets for a Business that does not exist yet. */
export function wanted(stem: string): Wanted {
  return {
    name: freshName(stem),
    wabaId: digits(15),
    phoneNumberId: digits(15),
    displayPhoneNumber: `1555${digits(7)}`,
    accessToken: `EAA${randomBytes(24).toString("hex")}`,
    appSecret: randomBytes(16).toString("hex"),
    verifyToken: randomBytes(12).toString("hex"),
  };
}

/** The credentials Secret a Business refers to. */
export function credentials(of: Wanted): object {
  return {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: `${of.name}-whatsapp`, namespace: businessNamespace },
    stringData: { accessToken: of.accessToken, appSecret: of.appSecret, verifyToken: of.verifyToken },
  };
}

/** The Business object; `spec` is merged over the plain one, member by member. */
export function business(of: Wanted, spec: Record<string, unknown> = {}): any {
  return {
    apiVersion: "switchboard.chat/v1alpha1",
    kind: "Business",
    metadata: { name: of.name, namespace: businessNamespace },
    spec: {
      displayName: `Scenario ${of.name}`,
      timezone: "Europe/Berlin",
      owner: { email: `owner@${of.name}.example` },
      whatsapp: {
        wabaId: of.wabaId,
        phoneNumbers: [{ id: of.phoneNumberId, display: `+${of.displayPhoneNumber}` }],
        credentialsSecretRef: { name: `${of.name}-whatsapp` },
        subscribe: true,
      },
      ...spec,
    },
  };
}

export function condition(object: any, type: string): any {
  return object?.status?.conditions?.find((c: any) => c.type === type);
}

/** Makes the provider know the business, as if it had signed up there: its token is good from now on. */
export async function signUpWithProvider(of: Wanted): Promise<void> {
  const body = {
    name: of.name,
    waba_id: of.wabaId,
    phone_number_id: of.phoneNumberId,
    display_phone_number: of.displayPhoneNumber,
    access_token: of.accessToken,
    app_secret: of.appSecret,
    verify_token: of.verifyToken,
    callback_url: `${url}/webhooks/whatsapp`,
  };
  const answer = await send("POST", "/control/businesses", { base: simulatorUrl, body });
  if (answer.status !== 200) throw new Error(`the provider refused ${of.name}: ${JSON.stringify(answer.json)}`);
}

/** Waits for a condition of a Business to have this status for the generation that is there now. */
export async function conditionIs(name: string, type: string, status: string, timeoutMs = 90_000): Promise<any> {
  return until(
    `Business ${name} has ${type}=${status}`,
    timeoutMs,
    async () => {
      const object = await kube.get("business", name);
      const found = condition(object, type);
      const current = (object?.status?.observedGeneration ?? 0) >= (object?.metadata?.generation ?? 1);
      return found?.status === status && current ? object : undefined;
    },
    async () => `${await kube.kubectl("-n", businessNamespace, "get", "business", name, "-o", "yaml")}\n${await kube.platformLogs()}`,
  );
}

/** Applies a Business with its Secret and answers once it is Ready and every API pod routes to it. */
export async function provision(stem: string, spec: Record<string, unknown> = {}): Promise<Tenant> {
  const want = wanted(stem);
  await signUpWithProvider(want);
  await kube.apply(credentials(want), business(want, spec));
  const object = await conditionIs(want.name, "Ready", "True");
  const tenant = { ...want, tenantId: object.status.tenantId as string };
  await routed(tenant);
  return tenant;
}

/** Every API pod has the tenant's directory entry: it answers the provider's handshake. */
export async function routed(tenant: Tenant): Promise<void> {
  for (const pod of apiPods) {
    await until(`${pod} answers the handshake of ${tenant.tenantId}`, 15_000, async () => {
      const answer = await handshake(pod, tenant.tenantId, tenant.verifyToken, "1158201444");
      return answer.status === 200 && answer.body === "1158201444";
    });
  }
}

export async function handshake(pod: string, tenantId: string, token: string, challenge: string) {
  const query = new URLSearchParams({ "hub.mode": "subscribe", "hub.challenge": challenge, "hub.verify_token": token });
  const answer = await fetch(`${pod}/webhooks/whatsapp/${tenantId}?${query}`, { signal: AbortSignal.timeout(5_000) });
  return { status: answer.status, body: await answer.text() };
}

/** Removes the Business, its data and its Secret. */
export async function dispose(tenant: Pick<Wanted, "name"> | undefined): Promise<void> {
  if (tenant === undefined) return;
  if ((await kube.get("business", tenant.name)) !== undefined) {
    await kube.patch("business", tenant.name, { spec: { database: { deletionPolicy: "Delete" }, suspend: false } });
    await remove(tenant.name);
  }
  await kube.kubectl("-n", businessNamespace, "delete", "secret", `${tenant.name}-whatsapp`, "--ignore-not-found");
}

/** Deletes a Business and waits until it is gone. */
export async function remove(name: string): Promise<void> {
  await kube.kubectl("-n", businessNamespace, "delete", "business", name, "--ignore-not-found", "--wait=true", "--timeout=50s");
}
