// What is in a bubble, for every type of message that either side can send.
import { file } from "./api.js";
import { icon, make, openSheet } from "./make.js";
import { clock, initials, isEmoji, words } from "./words.js";

/** Content of a message; `act` says things for the customer: `act.send(content, about)`. */
export function contents(message, act) {
  const content = message.content ?? {}, inner = content[content.type] ?? content[message.kind];
  const draw = DRAW[message.kind] ?? unknown;
  return [content.referral && referral(content.referral), ...[draw(inner ?? {}, message, act)].flat()].filter(Boolean);
}

const text = (of, className = "words") => make("p", { className: `${className}${isEmoji(of) ? " emoji" : ""}`, dir: "auto" }, ...words(of));
const caption = (of) => of.caption && text(of.caption);
const note = (name, label) => make("p", { className: "note" }, icon(name), label);

const DRAW = {
  text: (of, message) => text(of.body ?? message.text),
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
  template: (of, message, act) => template(of, message, act),
  order,
  call: (of) => note("call", of.seconds ? `Voice call, ${clock(of.seconds)}` : "Missed voice call"),
  system: (of) => note("swap", of.body),
  unsupported: (of) => note("odd", `This message can't be shown (${(of.type ?? "unknown").replaceAll("_", " ")})`),
  request_welcome: () => note("person", "Opened the chat for the first time"),
};

function unknown(of, message) {
  return [note("odd", `A type nobody knows: ${message.kind}`), (of.body ?? message.text) && text(of.body ?? message.text)];
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
  const rows = Object.entries(gathered).filter(([name]) => name !== "flow_token");
  const list = make("dl", { className: "facts-list" }, rows.flatMap(([name, value]) => [make("dt", {}, name), make("dd", { dir: "auto" }, typeof value === "string" ? value : JSON.stringify(value))]));
  return [note("flow", "Filled in a form"), rows.length > 0 && list];
}

function media(of, className, draw) {
  const frame = make("div", { className: `media ${className}` });
  file(of).then((address) => frame.replaceChildren(draw(address))).catch(() => {
    frame.classList.add("gone");
    frame.replaceChildren(icon("picture"), make("span", {}, of.link ? `Not fetched: ${of.link}` : "The file is gone"));
  });
  return frame;
}

const picture = (of, alt) => media(of, alt === "Sticker" ? "sticker" : "picture", (address) => {
  const image = make("img", { src: address, alt });
  if (alt === "Sticker") return image;
  return make("button", { type: "button", className: "bare", "aria-label": `Enlarge: ${alt}`, onclick: () => openSheet(alt, make("img", { src: address, alt, className: "large" })) }, image);
});

const film = (of) => media(of, "picture", (address) => make("video", { src: address, controls: true, preload: "metadata", "aria-label": of.caption || "Video" }));

function paper(of) {
  const name = of.filename ?? "Document", kind = (of.mime_type ?? "").split("/").pop() || name.split(".").pop();
  const link = make("a", { className: "paper", href: "#", download: name }, icon("paper"), make("span", {}, make("b", { dir: "auto" }, name), make("small", {}, kind.toUpperCase().slice(0, 12))));
  file(of).then((address) => { link.href = address; }).catch(() => { link.removeAttribute("href"); link.querySelector("small").textContent = "The file is gone"; });
  return link;
}

/** A player: bars that stay with the message, filled as it plays. */
function sound(of, seed) {
  const bars = Array.from({ length: 32 }, (_, at) => make("i", {}));
  let shuffle = [...seed].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) >>> 0, 7);
  for (const [at, bar] of bars.entries()) {
    shuffle = (shuffle * 1664525 + 1013904223) >>> 0;
    bar.style.height = `${22 + Math.round(((shuffle >>> 16) / 65536) * 62 * Math.sin(((at + 1) / 33) * Math.PI) + 8)}%`;
  }
  const length = make("span", { className: "length" }, "0:00");
  const what = of.voice === false ? "sound" : "voice message";
  const button = make("button", { type: "button", className: "play", "aria-label": `Play the ${what}` }, icon("play"));
  const player = make("div", { className: "sound" }, button, make("div", { className: "bars", "aria-hidden": "true" }, bars), of.voice === false ? make("i") : icon("voice"), length);
  file(of).then((address) => listen(new Audio(address), what, button, bars, length)).catch(() => { length.textContent = "gone"; button.disabled = true; });
  return player;
}

