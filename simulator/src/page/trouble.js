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
];

/** What becomes of messages that were accepted. */
const ENDINGS = [
  ["later", "are accepted, and fail later (131026)", { fails: 131026 }],
  ["off", "reach a phone that is off", { statuses: ["sent"] }],
  ["mixed", "are reported in the wrong order", { statuses: ["read", "sent", "delivered"] }],
];

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
  byId("traffic").onchange = (event) => act.guard(() => change("POST", "traffic", { phone_number_id: state.number(), action: event.target.checked ? "start" : "stop" }));
  for (const id of ["twice", "shuffle", "lossy", "delay", "outcome", "mode"]) byId(id).onchange = () => act.guard(put);
  byId("repair").onclick = () => act.guard(async () => { for (const id of ["twice", "shuffle", "lossy"]) byId(id).checked = false; byId("delay").value = "0"; byId("outcome").value = ""; await put(); });
  for (const button of document.querySelectorAll("[data-advance]")) button.onclick = () => act.guard(() => call("POST", "clock", { advance_seconds: Number(button.dataset.advance) }));
}

/** How many changes are under way, and how many were: an answer from before the end of one doesn't undo it. */
let changing = 0, changed = 0;

/** A call that sets a switch. */
async function change(...asked) {
  changing += 1;
  try {
    await call(...asked);
  } finally {
    changing -= 1;
    changed += 1;
  }
}

/** The switches as they are set. */
async function put() {
  const [mode, n] = byId("mode").value.split(" ");
  const chosen = byId("outcome").value, often = { mode, n: Number(n) };
  const rule = OUTCOMES.find(([value]) => value === chosen)?.[2], ending = ENDINGS.find(([value]) => value === chosen)?.[2];
  const delivery = { duplicate_percent: byId("twice").checked ? 100 : 0, shuffle: byId("shuffle").checked, drop_percent: byId("lossy").checked ? 50 : 0, delay_ms: Number(byId("delay").value) };
  await change("PUT", "faults", { rules: rule ? [{ endpoint: "messages", ...often, ...rule }] : [], endings: ending ? [{ ...often, ...ending }] : [], delivery });
}

/** Sets the switches to what is: the next call has failed by now, or somebody else set them. Answers the figures. */
export async function readSwitches(state) {
  const before = changed;
  const [faults, figures] = await Promise.all([call("GET", "faults"), call("GET", "state")]);
  if (changing === 0 && before === changed) {
    showFaults(faults);
    byId("traffic").checked = figures.traffic.includes(state.number());
  }
  return figures;
}

function showFaults({ rules, endings, delivery }) {
  byId("twice").checked = delivery.duplicate_percent > 0;
  byId("shuffle").checked = delivery.shuffle;
  byId("lossy").checked = delivery.drop_percent > 0;
  byId("delay").value = String(delivery.delay_ms);
  const rule = rules.find((one) => one.endpoint === "messages"), same = (one, wanted) => Object.entries(wanted).every(([name, value]) => JSON.stringify(one[name]) === JSON.stringify(value));
  const outcome = rule ? OUTCOMES.find(([, , wanted]) => wanted && same(rule, wanted)) : endings[0] && ENDINGS.find(([, , wanted]) => same(endings[0], wanted));
  byId("outcome").value = outcome?.[0] ?? "";
  const often = outcome && `${(rule ?? endings[0]).mode} ${(rule ?? endings[0]).n}`;
  if ([...byId("mode").options].some((one) => one.value === often)) byId("mode").value = often;
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
