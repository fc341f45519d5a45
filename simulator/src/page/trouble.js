// Behind the scenes: what goes wrong, what time it is, which scene plays.
import { call } from "./api.js";
import { byId, icon, make } from "./make.js";

/** What a call of the business can come to. */
const OUTCOMES = [
  ["", "work", undefined],
  ["131000", "fail: something went wrong (131000)", { status: 500, code: 131000 }],
  ["131016", "fail: unavailable (131016)", { status: 503, code: 131016 }],
  ["130429", "hit the number's rate (130429)", { status: 400, code: 130429 }],
  ["131056", "hit the customer's rate (131056)", { status: 400, code: 131056 }],
  ["131047", "come too late (131047)", { status: 400, code: 131047 }],
  ["131026", "can't be delivered (131026)", { status: 400, code: 131026 }],
  ["190", "lose their token (190)", { status: 401, code: 190 }],
  ["reset", "get no answer at all", { status: 0, reset: true }],
  ["half", "work, with half an answer", { status: 0, half: true }],
  ["slow", "take 5 seconds", { status: 0, latency_ms: 5000 }],
  ["late", "work at once, and answer 5 seconds later", { status: 0, latency_ms: 5000, late: true }],
];

/** What becomes of messages that were accepted. */
const ENDINGS = [
  ["later", "are accepted, and fail later (131026)", { fails: 131026 }],
  ["off", "reach a phone that is off", { statuses: ["sent"] }],
  ["mixed", "are reported in the wrong order", { statuses: ["read", "sent", "delivered"] }],
];

/** What a rule and an ending of the panel are but for how often they strike. */
const RULE = { endpoint: "messages", status: 400, code: 131000, latency_ms: 0, late: false, reset: false, half: false };
const ENDING = { to: "*", kind: "*", fails: null, statuses: null };

/** Connects the panel; `act.guard` shows what goes wrong. */
export function connect(act, state) {
  byId("open-trouble").append(icon("wrench"));
  byId("close-trouble").append(icon("close"));
  byId("open-trouble").onclick = () => { document.body.dataset.view = "trouble"; byId("close-trouble").focus(); };
  byId("close-trouble").onclick = () => { document.body.dataset.view = "chat"; byId("open-trouble").focus(); };
  byId("outcome").append(...[...OUTCOMES, ...ENDINGS].map(([value, label]) => new Option(label, value)));
  byId("answer-form").onsubmit = (event) => {
    event.preventDefault();
    const body = byId("answer").value.trim();
    if (body) act.guard(async () => { await act.echo(body); byId("answer").value = ""; });
  };
  byId("traffic").onchange = (event) => act.guard(() => change(() => call("POST", "traffic", { phone_number_id: state.number(), action: event.target.checked ? "start" : "stop" })));
  const names = (id, alter) => { byId(id).onchange = ({ target }) => act.guard(() => set((faults) => alter(faults, target))); };
  names("twice", ({ delivery }, { checked }) => { delivery.duplicate_percent = checked ? 100 : 0; });
  names("shuffle", ({ delivery }, { checked }) => { delivery.shuffle = checked; });
  names("lossy", ({ delivery }, { checked }) => { delivery.drop_percent = checked ? 50 : 0; });
  names("delay", ({ delivery }, { value }) => { delivery.delay_ms = Number(value); });
  for (const id of ["outcome", "mode"]) names(id, strike);
  byId("repair").onclick = () => act.guard(() => change(() => call("PUT", "faults", {})));
  byId("template").onchange = showTemplate;
  for (const of of ["status", "quality"]) byId(`template-${of}`).onchange = ({ target }) => act.guard(() => change(() => call("POST", "templates", { template_id: byId("template").value, [of]: target.value })));
  for (const button of document.querySelectorAll("[data-advance]")) button.onclick = () => act.guard(() => call("POST", "clock", { advance_seconds: Number(button.dataset.advance) }));
}

/** How many changes are under way, and how many were: an answer from before the end of one doesn't undo it. */
let changing = 0, changed = 0;

/** Work that sets a switch. */
async function change(work) {
  changing += 1;
  try {
    await work();
  } finally {
    changing -= 1;
    changed += 1;
  }
}

/** Sets what a switch names: what else goes wrong, because somebody set it elsewhere, goes on. */
const set = (alter) => change(async () => {
  const faults = await call("GET", "faults");
  alter(faults);
  await call("PUT", "faults", faults);
});

