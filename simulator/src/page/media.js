// Files and places in a bubble.
import { file } from "./api.js";
import { icon, make, openSheet } from "./make.js";
import { clock } from "./words.js";

function media(of, className, draw) {
  const frame = make("div", { className: `media ${className}` });
  file(of).then((address) => frame.replaceChildren(draw(address))).catch(() => {
    frame.classList.add("gone");
    frame.replaceChildren(icon("picture"), make("span", {}, of.link ? `Not fetched: ${of.link}` : "The file is gone"));
  });
  return frame;
}

export const picture = (of, alt) => media(of, alt === "Sticker" ? "sticker" : "picture", (address) => {
  const image = make("img", { src: address, alt });
  if (alt === "Sticker") return image;
  return make("button", { type: "button", className: "bare", "aria-label": `Enlarge: ${alt}`, onclick: () => openSheet(alt, make("img", { src: address, alt, className: "large" })) }, image);
});

export const film = (of) => media(of, "picture", (address) => make("video", { src: address, controls: true, preload: "metadata", "aria-label": of.caption || "Video" }));

export function paper(of) {
  const name = of.filename ?? "Document", kind = (of.mime_type ?? "").split("/").pop() || name.split(".").pop();
  const link = make("a", { className: "paper", href: "#", download: name }, icon("paper"), make("span", {}, make("b", { dir: "auto" }, name), make("small", {}, kind.toUpperCase().slice(0, 12))));
  file(of).then((address) => { link.href = address; }).catch(() => { link.removeAttribute("href"); link.querySelector("small").textContent = "The file is gone"; });
  return link;
}

/** A player: bars that stay with the message, filled as it plays. */
export function sound(of, seed) {
  const bars = Array.from({ length: 32 }, (_, at) => make("i", {}));
  let shuffle = [...seed].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) >>> 0, 7);
  for (const [at, bar] of bars.entries()) {
    shuffle = (shuffle * 1664525 + 1013904223) >>> 0;
    bar.style.height = `${22 + Math.round(((shuffle >>> 16) / 65536) * 62 * Math.sin(((at + 1) / 33) * Math.PI) + 8)}%`;
  }
  const length = make("span", { className: "length" }, "0:00");
  const what = of.voice === false ? "sound" : "voice message";
  const button = make("button", { type: "button", className: "play", "aria-label": `Play the ${what}` }, icon("play"));
  const player = make("div", { className: "sound" }, button, make("div", { className: "bars", "aria-hidden": "true" }, bars), of.voice === false ? make("i") : icon("voice"), length);
  file(of).then((address) => listen(new Audio(address), what, button, bars, length)).catch(() => { length.textContent = "gone"; button.disabled = true; });
  return player;
}

/** What plays now: one sound at a time. */
let playing;

function listen(audio, what, button, bars, length) {
  audio.preload = "metadata";
  audio.onloadedmetadata = () => { if (Number.isFinite(audio.duration)) length.textContent = clock(audio.duration); };
  audio.ontimeupdate = () => {
    length.textContent = clock(audio.currentTime || audio.duration);
    for (const [at, bar] of bars.entries()) bar.className = at / bars.length < audio.currentTime / audio.duration ? "on" : "";
  };
  audio.onplay = audio.onpause = () => {
    button.replaceChildren(icon(audio.paused ? "play" : "pause"));
    button.setAttribute("aria-label", `${audio.paused ? "Play" : "Pause"} the ${what}`);
  };
  audio.onended = () => { audio.currentTime = 0; };
  button.onclick = () => {
    if (!audio.paused) return audio.pause();
    if (playing !== audio) playing?.pause();
    playing = audio;
    return audio.play();
  };
  const wave = bars[0].parentElement;
  wave.onclick = (event) => { audio.currentTime = audio.duration * (event.offsetX / wave.clientWidth); };
}

/** A place without a map: nothing is asked of a map's server. */
export function place(of) {
  const at = `${Number(of.latitude).toFixed(4)}, ${Number(of.longitude).toFixed(4)}`;
  return make("div", { className: "place" }, make("div", { className: "land", "aria-hidden": "true" }, icon("pin")),
    make("div", { className: "place-words", dir: "auto" }, make("b", {}, of.name ?? "Location"), of.address && make("span", {}, of.address), make("small", {}, at)));
}
