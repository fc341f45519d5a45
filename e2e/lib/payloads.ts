// Webhook bodies with the provider's shapes and id forms (whatsapp-cloud-api 1.1, 2.5, 3).
import { randomBytes, randomInt } from "node:crypto";

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

/** The ids of a business that its webhooks name. */
export interface Addressee {
  wabaId: string;
  phoneNumberId: string;
  /** Digits, as on webhooks. */
  displayPhoneNumber: string;
}

/** Digits that do not begin with 0. */
export function digits(length: number): string {
  let text = String(randomInt(1, 10));
  while (text.length < length) text += String(randomInt(0, 10));
  return text;
}

/** An inbound message id of the provider's layout for this sender. */
export function wamid(from: string): string {
  const id = randomBytes(10).toString("hex").toUpperCase();
  const layout = [0x1c, 0x18, from.length, ...Buffer.from(from), 0x15, 0x02, 0x00, 0x12, 0x18, id.length, ...Buffer.from(id), 0x00];
  return `wamid.${Buffer.from(layout).toString("base64")}`;
}

export interface Sender {
  waId: string;
  name: string;
}

export function sender(name = "Zoë Ω 🙂"): Sender {
  return { waId: `4915${digits(9)}`, name };
}

/** Unix seconds as the provider writes them: a string. */
export function timestamp(at = Date.now()): string {
  return String(Math.floor(at / 1000));
}

export function textMessage(from: Sender, body: string, id = wamid(from.waId)): JsonObject & { id: string } {
  return { from: from.waId, id, timestamp: timestamp(), type: "text", text: { body } };
}

export function statusOf(id: string, recipient: Sender, status: string, at = Date.now()): JsonObject {
  return { id, status, timestamp: timestamp(at), recipient_id: recipient.waId };
}

export interface MessagesValue {
  senders?: Sender[];
  messages?: Json[];
  statuses?: Json[];
}

/** One entry with one change of field "messages". */
export function messagesEntry(to: Addressee, value: MessagesValue): JsonObject {
  return {
    id: to.wabaId,
    changes: [
      {
        field: "messages",
        value: {
          messaging_product: "whatsapp",
          metadata: { display_phone_number: to.displayPhoneNumber, phone_number_id: to.phoneNumberId },
          ...(value.senders && { contacts: value.senders.map((s) => ({ profile: { name: s.name }, wa_id: s.waId })) }),
          ...(value.messages && { messages: value.messages }),
          ...(value.statuses && { statuses: value.statuses }),
        },
      },
    ],
  };
}

/** One entry with one change of any other field. */
export function entryOf(to: Addressee, field: string, value: Json): JsonObject {
  return { id: to.wabaId, time: Math.floor(Date.now() / 1000), changes: [{ field, value }] };
}

export function envelope(...entries: Json[]): JsonObject {
  return { object: "whatsapp_business_account", entry: entries };
}

/** A whole body with one text message, and the message's id. */
export function oneText(to: Addressee, body: string, from = sender()): { wamid: string; body: JsonObject } {
  const message = textMessage(from, body);
  return { wamid: message.id, body: envelope(messagesEntry(to, { senders: [from], messages: [message] })) };
}