/** The rule or the ending that the panel shows: the first that is one of its own. */
function shown({ rules, endings }) {
  const is = (one, wanted) => Object.entries(wanted).every(([name, value]) => JSON.stringify(one[name]) === JSON.stringify(value));
  for (const [list, choices, plain] of [[rules, OUTCOMES, RULE], [endings, ENDINGS, ENDING]]) {
    for (const one of list) {
      const choice = choices.find(([, , wanted]) => wanted && is(one, { ...plain, ...wanted }));
      if (choice) return { list, one, value: choice[0] };
    }
  }
  return undefined;
}

/** Puts what is chosen in the place of what is shown. */
function strike(faults) {
  const [mode, n] = byId("mode").value.split(" "), chosen = byId("outcome").value, often = { mode, n: Number(n) };
  const before = shown(faults);
  before?.list.splice(before.list.indexOf(before.one), 1);
  const rule = OUTCOMES.find(([value]) => value === chosen)?.[2], ending = ENDINGS.find(([value]) => value === chosen)?.[2];
  if (rule) faults.rules.unshift({ ...RULE, ...often, ...rule });
  if (ending) faults.endings.unshift({ ...ENDING, ...often, ...ending });
}

/** Sets the switches to what is: the next call has failed by now, or somebody else set them. Answers the figures. */
export async function readSwitches(state) {
  const before = changed;
  const listed = state.number() ? call("GET", `templates?${new URLSearchParams({ phone_number_id: state.number() })}`) : { items: [] };
  const [faults, figures, { items }] = await Promise.all([call("GET", "faults"), call("GET", "state"), listed]);
  if (changing === 0 && before === changed) {
    showFaults(faults);
    showTemplates(items);
    byId("traffic").checked = figures.traffic.includes(state.number());
  }
  return figures;
}

function showFaults(faults) {
  const { delivery } = faults, struck = shown(faults);
  byId("twice").checked = delivery.duplicate_percent > 0;
  byId("shuffle").checked = delivery.shuffle;
  byId("lossy").checked = delivery.drop_percent > 0;
  const delay = String(delivery.delay_ms), has = (id, value) => [...byId(id).options].some((one) => one.value === value);
  if (!has("delay", delay)) byId("delay").append(new Option(`${delivery.delay_ms / 1000} s`, delay));
  byId("delay").value = delay;
  byId("outcome").value = struck?.value ?? "";
  const often = struck && `${struck.one.mode} ${struck.one.n}`;
  if (has("mode", often)) byId("mode").value = often;
}

let templates = [];

function showTemplates(items) {
  const names = (of) => JSON.stringify(of.map((one) => [one.template_id, one.name, one.language]));
  if (names(items) !== names(templates)) {
    const select = byId("template"), before = select.value;
    select.replaceChildren(...items.map((one) => new Option(`${one.name} (${one.language})`, one.template_id)));
    if (items.some((one) => one.template_id === before)) select.value = before;
  }
  templates = items;
  byId("templates").hidden = items.length === 0;
  showTemplate();
}

function showTemplate() {
  const one = templates.find((of) => of.template_id === byId("template").value);
  for (const of of ["status", "quality"]) byId(`template-${of}`).value = one?.[of] ?? "";
}

let drawn = "";

/** Draws scenes and figures. */
export function drawTrouble(figures, scenes, act, chosen) {
  const { pending, acknowledged, failed_attempts } = figures.deliveries;
  byId("facts").textContent = `${acknowledged} webhooks acknowledged, ${pending} waiting, ${failed_attempts} attempts failed`;
  byId("now").textContent = `It is ${new Date(figures.now).toLocaleString([], { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" })}`;
  const fresh = JSON.stringify([scenes, chosen]);
  if (fresh === drawn) return;
  drawn = fresh;
  byId("scenes").replaceChildren(...scenes.offered.map((scene) => row(scene, scenes.started.filter((run) => run.title === scene.title).at(-1), act)));
}

function row(scene, run, act) {
  const playing = run?.state === "playing";
  const told = run && (run.error ?? (playing ? `${run.done} of ${run.steps}: ${run.step ?? ""}` : run.state));
  const button = make("button", { type: "button", className: "icon", "aria-label": `${playing ? "Stop" : "Play"}: ${scene.title}`, onclick: () => (playing ? act.stopScene(run.id) : act.startScene(scene)) }, icon(playing ? "pause" : "play"));
  return make("li", {}, make("div", {}, make("b", {}, scene.title), make("span", { className: "about" }, told || scene.about), run && make("progress", { max: run.steps, value: run.done, "aria-label": `Steps of ${scene.title}` })), button);
}
