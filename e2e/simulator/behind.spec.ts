// Behind the scenes: scenes, faults, time.
import type { Page, Route } from "@playwright/test";
import { Refused } from "./business.ts";
import { toEnd } from "./everything.ts";
import { contactRequest } from "./templates.ts";
import { expect, LENA, test } from "./world.ts";

/** Sets a switch, and waits until the simulator took it. */
async function set(page: Page, change: () => Promise<unknown>): Promise<void> {
  const taken = page.waitForResponse((answer) => answer.url().endsWith("/control/faults") && answer.request().method() === "PUT" && answer.ok());
  await Promise.all([taken, change()]);
}

const refusal = (sending: Promise<string>) => sending.then(() => undefined, (error: unknown) => (error instanceof Refused ? error.code : error));

test("a scene plays, by the clock, until it is over", async ({ page, phone, business, simulator }) => {
  await page.getByRole("button", { name: "Play: Order a cake" }).click();
  await expect(phone.person("James Okafor")).toHaveAttribute("aria-current", "true");
  await business.heard("messages", ({ text }) => text?.body === "Hi! Is it possible to order a birthday cake for Saturday?");
  await expect(page.getByRole("button", { name: "Stop: Order a cake" })).toBeVisible();
  const scene = page.getByRole("listitem").filter({ has: page.getByRole("progressbar", { name: "Steps of Order a cake" }) });
  const { started: [run] } = await simulator.control<{ started: { id: string }[] }>("GET", "scenes");
  await toEnd(simulator, run?.id ?? "");
  await expect(scene).toContainText("done");
  await business.heard("messages", ({ type }) => type === "sticker");
  await expect(phone.bubble(/how time flies/)).toContainText("edited");
});

test("a scene is stopped", async ({ page, phone: _opened, business }) => {
  await page.getByRole("button", { name: "Play: Order a cake" }).click();
  await business.heard("messages", ({ type }) => type === "text");
  await page.getByRole("button", { name: "Stop: Order a cake" }).click();
  await expect(page.getByRole("button", { name: "Play: Order a cake" })).toBeVisible();
  await expect(page.getByRole("listitem").filter({ has: page.getByRole("progressbar", { name: "Steps of Order a cake" }) })).toContainText("stopped");
});

test("the business's next call fails, and the one after works", async ({ page, phone, business }) => {
  await phone.pick(LENA.name);
  await phone.write("Hello");
  await set(page, () => page.getByLabel("Its calls").selectOption({ label: "fail: unavailable (131016)" }));
  expect(await refusal(business.send(LENA.key, "text", { body: "One" }))).toBe(131016);
  await expect(page.getByLabel("Its calls")).toHaveValue("");
  await business.send(LENA.key, "text", { body: "Two" });
  await expect(phone.bubble("Two")).toBeVisible();
  await expect(phone.bubble("One")).toHaveCount(0);
});

test("every call fails until everything works again", async ({ page, phone, business }) => {
  await phone.pick(LENA.name);
  await phone.write("Hello");
  await set(page, () => page.getByLabel("How often").selectOption("always"));
  await set(page, () => page.getByLabel("Its calls").selectOption({ label: "hit the number's rate (130429)" }));
  for (const body of ["One", "Two"]) expect(await refusal(business.send(LENA.key, "text", { body }))).toBe(130429);
  await page.reload();
  await phone.ready();
  await expect(page.getByLabel("Its calls")).toHaveValue("130429");
  await expect(page.getByLabel("How often")).toHaveValue("always 1");
  await set(page, () => page.getByRole("button", { name: "Everything works again" }).click());
  await business.send(LENA.key, "text", { body: "Three" });
  await expect(phone.bubble("Three")).toBeVisible();
});

test("a switch leaves alone what was set elsewhere", async ({ page, phone, business, simulator }) => {
  const rule = { endpoint: "subscribed_apps", mode: "always", code: 131016 }, ending = { to: "4917612349876", mode: "next", fails: 131026 };
  await simulator.control("PUT", "faults", { rules: [rule], endings: [ending], delivery: { drop_percent: 10, delay_ms: 500 } });
  const faults = () => simulator.control<{ rules: object[]; endings: object[]; delivery: object }>("GET", "faults");
  await expect(page.getByLabel("Deliver late")).toHaveValue("500");
  await set(page, () => page.getByRole("switch", { name: "Let them overtake each other" }).check());
  await set(page, () => page.getByLabel("Its calls").selectOption("190"));
  await phone.pick(LENA.name);
  const kept = { endings: [expect.objectContaining(ending)], delivery: { duplicate_percent: 0, shuffle: true, drop_percent: 10, delay_ms: 500 } };
  expect(await faults()).toMatchObject({ rules: [{ endpoint: "messages", code: 190 }, rule], ...kept });
  expect(await refusal(business.send(LENA.key, "text", { body: "One" }))).toBe(190);
  await set(page, () => page.getByLabel("How often").selectOption("always"));
  await set(page, () => page.getByLabel("Its calls").selectOption("slow"));
  expect(await faults()).toMatchObject({ rules: [{ endpoint: "messages", mode: "always", latency_ms: 5000 }, rule], ...kept });
  await set(page, () => page.getByLabel("Its calls").selectOption("off"));
  expect(await faults()).toMatchObject({ rules: [rule], endings: [{ statuses: ["sent"] }, ending] });
  await set(page, () => page.getByLabel("Its calls").selectOption(""));
  expect(await faults()).toMatchObject({ rules: [rule], ...kept });
  await set(page, () => page.getByRole("button", { name: "Everything works again" }).click());
  expect(await faults()).toMatchObject({ rules: [], endings: [], delivery: { shuffle: false, drop_percent: 0, delay_ms: 0 } });
});

