// How far a message got: a business's by its statuses, a customer's by whether the business acknowledged its webhook.
import { icon, make } from "./make.js";

const ICONS = { sent: "tick", delivered: "ticks", read: "ticks", played: "ticks", failed: "failed" };
/** Ids of the customers' messages, with what became of their webhooks; kept for when the ledger has forgotten them. */
const deliveries = new Map();

/** Learns from rows of the ledger. A second delivery that gave up takes nothing back. */
export function learn(rows) {
  for (const { wamid, acknowledged_at_ms: at } of rows) if (at || !deliveries.has(wamid)) deliveries.set(wamid, at ? "delivered" : "failed");
}

/** The message's status, where it has one. */
export const reached = (message) => message.status ?? (message.from_business ? undefined : deliveries.get(message.wamid) ?? "sent");

/** The ticks of a status. */
export const ticks = (status) => ICONS[status] && make("span", { className: `tick ${status}`, role: "img", "aria-label": status, title: status }, icon(ICONS[status]));
