// The chat: messages in order, with what later ones did to earlier ones.
import { bubble } from "./bubble.js";
import { byId, icon, make } from "./make.js";
import { day } from "./words.js";

/** Messages that are shown, each with its reactions, edits and what it quotes. */
export function settled(items) {
  const shown = new Map();
  for (const item of items) {
    const content = item.content ?? {};
    const target = shown.get(content.reaction?.message_id ?? content.edit?.original_message_id ?? content.revoke?.original_message_id);
    if (item.kind === "reaction") react(target, item);
    else if (item.kind === "edit") edit(target, content.edit);
    else if (item.kind === "revoke") { if (target) target.deleted = true; }
    else shown.set(item.wamid, { ...item, reactions: new Map(), quoted: shown.get(content.context?.id ?? content.context?.message_id) });
  }
  return [...shown.values()];
}

function react(target, item) {
  if (!target) return;
  const who = item.from_business ? "business" : "customer", emoji = item.content?.reaction?.emoji;
  if (emoji) target.reactions.set(who, emoji);
  else target.reactions.delete(who);
}

function edit(target, change) {
  if (!target || !change?.message) return;
  const { type } = change.message;
  target.edited = true;
  target.content = { ...target.content, [type]: { ...target.content?.[type], ...change.message[type] } };
  target.text = change.message.text?.body ?? target.text;
}

let drawn = "";
let owner = "";
/** What stands in the list now, by key: nodes that stay the same stay where they are, so that nothing is read aloud twice and sounds play on. */
let nodes = new Map();

/** Draws a chat; `empty` says why there is nothing. Whoever reads further up is left there. */
export function draw(chat, key, act, empty, now) {
  const state = JSON.stringify([key, chat?.items, chat?.typing, chat?.blocked, empty, new Date(now).toDateString()]);
  if (state === drawn) return;
  drawn = state;
  const list = byId("chat"), follow = isAtEnd(list) || key !== owner;
  if (key !== owner) { nodes = new Map(); byId("messages").replaceChildren(); }
  owner = key;
  place(byId("messages"), [...parts(chat, act, empty, now)]);
  if (follow) toEnd(list);
}

const isAtEnd = (list) => list.scrollHeight - list.scrollTop - list.clientHeight < 80;

/** Connects the button that leads back to the newest message. */
export function connect() {
  const list = byId("chat"), button = byId("to-end");
  button.append(icon("down"));
  list.onscroll = () => { button.hidden = isAtEnd(list); };
  button.onclick = () => { list.scrollTop = list.scrollHeight; list.focus({ preventScroll: true }); };
}

function* parts(chat, act, empty, now) {
  let date = "";
  const messages = settled(chat?.items ?? []);
  for (const message of messages) {
    const of = day(message.at_ms, now);
    if (of !== date) yield part(`day ${of}`, of, () => make("li", { className: "day" }, of));
    date = of;
    yield part(message.wamid, JSON.stringify([message, [...message.reactions], message.quoted?.text]), () => bubble(message, act));
  }
  if (messages.length === 0) yield part("empty", empty, () => make("li", { className: "quiet" }, empty));
  if (chat?.typing) yield part("typing", "", () => make("li", { className: "bubble theirs typing", "aria-label": "The business is typing" }, make("i"), make("i"), make("i")));
  if (chat?.blocked) yield part("blocked", "", () => make("li", { className: "middle" }, make("p", { className: "note" }, "You blocked this business")));
}

const part = (key, state, draw) => ({ key, state, draw });

function place(list, wanted) {
  const before = nodes;
  nodes = new Map();
  let at = list.firstChild;
  for (const { key, state, draw } of wanted) {
    const had = before.get(key);
    const node = had?.state === state ? had.node : draw();
    nodes.set(key, { state, node });
    if (node === at) at = at.nextSibling;
    else if (had && had.node === at) { const focused = at.contains(document.activeElement); at.replaceWith(node); at = node.nextSibling; if (focused) node.querySelector(".actions")?.focus(); }
    else list.insertBefore(node, at);
  }
  while (at) { const next = at.nextSibling; at.remove(); at = next; }
}

/** Pictures that load later push the end further down; whoever scrolls in the meantime is left alone. */
function toEnd(list) {
  list.scrollTop = list.scrollHeight;
  let at = list.scrollTop;
  for (const delay of [60, 250, 700]) setTimeout(() => {
    if (Math.abs(list.scrollTop - at) > 2) return;
    list.scrollTop = list.scrollHeight;
    at = list.scrollTop;
  }, delay);
}
