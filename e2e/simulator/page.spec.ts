// The page as a page: both widths, both themes, the keyboard, what it refuses and remembers.
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { everything } from "./everything.ts";
import { Simulator } from "./simulator.ts";
import { expect, LENA, Phone, test, ZOE } from "./world.ts";

const PHONE = { width: 390, height: 844 }, DESK = { width: 1440, height: 900 };

/** Serious findings of axe, in the whole page or in the part that a selector names. */
async function findings(page: Page, part = "html"): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).include(part).analyze();
  const bad = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  return bad.map(({ id, nodes }) => `${part}: ${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(" | ")}`);
}

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(`axe finds nothing serious in a conversation of every type, ${colorScheme}`, () => {
    test.beforeEach(async ({ page, phone, simulator, business }) => {
      test.setTimeout(240_000);
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await everything(simulator, business);
      await phone.pick("Priya Nair");
      await expect(phone.bubble("Nobody knows this type yet")).toBeVisible();
    });

    test("on a desk, with its menu and a sheet", async ({ page, phone }) => {
      await page.setViewportSize(DESK);
      expect(await findings(page)).toEqual([]);
      await page.getByRole("button", { name: "Send something else" }).click();
      expect(await findings(page, "#menu")).toEqual([]);
      await page.keyboard.press("Escape");
      await phone.chat.getByRole("button", { name: "See the bread" }).click();
      expect(await findings(page, "#sheet")).toEqual([]);
    });

    test("on a phone, behind the scenes and among the people", async ({ page }) => {
      await page.setViewportSize(PHONE);
      expect(await findings(page)).toEqual([]);
      await page.getByRole("button", { name: "Break things, scenes and time" }).click();
      expect(await findings(page, "#trouble")).toEqual([]);
      await page.getByRole("button", { name: "Back to the chat" }).click();
      await page.getByRole("button", { name: "Choose another customer" }).click();
      expect(await findings(page, "#people")).toEqual([]);
    });
  });
}

test("the themes differ, and follow the machine", async ({ page, phone }) => {
  const backgrounds = new Set<string>();
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    backgrounds.add(await page.locator("main").evaluate((element) => getComputedStyle(element).backgroundColor));
  }
  expect(backgrounds.size).toBe(2);
  await expect(phone.field).toBeVisible();
});

test("on a phone there is one pane at a time, and nothing is wider than it", async ({ page, phone, business }) => {
  await page.setViewportSize(PHONE);
  const pane = { people: page.getByRole("navigation"), chat: page.getByRole("main"), behind: page.getByRole("complementary") };
  const only = async (shown: keyof typeof pane) => {
    for (const [name, one] of Object.entries(pane)) await expect(one).toBeVisible({ visible: name === shown });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(PHONE.width);
  };
  await only("chat");
  await expect(page.getByText(/only templates reach you/)).toBeVisible();
  for (const name of ["Send", "Break things, scenes and time"]) await expect(page.getByRole("button", { name, exact: true }).first()).toBeInViewport({ ratio: 1 });
  await page.getByRole("button", { name: "Choose another customer" }).click();
  await only("people");
  await phone.person(ZOE.name).click();
  await only("chat");
  await phone.write("From a phone");
  await business.heard("messages", ({ text, from_user_id }) => text?.body === "From a phone" && from_user_id === ZOE.userId);
  await page.getByRole("button", { name: "Break things, scenes and time" }).click();
  await only("behind");
  await page.getByRole("button", { name: "Back to the chat" }).click();
  await only("chat");
});

test("on a desk all three are there", async ({ page, phone }) => {
  await page.setViewportSize(DESK);
  for (const role of ["navigation", "main", "complementary"] as const) await expect(page.getByRole(role)).toBeInViewport({ ratio: 0.9 });
  await expect(phone.page.getByRole("button", { name: "Choose another customer" })).toBeHidden();
});

test("everything is done with the keyboard alone", async ({ page, phone, business }) => {
  const { keyboard } = page;
  await keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to the message field" })).toBeFocused();
  await keyboard.press("Enter");
  await expect(phone.field).toBeFocused();
  await phone.person(LENA.name).focus();
  await keyboard.press("Enter");
  await expect(phone.person(LENA.name)).toHaveAttribute("aria-current", "true");
  await expect(phone.person(LENA.name)).toBeFocused();
  await phone.field.focus();
  await keyboard.type("By hand");
  await keyboard.press("Enter");
  const { id } = await business.heard("messages", ({ text }) => text?.body === "By hand");
  await keyboard.press("Shift+Tab");
  await expect(page.getByRole("button", { name: "Send something else" })).toBeFocused();
  await keyboard.press("Enter");
  await expect(phone.menu.getByRole("menuitem").first()).toBeFocused();
  await keyboard.press("ArrowUp");
  await expect(phone.menu.getByRole("menuitem").last()).toBeFocused();
  await keyboard.press("Escape");
  await expect(page.getByRole("button", { name: "Send something else" })).toBeFocused();
  await keyboard.press("Shift+Tab");
  await expect(phone.bubble("By hand").getByRole("button")).toBeFocused();
  await keyboard.press("Enter");
  await keyboard.press("ArrowRight");
  await keyboard.press("Enter");
  await business.heard("messages", ({ reaction }) => reaction?.message_id === id && reaction.emoji === "❤️");
  await expect(phone.bubble("By hand").getByTitle("Reactions")).toHaveText("❤️");
});

test("a reload keeps who one is and what was said", async ({ page, phone, business }) => {
  await phone.pick(ZOE.name);
  await phone.write("Still here?");
  await business.heard("messages", ({ text }) => text?.body === "Still here?");
  await page.reload();
  await phone.ready();
  await expect(phone.person(ZOE.name)).toHaveAttribute("aria-current", "true");
  await expect(phone.bubble("Still here?")).toBeVisible();
});

test("the page may load nothing but its own", async ({ page, simulator }) => {
  const answer = await page.request.get(simulator.url);
  const policy = answer.headers()["content-security-policy"] ?? "";
  expect(policy).toMatch(/default-src 'none'/);
  expect(policy).not.toMatch(/unsafe|https?:|\*/);
});

test("without a business the page says what is missing", async ({ page, simulator }) => {
  const phone = new Phone(page);
  await phone.open(simulator.url);
  await expect(phone.chat).toContainText("No business is registered yet");
  expect(phone.complaints).toEqual([]);
});

test("a control token is asked for, and taken from the address", async ({ page }) => {
  const simulator = await Simulator.start({ token: "s3cret" });
  const phone = new Phone(page);
  await phone.open(simulator.url);
  await expect(phone.problem).toContainText("bearer token");
  await page.goto(`${simulator.url}/#token=s3cret`);
  await page.reload();
  await phone.ready();
  await expect(phone.problem).toBeEmpty();
  await expect(phone.person(LENA.name)).toBeVisible();
  await simulator.stop();
});
