// kubectl as a platform engineer types it, and the processes behind the containers it names.
import { execFile } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { promisify } from "node:util";
import { businessNamespace, platformNamespace } from "./env.ts";

const run = promisify(execFile);
const OUTPUT_BYTES_MAX = 32 << 20;

/** Runs kubectl and answers its standard output. A failure's message carries kubectl's own words. */
export async function kubectl(...args: string[]): Promise<string> {
  const { stdout } = await run("kubectl", args, { maxBuffer: OUTPUT_BYTES_MAX, timeout: 60_000 });
  return stdout;
}

/** Server-side, as GitOps tools do; answers kubectl's refusal instead of throwing when `refused` is expected. */
export async function apply(...objects: object[]): Promise<void> {
  const list = { apiVersion: "v1", kind: "List", items: objects };
  await withInput(JSON.stringify(list), "apply", "-f", "-");
}

/** What the API server says when it refuses the object at admission; undefined when it takes it (dry run). */
export async function refusal(object: object): Promise<string | undefined> {
  try {
    await withInput(JSON.stringify(object), "apply", "--dry-run=server", "-f", "-");
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function withInput(input: string, ...args: string[]): Promise<string> {
  const running = run("kubectl", args, { maxBuffer: OUTPUT_BYTES_MAX, timeout: 60_000 });
  running.child.stdin?.end(input);
  return (await running).stdout;
}

/** An object as JSON, or undefined when there is none. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export async function get(kind: string, name: string, namespace = businessNamespace): Promise<any | undefined> {
  const text = await kubectl("-n", namespace, "get", kind, name, "--ignore-not-found", "-o", "json");
  return text.trim() === "" ? undefined : JSON.parse(text);
}

/** Objects of a kind with these labels. */
export async function list(kind: string, selector: string, namespace = businessNamespace): Promise<any[]> {
  return JSON.parse(await kubectl("-n", namespace, "get", kind, "-l", selector, "-o", "json")).items;
}

export async function patch(kind: string, name: string, body: object, namespace = businessNamespace): Promise<void> {
  await kubectl("-n", namespace, "patch", kind, name, "--type=merge", "-p", JSON.stringify(body));
}

/** A key of a Secret, decoded. */
export async function secretKey(name: string, key: string, namespace = businessNamespace): Promise<string> {
  const secret = await get("secret", name, namespace);
  const value = secret?.data?.[key];
  if (value === undefined) throw new Error(`secret ${namespace}/${name} has no key ${key}`);
  return Buffer.from(value, "base64").toString("utf8");
}

/** Restarts of every container of ours, by pod and container. */
export async function restarts(): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (const namespace of [platformNamespace, businessNamespace]) {
    const pods = JSON.parse(await kubectl("-n", namespace, "get", "pods", "-o", "json")).items;
    for (const pod of pods) {
      for (const status of pod.status.containerStatuses ?? []) {
        counts.set(`${namespace}/${pod.metadata.name}/${status.name}`, status.restartCount);
      }
    }
  }
  return counts;
}

/** The last lines of every pod of ours in a namespace: evidence for a failed test. */
export async function logs(namespace: string, selector: string, lines = 30): Promise<string> {
  try {
    const text = await kubectl("-n", namespace, "logs", "-l", selector, "--all-containers", "--prefix", `--tail=${lines}`);
    return `--- logs of ${namespace}, ${selector}\n${text}`;
  } catch (error) {
    return `--- no logs of ${namespace}, ${selector}: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** Evidence that explains most failures: operator, API pods and all workers. */
export async function platformLogs(): Promise<string> {
  const parts = await Promise.all([
    logs(platformNamespace, "app.kubernetes.io/component=operator"),
    logs(platformNamespace, "app.kubernetes.io/component=api"),
    logs(businessNamespace, "app.kubernetes.io/component=worker"),
  ]);
  return parts.join("\n");
}

/** PIDs of the processes that run in the containers of a pod, found through their cgroup. */
export function processesOf(pod: any): number[] {
  const ids: string[] = (pod.status.containerStatuses ?? [])
    .map((status: any) => String(status.containerID ?? "").replace(/^containerd:\/\//, ""))
    .filter((id: string) => id !== "");
  const pids: number[] = [];
  for (const entry of readdirSync("/proc")) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const cgroup = readFileSync(`/proc/${entry}/cgroup`, "utf8");
      if (ids.some((id) => cgroup.includes(id))) pids.push(Number(entry));
    } catch {
      // It ended while we looked.
    }
  }
  return pids;
}
