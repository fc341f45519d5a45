// Elements and icons, without a word of HTML from anywhere: text stays text.

/** An element with properties, listeners (`onclick`), attributes (`aria-label`) and children. */
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name in element && !name.includes("-")) element[name] = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== undefined && child !== null && child !== false && child !== ""));
  return element;
}

export const byId = (id) => document.getElementById(id);

const PATHS = {
  back: "M15 5l-7 7 7 7",
  more: "M12 5.5v.01M12 12v.01M12 18.5v.01",
  call: "M5 4h4l1.5 5-2.5 1.5a11 11 0 0 0 5.5 5.5L15 13.500l5 1.500v4a1 1 0 0 1-1 1C11.300 20 4 12.700 4 5a1 1 0 0 1 1-1z",
  wrench: "M14.500 6a4 4 0 0 1 5-1.500l-3 3 1 2 2 1 2.500-3a4 4 0 0 1-5.500 5L9 20a2 2 0 0 1-3-3l7.500-7.500A4 4 0 0 1 14.500 6z",
  plus: "M12 5v14M5 12h14",
  send: "M4 12l16-8-5 16-4-6-7-2z",
  close: "M6 6l12 12M18 6L6 18",
  picture: "M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M9 9v.01",
  film: "M3 6h12v12H3zM15 10l6-3v10l-6-3z",
  voice: "M12 3a3 3 0 0 1 3 3v6a3 3 0 0 1-6 0V6a3 3 0 0 1 3-3zM6 11a6 6 0 0 0 12 0M12 17v4",
  paper: "M6 3h8l4 4v14H6zM14 3v5h4M9 13h6M9 17h4",
  sticker: "M5 4h14v9l-6 7H5zM13 20v-7h6M9 9v.01M14 9v.01",
  pin: "M12 21c5-6 7-8.500 7-12a7 7 0 0 0-14 0c0 3.500 2 6 7 12zM12 11.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5z",
  person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.500 20c1-4 4-5.500 7.500-5.500s6.500 1.500 7.500 5.500",
  cart: "M3 4h3l2 11h10l2-8H7M9 19v.01M17 19v.01",
  reply: "M10 6L4 12l6 6M4 12h9a7 7 0 0 1 7 7",
  forward: "M14 6l6 6-6 6M20 12h-9a7 7 0 0 0-7 7",
  list: "M9 6h11M9 12h11M9 18h11M4.500 6v.01M4.500 12v.01M4.500 18v.01",
  link: "M14 5h5v5M19 5l-9 9M9 6H5v13h13v-4",
  flow: "M5 4h14v16H5zM9 9h6M9 13h6M9 17h3",
  copy: "M9 9h11v11H9zM5 15V4h11",
  edit: "M4 20h4L19 9l-4-4L4 16zM13 7l4 4",
  bin: "M5 7h14M9 7V4h6v3M7 7l1 13h8l1-13",
  odd: "M12 8v5M12 16.500v.01M12 3l9 16H3z",
  clock: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 7v5l3 2",
  ad: "M4 10v4h3l7 4V6l-7 4zM17 9a4 4 0 0 1 0 6",
  group: "M9 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM3 19c.500-3.500 3-5 6-5s5.500 1.500 6 5M16 5.500a3 3 0 0 1 0 5.500M18 14c2 .500 3 2.500 3 5",
  block: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM6 6l12 12",
  swap: "M7 4L3 8l4 4M3 8h14M17 12l4 4-4 4M21 16H7",
  mute: "M4 10v4h3l5 4V6l-5 4zM16 10l4 4M20 10l-4 4",
  play: "M8 5l11 7-11 7z",
  pause: "M8 5v14M16 5v14",
  tick: "M5 12.500l4.500 4.500L19 7.500",
  ticks: "M1.500 12.500L6 17l9.500-9.500M11.500 16l1 1L22 7.500",
  failed: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 7.500v5.500M12 16.500v.01",
  down: "M6 10l6 6 6-6",
};

/** An icon; it says nothing to a screen reader. */
export function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  const path = document.createElementNS(space, "path");
  path.setAttribute("d", PATHS[name] ?? PATHS.odd);
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.append(path);
  return svg;
}

/** A menu beside what opened it: entries are `{icon, label, act}`, or a list of `{label, act}` shown in one row. */
export function openMenu(opener, entries) {
  const menu = byId("menu");
  const entry = ({ icon: name, label, title, act }) =>
    make("button", { type: "button", role: "menuitem", "aria-label": title, onclick: () => { menu.hidePopover(); opener.focus(); act(); } }, name ? icon(name) : "", label);
  menu.replaceChildren(...entries.map((one) => (Array.isArray(one) ? make("div", { className: "row" }, one.map(entry)) : entry(one))));
  menu.showPopover();
  const at = opener.getBoundingClientRect(), size = menu.getBoundingClientRect();
  const below = at.bottom + size.height + 8 < innerHeight;
  menu.style.top = `${Math.max(8, below ? at.bottom + 6 : at.top - size.height - 6)}px`;
  menu.style.left = `${Math.max(8, Math.min(at.left, innerWidth - size.width - 8))}px`;
  menu.ontoggle = (event) => { if (event.newState === "closed" && document.activeElement === document.body) opener.focus(); };
  menu.onkeydown = (event) => {
    const items = [...menu.querySelectorAll("button")], now = items.indexOf(document.activeElement);
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    if (step) { event.preventDefault(); items.at((now + step) % items.length)?.focus(); }
    if (event.key === "Tab") menu.hidePopover();
  };
  menu.querySelector("button")?.focus();
}

/** A sheet from the bottom of the phone, as wide as its glass. */
export function openSheet(title, ...children) {
  const sheet = byId("sheet");
  const close = make("button", { type: "button", className: "icon", "aria-label": "Close", onclick: () => sheet.close() }, icon("close"));
  sheet.replaceChildren(make("div", { className: "sheet-head" }, make("h2", { id: "sheet-title" }, title), close), ...children);
  sheet.onclick = (event) => { if (event.target === sheet) sheet.close(); };
  const phone = document.querySelector("main"), at = phone.getBoundingClientRect(), frame = phone.clientLeft;
  sheet.style.left = `${at.left + frame}px`;
  sheet.style.width = `${phone.clientWidth}px`;
  sheet.style.bottom = `${innerHeight - at.bottom + frame}px`;
  sheet.showModal();
  return sheet;
}
