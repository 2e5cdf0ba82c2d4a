// The calendar's keys: arrows go from day to day, [ and ] move the day at hand, u takes the last change back.
"use strict";
const cells = () => [...document.querySelectorAll("[data-cell]")];
const WEEK = 7;

function go(by) {
  const all = cells();
  const at = all.indexOf(document.activeElement);
  if (at < 0) return false;
  all[at + by]?.focus();
  return true;
}

const press = (nudge) => document.activeElement.closest("[data-step]")?.querySelector(`[data-nudge="${nudge}"]`)?.click();
const arrows = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -WEEK, ArrowDown: WEEK };
keys["["] = () => press("earlier");
keys["]"] = () => press("later");
keys.u = () => document.querySelector("[data-undo]")?.click();

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || isTyping(event.target)) return;
  if (event.key in arrows && go(arrows[event.key])) event.preventDefault();
});

// What was opened beside the calendar is where reading goes on; Esc goes back to its day.
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.id !== "beside") return;
  document.querySelector(".calendar").classList.add("has-panel");
  for (const cell of document.querySelectorAll(".cell.is-open")) cell.classList.remove("is-open");
  document.getElementById(opened)?.closest(".cell").classList.add("is-open");
  document.querySelector("#beside h2")?.focus();
});
let opened = ""; // by name: the weeks may have been drawn anew since
document.addEventListener("htmx:beforeRequest", (event) => {
  if (!event.target.matches("[data-cell]")) return;
  opened = event.target.id;
  if (matchMedia("(min-width: 72rem)").matches) return;
  event.preventDefault(); // there is no room beside: the day gets the whole page
  location.assign(event.target.href);
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || document.querySelector("dialog[open]") || !document.querySelector("#beside > *")) return;
  document.querySelector("#beside").replaceChildren();
  document.querySelector(".calendar").classList.remove("has-panel");
  document.getElementById(opened)?.focus();
});
