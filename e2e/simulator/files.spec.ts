// Files, places and cards, in both directions.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Page } from "@playwright/test";
import { expect, LENA, test } from "./world.ts";

const sample = (name: string) => fileURLToPath(new URL(`../../simulator/media/${name}`, import.meta.url));

/** Picks a file in the dialog that `open` opens. */
async function pick(page: Page, name: string, open: () => Promise<void>): Promise<void> {
  const [chooser] = await Promise.all([page.waitForEvent("filechooser"), open()]);
  await chooser.setFiles(sample(name));
}

test("a picture of the machine arrives byte for byte", async ({ page, phone, business }) => {
  await pick(page, "loaf.jpg", () => phone.attach("Picture from this machine"));
  const { image } = await business.heard("messages", ({ type }) => type === "image");
  expect(image.mime_type).toBe("image/jpeg");
  expect(await business.download(image.id)).toEqual(readFileSync(sample("loaf.jpg")));
  await page.getByRole("button", { name: "Enlarge: Picture" }).click();
  await expect(phone.sheet.getByRole("img", { name: "Picture" })).toBeInViewport();
});

test("a document of the machine arrives with its name", async ({ page, phone, business }) => {
  await pick(page, "menu.pdf", () => phone.attach("Document from this machine"));
  const { document } = await business.heard("messages", ({ type }) => type === "document");
  expect(document).toMatchObject({ filename: "menu.pdf", mime_type: "application/pdf" });
  expect(await business.download(document.id)).toEqual(readFileSync(sample("menu.pdf")));
  const [download] = await Promise.all([page.waitForEvent("download"), phone.chat.getByRole("link", { name: "menu.pdf" }).click()]);
  expect(readFileSync(await download.path())).toEqual(readFileSync(sample("menu.pdf")));
});

test("a voice message is sent, and plays", async ({ phone, business }) => {
  await phone.attach("Voice message");
  const { audio } = await business.heard("messages", ({ type }) => type === "audio");
  expect(audio.voice).toBe(true);
  expect(await business.download(audio.id)).toEqual(readFileSync(sample("voice.ogg")));
  await phone.chat.getByRole("button", { name: "Play the voice message" }).click();
  await expect(phone.chat.getByRole("button", { name: "Pause the voice message" })).toBeVisible();
  await expect(phone.chat.locator(".bars .on")).not.toHaveCount(0);
});

test("three pictures of an album are three messages", async ({ phone, business }) => {
  await phone.attach("Album of three");
  await expect.poll(() => business.told("messages").filter(({ type }) => type === "image").length).toBe(3);
  await expect(phone.chat.getByRole("button", { name: "Enlarge: Picture" })).toHaveCount(3);
});

for (const { entry, type, shown, told } of [
  { entry: "Picture", type: "image", shown: "Something like this?", told: { caption: "Something like this?", mime_type: "image/jpeg" } },
  { entry: "Video", type: "video", shown: "Fresh out of the oven", told: { mime_type: "video/mp4" } },
  { entry: "Document", type: "document", shown: "menu.pdf", told: { filename: "menu.pdf" } },
  { entry: "Location", type: "location", shown: "Pariser Platz, 10117 Berlin", told: { latitude: 52.5163, longitude: 13.3777 } },
  { entry: "Order from the catalogue", type: "order", shown: "For Saturday, please", told: { text: "For Saturday, please" } },
]) {
  test(`${entry} is sent`, async ({ phone, business }) => {
    await phone.attach(entry);
    const message = await business.heard("messages", (one) => one.type === type);
    expect(message[type]).toMatchObject(told);
    await expect(phone.bubble(shown)).toBeVisible();
  });
}

test("a sticker is sent", async ({ phone, business }) => {
  await phone.attach("Sticker");
  const { sticker } = await business.heard("messages", ({ type }) => type === "sticker");
  expect(sticker.mime_type).toBe("image/webp");
  await expect(phone.chat.getByRole("img", { name: "Sticker" })).toBeVisible();
});

test("a contact card is sent", async ({ phone, business }) => {
  await phone.attach("Contact");
  const { contacts } = await business.heard("messages", ({ type }) => type === "contacts");
  expect(contacts).toMatchObject([{ name: { formatted_name: "Omar Haddad" }, phones: [{ wa_id: "971501234567" }] }]);
  await expect(phone.bubble("Omar Haddad")).toContainText("+971 50 123 4567");
});

test("what can't be passed on is told as unsupported", async ({ page, phone, business }) => {
  await phone.attach("Something unusual …");
  await phone.sheet.getByRole("button", { name: "A poll, which can't be passed on" }).click();
  await business.heard("messages", ({ type }) => type === "unsupported");
  await expect(page.getByText("This message can't be shown (poll creation)")).toBeVisible();
});

test("the business's picture and document are shown with their words", async ({ phone, business }) => {
  await phone.pick(LENA.name);
  await phone.write("Hello");
  await business.send(LENA.key, "image", { id: await business.upload("croissants.jpg", "image/jpeg"), caption: "Fresh at nine" });
  await business.send(LENA.key, "document", { id: await business.upload("menu.pdf", "application/pdf"), filename: "Prices.pdf" });
  const picture = phone.chat.getByRole("img", { name: "Fresh at nine" });
  await expect(picture).toBeVisible();
  await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0);
  await expect(phone.chat.getByRole("link", { name: "Prices.pdf" })).toHaveAttribute("href", /^blob:/);
});
