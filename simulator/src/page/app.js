// The page: who is who, what is said, and asking again every second.
import { call } from "./api.js";
import { connect as connectChat, draw } from "./chat.js";
import { byId, icon } from "./make.js";
import { drawPeople } from "./people.js";
import { learn, reached } from "./ticks.js";
import { connect as connectTrouble, drawTrouble, readSwitches } from "./trouble.js";
import { hue, initials, time } from "./words.js";
import { connect as connectWriting, edit, forget, quote } from "./writing.js";

const EVERY_MS = 900;
/** Where the tab remembers who one is, and whom one writes to. */
const WHO = "customer", WHOM = "business";
let people = [], businesses = [], chat, chosen = sessionStorage.getItem(WHO);
/** Counts refreshes: an answer that was overtaken is not drawn. */
let asked = 0, shown = 0;
/** Done when no button is pressed. */
let released = Promise.resolve();

const state = { number: () => byId("business").value, blocked: () => chat?.blocked === true };
const me = () => people.find((one) => one.key === chosen);
const business = () => businesses.find((one) => one.phone_number_id === state.number());

/** Does something that may fail, and says so; whether it worked. */
async function guard(work) {
  try {
    await work();
    byId("problem").textContent = "";
    return true;
  } catch (error) {
    byId("problem").textContent = error.message;
    delete byId("problem").dataset.of;
    return false;
  }
}

async function say(direction, content, about, frame) {
  const { person } = me();
  await call("POST", "messages", { phone_number_id: state.number(), direction, content, about, frame, from: person.wa_id ?? undefined, user_id: person.user_id ?? undefined, status_delay_ms: 700 });
  await refresh();
}

const act = {
  guard: (work) => guard(async () => { await work(); await refresh(); }),
  send: (content, about, frame) => guard(() => say("in", content, about, frame)),
  album: (contents) => guard(async () => { for (const content of contents) await say("in", content); }),
  echo: (body) => say("echo", { type: "text", body }),
  perform: (deed) => guard(async () => {
    const after = await call("POST", "acts", { phone_number_id: state.number(), customer: chosen, ...deed });
    become(after.wa_id ?? after.user_id ?? chosen);
    await refresh();
  }),
  copy: (text) => guard(async () => {
    if (!navigator.clipboard) throw new Error(`This browser copies only on pages it trusts, such as localhost: copy ${text} by hand.`);
    await navigator.clipboard.writeText(text);
  }),
  startScene: (scene) => guard(async () => {
    await call("POST", "scenes", { phone_number_id: state.number(), scene: scene.name });
    choose(scene.customer);
    await refresh();
  }),
  stopScene: (id) => act.guard(() => call("DELETE", `scenes/${id}`)),
  businessName: () => business()?.name ?? "The business",
  quote,
  edit,
};

function become(key) {
  chosen = key;
  sessionStorage.setItem(WHO, key);
}

function choose(key) {
  become(key);
  document.body.dataset.view = "chat";
  forget();
  guard(refresh);
}

async function refresh() {
  const turn = asked += 1, of = new URLSearchParams(state.number() && { phone_number_id: state.number() });
  const [listed, cast, figures, scenes, ledger] = await Promise.all([call("GET", "businesses"), call("GET", `people?${of}`), readSwitches(state), call("GET", "scenes"), call("GET", `ledger?limit=300&${of}`)]);
  if (turn < shown) return;
  people = cast.items;
  showBusinesses(listed.items);
  if (!me()) chosen = people[0]?.key;
  const key = `${state.number()} ${chosen}`;
  const told = business() && await call("GET", `chats?${new URLSearchParams({ phone_number_id: state.number(), customer: chosen })}`);
  await released;
  if (turn < shown || key !== `${state.number()} ${chosen}`) return;
  shown = turn;
  learn(ledger.items);
  chat = told && { ...told, items: told.items.map((message) => ({ ...message, status: reached(message) })) };
  const now = Date.parse(figures.now);
  drawPeople(people, chosen, choose);
  drawTrouble(figures, scenes, act, state.number());
  showBar(now);
  const empty = business() ? "Nothing said yet. Write the first message below." : "No business is registered yet: POST /control/businesses, or ./dev up.";
  draw(chat, key, act, empty, now);
}

function showBusinesses(items) {
  const names = JSON.stringify(items.map((one) => [one.phone_number_id, one.name]));
  const select = byId("business"), before = select.value || sessionStorage.getItem(WHOM);
  if (names !== JSON.stringify(businesses.map((one) => [one.phone_number_id, one.name]))) {
    select.replaceChildren(...items.map((one) => new Option(one.name, one.phone_number_id)));
    if (items.some((one) => one.phone_number_id === before)) select.value = before;
  }
  businesses = items;
}

function showBar(now) {
  const of = business(), name = of?.name ?? "No business yet", callback = of && (of.override_callback_uri ?? of.callback_url);
  byId("title").textContent = name;
  byId("avatar").textContent = initials(name);
  byId("avatar").className = `avatar hue${hue(name)}`;
  byId("subtitle").textContent = chat?.typing ? "typing …" : of ? `+${of.display_phone_number}${chat && !chat.window_open ? ", only templates reach you" : ""}` : "";
  byId("clock").textContent = time(now);
  byId("me").textContent = me()?.person.name ?? "";
  byId("route").textContent = !of ? "" : callback ? `Webhooks go to ${callback}` : "Not subscribed yet: nothing can be delivered.";
}

byId("back").append(icon("back"));
byId("back").onclick = () => { document.body.dataset.view = "people"; byId("person-list").querySelector("[aria-current]")?.focus(); };
byId("business").onchange = (event) => { sessionStorage.setItem(WHOM, event.target.value); guard(refresh); };

/** Nothing is drawn anew under a pressed button: the release would meet another one, and be no click. */
addEventListener("pointerdown", ({ button, target }) => {
  if (button !== 0 || !target.closest("button")) return;
  released = new Promise((free) => {
    // The click follows the release.
    for (const end of ["pointerup", "pointercancel", "blur"]) addEventListener(end, () => setTimeout(free), { once: true });
  });
});

connectChat();
connectWriting(act, state);
connectTrouble(act, state);
document.body.dataset.view = "chat";
await guard(async () => { await refresh(); await refresh(); });
document.body.dataset.ready = "true";
setInterval(() => { if (!document.hidden) guardQuietly(); }, EVERY_MS);

/** A refresh that wipes away what an earlier one told, and nothing else. */
async function guardQuietly() {
  const problem = byId("problem");
  try {
    await refresh();
    if (problem.dataset.of === "refresh") problem.textContent = "";
  } catch (error) {
    problem.textContent = error.message;
    problem.dataset.of = "refresh";
  }
}
