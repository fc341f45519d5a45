// What a customer does that is no message.
import { expect, LENA, test, ZOE } from "./world.ts";

test.beforeEach(async ({ phone, business }) => {
  await phone.pick(LENA.name);
  await phone.write("Hello");
  await business.heard("messages", ({ text }) => text?.body === "Hello");
});

test("a customer changes the number, and goes on as the same person", async ({ phone, business }) => {
  await phone.more("Change the number");
  await phone.sheet.getByLabel("New number, digits with the country code").fill("4915155512345");
  await phone.sheet.getByRole("button", { name: "Change", exact: true }).click();
  const moved = await business.heard("messages", ({ type }) => type === "system");
  expect(moved).toMatchObject({ from: LENA.key, system: { wa_id: "4915155512345" } });
  await expect(phone.person(LENA.name)).toContainText("+4915155512345");
  await expect(phone.person(LENA.name)).toHaveAttribute("aria-current", "true");
  await phone.write("It is me");
  const message = await business.heard("messages", ({ text }) => text?.body === "It is me");
  expect(message.from).toBe("4915155512345");
});

test("a press is a click also when something comes before its release", async ({ page, phone, business }) => {
  const drawn = () => page.waitForResponse((answer) => answer.url().includes("/control/chats"));
  await phone.person(ZOE.name).hover();
  await page.mouse.down();
  await business.send(LENA.key, "text", { body: "Meanwhile" });
  // What was asked before it was sent, and what was asked after that.
  await drawn();
  await drawn();
  await drawn();
  await page.mouse.up();
  await expect(phone.person(ZOE.name)).toHaveAttribute("aria-current", "true");
  await expect(phone.person(LENA.name)).toContainText("Meanwhile");
});

test("a number that is none is not taken", async ({ phone, business }) => {
  await phone.more("Change the number");
  await phone.sheet.getByLabel("New number, digits with the country code").fill("12");
  await phone.sheet.getByRole("button", { name: "Change", exact: true }).click();
  await expect(phone.sheet).toBeVisible();
  await phone.page.keyboard.press("Escape");
  await expect(phone.sheet).toBeHidden();
  expect(business.told("messages").filter(({ type }) => type === "system")).toEqual([]);
});

test("a blocked business reaches nobody until it is unblocked", async ({ phone, business }) => {
  await phone.more("Block the business");
  await expect(phone.chat.getByText("You blocked this business")).toBeVisible();
  const wamid = await business.send(LENA.key, "text", { body: "Are you there?" });
  await business.heard("statuses", ({ id }) => id === wamid);
  await phone.more("Unblock the business");
  await expect(phone.chat.getByText("You blocked this business")).toBeHidden();
  const again = await business.send(LENA.key, "text", { body: "And now?" });
  await business.heard("statuses", ({ id, status }) => id === again && status === "delivered");
  expect(business.told("statuses").filter(({ id }) => id === wamid).map(({ status }) => status)).toEqual(["sent"]);
});

test("offers are stopped, and allowed again", async ({ phone, business }) => {
  for (const [entry, value] of [["Stop offers", "stop"], ["Allow offers again", "resume"]] as const) {
    await phone.more(entry);
    const preference = await business.heard("user_preferences", (one) => one.value === value);
    expect(preference).toMatchObject({ wa_id: LENA.key, category: "marketing_messages" });
  }
});

test("a call is taken, and one is missed", async ({ page, phone, business }) => {
  await page.getByRole("button", { name: "Call the business" }).click();
  await business.heard("calls", ({ event, from }) => event === "connect" && from === LENA.key);
  await expect(phone.chat.getByText("Voice call, 0:42")).toBeVisible();
  await phone.more("Call, and nobody answers");
  await business.heard("calls", ({ event, status }) => event === "terminate" && status === "FAILED");
  await expect(phone.chat.getByText("Missed voice call")).toBeVisible();
});
