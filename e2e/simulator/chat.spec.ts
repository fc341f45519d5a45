// Words in both directions, and what is done with them afterwards.
import { expect, LENA, test, ZOE } from "./world.ts";

test("what a customer writes reaches the business, signed", async ({ phone, business }) => {
  await phone.pick(LENA.name);
  await phone.write("Haben Sie heute Roggenbrot?");
  const message = await business.heard("messages", ({ text }) => text?.body === "Haben Sie heute Roggenbrot?");
  expect(message).toMatchObject({ from: LENA.key, from_user_id: LENA.userId, type: "text" });
  expect(business.told("contacts")).toContainEqual(expect.objectContaining({ wa_id: LENA.key, profile: expect.objectContaining({ name: LENA.name }) }));
  await expect(phone.tick("Haben Sie heute Roggenbrot?", "delivered")).toBeVisible();
  await expect(phone.field).toHaveValue("");
  await expect(phone.person(LENA.name)).toContainText("You: Haben Sie heute Roggenbrot?");
});

test("somebody who hides the number writes, and is answered, by user id", async ({ phone, business }) => {
  await phone.pick(ZOE.name);
  await phone.write("Hello there");
  const message = await business.heard("messages", ({ text }) => text?.body === "Hello there");
  expect(message.from_user_id).toBe(ZOE.userId);
  expect(message).not.toHaveProperty("from");
  await business.send(ZOE.userId, "text", { body: "Good morning, Zoë" });
  await expect(phone.bubble("Good morning, Zoë")).toBeVisible();
});

test("Shift and Enter begin a new line, Enter sends", async ({ phone, business }) => {
  await phone.field.fill("one");
  await phone.field.press("Shift+Enter");
  await phone.field.pressSequentially("two");
  await expect(phone.chat.getByText("one")).toBeHidden();
  await phone.field.press("Enter");
  await business.heard("messages", ({ text }) => text?.body === "one\ntwo");
});

test("the business is seen reading, typing and answering", async ({ phone, business }) => {
  await phone.pick(LENA.name);
  await phone.write("Is it open?");
  const { id } = await business.heard("messages", ({ text }) => text?.body === "Is it open?");
  await business.reads(id);
  await expect(phone.tick("Is it open?", "read")).toBeVisible();
  await expect(phone.chat.getByRole("listitem", { name: "The business is typing" })).toBeVisible();
  await business.send(LENA.key, "text", { body: "*Yes*, until _six_" }, { context: { message_id: id } });
  const answer = phone.bubble("Yes, until six");
  await expect(answer).toContainText("Is it open?");
  await expect(answer.locator("b", { hasText: "Yes" })).toBeVisible();
  await expect(phone.chat.getByRole("listitem", { name: "The business is typing" })).toBeHidden();
});

test("an answer has the ticks that the business is told of", async ({ phone, business, simulator }) => {
  await simulator.control("PUT", "faults", { rules: [], endings: [{ mode: "always", statuses: ["sent"] }], delivery: {} });
  await phone.pick(LENA.name);
  await phone.write("Hello");
  const wamid = await business.send(LENA.key, "text", { body: "We are open" });
  for (const status of ["sent", "delivered", "read"]) {
    if (status !== "sent") await simulator.control("POST", "statuses", { phone_number_id: business.number, wamid, statuses: [status] });
    await business.heard("statuses", (one) => one.id === wamid && one.status === status);
    await expect(phone.tick("We are open", status)).toBeVisible();
  }
});

test("an answer to somebody else is marked as new until their chat is opened", async ({ phone, business }) => {
  await phone.pick(LENA.name);
  await phone.write("Hello");
  await business.heard("messages", ({ text }) => text?.body === "Hello");
  await phone.pick(ZOE.name);
  await business.send(LENA.key, "text", { body: "Hello, Lena" });
  await expect(phone.person(LENA.name)).toContainText("Hello, Lena");
  await expect(phone.person(LENA.name).getByRole("img", { name: "New" })).toBeVisible();
  await phone.pick(LENA.name);
  await expect(phone.person(LENA.name).getByRole("img", { name: "New" })).toBeHidden();
});

