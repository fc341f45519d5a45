// The message field, and everything else a customer can send or do.
import { keep } from "./api.js";
import { byId, icon, make, openMenu, openSheet } from "./make.js";
import { line } from "./words.js";

let quoted, edited;

/** Connects the field; `act` says things. */
export function connect(act, state) {
  byId("attach").append(icon("plus"));
  byId("call").append(icon("call"));
  byId("more").append(icon("more"));
  byId("write").querySelector(".send").append(icon("send"));
  byId("replying").querySelector("button").append(icon("close"));
  byId("replying").querySelector("button").onclick = () => forget();
  const field = byId("text");
  field.oninput = fit;
  field.onkeydown = (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); byId("write").requestSubmit(); }
    if (event.key === "Escape") forget();
  };
  byId("write").onsubmit = async (event) => {
    event.preventDefault();
    const body = field.value.trim();
    if (!body) return;
    const [about, content] = edited ? [edited.wamid, { type: "edit", body }] : [quoted?.wamid, { type: "text", body }];
    const again = edited ? edit.bind(undefined, edited) : quoted && quote.bind(undefined, quoted);
    forget();
    fill("");
    // What is typed in the meantime is not overwritten.
    if (!(await act.send(content, about)) && !field.value) { again?.(); fill(body); }
  };
  byId("attach").onclick = (event) => openMenu(event.currentTarget, attachments(act, state));
  byId("more").onclick = (event) => openMenu(event.currentTarget, deeds(act, state));
  byId("call").onclick = () => act.perform({ act: "call", seconds: 42 });
}

function fill(words) {
  byId("text").value = words;
  fit();
}

/** As high as its words, up to seven lines. */
function fit() {
  const field = byId("text");
  field.style.height = "auto";
  field.style.height = `${Math.min(field.scrollHeight + 2, 162)}px`;
}

/** The next message quotes this one. */
export function quote(message) {
  [quoted, edited] = [message, undefined];
  remind("Reply to", message);
}

/** The next words replace this message's. */
export function edit(message) {
  [quoted, edited] = [undefined, message];
  fill(message.content?.[message.kind]?.caption ?? message.content?.text?.body ?? message.text);
  remind("Edit", message);
}

function remind(label, message) {
  byId("replying").hidden = false;
  byId("replying").querySelector("b").textContent = label;
  byId("replying").querySelector("span").textContent = line(message);
  byId("text").focus();
}

/** Neither quotes nor edits. */
export function forget() {
  if (edited) fill("");
  [quoted, edited] = [undefined, undefined];
  byId("replying").hidden = true;
}

/** A file of the machine, sent as what it is. */
function pick(accept, act, state, content) {
  const input = byId("file");
  input.accept = accept;
  input.value = "";
  input.onchange = () => act.guard(async () => {
    const [file] = input.files;
    if (file) await act.send(content(await keep(state.number(), file), file), quoted?.wamid);
    forget();
  });
  input.click();
}

