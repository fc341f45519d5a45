// What every test has: a simulator, a business that is subscribed to it, and the page as its user finds it.
import { expect, test as base, type Locator, type Page } from "@playwright/test";
import { Business } from "./business.ts";
import { Simulator } from "./simulator.ts";

/** Somebody of the cast with a phone number and a user id. */
export const LENA = { name: "Lena Fischer", key: "4915112345678", userId: "DE.13491208655302741918" };
/** Somebody of the cast who hides the number. */
export const ZOE = { name: "Zoë", userId: "NL.11149120865530274193" };

/** The page: what is where, by role and name. */
export class Phone {
  readonly page: Page;
  readonly chat: Locator;
  readonly field: Locator;
  readonly people: Locator;
  readonly menu: Locator;
  readonly sheet: Locator;
  readonly problem: Locator;
  /** What no page should do: errors on the console, requests to anybody else. */
  readonly complaints: string[] = [];

  constructor(page: Page) {
    this.page = page;
    this.chat = page.getByRole("log", { name: "Messages" });
    this.field = page.getByRole("textbox", { name: "Message" });
    this.people = page.getByRole("list", { name: "Customers" });
    this.menu = page.getByRole("menu");
    this.sheet = page.getByRole("dialog");
    this.problem = page.getByRole("alert");
    page.on("console", (message) => message.type() === "error" && this.complaints.push(message.text()));
    page.on("pageerror", (error) => this.complaints.push(error.message));
  }

  /** Opens the page and waits until it is usable. */
  async open(url: string): Promise<void> {
    const { origin } = new URL(url);
    this.page.on("request", (request) => !request.url().startsWith(`${origin}/`) && !/^(data|blob):/.test(request.url()) && this.complaints.push(`asked ${request.url()}`));
    await this.page.goto(url);
    await this.ready();
  }

  /** Waits until the page is usable. */
  async ready(): Promise<void> {
    await expect(this.page.locator("body")).toHaveAttribute("data-ready", "true");
  }

  /** Becomes this customer. */
  async pick(name: string): Promise<void> {
    await this.person(name).click();
    await expect(this.person(name)).toHaveAttribute("aria-current", "true");
  }

  person(name: string): Locator {
    return this.people.getByRole("button").filter({ has: this.page.getByText(name, { exact: true }) });
  }

  /** Says something, and waits until the simulator has it: the business may answer from then on. */
  async write(text: string): Promise<void> {
    const taken = this.page.waitForResponse((answer) => answer.url().endsWith("/control/messages") && answer.request().method() === "POST");
    await this.field.fill(text);
    await Promise.all([taken, this.field.press("Enter")]);
  }

  /** A message, by what it says. */
  bubble(text: string | RegExp): Locator {
    return this.chat.getByRole("listitem").filter({ hasText: text });
  }

  /** The ticks of a message that say this. */
  tick(text: string | RegExp, status: string): Locator {
    return this.bubble(text).getByRole("img", { name: status, exact: true });
  }

  /** What the menu of a message offers. */
  async choose(text: string | RegExp, entry: string): Promise<void> {
    await this.bubble(text).hover();
    await this.bubble(text).getByRole("button", { name: /^Answer, react or more/ }).click();
    await this.menu.getByRole("menuitem", { name: entry, exact: true }).click();
  }

  /** What the paper clip offers. */
  async attach(entry: string): Promise<void> {
    await this.page.getByRole("button", { name: "Send something else" }).click();
    await this.menu.getByRole("menuitem", { name: entry, exact: true }).click();
  }

  /** What the header's menu offers. */
  async more(entry: string): Promise<void> {
    await this.page.getByRole("button", { name: "More a customer can do" }).click();
    await this.menu.getByRole("menuitem", { name: entry, exact: true }).click();
  }
}

export const test = base.extend<{ simulator: Simulator; business: Business; phone: Phone }>({
  simulator: async ({}, use) => {
    const simulator = await Simulator.start();
    await use(simulator);
    await simulator.stop();
  },
  business: async ({ simulator }, use) => {
    const business = await Business.open(simulator);
    await use(business);
    expect(business.forged, "webhooks with a wrong signature").toBe(0);
    await business.close();
  },
  /** Opened, as the first customer of the list. */
  phone: async ({ page, simulator, business: _subscribed }, use) => {
    const phone = new Phone(page);
    await phone.open(simulator.url);
    await use(phone);
    expect(phone.complaints).toEqual([]);
  },
});
export { expect };
