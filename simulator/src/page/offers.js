// What the business offers to tap: interactive messages, and templates as they were filled in.
import { icon, make, openSheet } from "./make.js";
import { film, paper, picture, place } from "./media.js";
import { said, words } from "./words.js";

/** Seconds that a call takes, and the catalogue of products that come without one. */
const CALL_SECONDS = 30, CATALOGUE = "194836987003835", PRODUCT = "cake-20";

function header(of) {
  if (!of) return "";
  const kind = (of.format ?? of.type ?? "text").toLowerCase(), inner = of[kind] ?? of;
  if (kind === "image") return picture(inner, "Picture");
  if (kind === "video") return film(inner);
  if (kind === "document") return paper(inner);
  if (kind === "location") return place(inner);
  if (kind === "product") return make("p", { className: "note" }, icon("cart"), inner.product_retailer_id ?? "A product");
  return make("p", { className: "head", dir: "auto" }, ...words(typeof inner === "string" ? inner : inner.text));
}

const footer = (of) => { const print = typeof of === "string" ? of : of?.text; return print ? make("p", { className: "small-print", dir: "auto" }, ...words(print)) : ""; };
const body = (of) => { const text = typeof of === "string" ? of : of?.text; return text ? said(text) : ""; };
const option = (name, label, act) => make("button", { type: "button", className: "option", onclick: act }, name && icon(name), make("span", { dir: "auto" }, label));
const away = (label, url) => make("a", { className: "option", href: url, target: "_blank", rel: "noreferrer noopener" }, icon("link"), make("span", { dir: "auto" }, label));
const options = (of) => of.length > 0 && make("div", { className: "options" }, of);
const order = (catalog, product) => ({ type: "order", catalog_id: catalog ?? CATALOGUE, items: [{ product_retailer_id: product, quantity: 1, item_price: 12.5, currency: "EUR" }] });

/** Cards side by side; each is a list of its parts. */
const carousel = (cards) => cards?.length > 0 && make("div", { className: "carousel", tabIndex: 0, role: "group", "aria-label": "Cards" },
  cards.map((card, at) => make("div", { className: "slide", role: "group", "aria-label": `Card ${at + 1} of ${cards.length}` }, card)));

/** An interactive message. */
export function interactive(of, message, act) {
  const action = of.action ?? {}, parameters = action.parameters ?? {};
  const send = (content) => act.send(content, message.wamid);
  const offered = {
    button: () => (action.buttons ?? []).map(({ reply }) => option("reply", reply?.title, () => send({ type: "button_reply", id: reply.id, title: reply.title }))),
    list: () => [option("list", action.button, () => rows(action, send))],
    cta_url: () => [away(parameters.display_text, parameters.url)],
    location_request_message: () => [option("pin", "Send location", () => send({ type: "location", latitude: 52.5163, longitude: 13.3777, name: "Brandenburger Tor", address: "Pariser Platz, 10117 Berlin" }))],
    flow: () => [option("flow", parameters.flow_cta, () => form(parameters, send))],
    call_permission_request: () => [option("call", "Allow calls", () => send({ type: "call_permission_reply", accept: true })), option("block", "Don't allow", () => send({ type: "call_permission_reply", accept: false }))],
    voice_call: () => [option("call", parameters.display_text ?? "Call now", () => act.perform({ act: "call", seconds: CALL_SECONDS }))],
    request_contact_info: () => [option("person", "Share my contact", () => send({ type: "own_contact" }))],
    address_message: () => [option("pin", "Give an address", () => form({ flow_token: undefined, fields: ["Street", "City"] }, send))],
    product: () => [option("cart", action.product_retailer_id, () => send(order(action.catalog_id, action.product_retailer_id)))],
    product_list: () => (action.sections ?? []).flatMap((section) => section.product_items ?? []).map((item) => option("cart", item.product_retailer_id, () => send(order(action.catalog_id, item.product_retailer_id)))),
    catalog_message: () => [option("cart", "View the catalogue", () => send(order(undefined, parameters.thumbnail_product_retailer_id ?? PRODUCT)))],
  }[of.type]?.() ?? [];
  const card = (one) => [header(one.header), body(one.body), options(onCard(one.action ?? {}, send))];
  return [header(of.header), body(of.body), footer(of.footer), carousel(action.cards?.map(card)), options(offered)];
}

const onCard = ({ parameters, catalog_id, product_retailer_id }, send) => [
  parameters?.url && away(parameters.display_text, parameters.url),
  product_retailer_id && option("cart", product_retailer_id, () => send(order(catalog_id, product_retailer_id))),
].filter(Boolean);

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

/** The products behind a button, in a sheet; one of the catalogue where it names none. */
function shelf(of, send) {
  const products = of.products?.length > 0 ? of.products : [PRODUCT];
  const row = (product) => make("button", { type: "button", className: "list-row with-icon", onclick: () => { sheet.close(); send(order(undefined, product)); } }, icon("cart"), `Order ${product}`);
  const sheet = openSheet(of.text, make("ul", {}, products.map((product) => make("li", {}, row(product)))));
}

/** A template: as it was filled in, or its name and parameters where that isn't known. */
export function template(of, message, act) {
  const shown = message.content.rendered;
  if (!shown) {
    const given = (of.components ?? []).flatMap((component) => component.parameters ?? []).map((parameter) => parameter.text ?? parameter.payload ?? parameter.type);
    return [make("p", { className: "head" }, `Template ${of.name ?? ""}`), said(given.join(" · ") || "without parameters")];
  }
  const tappable = (part) => options((part.buttons ?? []).map((one) => button(one, message, act)));
  const card = (part) => [header(part.header), body(part.body), tappable(part)];
  return [header(shown.header), shown.offer && offer(shown), body(shown.body), footer(shown.footer), carousel(shown.cards?.map(card)), tappable(shown)];
}

function offer({ offer: { text, ends_at_ms: ends }, buttons }) {
  const code = buttons?.find(({ type }) => type === "COPY_CODE")?.code;
  const end = ends && make("time", { dateTime: new Date(ends).toISOString() }, new Date(ends).toLocaleString([], { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" }));
  return make("div", { className: "offer" }, icon("clock"), make("div", {}, make("b", { dir: "auto" }, text), end && make("span", {}, "Ends ", end), code && make("span", {}, "Code ", make("code", {}, code))));
}

/** A button of a template, and what a tap on it does. */
function button(of, message, act) {
  const send = (content) => act.send(content, message.wamid);
  const draw = {
    QUICK_REPLY: () => option("reply", of.text, () => send({ type: "button", text: of.text, payload: of.payload })),
    URL: () => away(of.text, of.url),
    PHONE_NUMBER: () => option("call", of.text, () => act.perform({ act: "call", seconds: CALL_SECONDS })),
    COPY_CODE: () => copy(of, act),
    FLOW: () => option("flow", of.text, () => form({ flow_cta: of.text, flow_token: of.flow_token }, send)),
    REQUEST_CONTACT_INFO: () => option("person", of.text, () => send({ type: "own_contact" })),
    CATALOG: () => option("cart", of.text, () => shelf(of, send)),
  };
  const same = { VOICE_CALL: "PHONE_NUMBER", OTP: "COPY_CODE", MPM: "CATALOG", SPM: "CATALOG" };
  return draw[same[of.type] ?? of.type]?.() ?? make("span", { className: "option" }, of.text);
}

/** Copies a code, and says so. */
function copy(of, act) {
  const copied = async () => { if (await act.copy(of.code)) copying.querySelector("span").textContent = `Copied ${of.code}`; };
  const copying = option("copy", of.text, copied);
  return copying;
}