test("a message is quoted", async ({ phone, business }) => {
  await phone.pick(LENA.name);
  await phone.write("First");
  const { id } = await business.heard("messages", ({ text }) => text?.body === "First");
  const asked = await business.send(LENA.key, "text", { body: "Which one?" });
  await expect(phone.bubble("Which one?")).toBeVisible();
  await phone.choose("Which one?", "Reply");
  await expect(phone.field).toBeFocused();
  await phone.write("The dark one");
  const reply = await business.heard("messages", ({ text }) => text?.body === "The dark one");
  expect(reply.context).toMatchObject({ id: asked });
  await expect(phone.bubble("The dark one")).toContainText("Which one?");
  expect(id).not.toBe(asked);
});

test("a quote is given up with Escape", async ({ phone, business }) => {
  await phone.write("First");
  await phone.choose("First", "Reply");
  await expect(phone.page.getByText("Reply to")).toBeVisible();
  await phone.field.press("Escape");
  await expect(phone.page.getByText("Reply to")).toBeHidden();
  await phone.write("Second");
  const second = await business.heard("messages", ({ text }) => text?.body === "Second");
  expect(second).not.toHaveProperty("context");
});

test("a reaction is given, and taken back", async ({ phone, business }) => {
  await phone.pick(LENA.name);
  await phone.write("Hello");
  const wamid = await business.send(LENA.key, "text", { body: "Good morning" });
  await expect(phone.bubble("Good morning")).toBeVisible();
  await phone.choose("Good morning", "React: heart");
  await business.heard("messages", ({ reaction }) => reaction?.message_id === wamid && reaction.emoji === "❤️");
  await expect(phone.bubble("Good morning").getByTitle("Reactions")).toHaveText("❤️");
  await phone.choose("Good morning", "Take back heart");
  await business.heard("messages", ({ reaction }) => reaction?.message_id === wamid && reaction.emoji === undefined);
  await expect(phone.bubble("Good morning").getByTitle("Reactions")).toBeHidden();
});

test("a message is edited", async ({ phone, business }) => {
  await phone.write("Ten rolls, plaese");
  const { id } = await business.heard("messages", ({ text }) => text?.body === "Ten rolls, plaese");
  await phone.choose("Ten rolls, plaese", "Edit");
  await expect(phone.field).toHaveValue("Ten rolls, plaese");
  await phone.write("Ten rolls, please");
  const edit = await business.heard("messages", ({ type }) => type === "edit");
  expect(edit.edit).toMatchObject({ original_message_id: id, message: { text: { body: "Ten rolls, please" } } });
  await expect(phone.bubble("Ten rolls, please")).toContainText("edited");
  await expect(phone.bubble("Ten rolls, plaese")).toHaveCount(0);
});

test("the caption of a picture is edited", async ({ phone, business }) => {
  await phone.attach("Picture");
  const { id, image } = await business.heard("messages", ({ type }) => type === "image");
  await phone.choose("Something like this?", "Edit");
  await expect(phone.field).toHaveValue("Something like this?");
  await phone.write("Exactly like this!");
  const { edit } = await business.heard("messages", ({ type }) => type === "edit");
  expect(edit).toMatchObject({ original_message_id: id, message: { type: "image", image: { id: image.id, caption: "Exactly like this!" } } });
  await expect(phone.bubble("Exactly like this!")).toContainText("edited");
});

test("a message is deleted", async ({ phone, business }) => {
  await phone.write("Wrong chat");
  const { id } = await business.heard("messages", ({ text }) => text?.body === "Wrong chat");
  await phone.choose("Wrong chat", "Delete for everyone");
  const revoke = await business.heard("messages", ({ type }) => type === "revoke");
  expect(revoke.revoke).toMatchObject({ original_message_id: id });
  await expect(phone.bubble("You deleted this message")).toBeVisible();
  await expect(phone.bubble("Wrong chat")).toHaveCount(0);
});
