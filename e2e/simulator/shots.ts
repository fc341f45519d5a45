// Pictures of the customer's page with a conversation of every type of message, both widths, both themes.
//
//   cargo build --release --bin simulator && cd e2e && npm run shots -- FOLDER
import { mkdirSync } from "node:fs";
import { chromium, type Browser, type Page } from "@playwright/test";
import { LAUNCH } from "./browser.ts";
import { Business } from "./business.ts";
import { everything } from "./everything.ts";
import { Simulator } from "./simulator.ts";

const [folder = "shots"] = process.argv.slice(2);
const WIDTHS = { phone: { width: 390, height: 844 }, desk: { width: 1440, height: 900 } } as const;
const THEMES = ["light", "dark"] as const;
mkdirSync(folder, { recursive: true });

type Width = keyof typeof WIDTHS;
type Shoot = (part: string) => Promise<unknown>;

async function shoot(browser: Browser, url: string, width: Width, theme: (typeof THEMES)[number]): Promise<void> {
  const page = await browser.newPage({ viewport: WIDTHS[width], colorScheme: theme, reducedMotion: "reduce", locale: "en-GB", deviceScaleFactor: width === "phone" ? 2 : 1, hasTouch: width === "phone" });
  await page.goto(url);
  await page.locator("body[data-ready]").waitFor();
  const shot: Shoot = (part) => page.screenshot({ path: `${folder}/${width}-${theme}-${part}.png` });
  await shot("empty");
  if (width === "phone") await page.locator("#back").click();
  await shot("people");
  await page.locator(".person", { hasText: "Priya Nair" }).click();
  await scrolled(page, shot);
  await opened(page, shot);
  if (width === "phone") {
    await page.locator("#open-trouble").click();
    await shot("trouble");
  }
  await page.close();
}

/** The whole conversation, a screen at a time. */
async function scrolled(page: Page, shot: Shoot): Promise<void> {
  await page.locator(".bubble").first().waitFor();
  await page.waitForFunction(() => [...document.querySelectorAll<HTMLImageElement>("#chat img")].every((image) => image.complete && image.naturalWidth > 0));
  const chat = page.locator("#chat");
  const { height, seen } = await chat.evaluate((list) => ({ height: list.scrollHeight, seen: list.clientHeight }));
  for (let part = 0, at = 0; at < height - 80; part += 1, at += seen - 60) {
    await chat.evaluate((list, top) => { list.scrollTop = top; }, at);
    await shot(`chat-${String(part).padStart(2, "0")}`);
  }
}

/** What opens over the chat. */
async function opened(page: Page, shot: Shoot): Promise<void> {
  const close = () => page.keyboard.press("Escape");
  await page.locator("#attach").click();
  await shot("attach");
  await close();
  await page.locator("#more").click();
  await shot("more");
  await close();
  await page.locator(".bubble.theirs .actions").first().focus();
  await page.keyboard.press("Enter");
  await shot("actions");
  await page.getByRole("menuitem", { name: "Reply" }).click();
  await page.locator("#text").fill("A long answer that needs more than one line, and then some more words until it is really three of them");
  await shot("quoting");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "See the bread" }).click();
  await shot("list");
  await close();
}

const simulator = await Simulator.start();
const business = await Business.open(simulator);
const browser = await chromium.launch(LAUNCH);
try {
  await everything(simulator, business);
  for (const width of Object.keys(WIDTHS) as Width[]) for (const theme of THEMES) await shoot(browser, simulator.url, width, theme);
} finally {
  await browser.close();
  await business.close();
  await simulator.stop();
}