/** What plays now: one sound at a time. */
let playing;

function listen(audio, what, button, bars, length) {
  audio.preload = "metadata";
  audio.onloadedmetadata = () => { if (Number.isFinite(audio.duration)) length.textContent = clock(audio.duration); };
  audio.ontimeupdate = () => {
    length.textContent = clock(audio.currentTime || audio.duration);
    for (const [at, bar] of bars.entries()) bar.className = at / bars.length < audio.currentTime / audio.duration ? "on" : "";
  };
  audio.onplay = audio.onpause = () => {
    button.replaceChildren(icon(audio.paused ? "play" : "pause"));
    button.setAttribute("aria-label", `${audio.paused ? "Play" : "Pause"} the ${what}`);
  };
  audio.onended = () => { audio.currentTime = 0; };
  button.onclick = () => {
    if (!audio.paused) return audio.pause();
    if (playing !== audio) playing?.pause();
    playing = audio;
    return audio.play();
  };
  const wave = bars[0].parentElement;
  wave.onclick = (event) => { audio.currentTime = audio.duration * (event.offsetX / wave.clientWidth); };
}

/** A place without a map: nothing is asked of a map's server. */
function place(of) {
  const at = `${Number(of.latitude).toFixed(4)}, ${Number(of.longitude).toFixed(4)}`;
  return make("div", { className: "place" }, make("div", { className: "land", "aria-hidden": "true" }, icon("pin")),
    make("div", { className: "place-words", dir: "auto" }, make("b", {}, of.name ?? "Location"), of.address && make("span", {}, of.address), make("small", {}, at)));
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
  return [make("div", { className: "cart" }, make("p", { className: "cart-head" }, icon("cart"), make("b", {}, `${items.length === 1 ? "1 item" : `${items.length} items`}`), make("b", {}, money(total))), make("ul", {}, rows)), of.text && text(of.text)];
}

function referral(of) {
  return make("div", { className: "referral" }, icon("ad"), make("div", { dir: "auto" }, make("small", {}, of.source_type === "post" ? "Post" : "Ad"), make("b", {}, of.headline), of.body && make("span", {}, of.body)));
}

function header(of, act) {
  if (!of) return "";
  const kind = (of.format ?? of.type ?? "text").toLowerCase(), inner = of[kind] ?? of;
  if (kind === "image") return picture(inner, "Picture");
  if (kind === "video") return film(inner);
  if (kind === "document") return paper(inner);
  if (kind === "location") return place(inner);
  return make("p", { className: "head", dir: "auto" }, ...words(typeof inner === "string" ? inner : inner.text));
}

const footer = (of) => { const said = typeof of === "string" ? of : of?.text; return said ? make("p", { className: "small-print", dir: "auto" }, ...words(said)) : ""; };
const body = (of) => { const said = typeof of === "string" ? of : of?.text; return said ? text(said) : ""; };
const option = (name, label, act) => make("button", { type: "button", className: "option", onclick: act }, name && icon(name), make("span", { dir: "auto" }, label));
const away = (label, url) => make("a", { className: "option", href: url, target: "_blank", rel: "noreferrer noopener" }, icon("link"), make("span", { dir: "auto" }, label));

function interactive(of, message, act) {
  const action = of.action ?? {}, parameters = action.parameters ?? {};
  const send = (content) => act.send(content, message.wamid);
  const options = {
    button: () => (action.buttons ?? []).map(({ reply }) => option("reply", reply?.title, () => send({ type: "button_reply", id: reply.id, title: reply.title }))),
    list: () => [option("list", action.button, () => rows(action, send))],
    cta_url: () => [away(parameters.display_text, parameters.url)],
    location_request_message: () => [option("pin", "Send location", () => send({ type: "location", latitude: 52.5163, longitude: 13.3777, name: "Brandenburger Tor", address: "Pariser Platz, 10117 Berlin" }))],
    flow: () => [option("flow", parameters.flow_cta, () => form(parameters, send))],
    call_permission_request: () => [option("call", "Allow calls", () => send({ type: "call_permission_reply", accept: true })), option("block", "Don't allow", () => send({ type: "call_permission_reply", accept: false }))],
    voice_call: () => [option("call", parameters.display_text ?? "Call now", () => act.perform({ act: "call", seconds: 30 }))],
    request_contact_info: () => [option("person", "Share my contact", () => act.shareContact(message.wamid))],
    address_message: () => [option("pin", "Give an address", () => form({ flow_token: undefined, fields: ["Street", "City"] }, send))],
    product: () => [option("cart", action.product_retailer_id, () => send(cart(action.catalog_id, action.product_retailer_id)))],
    product_list: () => (action.sections ?? []).flatMap((section) => section.product_items ?? []).map((item) => option("cart", item.product_retailer_id, () => send(cart(action.catalog_id, item.product_retailer_id)))),
    catalog_message: () => [option("cart", "View the catalogue", () => send(cart("194836987003835", parameters.thumbnail_product_retailer_id ?? "cake-20")))],
    carousel: () => [],
  }[of.type]?.() ?? [];
  return [header(of.header), body(of.body), footer(of.footer), of.type === "carousel" && carousel(action), options.length > 0 && make("div", { className: "options" }, options)];
}