test("a template is paused and reinstated, and its quality falls", async ({ page, phone, business }) => {
  await phone.pick(LENA.name);
  await expect(page.getByRole("heading", { name: "Decide about its templates" })).toBeHidden();
  await contactRequest(business, LENA.key);
  const sends = () => refusal(business.send(LENA.key, "template", { name: "who_are_you", language: { code: "en" } }));
  await page.getByLabel("Its status").selectOption("PAUSED");
  await expect.poll(() => business.values().some(({ event }) => event === "PAUSED")).toBe(true);
  expect(await sends()).toBe(132015);
  await page.getByLabel("Its status").selectOption("APPROVED");
  await expect.poll(() => business.values().some(({ event }) => event === "REINSTATED")).toBe(true);
  expect(await sends()).toBeUndefined();
  await page.getByLabel("Its quality").selectOption("RED");
  await expect.poll(() => business.values().some((value) => value.new_quality_score === "RED")).toBe(true);
  await expect(page.getByLabel("Its quality")).toHaveValue("RED");
});

test("a message that was accepted fails later, and its tick says so", async ({ page, phone, business }) => {
  await phone.pick(LENA.name);
  await phone.write("Hello");
  await set(page, () => page.getByLabel("Its calls").selectOption({ label: "are accepted, and fail later (131026)" }));
  const wamid = await business.send(LENA.key, "text", { body: "Lost on the way" });
  const { errors } = await business.heard("statuses", ({ id, status }) => id === wamid && status === "failed");
  expect(errors[0].code).toBe(131026);
  await expect(phone.tick("Lost on the way", "failed")).toBeVisible();
});

test("webhooks are delivered twice", async ({ page, phone, business }) => {
  await set(page, () => page.getByRole("switch", { name: "Deliver every one twice" }).check());
  await phone.write("Once");
  await expect.poll(() => business.told("messages").filter(({ text }) => text?.body === "Once").length).toBe(2);
  await expect(phone.bubble("Once")).toHaveCount(1);
});

test("webhooks are late until the clock moves", async ({ page, phone, business }) => {
  await set(page, () => page.getByLabel("Deliver late").selectOption("1 min"));
  await phone.write("Later");
  await expect(page.getByText(/1 waiting/)).toBeVisible();
  await expect(phone.tick("Later", "sent")).toBeVisible();
  expect(business.told("messages")).toEqual([]);
  await page.getByRole("button", { name: "+ 1 hour" }).click();
  await business.heard("messages", ({ text }) => text?.body === "Later");
  await expect(phone.tick("Later", "delivered")).toBeVisible();
});

test("a day later only templates reach the customer", async ({ page, phone, business }) => {
  await phone.pick(LENA.name);
  await phone.write("Hello");
  await business.send(LENA.key, "text", { body: "Within a day" });
  await expect(phone.bubble("Within a day")).toBeVisible();
  await page.getByRole("button", { name: "+ 1 day" }).click();
  await expect(page.getByText(/only templates reach you/)).toBeVisible();
  await expect(phone.chat.getByRole("listitem").filter({ hasText: /^Yesterday$/ })).toBeVisible();
  expect(await refusal(business.send(LENA.key, "text", { body: "Too late" }))).toBe(131047);
});

test("the business answers in its phone app, and the inbox hears of it", async ({ page, phone, business }) => {
  await phone.pick(LENA.name);
  await phone.write("Hello");
  await page.getByRole("textbox", { name: "Answer as the business, in its phone app" }).fill("From the app");
  await page.getByRole("complementary").getByRole("button", { name: "Send", exact: true }).click();
  await business.heard("message_echoes", ({ text }) => text?.body === "From the app");
  await expect(phone.tick("From the app", "read")).toBeVisible();
});

test("an answer from before a switch was set doesn't set it back", async ({ page, phone: _opened, business, simulator }) => {
  const switched = Promise.withResolvers<Route>();
  await page.route("**/control/traffic", (route) => switched.resolve(route));
  // What the page asks is answered late: with what was before, and a figure by which the answer is seen.
  await page.route("**/control/state", async (route) => {
    const answer = await route.fetch(), told = await answer.json();
    await switched.promise;
    await route.fulfill({ response: answer, json: { ...told, deliveries: { ...told.deliveries, acknowledged: 4_711 } } });
  });
  await page.waitForRequest("**/control/state");
  const traffic = page.getByRole("switch", { name: "Customers write by themselves" });
  await traffic.check();
  await expect(page.getByText("4711 webhooks acknowledged")).toBeVisible();
  await expect(traffic).toBeChecked();
  await (await switched.promise).continue();
  await expect.poll(async () => (await simulator.control<{ traffic: string[] }>("GET", "state")).traffic).toEqual([business.number]);
  await page.unrouteAll({ behavior: "ignoreErrors" });
  await expect(traffic).toBeChecked();
});

test("customers write by themselves until they are stopped", async ({ page, phone, business, simulator }) => {
  const traffic = page.getByRole("switch", { name: "Customers write by themselves" });
  await traffic.check();
  await expect.poll(async () => (await simulator.control<{ traffic: string[] }>("GET", "state")).traffic).toEqual([business.number]);
  await expect(async () => {
    await simulator.advance(60);
    expect(business.told("messages").length).toBeGreaterThan(1);
  }).toPass();
  await traffic.uncheck();
  await expect.poll(async () => (await simulator.control<{ traffic: string[] }>("GET", "state")).traffic).toEqual([]);
  await expect(phone.problem).toBeEmpty();
});
