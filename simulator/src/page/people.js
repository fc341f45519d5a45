// Who the developer can be.
import { byId, make } from "./make.js";
import { hue, initials, line, time } from "./words.js";

let drawn = "";
const seen = new Map();

/** What is special about somebody, in a word or two. */
function traits(person) {
  return [
    person.wa_id ? `+${person.wa_id}` : `@${person.username ?? "nobody"}`,
    !person.wa_id && "hides the number",
    person.parent_user_id && "parent id",
    person.devices > 1 && `${person.devices} devices`,
    !person.user_id && "no user id",
  ].filter(Boolean);
}

/** Draws the list; `choose(key)` is called with who was picked. */
export function drawPeople(people, chosen, choose) {
  const now = people.find((one) => one.key === chosen);
  if (now?.last) seen.set(now.key, now.last.wamid);
  const state = JSON.stringify([people.map((one) => [one.key, one.person.name, one.last?.wamid, one.last?.text]), chosen, [...seen]]);
  if (state === drawn) return;
  drawn = state;
  const focused = byId("person-list").contains(document.activeElement);
  const sorted = [...people].sort((one, other) => (other.last?.at_ms ?? 0) - (one.last?.at_ms ?? 0));
  byId("person-list").replaceChildren(...sorted.map((one) => row(one, one.key === chosen, choose)));
  if (focused) byId("person-list").querySelector("[aria-current]")?.focus();
}

function row({ key, person, last }, chosen, choose) {
  const fresh = last?.from_business && seen.get(key) !== last.wamid;
  const head = make("span", { className: "person-head" }, make("b", { dir: "auto" }, person.name), last && make("time", {}, time(last.at_ms)));
  const below = last ? make("span", { className: "person-last" }, last.from_business ? "" : "You: ", make("span", { dir: "auto" }, line(last))) : make("span", { className: "person-last" }, make("span", {}, "Nothing said yet"));
  const button = make("button", { type: "button", className: "person", "aria-current": chosen ? "true" : undefined, onclick: () => choose(key) },
    make("span", { className: `avatar hue${hue(person.name)}`, "aria-hidden": "true" }, initials(person.name)),
    make("span", { className: "person-words" }, head, below, make("span", { className: "traits" }, traits(person).join(" · "))),
    fresh && make("span", { className: "fresh", role: "img", "aria-label": "New" }));
  return make("li", {}, button);
}
