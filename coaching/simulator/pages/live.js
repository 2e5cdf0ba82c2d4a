// Keeps the open page up to date and sends replies without a reload. The page works without it.
"use strict";

const EVERY_MS = 1500;
const root = document.documentElement;
const screenBox = () => document.getElementById("messages");
const isAtEnd = (box) => box.scrollHeight - box.scrollTop - box.clientHeight < 80;
const toEnd = (box) => { box.scrollTop = box.scrollHeight; };

function setText(id, text) {
  const place = document.getElementById(id);
  if (place.textContent !== text) place.textContent = text;
}

function focusKey(region) {
  const held = document.activeElement;
  return region.contains(held) && held !== region ? held.getAttribute("href") : null;
}

function swap(region, fresh) {
  if (region.innerHTML === fresh.innerHTML) return;
  const key = focusKey(region);
  const follow = region.id === "messages" && isAtEnd(region);
  region.replaceChildren(...fresh.childNodes);
  if (key !== null) region.querySelector(`[href="${CSS.escape(key)}"]`)?.focus({ preventScroll: true });
  if (follow) toEnd(region);
}

async function refresh() {
  const answer = await fetch(location.href, { cache: "no-store" });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const region of document.querySelectorAll("[data-live]")) {
    const fresh = page.getElementById(region.id);
    if (fresh) swap(region, fresh);
  }
  root.dataset.version = page.documentElement.dataset.version;
}

async function beat() {
  try {
    if (!document.hidden) {
      const pulse = await (await fetch("/pulse")).json();
      setText("now", pulse.now);
      setText("counts", pulse.counts);
      if (String(pulse.version) !== root.dataset.version) await refresh();
    }
  } catch {
    // The simulator is away; the next beat tries again.
  }
  setTimeout(beat, EVERY_MS);
}

async function sendReply(event) {
  event.preventDefault();
  const form = event.currentTarget;
  const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
  if (!answer.ok) return form.submit();
  form.reset();
  await refresh();
  toEnd(screenBox());
}

document.querySelector("[data-reply]")?.addEventListener("submit", sendReply);
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || /^(INPUT|TEXTAREA)$/.test(event.target.tagName)) return;
  event.preventDefault();
  document.getElementById("q").focus();
});
if (screenBox()) toEnd(screenBox());
setTimeout(beat, EVERY_MS);
