// Keyboard for the whole console, and the small things a page may ask for by data attributes.
"use strict";
document.documentElement.classList.add("js");

const isTyping = (target) => target.closest("input, textarea, select, [contenteditable]") !== null;
const open = (id) => {
  const dialog = document.getElementById(id);
  if (!dialog.open) dialog.showModal();
};

function step(by) {
  const items = [...document.querySelectorAll("[data-list] [data-item]")];
  const at = items.indexOf(document.activeElement);
  const next = items[at < 0 ? (by > 0 ? 0 : items.length - 1) : at + by];
  if (next) next.focus();
}

const keys = {
  "/": () => document.getElementById("q")?.focus(),
  "?": () => open("help"),
  j: () => step(1),
  k: () => step(-1),
};

document.addEventListener("keydown", (event) => {
  const command = event.ctrlKey || event.metaKey;
  if (command && event.key.toLowerCase() === "k") {
    event.preventDefault();
    open("goto");
  } else if (!command && !event.altKey && !isTyping(event.target) && keys[event.key] && !document.querySelector("dialog[open]")) {
    event.preventDefault();
    keys[event.key]();
  }
});

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-open]");
  if (opener) open(opener.dataset.open);
  const filler = event.target.closest("[data-fill]");
  if (filler) {
    const field = document.getElementById(filler.dataset.fill);
    field.value = filler.textContent;
    field.focus();
  }
  for (const menu of document.querySelectorAll("details.more[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && document.querySelector("details.more[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

document.querySelector("[data-focus]")?.focus();
