// Templates with more than words: cards, an offer that ends, codes, a wish for a contact, products.
import type { Business } from "./business.ts";

const text = (value: string) => ({ type: "text", text: value });
const parameter = (sub_type: string, index: number, of: object) => ({ type: "button", sub_type, index: String(index), parameters: [of] });

/** When the offer ends. */
export const ENDS = new Date("2030-03-01T17:00:00Z");

async function send(business: Business, to: string, name: string, components: unknown[] = []): Promise<string> {
  return business.send(to, "template", { name, language: { code: "en" }, components });
}

/** Two cards, each with a picture, words, a quick reply and an address. */
export async function cards(business: Business, to: string): Promise<string> {
  const handle = await business.handle("cake.jpg", "image/jpeg");
  const card = { components: [
    { type: "HEADER", format: "IMAGE", example: { header_handle: [handle] } },
    { type: "BODY", text: "Our {{1}}, for twelve people", example: { body_text: [["plum cake"]] } },
    { type: "BUTTONS", buttons: [{ type: "QUICK_REPLY", text: "This one" }, { type: "URL", text: "Look closer", url: "https://bakery.example/{{1}}", example: ["https://bakery.example/plum"] }] },
  ] };
  await business.template("cakes", [{ type: "BODY", text: "Which one may it be?" }, { type: "CAROUSEL", cards: [card, card] }]);
  const given = async (card_index: number, file: string, words: string, id: string) => ({ card_index, components: [
    { type: "header", parameters: [{ type: "image", image: { id: await business.upload(file, "image/jpeg") } }] },
    { type: "body", parameters: [text(words)] },
    parameter("quick_reply", 0, { type: "payload", payload: id }), parameter("url", 1, text(id)),
  ] });
  return send(business, to, "cakes", [{ type: "carousel", cards: [await given(0, "cake.jpg", "cherry cake", "cherry"), await given(1, "loaf.jpg", "rye loaf", "rye")] }]);
}

/** An offer that ends, with a code to copy. */
export async function offer(business: Business, to: string): Promise<string> {
  await business.template("spring", [
    { type: "LIMITED_TIME_OFFER", limited_time_offer: { text: "Spring cakes", has_expiration: true } },
    { type: "BODY", text: "A fifth less on every cake." },
    { type: "BUTTONS", buttons: [{ type: "COPY_CODE", example: "SAMPLE" }, { type: "URL", text: "To the cakes", url: "https://bakery.example/cakes" }] },
  ], "MARKETING");
  return send(business, to, "spring", [
    { type: "limited_time_offer", parameters: [{ type: "limited_time_offer", limited_time_offer: { expiration_time_ms: ENDS.getTime() } }] },
    parameter("copy_code", 0, { type: "coupon_code", coupon_code: "CAKE20" }),
  ]);
}

/** A one-time password. */
export async function password(business: Business, to: string, code: string): Promise<string> {
  await business.template("login", [
    { type: "BODY", add_security_recommendation: true }, { type: "FOOTER", code_expiration_minutes: 10 }, { type: "BUTTONS", buttons: [{ type: "OTP", otp_type: "COPY_CODE" }] },
  ], "AUTHENTICATION");
  return send(business, to, "login", [{ type: "body", parameters: [text(code)] }, parameter("url", 0, text(code))]);
}

/** A wish for the customer's contact. */
export async function contactRequest(business: Business, to: string): Promise<string> {
  await business.template("who_are_you", [{ type: "BODY", text: "May we call you when it is ready?" }, { type: "BUTTONS", buttons: [{ type: "REQUEST_CONTACT_INFO" }] }]);
  return send(business, to, "who_are_you");
}

/** Products in the three ways there are, and a call. */
export async function products(business: Business, to: string): Promise<string> {
  await business.template("shelf", [{ type: "BODY", text: "Fresh today" }, { type: "BUTTONS", buttons: [
    { type: "CATALOG", text: "See everything" }, { type: "MPM", text: "Choose some bread" }, { type: "SPM", text: "See this one" }, { type: "VOICE_CALL", text: "Call us" },
  ] }]);
  const shelf = { thumbnail_product_retailer_id: "rye", sections: [{ title: "Bread", product_items: [{ product_retailer_id: "rye" }, { product_retailer_id: "spelt" }] }] };
  return send(business, to, "shelf", [parameter("mpm", 1, { type: "action", action: shelf })]);
}
