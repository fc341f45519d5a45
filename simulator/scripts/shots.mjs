// Pictures of the customer's page with a conversation of every type of message, both widths, both themes.
//
//   simulator --listen 127.0.0.1:14100 &
//   node simulator/scripts/shots.mjs http://127.0.0.1:14100 FOLDER
//
// Playwright is the dashboard's (DASHBOARD names another checkout of it), the browser is CHROMIUM or /usr/bin/chromium.
import { createRequire } from "node:module";
import { createServer } from "node:http";
import { mkdirSync, readFileSync } from "node:fs";

const [url = "http://127.0.0.1:14100", folder = "shots"] = process.argv.slice(2);
const dashboard = process.env.DASHBOARD ?? new URL("../../dashboard", import.meta.url).pathname;
const { chromium } = createRequire(`${dashboard}/package.json`)("@playwright/test");
const NUMBER = "106540352242922", WABA = "102290129340398", TOKEN = "EAAtoken", PRIYA = "919812345678";
const WIDTHS = { phone: { width: 390, height: 844 }, desktop: { width: 1440, height: 900 } };
mkdirSync(folder, { recursive: true });

async function call(method, path, body, headers = { "content-type": "application/json" }) {
  const answer = await fetch(url + path, { method, headers, body: body instanceof FormData ? body : body && JSON.stringify(body) });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
  return text && JSON.parse(text);
}

const bearer = { authorization: `Bearer ${TOKEN}`, "content-type": "application/json" };
const graph = (path, body) => call("POST", `/v25.0/${path}`, body, bearer);
const problems = [];

/** Sends as the business does; what is refused is told at the end. */
async function send(type, content, more = {}) {
  const body = { messaging_product: "whatsapp", to: `+${PRIYA}`, type, [type]: content, ...more };
  try { return (await graph(`${NUMBER}/messages`, body)).messages[0].id; } catch (error) { problems.push(`${type}: ${error.message}`); return undefined; }
}

async function upload(name, mimeType) {
  const form = new FormData();
  form.set("messaging_product", "whatsapp");
  form.set("type", mimeType);
  form.set("file", new Blob([readFileSync(new URL(`../media/${name}`, import.meta.url))], { type: mimeType }), name);
  return (await call("POST", `/v25.0/${NUMBER}/media`, form, { authorization: bearer.authorization })).id;
}

/** A bakery that customers write to, with a callback that takes everything. */
async function business() {
  const callback = createServer((request, response) => { request.resume(); request.on("end", () => response.end()); });
  await new Promise((listening) => callback.listen(0, "127.0.0.1", listening));
  await call("POST", "/control/reset", {});
  await call("POST", "/control/businesses", { waba_id: WABA, phone_number_id: NUMBER, display_phone_number: "15550783881", name: "Acme Bakery", app_secret: "0123456789abcdef0123456789abcdef",
    access_token: TOKEN, callback_url: `http://127.0.0.1:${callback.address().port}/`, timezone: "Europe/Berlin", policy: { review: { delay_ms: 0 } } });
  return callback;
}

/** Steps the scene on by the clock until it is over. */
async function scene(name) {
  const { id } = await call("POST", "/control/scenes", { phone_number_id: NUMBER, scene: name });
  for (;;) {
    const told = await call("GET", `/control/scenes/${id}`);
    if (told.state === "done") return;
    if (told.state !== "playing") throw new Error(told.error);
    await call("POST", "/control/clock", { advance_seconds: 2 });
  }
}