function attachments(act, state) {
  const send = (content) => async () => { if (await act.send(content, quoted?.wamid)) forget(); };
  return [
    { icon: "picture", label: "Picture", act: send({ type: "image", media: "cake.jpg", caption: "Something like this?" }) },
    { icon: "picture", label: "Picture from this machine", act: () => pick("image/jpeg,image/png", act, state, (media) => ({ type: "image", media })) },
    { icon: "picture", label: "Album of three", act: () => act.album(["croissants.jpg", "cake.jpg", "loaf.jpg"].map((media) => ({ type: "image", media }))) },
    { icon: "film", label: "Video", act: send({ type: "video", caption: "Fresh out of the oven" }) },
    { icon: "voice", label: "Voice message", act: send({ type: "audio" }) },
    { icon: "paper", label: "Document", act: send({ type: "document", filename: "menu.pdf" }) },
    { icon: "paper", label: "Document from this machine", act: () => pick("", act, state, (media, file) => ({ type: "document", media, filename: file.name })) },
    { icon: "sticker", label: "Sticker", act: send({ type: "sticker" }) },
    { icon: "pin", label: "Location", act: send({ type: "location", latitude: 52.5163, longitude: 13.3777, name: "Brandenburger Tor", address: "Pariser Platz, 10117 Berlin" }) },
    { icon: "person", label: "Contact", act: send({ type: "contacts", contacts: [{ name: { formatted_name: "Omar Haddad", first_name: "Omar", last_name: "Haddad" }, phones: [{ phone: "+971 50 123 4567", wa_id: "971501234567", type: "CELL" }], origin: "other" }] }) },
    { icon: "cart", label: "Order from the catalogue", act: send({ type: "order", catalog_id: "194836987003835", text: "For Saturday, please", items: [{ product_retailer_id: "cake-20", quantity: 1, item_price: 64, currency: "EUR" }, { product_retailer_id: "pretzel", quantity: 12, item_price: 1.1, currency: "EUR" }] }) },
    { icon: "odd", label: "Something unusual …", act: () => unusual(act) },
  ];
}

function unusual(act) {
  const rows = [
    ["ad", "After a click on an ad", { type: "text", body: "Hello! I saw your ad" }, { referral: { headline: "Cakes for every day", body: "Order until noon, eat tomorrow", ctwa_clid: "ARAkLkA8rmlFeiCktEJQ-QTwRiyYHAFDLMNDBH0CD3qpjd0HR4irJ6LEkR7JwFF4XvnO2E4Nx0-eM-GABDLOPaOdRMv-_zfUQ2a" } }],
    ["cart", "About a product", { type: "text", body: "Is this one gluten-free?" }, { product: { catalog_id: "194836987003835", product_retailer_id: "cake-20" } }],
    ["forward", "Forwarded", { type: "text", body: "Have you heard? They bake at night, too" }, { forwarded: "once" }],
    ["forward", "Forwarded many times", { type: "text", body: "Send this to ten friends" }, { forwarded: "often" }],
    ["group", "In a group", { type: "text", body: "Shall we order for everybody?" }, { group_id: "Y2FwaV9ncm91cDoxNzA1NTU1MDEzOToxMjAzNjM0MDQ2OTQyMzM4MjAZD" }],
    ["odd", "A poll, which can't be passed on", { type: "unsupported", what: "poll_creation" }],
    ["odd", "A type nobody knows", { type: "unknown", body: "From the future" }],
    ["person", "Opens the chat for the first time", { type: "request_welcome" }],
  ];
  const sheet = openSheet("Something unusual", make("ul", {}, rows.map(([name, label, content, frame]) => make("li", {}, make("button", { type: "button", className: "list-row with-icon", onclick: () => { sheet.close(); act.send(content, undefined, frame); } }, icon(name), label)))));
}

function deeds(act, state) {
  const blocked = state.blocked();
  return [
    { icon: "call", label: "Call, and nobody answers", act: () => act.perform({ act: "call", seconds: 0 }) },
    { icon: "swap", label: "Change the number", act: () => changeNumber(act) },
    { icon: "mute", label: "Stop offers", act: () => act.perform({ act: "stop_marketing" }) },
    { icon: "ad", label: "Allow offers again", act: () => act.perform({ act: "resume_marketing" }) },
    { icon: "block", label: blocked ? "Unblock the business" : "Block the business", act: () => act.perform({ act: blocked ? "unblock" : "block" }) },
  ];
}

function changeNumber(act) {
  const input = make("input", { name: "wa_id", required: true, pattern: "[0-9]{6,15}", inputMode: "numeric", placeholder: "4915155512345", title: "6 to 15 digits" });
  const sheet = openSheet("Change the number", make("form", { onsubmit: (event) => { event.preventDefault(); sheet.close(); act.perform({ act: "change_number", wa_id: input.value }); } },
    make("label", { className: "field" }, "New number, digits with the country code", input), make("button", { className: "primary", type: "submit" }, "Change")));
}
