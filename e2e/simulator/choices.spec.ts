// What the business offers to tap.
import { BUTTONS, FLOW, LIST, orderReady, WHERE } from "./everything.ts";
import { expect, LENA, test } from "./world.ts";

test.beforeEach(async ({ phone, business }) => {
  await phone.pick(LENA.name);
  await phone.write("Hello");
  await business.heard("messages", ({ text }) => text?.body === "Hello");
});

test("a reply button is tapped", async ({ phone, business }) => {
  const wamid = await business.send(LENA.key, "interactive", BUTTONS);
  await phone.chat.getByRole("button", { name: "Ask me later" }).click();
  const reply = await business.heard("messages", ({ type }) => type === "interactive");
  expect(reply).toMatchObject({ context: { id: wamid }, interactive: { type: "button_reply", button_reply: { id: "later", title: "Ask me later" } } });
  await expect(phone.bubble(/You:.*Ask me later/)).toBeVisible();
});

test("a row of a list is chosen", async ({ phone, business }) => {
  const wamid = await business.send(LENA.key, "interactive", LIST);
  await phone.chat.getByRole("button", { name: "See the bread" }).click();
  await expect(phone.sheet.getByRole("heading", { name: "See the bread" })).toBeVisible();
  await phone.sheet.getByRole("button", { name: "Rye loaf" }).click();
  await expect(phone.sheet).toBeHidden();
  const reply = await business.heard("messages", ({ type }) => type === "interactive");
  expect(reply).toMatchObject({ context: { id: wamid }, interactive: { list_reply: { id: "rye", title: "Rye loaf", description: "1 kg, three days of sourdough" } } });
});

test("a quick reply of a template is tapped, with the payload that was sent along", async ({ phone, business }) => {
  const wamid = await orderReady(business, LENA.key);
  await expect(phone.bubble("Hello Priya, your cherry cake is ready to be picked up.")).toBeVisible();
  await phone.chat.getByRole("button", { name: "On my way" }).click();
  const reply = await business.heard("messages", ({ type }) => type === "button");
  expect(reply).toMatchObject({ context: { id: wamid }, button: { text: "On my way", payload: "coming" } });
});

test("a form is filled in", async ({ phone, business }) => {
  await business.send(LENA.key, "interactive", FLOW);
  await phone.chat.getByRole("button", { name: "Book a tasting", exact: true }).click();
  await phone.sheet.getByLabel("Name").fill("Lena");
  await phone.sheet.getByLabel("When").fill("Saturday");
  await phone.sheet.getByRole("button", { name: "Send" }).click();
  const reply = await business.heard("messages", ({ interactive }) => interactive?.type === "nfm_reply");
  expect(JSON.parse(reply.interactive.nfm_reply.response_json)).toEqual({ flow_token: "t-1", name: "Lena", when: "Saturday" });
  await expect(phone.bubble("Filled in a form")).toContainText("Saturday");
});

test("a location that was asked for is sent", async ({ phone, business }) => {
  const wamid = await business.send(LENA.key, "interactive", WHERE);
  await phone.chat.getByRole("button", { name: "Send location" }).click();
  const reply = await business.heard("messages", ({ type }) => type === "location");
  expect(reply).toMatchObject({ context: { id: wamid }, location: { name: "Brandenburger Tor" } });
});
