// The editor: line numbers, grounds behind tags and wrong lines, the email drawn anew as one writes.
"use strict";
const form = document.getElementById("editor");
const source = document.getElementById("source");
const gutter = form.querySelector(".gutter");
const tint = form.querySelector(".tint");
const lineProblem = document.getElementById("line-problem");
const told = document.getElementById("told");
const published = source.value;
const isEmail = form.dataset.email === "yes";

const PIECES = /(\{\{.*?(?:\}\}|$)|\{%.*?(?:%\}|$))|(\{#.*?(?:#\}|$))/g;
const piece = (name, text) => Object.assign(document.createElement("span"), { className: name, textContent: text });

function marked() {
  const lines = new Map();
  for (const link of document.querySelectorAll("#preview [data-line]")) {
    const line = Number(link.dataset.line);
    const isWarning = "warning" in link.dataset;
    const known = lines.get(line);
    const why = link.parentElement.querySelector(".why")?.textContent ?? "";
    if (!known || (known.isWarning && !isWarning)) lines.set(line, { isWarning, why });
  }
  return lines;
}

// One line of the copy behind the text: the same letters, unseen, on grounds that show what they are.
function lineOf(text, state, odd) {
  const line = document.createElement("div");
  if (state && !state.isWarning) line.className = "is-wrong";
  let at = 0;
  const plain = (words) => {
    let rest = "";
    for (const sign of words) {
      if (!odd.has(sign)) { rest += sign; continue; }
      line.append(rest, piece("odd-sign", sign));
      rest = "";
    }
    line.append(rest);
  };
  for (const found of text.matchAll(PIECES)) {
    plain(text.slice(at, found.index));
    line.append(piece(found[2] ? "aside" : "tag", found[0]));
    at = found.index + found[0].length;
  }
  plain(text.slice(at));
  if (!text) line.append(" ");
  return line;
}

let states = new Map();
function number() {
  states = marked();
  const odd = new Set([...document.querySelectorAll("#preview [data-sign]")].map((link) => link.dataset.sign));
  tint.style.width = `${source.clientWidth}px`;
  tint.replaceChildren(...source.value.split("\n").map((line, n) => lineOf(line, states.get(n + 1), odd)));
  gutter.replaceChildren(...[...tint.children].map((line, n) => {
    const state = states.get(n + 1);
    const label = piece(state ? (state.isWarning ? "is-warned" : "is-wrong") : "", String(n + 1));
    label.style.height = `${line.getBoundingClientRect().height}px`;
    label.style.lineHeight = getComputedStyle(source).lineHeight;
    return label;
  }));
  gutter.style.height = `${source.offsetHeight}px`;
  source.setAttribute("aria-invalid", String([...states.values()].some((state) => !state.isWarning)));
  follow();
  sayWhatIsHere();
}

const follow = () => { gutter.scrollTop = tint.scrollTop = source.scrollTop; };
const lineAt = (place) => source.value.slice(0, place).split("\n").length;

// What is wrong in the line of the caret stands right below the text.
function sayWhatIsHere() {
  const line = lineAt(source.selectionStart);
  const state = states.get(line);
  lineProblem.hidden = !state?.why;
  lineProblem.classList.toggle("is-warning", Boolean(state?.isWarning));
  const words = state?.why ? `Line ${line}: ${state.why}` : "";
  if (lineProblem.textContent !== words) lineProblem.textContent = words;
}

function goTo(line) {
  const lines = source.value.split("\n");
  const wanted = Math.min(Math.max(1, line), lines.length);
  const start = lines.slice(0, wanted - 1).join("\n").length + (wanted > 1 ? 1 : 0);
  source.focus();
  source.setSelectionRange(start, start + lines[wanted - 1].length);
  source.scrollTop = Math.max(0, (tint.children[wanted - 1]?.offsetTop ?? 0) - 60);
  sayWhatIsHere();
}

// Each drawing gets a frame of its own: one frame used again would fill the browser's history.
let drawn = 0;
let drawnDark = false;
const isDark = () => form.elements.view.value === "dark";
function draw() {
  const stage = form.querySelector(".stage");
  const old = stage.querySelector("iframe:not(.is-coming)");
  stage.querySelectorAll("iframe.is-coming").forEach((frame) => frame.remove());
  drawn += 1;
  drawnDark = isDark();
  const frame = old.cloneNode();
  frame.removeAttribute("src");
  frame.name = `email-frame-${drawn}`;
  frame.className = "is-coming";
  stage.append(frame);
  const poster = document.createElement("form");
  Object.assign(poster, { method: "post", action: form.dataset.frame, target: frame.name, hidden: true });
  const fields = new FormData(form);
  for (const name of ["csrfmiddlewaretoken", "name", "source", "sample", "person", "view"]) {
    const field = document.createElement("textarea");
    field.name = name;
    field.value = fields.get(name) ?? "";
    poster.append(field);
  }
  document.body.append(poster);
  frame.addEventListener("load", () => {
    frame.className = "";
    old.remove();
  });
  poster.submit();
  poster.remove();
}

const isSound = () => !document.querySelector("#problems a");
// While a tag is half typed nothing can be filled: what stood there last stays, with a dashed frame, beside the mend.
let last = null;
document.body.addEventListener("htmx:beforeSwap", (event) => {
  if (event.target.id === "preview" && isSound()) last = document.querySelector("#preview .phone");
});
document.body.addEventListener("htmx:afterSwap", (event) => {
  if (event.target.id !== "preview") return;
  if (!isSound() && last) {
    last.classList.add("is-old");
    last.setAttribute("aria-hidden", "true");
    event.target.append(last);
  }
  number();
  const said = [...document.querySelectorAll("#preview [data-said]")].map((each) => each.dataset.said).join(". ");
  if (told.textContent !== said) told.textContent = said;
  if (isEmail && isSound()) draw();
});
form.addEventListener("click", (event) => {
  const link = event.target.closest("[data-line]");
  if (!link) return;
  event.preventDefault();
  goTo(Number(link.dataset.line));
});
form.addEventListener("change", (event) => {
  if (event.target.name === "view" && drawnDark !== isDark() && isSound()) draw();
  // A sample and somebody real: the one chosen last counts, and stands in the list.
  if (event.target.id === "sample") form.querySelectorAll("[name=person]").forEach((each) => { each.checked = each.value === ""; });
  if (event.target.name === "person") nameReal(event.target.dataset.name);
}, true);
function nameReal(person) {
  const samples = document.getElementById("sample");
  samples.querySelector("[data-real]")?.remove();
  if (!person) return;
  const real = new Option(`${person} (somebody real)`, "", true, true);
  real.dataset.real = "";
  samples.prepend(real);
}
const line = document.getElementById("line");
document.getElementById("find").addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
line.addEventListener("keydown", (event) => {
  if (event.key !== "Enter") return;
  event.preventDefault();
  if (/^\d+$/.test(line.value.trim())) goTo(Number(line.value));
});
document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
    event.preventDefault();
    form.requestSubmit(form.querySelector(".publish button"));
  } else if (event.altKey && event.key.toLowerCase() === "g") {
    event.preventDefault();
    line.focus();
    line.select();
  }
});

let leaving = false;
form.addEventListener("submit", () => { leaving = true; });
window.addEventListener("beforeunload", (event) => {
  if (!leaving && source.value !== published) event.preventDefault();
});
source.addEventListener("input", number);
source.addEventListener("scroll", follow);
for (const moved of ["keyup", "click", "focus"]) source.addEventListener(moved, sayWhatIsHere);
new ResizeObserver(number).observe(source);
if (isEmail && isSound()) draw();
