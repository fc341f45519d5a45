// A conversation of every type of message, from both sides: for looking at, and for looking at with axe.
import { until } from "../lib/wait.ts";
import type { Business, Json } from "./business.ts";
import type { Simulator } from "./simulator.ts";
import { cards, contactRequest, offer, products } from "./templates.ts";

/** Who it is with. */
export const PRIYA = "919812345678";

const SCENE_WITHIN_MS = 30_000;
/** One message in six seconds to one person is what the provider allows: a burst must be repaid before the next. */
const BURST_S = 300;

/** Holds the conversation. */
export async function everything(simulator: Simulator, business: Business): Promise<void> {
  await play(simulator, business, "every-type");
  const { items } = await simulator.control<{ items: Json[] }>("GET", `chats?phone_number_id=${business.number}&customer=${PRIYA}`);
  const asked: string = items[0].wamid;
  await words(business, asked);
  await files(business);
  await choices(business);
  await simulator.advance(BURST_S);
  await orderReady(business, PRIYA);
  for (const template of [cards, offer, contactRequest, products]) await template(business, PRIYA);
  await business.send(PRIYA, "reaction", { message_id: asked, emoji: "❤️" });
  await failing(simulator, business);
  await customer(simulator, business);
  await play(simulator, business, "two-languages");
  await simulator.advance(60);
}

async function play(simulator: Simulator, business: Business, scene: string): Promise<void> {
  const { id } = await simulator.control<{ id: string }>("POST", "scenes", { phone_number_id: business.number, scene });
  await toEnd(simulator, id);
}

/** Moves the clock until a scene is over. */
export async function toEnd(simulator: Simulator, id: string): Promise<void> {
  await until("the end of the scene", SCENE_WITHIN_MS, async () => {
    const told = await simulator.control<{ state: string; error: string | null }>("GET", `scenes/${id}`);
    if (told.error !== null && told.error !== undefined) throw new Error(told.error);
    if (told.state === "done") return true;
    await simulator.advance(60);
    return false;
  });
}

async function words(business: Business, asked: string): Promise<void> {
  await business.send(PRIYA, "text", { body: "*Good morning!* Here is one of everything. Prices: https://bakery.example/prices", preview_url: true });
  await business.send(PRIYA, "text", { body: "To your very first question: yes, we do." }, { context: { message_id: asked } });
}

async function files(business: Business): Promise<void> {
  await business.send(PRIYA, "image", { id: await business.upload("croissants.jpg", "image/jpeg"), caption: "Fresh at nine" });
  await business.send(PRIYA, "video", { id: await business.upload("oven.mp4", "video/mp4"), caption: "The oven" });
  await business.send(PRIYA, "audio", { id: await business.upload("voice.ogg", "audio/ogg"), voice: true });
  await business.send(PRIYA, "document", { id: await business.upload("menu.pdf", "application/pdf"), filename: "Prices.pdf", caption: "All prices" });
  await business.send(PRIYA, "sticker", { id: await business.upload("thanks.webp", "image/webp") });
  await business.send(PRIYA, "location", { latitude: 52.5208, longitude: 13.4094, name: "Acme Bakery", address: "Karl-Liebknecht-Str. 5, Berlin" });
  await business.send(PRIYA, "contacts", [{ name: { formatted_name: "Carla Conti", first_name: "Carla" }, phones: [{ phone: "+49 30 1234567", type: "WORK" }], org: { company: "Acme Bakery" } }]);
}

/** Three buttons. */
export const BUTTONS = {
  type: "button", header: { type: "text", text: "Your order" }, body: { text: "Shall we keep a loaf for you?" }, footer: { text: "Until 18:00" },
  action: { buttons: [["yes", "Yes, please"], ["no", "No, thanks"], ["later", "Ask me later"]].map(([id, title]) => ({ type: "reply", reply: { id, title } })) },
};

/** A list of three rows in two sections. */
export const LIST = {
  type: "list", header: { type: "text", text: "Today's bread" }, body: { text: "Which one may it be?" }, footer: { text: "All baked today" },
  action: { button: "See the bread", sections: [
    { title: "Dark", rows: [{ id: "rye", title: "Rye loaf", description: "1 kg, three days of sourdough" }, { id: "spelt", title: "Spelt loaf" }] },
    { title: "Light", rows: [{ id: "bag", title: "Baguette", description: "250 g" }] },
  ] },
};

/** A form. */
export const FLOW = {
  type: "flow", body: { text: "Book a tasting in three taps." },
  action: { name: "flow", parameters: { flow_message_version: "3", flow_id: "1234567890", flow_token: "t-1", flow_cta: "Book a tasting", flow_action: "navigate", flow_action_payload: { screen: "START" } } },
};

/** A wish to know where somebody is. */
export const WHERE = { type: "location_request_message", body: { text: "Where shall we deliver to?" }, action: { name: "send_location" } };

async function choices(business: Business): Promise<void> {
  await business.send(PRIYA, "interactive", BUTTONS);
  await business.send(PRIYA, "interactive", LIST);
  await business.send(PRIYA, "interactive", { type: "cta_url", body: { text: "See what we bake this week." }, action: { name: "cta_url", parameters: { display_text: "This week's plan", url: "https://bakery.example/week" } } });
  await business.send(PRIYA, "interactive", WHERE);
  await business.send(PRIYA, "interactive", FLOW);
}

/** A template with a header, two quick replies and an address. */
export async function orderReady(business: Business, to: string): Promise<string> {
  await business.template("order_ready", [
    { type: "HEADER", format: "TEXT", text: "Order {{1}}", example: { header_text: ["A-1043"] } },
    { type: "BODY", text: "Hello {{1}}, your *{{2}}* is ready to be picked up.", example: { body_text: [["Priya", "cake"]] } },
    { type: "FOOTER", text: "Reply STOP to end" },
    { type: "BUTTONS", buttons: [{ type: "QUICK_REPLY", text: "On my way" }, { type: "QUICK_REPLY", text: "Tomorrow" }, { type: "URL", text: "Where we are", url: "https://bakery.example/way" }] },
  ]);
  const text = (value: string) => ({ type: "text", text: value });
  return business.send(to, "template", { name: "order_ready", language: { code: "en" }, components: [
    { type: "header", parameters: [text("A-1043")] },
    { type: "body", parameters: [text("Priya"), text("cherry cake")] },
    { type: "button", sub_type: "quick_reply", index: "0", parameters: [{ type: "payload", payload: "coming" }] },
  ] });
}

/** A message that is accepted, and fails. */
async function failing(simulator: Simulator, business: Business): Promise<void> {
  await simulator.control("PUT", "faults", { rules: [], endings: [{ mode: "next", n: 1, fails: 131026 }], delivery: {} });
  await business.send(PRIYA, "text", { body: "This one never arrives." });
  await simulator.advance(BURST_S);
}

/** What no scene says. */
async function customer(simulator: Simulator, business: Business): Promise<void> {
  const say = (body: string, frame?: object) => simulator.control("POST", "messages", { phone_number_id: business.number, from: PRIYA, content: { type: "text", body }, frame });
  await say("Hello! I saw your ad", { referral: { headline: "Cakes for every day", body: "Order until noon, eat tomorrow" } });
  await say("Have you heard? They bake at night, too 🥐", { forwarded: "often" });
  await say("🥖❤️");
  await say("Would you also take an order in Arabic? My mother would write: هل يمكنني طلب كعكة عيد ميلاد ليوم السبت؟");
  await say("Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenhersteller");
  await say("مرحبا! هل لديكم خبز بدون غلوتين اليوم؟");
}
