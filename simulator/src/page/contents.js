// What is in a bubble, for every type of message that either side can send.
import { icon, make } from "./make.js";
import { film, paper, picture, place, sound } from "./media.js";
import { interactive, template } from "./offers.js";
import { clock, initials, said } from "./words.js";

/** Content of a message; `act` says things for the customer: `act.send(content, about)`. */
export function contents(message, act) {
  const content = message.content ?? {}, inner = content[content.type] ?? content[message.kind];
  const draw = DRAW[message.kind] ?? unknown;
  return [content.referral && referral(content.referral), ...[draw(inner ?? {}, message, act)].flat()].filter(Boolean);
}

const caption = (of) => of.caption && said(of.caption);
const note = (name, label) => make("p", { className: "note" }, icon(name), label);

const DRAW = {
  text: (of, message) => said(of.body ?? message.text),
  image: (of) => [picture(of, of.caption || "Picture"), caption(of)],
  video: (of) => [film(of), caption(of)],
  audio: (of, message) => sound(of, message.wamid),
  voice: (of, message) => sound(of, message.wamid),
  document: (of) => [paper(of), caption(of)],
  sticker: (of) => picture(of, "Sticker"),
  location: place,
  contacts: (of) => [of].flat().map(card),
  button: (of) => tapped(of.text),
  interactive: (of, message, act) => (of[of.type] ? answered(of) : interactive(of, message, act)),
  template,
  order,
  call: (of) => note("call", of.seconds ? `Voice call, ${clock(of.seconds)}` : "Missed voice call"),
  system: (of) => note("swap", of.body),
  unsupported: (of) => note("odd", `This message can't be shown (${(of.type ?? "unknown").replaceAll("_", " ")})`),
  request_welcome: () => note("person", "Opened the chat for the first time"),
};

function unknown(of, message) {
  return [note("odd", `A type nobody knows: ${message.kind}`), (of.body ?? message.text) && said(of.body ?? message.text)];
}

const tapped = (title, more) => make("p", { className: "tapped", dir: "auto" }, icon("reply"), make("span", {}, title, more && make("small", {}, more)));

function answered(of) {
  const inner = of[of.type];
  if (of.type === "nfm_reply") return flowAnswer(inner);
  if (of.type === "call_permission_reply") return note("call", inner.response === "accept" ? "Calls are allowed" : "Calls are not allowed");
  return tapped(inner.title ?? of.type, inner.description);
}

function flowAnswer(inner) {
  let gathered = {};
  try { gathered = JSON.parse(inner.response_json); } catch { /* shown without its answers */ }
  const rows = Object.entries(gathered ?? {}).filter(([name]) => name !== "flow_token");
  const list = make("dl", { className: "facts-list" }, rows.flatMap(([name, value]) => [make("dt", {}, name), make("dd", { dir: "auto" }, typeof value === "string" ? value : JSON.stringify(value))]));
  return [note("flow", "Filled in a form"), rows.length > 0 && list];
}

function card(of) {
  const name = of.name?.formatted_name ?? "Somebody";
  return make("div", { className: "card" }, make("div", { className: "avatar small", "aria-hidden": "true" }, initials(name)),
    make("div", {}, make("b", { dir: "auto" }, name), ...(of.phones ?? []).map((phone) => make("small", { dir: "ltr" }, phone.phone)), ...(of.emails ?? []).map((mail) => make("small", {}, mail.email)), of.org?.company && make("small", {}, of.org.company)));
}

function order(of) {
  const items = of.product_items ?? [], currency = items[0]?.currency ?? "EUR";
  const money = (amount) => new Intl.NumberFormat([], { style: "currency", currency }).format(amount);
  const total = items.reduce((sum, item) => sum + Number(item.item_price) * Number(item.quantity), 0);
  const rows = items.map((item) => make("li", {}, make("span", {}, `${item.quantity} × ${item.product_retailer_id}`), make("span", {}, money(item.item_price * item.quantity))));
  return [make("div", { className: "cart" }, make("p", { className: "cart-head" }, icon("cart"), make("b", {}, `${items.length === 1 ? "1 item" : `${items.length} items`}`), make("b", {}, money(total))), make("ul", {}, rows)), of.text && said(of.text)];
}

function referral(of) {
  return make("div", { className: "referral" }, icon("ad"), make("div", { dir: "auto" }, make("small", {}, of.source_type === "post" ? "Post" : "Ad"), make("b", {}, of.headline), of.body && make("span", {}, of.body)));
}
