// The inbox's keys: what an element names by data-key is done by that key, before the keys of the console.
"use strict";

function act(element) {
  if (element.matches("textarea")) {
    element.focus();
    element.scrollIntoView({ block: "center" });
  } else if (element.matches("details")) {
    element.open = true;
    element.querySelector("button").focus();
  } else {
    element.click();
  }
}

document.addEventListener(
  "keydown",
  (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || document.querySelector("dialog[open]")) return;
    const named = /^[a-z]$/.test(event.key) ? document.querySelector(`[data-key="${event.key}"]`) : null;
    const item = event.key === "o" && document.activeElement.matches("[data-item]") ? document.activeElement : null;
    if (!named && !item) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    act(named ?? item);
  },
  true,
);