const cart = (catalog, product) => ({ type: "order", catalog_id: catalog ?? "194836987003835", items: [{ product_retailer_id: product, quantity: 1, item_price: 12.5, currency: "EUR" }] });

const carousel = (action) => make("div", { className: "carousel", tabIndex: 0, role: "group", "aria-label": "Cards" }, (action.cards ?? []).map((one) => make("div", { className: "slide" }, header(one.header), body(one.body),
  one.action?.parameters?.url && away(one.action.parameters.display_text, one.action.parameters.url))));

/** The rows of a list, in a sheet. */
function rows(action, send) {
  const sections = (action.sections ?? []).map((section) => make("section", {}, section.title && make("h3", { dir: "auto" }, section.title),
    make("ul", {}, (section.rows ?? []).map((row) => make("li", {}, make("button", { type: "button", className: "list-row", onclick: () => { sheet.close(); send({ type: "list_reply", id: row.id, title: row.title, description: row.description }); } },
      make("b", { dir: "auto" }, row.title), row.description && make("small", { dir: "auto" }, row.description)))))));
  const sheet = openSheet(action.button ?? "Choose", ...sections);
}

/** A flow's screens are its own; a form of two fields stands in for them. */
function form(parameters, send) {
  const fields = (parameters.fields ?? ["Name", "When"]).map((name) => make("label", { className: "field" }, name, make("input", { name: name.toLowerCase(), required: true })));
  const sheet = openSheet(parameters.flow_cta ?? "Fill in", make("form", { onsubmit: (event) => {
    event.preventDefault();
    sheet.close();
    send({ type: "flow_reply", body: "Sent", response: { ...(parameters.flow_token && { flow_token: parameters.flow_token }), ...Object.fromEntries(new FormData(event.target)) } });
  } }, fields, make("button", { className: "primary", type: "submit" }, "Send")));
}

/** A template: as it was filled in, or its name and parameters where that isn't known. */
function template(of, message, act) {
  const shown = message.content.rendered;
  if (!shown) {
    const given = (of.components ?? []).flatMap((component) => component.parameters ?? []).map((parameter) => parameter.text ?? parameter.payload ?? parameter.type);
    return [make("p", { className: "head" }, `Template ${of.name ?? ""}`), text(given.join(" · ") || "without parameters")];
  }
  const payload = (index) => (of.components ?? []).find((one) => /quick_reply/i.test(one.sub_type ?? "") && String(one.index) === String(index))?.parameters?.[0]?.payload;
  const options = (shown.buttons ?? []).map((button, index) => {
    const kind = (button.type ?? "").toUpperCase();
    if (kind === "URL") return away(button.text, button.url);
    if (kind === "PHONE_NUMBER") return option("call", button.text, () => act.perform({ act: "call", seconds: 30 }));
    if (kind === "COPY_CODE" || kind === "OTP") return option("copy", button.text || "Copy the code", () => navigator.clipboard?.writeText(button.code ?? ""));
    if (kind === "FLOW") return option("flow", button.text, () => form({ flow_cta: button.text }, (content) => act.send(content, message.wamid)));
    return option("reply", button.text, () => act.send({ type: "button", text: button.text, payload: payload(index) ?? button.text }, message.wamid));
  });
  return [header(shown.header), body(shown.body), footer(shown.footer), options.length > 0 && make("div", { className: "options" }, options)];
}
