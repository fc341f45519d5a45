// What Meta does to a body before it sends it: escape, then sign the very bytes that travel.
import { createHmac } from "node:crypto";

/** JSON with non-ASCII as lower-case \uXXXX and "/" as "\/", as the provider escapes it. */
export function escapedJson(value: unknown): Buffer {
  const text = JSON.stringify(value)
    .replaceAll("/", "\\/")
    .replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
  return Buffer.from(text, "ascii");
}

/** Value of X-Hub-Signature-256 for these bytes. */
export function signature(appSecret: string, body: Uint8Array): string {
  return `sha256=${createHmac("sha256", appSecret).update(body).digest("hex")}`;
}
