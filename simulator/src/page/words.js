// Words as a phone shows them: *bold*, _italic_, ~struck~, `code`, addresses; and times.
import { make } from "./make.js";

const MARKS = /(```[\s\S]+?```|`[^`\n]+`|https?:\/\/[^\s<]+|(?<![\p{L}\p{N}])(?:\*[^*\n]+\*|_[^_\n]+_|~[^~\n]+~)(?![\p{L}\p{N}]))/gu;

/** Nodes of a message's words. */
export function words(text) {
  return String(text ?? "").split(MARKS).filter(Boolean).map(piece);
}

function piece(text) {
  if (/^https?:\/\//.test(text)) return make("a", { href: text, target: "_blank", rel: "noreferrer noopener" }, text);
  if (text.startsWith("```") && text.length > 6) return make("code", { className: "block" }, text.slice(3, -3));
  const inner = text.slice(1, -1);
  if (text.length < 3 || text.at(0) !== text.at(-1)) return text;
  switch (text[0]) {
    case "*": return make("b", {}, ...words(inner));
    case "_": return make("i", {}, ...words(inner));
    case "~": return make("s", {}, ...words(inner));
    case "`": return make("code", {}, inner);
    default: return text;
  }
}

/** Whether a message is one to three emoji and nothing else. */
const isEmoji = (text) => /^(\p{Extended_Pictographic}(\uFE0F|\u200D\p{Extended_Pictographic}|\p{Emoji_Modifier})*\s?){1,3}$/u.test(text ?? "");

/** A paragraph of a message. */
export const said = (text) => make("p", { className: isEmoji(text) ? "words emoji" : "words", dir: "auto" }, ...words(text));

export const time = (ms) => new Date(ms).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });

export function day(ms, now) {
  const of = (at) => new Date(at).toDateString();
  if (of(ms) === of(now)) return "Today";
  if (of(ms) === of(now - 86_400_000)) return "Yesterday";
  return new Date(ms).toLocaleDateString([], { weekday: "long", day: "numeric", month: "long" });
}

export const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

export const initials = (name) => [...(name ?? "·").matchAll(/(^|\s)(\p{L})/gu)].slice(0, 2).map((match) => match[2]).join("").toUpperCase() || "·";

/** A colour of the palette that stays with a name. */
export const hue = (name) => [...(name ?? "")].reduce((sum, letter) => sum + letter.codePointAt(0), 0) % 6;

const KINDS = {
  image: "Picture", video: "Video", audio: "Voice message", document: "Document", sticker: "Sticker", location: "Location", contacts: "Contact",
  interactive: "Message", template: "Message", order: "Order", button: "Answer", call: "Call", unsupported: "Unsupported message", system: "System message",
  reaction: "Reaction", edit: "Edited", revoke: "Deleted a message", hologram: "Unknown message", request_welcome: "Opened the chat",
};

const plain = (said) => said?.replace(MARKS, (mark) => (/^[*_~`]/.test(mark) ? mark.replace(/^([*_~]|`+)|([*_~]|`+)$/g, "") : mark));

/** One line of a message, for lists and quotes. */
export function line(message) {
  const content = message.content ?? {};
  if (message.kind === "reaction") return message.text ? `Reacted ${message.text}` : "Took a reaction back";
  const said = message.text || content.rendered?.body || content[message.kind]?.body?.text || content[message.kind]?.caption || content[message.kind]?.filename || content.text?.body;
  const kind = KINDS[message.kind];
  if (["image", "video", "document", "location", "contacts", "order"].includes(message.kind)) return said ? `${kind}: ${plain(said)}` : kind;
  return plain(said) || kind || message.kind;
}
