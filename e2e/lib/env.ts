// The addresses of the running cluster, as `./dev env` prints them. The only file that reads the environment.
import { fileURLToPath } from "node:url";


function required(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === "") {
    throw new Error(`${name} is not set: run \`eval "$(./dev env)"\` first`);
  }
  return value;
}

/** Base URL through Nginx. */
export const url = required("SB_URL");
/** Base URL of each API pod. At least two: most scenarios post to one pod and listen on another. */
export const apiPods = required("SB_API_PODS").split(",").filter((pod) => pod !== "");
/** Superuser DSN of the primary. */
export const databaseUrl = required("SB_DATABASE_URL");
export const natsUrl = required("SB_NATS_URL");
/** The simulated provider: it has to know a business's token before the operator asks it. */
export const simulatorUrl = required("SB_SIMULATOR_URL");
export const admin = { email: required("SB_ADMIN_EMAIL"), password: required("SB_ADMIN_PASSWORD") };
/** Owner of the sample tenant. */
export const owner = { email: required("SB_OWNER_EMAIL"), password: required("SB_OWNER_PASSWORD") };
/** The sample tenant that the owner above belongs to. */
export const sampleTenant = required("SB_TENANT");
/** Namespace of every Business the scenarios make. */
export const businessNamespace = "tenants";
/** Namespace of the chart's release. */
export const platformNamespace = "switchboard";

/** The pod that handles the n-th request when requests go round the pods. */
export function apiPod(n: number): string {
  const pod = apiPods[n % apiPods.length];
  if (pod === undefined) throw new Error("SB_API_PODS names no pod");
  return pod;
}
/** Folder in which `./dev` keeps its process records. */
export const stateFolder = process.env.SWITCHBOARD_STATE ?? "/var/lib/switchboard-dev";
/** The checkout these tests belong to. */
export const repository = fileURLToPath(new URL("../..", import.meta.url));
