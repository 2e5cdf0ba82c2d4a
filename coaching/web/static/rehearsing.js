// A rehearsal: days by key, and played one after another. Without this, the links and the calendar do the same.
"use strict";
(() => {
  // Keys that are pressed while a day is on its way wait for their turn.
  let isBusy = false;
  const waiting = [];
  const go = (rel) => {
    if (isBusy) return waiting.push(rel);
    const link = document.querySelector(`#day a[rel=${rel}]`);
    if (!link) return (waiting.length = 0);
    isBusy = true;
    link.click();
  };
  const settled = () => {
    isBusy = false;
    if (waiting.length) go(waiting.shift());
  };
  const isTyping = (target) => target.closest("input, textarea, select, [contenteditable]") !== null;
  let timer = 0;
  let speed = "1200";

  const show = () => {
    const button = document.querySelector("[data-play]");
    if (!button) return;
    button.setAttribute("aria-pressed", String(timer !== 0));
    button.textContent = timer ? "Stop playing" : "Play the days";
    document.getElementById("speed").value = speed;
  };
  const stop = () => {
    clearTimeout(timer);
    timer = 0;
    show();
  };
  const play = () => {
    timer = setTimeout(() => {
      if (!document.querySelector("#day a[rel=next]")) return stop();
      go("next");
    }, Number(speed));
    show();
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || document.querySelector("dialog[open]")) return;
    const rel = { j: "next", ArrowRight: "next", k: "prev", ArrowLeft: "prev" }[event.key];
    if (!rel) return;
    event.preventDefault();
    stop();
    go(rel);
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-play]")) timer ? stop() : play();
    else if (event.isTrusted && event.target.closest(".cell, #day nav a")) stop();
  });
  document.addEventListener("change", (event) => {
    if (event.target.id === "speed") speed = event.target.value;
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.target.id !== "played") return;
    settled();
    show();
    if (timer) play();
    else if (matchMedia("(max-width: 900px)").matches) document.getElementById("day").scrollIntoView();
  });
  for (const failed of ["htmx:responseError", "htmx:sendError"]) document.addEventListener(failed, settled);
})();