async function answers() {
  const reply = (id, title) => ({ type: "reply", reply: { id, title } });
  const asked = (await call("GET", `/control/chats?phone_number_id=${NUMBER}&customer=${PRIYA}`)).items[0].wamid;
  await send("text", { body: "*Good morning!* Here is one of everything. Prices: https://bakery.example/prices", preview_url: true });
  await send("text", { body: "To your very first question: yes, we do." }, { context: { message_id: asked } });
  await send("image", { id: await upload("croissants.jpg", "image/jpeg"), caption: "Fresh at nine" });
  await send("video", { id: await upload("oven.mp4", "video/mp4"), caption: "The oven" });
  await send("audio", { id: await upload("voice.ogg", "audio/ogg"), voice: true });
  await send("document", { id: await upload("menu.pdf", "application/pdf"), filename: "Prices.pdf", caption: "All prices" });
  await send("sticker", { id: await upload("thanks.webp", "image/webp") });
  await send("location", { latitude: 52.5208, longitude: 13.4094, name: "Acme Bakery", address: "Karl-Liebknecht-Str. 5, Berlin" });
  await send("contacts", [{ name: { formatted_name: "Carla Conti", first_name: "Carla" }, phones: [{ phone: "+49 30 1234567", type: "WORK" }], org: { company: "Acme Bakery" } }]);
  await send("interactive", { type: "button", header: { type: "text", text: "Your order" }, body: { text: "Shall we keep a loaf for you?" }, footer: { text: "Until 18:00" }, action: { buttons: [reply("yes", "Yes, please"), reply("no", "No, thanks"), reply("later", "Ask me later")] } });
  await send("interactive", { type: "list", header: { type: "text", text: "Today's bread" }, body: { text: "Which one may it be?" }, footer: { text: "All baked today" }, action: { button: "See the bread", sections: [{ title: "Dark", rows: [{ id: "rye", title: "Rye loaf", description: "1 kg, three days of sourdough" }, { id: "spelt", title: "Spelt loaf" }] }, { title: "Light", rows: [{ id: "bag", title: "Baguette", description: "250 g" }] }] } });
  await send("interactive", { type: "cta_url", body: { text: "See what we bake this week." }, action: { name: "cta_url", parameters: { display_text: "This week's plan", url: "https://bakery.example/week" } } });
  await send("interactive", { type: "location_request_message", body: { text: "Where shall we deliver to?" }, action: { name: "send_location" } });
  await send("interactive", { type: "flow", body: { text: "Book a tasting in three taps." }, action: { name: "flow", parameters: { flow_message_version: "3", flow_id: "1234567890", flow_token: "t-1", flow_cta: "Book a tasting", flow_action: "navigate", flow_action_payload: { screen: "START" } } } });
  const components = [{ type: "HEADER", format: "TEXT", text: "Order {{1}}", example: { header_text: ["A-1043"] } }, { type: "BODY", text: "Hello {{1}}, your *{{2}}* is ready to be picked up.", example: { body_text: [["Priya", "cake"]] } }, { type: "FOOTER", text: "Reply STOP to end" },
    { type: "BUTTONS", buttons: [{ type: "QUICK_REPLY", text: "On my way" }, { type: "QUICK_REPLY", text: "Tomorrow" }, { type: "URL", text: "Where we are", url: "https://bakery.example/way" }] }];
  try { await graph(`${WABA}/message_templates`, { name: "order_ready", language: "en", category: "UTILITY", components }); } catch (error) { problems.push(error.message); }
  // One message in six seconds to one person: the burst above must be repaid before the next.
  await call("POST", "/control/clock", { advance_seconds: 180 });
  const text = (value) => ({ type: "text", text: value });
  await send("template", { name: "order_ready", language: { code: "en" }, components: [{ type: "header", parameters: [text("A-1043")] }, { type: "body", parameters: [text("Priya"), text("cherry cake")] }, { type: "button", sub_type: "quick_reply", index: "0", parameters: [{ type: "payload", payload: "coming" }] }] });
  await send("reaction", { message_id: asked, emoji: "❤️" });
  await call("POST", "/control/clock", { advance_seconds: 60 });
  await call("PUT", "/control/faults", { rules: [], endings: [{ mode: "next", n: 1, fails: 131026 }], delivery: {} });
  await send("text", { body: "This one never arrives." });
  await call("PUT", "/control/faults", { rules: [], delivery: {} });
  await call("POST", "/control/clock", { advance_seconds: 60 });
}

async function say(content, frame) {
  await call("POST", "/control/messages", { phone_number_id: NUMBER, from: PRIYA, content, frame });
}

async function shoot(browser, name, width, theme) {
  const page = await browser.newPage({ viewport: width, colorScheme: theme, reducedMotion: "reduce", deviceScaleFactor: name === "phone" ? 2 : 1 });
  page.on("console", (message) => { if (message.type() === "error") problems.push(`${name} ${theme}: ${message.text()}`); });
  page.on("request", (request) => { if (!request.url().startsWith(url) && !/^(blob|data):/.test(request.url())) problems.push(`asked ${request.url()}`); });
  await page.goto(url);
  await page.waitForSelector("body[data-ready]");
  const shot = (part) => page.screenshot({ path: `${folder}/${name}-${theme}-${part}.png` });
  if (name === "phone") await page.locator("#back").click();
  await shot("people");
  await page.locator(".person", { hasText: "Priya Nair" }).click();
  await page.locator(".bubble").first().waitFor();
  await page.waitForFunction(() => [...document.querySelectorAll("#chat img")].every((image) => image.complete));
  const chat = page.locator("#chat");
  const { height, seen } = await chat.evaluate((list) => ({ height: list.scrollHeight, seen: list.clientHeight }));
  for (let part = 0, at = 0; at < height - 80; part += 1, at += seen - 60) {
    await chat.evaluate((list, top) => { list.scrollTop = top; }, at);
    await shot(`chat-${String(part).padStart(2, "0")}`);
  }
  await page.locator("#attach").click();
  await shot("attach");
  await page.keyboard.press("Escape");
  await page.locator(".bubble.theirs .actions").first().focus();
  await page.keyboard.press("Enter");
  await shot("actions");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "See the bread" }).click();
  await shot("list");
  await page.keyboard.press("Escape");
  if (name === "phone") { await page.locator("#open-trouble").click(); await shot("trouble"); }
  await page.close();
}

const callback = await business();
await scene("every-type");
await answers();
await say({ type: "text", body: "Hello! I saw your ad" }, { referral: { headline: "Cakes for every day", body: "Order until noon, eat tomorrow" } });
await say({ type: "text", body: "Have you heard? They bake at night, too 🥐" }, { forwarded: "often" });
await say({ type: "text", body: "🥖❤️" });
await scene("two-languages");
await call("POST", "/control/clock", { advance_seconds: 30 });
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", chromiumSandbox: false });
for (const [name, width] of Object.entries(WIDTHS)) for (const theme of ["light", "dark"]) await shoot(browser, name, width, theme);
await browser.close();
callback.close();
callback.closeAllConnections();
for (const problem of new Set(problems)) console.error(problem);
process.exitCode = problems.length > 0 ? 1 : 0;
