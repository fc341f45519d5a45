// The HTTP API as a signed-in person uses it.
import * as env from "./env.ts";

export interface Answer {
  status: number;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  json: any;
}

export interface Credentials {
  email: string;
  password: string;
}

/** Signs in and answers the access token. */
export async function signIn(who: Credentials, base = env.url): Promise<string> {
  const answer = await send("POST", "/api/v1/auth/login", { base, body: who });
  if (answer.status !== 200) throw new Error(`sign-in of ${who.email}: ${answer.status} ${JSON.stringify(answer.json)}`);
  return answer.json.access_token;
}

export async function get(path: string, token?: string, base = env.url): Promise<Answer> {
  return send("GET", path, { base, ...(token !== undefined && { token }) });
}

export async function send(
  method: string,
  path: string,
  options: { base?: string; token?: string; body?: unknown; key?: string } = {},
): Promise<Answer> {
  const answer = await fetch(`${options.base ?? env.url}${path}`, {
    method,
    headers: {
      ...(options.token !== undefined && { authorization: `Bearer ${options.token}` }),
      ...(options.body !== undefined && { "content-type": "application/json" }),
      ...(options.key !== undefined && { "idempotency-key": options.key }),
    },
    ...(options.body !== undefined && { body: JSON.stringify(options.body) }),
    signal: AbortSignal.timeout(20_000),
  });
  const text = await answer.text();
  return { status: answer.status, json: text === "" ? undefined : JSON.parse(text) };
}
