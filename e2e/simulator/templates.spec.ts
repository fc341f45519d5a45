// What templates offer to tap, beyond quick replies.
import type { Page } from "@playwright/test";
import { cards, contactRequest, ENDS, offer, password, products } from "./templates.ts";
import { expect, LENA, test, ZOE } from "./world.ts";

test.beforeEach(async ({ phone, business }) => {
  await phone.pick(LENA.name);
  await phone.write("Hello");
  await business.heard("messages", ({ text }) => text?.body === "Hello");
});

const copied = (page: Page) => page.evaluate(() => navigator.clipboard.readText());

test("a contact that a template asks for is shared", async ({ phone, business }) => {
  const wamid = await contactRequest(business, LENA.key);
  await phone.chat.getByRole("button", { name: "Share contact info" }).click();
  const reply = await business.heard("messages", ({ type }) => type === "contacts");
  expect(reply).toMatchObject({ context: { id: wamid }, contacts: [{ name: { formatted_name: LENA.name }, phones: [{ wa_id: LENA.key }], origin: "contact_request" }] });
  expect(reply.contacts[0]).not.toHaveProperty("vcard");
  await expect(phone.bubble(/You:.*Lena Fischer/)).toContainText(`+${LENA.key}`);
});

test("somebody who hides the number gives one with the contact", async ({ phone, business }) => {
  await phone.pick(ZOE.name);
  await phone.write("Hello, too");
  await business.heard("messages", ({ text }) => text?.body === "Hello, too");
  const wamid = await business.send(ZOE.userId, "interactive", { type: "request_contact_info", body: { text: "How do we reach you?" }, action: { name: "request_contact_info" } });
  await phone.chat.getByRole("button", { name: "Share my contact" }).click();
  const reply = await business.heard("messages", ({ type }) => type === "contacts");
  expect(reply).toMatchObject({ context: { id: wamid }, contacts: [{ name: { formatted_name: ZOE.name }, origin: "contact_request" }] });
  expect(reply.contacts[0].phones[0].phone).toMatch(/^\+\d{8,15}$/);
});

test("products and a call are what they are, and no quick replies", async ({ phone, business }) => {
  await products(business, LENA.key);
  for (const [button, product] of [["See everything", "cake-20"], ["Choose some bread", "spelt"]] as const) {
    await phone.chat.getByRole("button", { name: button }).click();
    await phone.sheet.getByRole("button", { name: `Order ${product}` }).click();
    await business.heard("messages", ({ order }) => order?.product_items[0].product_retailer_id === product);
  }
  await expect(phone.chat.getByRole("button", { name: "See this one" })).toBeVisible();
  await phone.chat.getByRole("button", { name: "Call us" }).click();
  await business.heard("calls", ({ event, from }) => event === "connect" && from === LENA.key);
  expect(business.told("messages").filter(({ type }) => type === "button")).toEqual([]);
});

test("a one-time password is copied", async ({ page, phone, business }) => {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await password(business, LENA.key, "271828");
  await expect(phone.bubble("271828 is your verification code. For your security, do not share this code.")).toContainText("This code expires in 10 minutes.");
  await phone.chat.getByRole("button", { name: "Copy code" }).click();
  await expect(phone.chat.getByRole("button", { name: "Copied 271828" })).toBeVisible();
  expect(await copied(page)).toBe("271828");
});

test("an offer says when it ends, and its code is copied", async ({ page, phone, business }) => {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await offer(business, LENA.key);
  const bubble = phone.bubble("A fifth less on every cake.");
  await expect(bubble).toContainText("Spring cakes");
  await expect(bubble).toContainText("Code CAKE20");
  await expect(bubble.locator(".offer time")).toHaveAttribute("datetime", ENDS.toISOString());
  await phone.chat.getByRole("button", { name: "Copy offer code" }).click();
  await expect(phone.chat.getByRole("button", { name: "Copied CAKE20" })).toBeVisible();
  expect(await copied(page)).toBe("CAKE20");
});

test("a card of a carousel is answered, with the payload of that card", async ({ phone, business }) => {
  const wamid = await cards(business, LENA.key);
  const [cherry, rye] = [phone.chat.getByRole("group", { name: "Card 1 of 2" }), phone.chat.getByRole("group", { name: "Card 2 of 2" })];
  await expect(cherry).toContainText("Our cherry cake, for twelve people");
  await expect(rye).toContainText("Our rye loaf, for twelve people");
  await expect.poll(() => rye.getByRole("img", { name: "Picture" }).evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0);
  await expect(rye.getByRole("link", { name: "Look closer" })).toHaveAttribute("href", "https://bakery.example/rye");
  await rye.getByRole("button", { name: "This one" }).click();
  const reply = await business.heard("messages", ({ type }) => type === "button");
  expect(reply).toMatchObject({ context: { id: wamid }, button: { text: "This one", payload: "rye" } });
});
