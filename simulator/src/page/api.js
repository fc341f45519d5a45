// Calls of the control API.

// A token comes in the address's fragment, which no server sees, or as ?token=.
const token = new URLSearchParams(location.hash.slice(1)).get("token") ?? new URLSearchParams(location.search).get("token");
const bearer = token ? { authorization: `Bearer ${token}` } : {};

async function checked(answer) {
  if (answer.ok) return answer;
  const problem = await answer.json().catch(() => ({}));
  throw new Error(problem.error ?? `The simulator answered ${answer.status}.`);
}

/** A call; `body` makes it JSON. */
export async function call(method, path, body) {
  const headers = { ...bearer, ...(body && { "content-type": "application/json" }) };
  const answer = await checked(await fetch(`/control/${path}`, { method, headers, body: body && JSON.stringify(body) }));
  return answer.status === 204 ? undefined : answer.json();
}

/** Keeps a file the customer picked; its media id. */
export async function keep(phoneNumberId, file) {
  const headers = { ...bearer, "content-type": file.type || "application/octet-stream" };
  const answer = await checked(await fetch(`/control/media?phone_number_id=${phoneNumberId}`, { method: "POST", headers, body: file }));
  return (await answer.json()).id;
}

const files = new Map();

/** Address of a media object's bytes, by `{id}` or `{link}`. */
export function file(of) {
  const query = new URLSearchParams(of.id ? { id: of.id } : { link: of.link ?? "" }).toString();
  if (!files.has(query)) {
    const fetched = fetch(`/control/media?${query}`, { headers: bearer }).then(checked).then(async (answer) => URL.createObjectURL(await answer.blob()));
    files.set(query, fetched);
    fetched.catch(() => files.delete(query));
  }
  return files.get(query);
}
