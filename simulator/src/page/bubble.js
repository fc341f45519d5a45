// One message on the customer's phone.
import { contents } from "./contents.js";
import { icon, make, openMenu } from "./make.js";
import { ticks } from "./ticks.js";
import { line, time } from "./words.js";

const REACTIONS = [["👍", "thumbs up"], ["❤️", "heart"], ["😂", "laughing"], ["😮", "surprised"], ["😢", "sad"], ["🙏", "thank you"]];
/** Types that stand in the middle of the chat: nobody's bubble. */
const MIDDLE = ["system", "call", "request_welcome"];

/** `message` with what later messages did to it: `reactions`, `edited`, `deleted`; `quoted` is what it answers. */
export function bubble(message, act) {
  if (MIDDLE.includes(message.kind)) return make("li", { className: "middle" }, ...contents(message, act));
  const mine = !message.from_business;
  const item = make("li", { className: `bubble ${mine ? "mine" : "theirs"} ${message.kind}${message.deleted ? " deleted" : ""}` });
  item.append(make("span", { className: "spoken" }, mine ? "You:" : `${act.businessName()}:`));
  if (message.deleted) item.append(make("p", { className: "note" }, icon("block"), mine ? "You deleted this message" : "This message was deleted"));
  else item.append(...around(message, act), ...contents(message, act));
  item.append(foot(message));
  if (!message.deleted) item.append(more(item, message, act));
  if (message.reactions?.size) item.append(make("span", { className: "reactions", title: "Reactions" }, [...new Set(message.reactions.values())].join(""), message.reactions.size > 1 && make("small", {}, String(message.reactions.size))));
  return item;
}

function around(message, act) {
  const content = message.content ?? {}, context = content.context ?? {};
  const label = (name, said) => make("p", { className: "label" }, icon(name), said);
  return [
    content.group_id && label("group", "In a group"),
    context.frequently_forwarded ? label("forward", "Forwarded many times") : context.forwarded && label("forward", "Forwarded"),
    context.referred_product && label("cart", `About ${context.referred_product.product_retailer_id}`),
    message.quoted && quote(message.quoted, act),
  ].filter(Boolean);
}

const quote = (of, act) => make("blockquote", { className: of.from_business ? "of-theirs" : "of-mine" }, make("b", { dir: "auto" }, of.from_business ? act.businessName() : "You"), make("span", { dir: "auto" }, of.deleted ? "Deleted" : line(of)));

function foot(message) {
  return make("span", { className: "foot-line", dir: "ltr" }, message.edited && "edited ", make("time", { dateTime: new Date(message.at_ms).toISOString() }, time(message.at_ms)), ticks(message.status));
}

/** What can be done with a message: a button beside the bubble; on glass also a long press of the bubble. */
function more(item, message, act) {
  const button = make("button", { type: "button", className: "actions", "aria-label": `Answer, react or more: ${line(message).slice(0, 60)}`, "aria-haspopup": "menu", onclick: () => openMenu(button, entries(message, act)) }, icon("more"));
  item.oncontextmenu = (event) => { if (event.pointerType === "touch") { event.preventDefault(); openMenu(button, entries(message, act)); } };
  return button;
}

function entries(message, act) {
  const has = message.reactions?.get("customer");
  const reactions = REACTIONS.map(([emoji, name]) => ({ label: emoji, title: emoji === has ? `Take back ${name}` : `React: ${name}`, act: () => act.send({ type: "reaction", emoji: emoji === has ? undefined : emoji }, message.wamid) }));
  const own = message.from_business ? [] : [
    (message.kind === "text" || message.content?.[message.kind]?.caption) && { icon: "edit", label: "Edit", act: () => act.edit(message) },
    { icon: "bin", label: "Delete for everyone", act: () => act.send({ type: "revoke" }, message.wamid) },
  ];
  return [reactions, { icon: "reply", label: "Reply", act: () => act.quote(message) }, ...own, { icon: "copy", label: "Copy its id", act: () => navigator.clipboard?.writeText(message.wamid) }].filter(Boolean);
}
