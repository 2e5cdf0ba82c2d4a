// The editor: line numbers, a click on a problem goes to its line, the email is drawn anew as one writes.
"use strict";
const form = document.getElementById("editor");
const source = document.getElementById("source");
const gutter = form.querySelector(".gutter");
const published = source.value;

// A line that wraps is as high as its words: a copy of the text, as wide as the field, tells how high.
function number() {
  const copy = document.createElement("div");
  const style = getComputedStyle(source);
  copy.style.cssText = `position:absolute;visibility:hidden;white-space:pre-wrap;overflow-wrap:break-word;font:${style.font};`;
  copy.style.width = `${source.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight)}px`;
  const lines = source.value.split("\n");
  copy.append(...lines.map((line) => Object.assign(document.createElement("div"), { textContent: line || " " })));
  form.append(copy);
  const wrong = new Set([...document.querySelectorAll("#problems [data-line]")].map((link) => Number(link.dataset.line)));
  const numbers = [...copy.children].map((line, index) => {
    const label = Object.assign(document.createElement("span"), { textContent: String(index + 1) });
    label.style.height = `${line.getBoundingClientRect().height}px`;
    label.style.lineHeight = style.lineHeight;
    if (wrong.has(index + 1)) label.className = "is-wrong";
    return label;
  });
  copy.remove();
  gutter.replaceChildren(...numbers);
  gutter.style.height = `${source.offsetHeight}px`;
  gutter.scrollTop = source.scrollTop;
}

function goTo(line) {
  const lines = source.value.split("\n");
  const start = lines.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
  source.focus();
  source.setSelectionRange(start, start + (lines[line - 1] ?? "").length);
  source.scrollTop = Math.max(0, (gutter.children[line - 1]?.offsetTop ?? 0) - 60);
}

// Each drawing gets a frame of its own: one frame used again would fill the browser's history.
let drawn = 0;
function draw() {
  const stage = form.querySelector(".stage");
  const old = stage.querySelector("iframe:not(.is-coming)");
  stage.querySelectorAll("iframe.is-coming").forEach((frame) => frame.remove());
  drawn += 1;
  const frame = old.cloneNode();
  frame.removeAttribute("src");
  frame.name = `email-frame-${drawn}`;
  frame.className = "is-coming";
  stage.append(frame);
  const poster = document.createElement("form");
  Object.assign(poster, { method: "post", action: form.dataset.frame, target: frame.name, hidden: true });
  for (const name of ["csrfmiddlewaretoken", "name", "source", "sample"]) {
    const field = document.createElement("textarea");
    field.name = name;
    field.value = form.elements[name].value;
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

const isEmail = form.dataset.email === "yes";
document.body.addEventListener("htmx:afterSwap", (event) => {
  if (event.target.id !== "preview") return;
  number();
  if (isEmail && !document.querySelector("#problems a")) draw();
});
form.addEventListener("click", (event) => {
  const link = event.target.closest("[data-line]");
  if (!link) return;
  event.preventDefault();
  goTo(Number(link.dataset.line));
});
document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
    event.preventDefault();
    form.requestSubmit(form.querySelector(".publish button"));
  }
});

let leaving = false;
form.addEventListener("submit", () => { leaving = true; });
window.addEventListener("beforeunload", (event) => {
  if (!leaving && source.value !== published) event.preventDefault();
});
source.addEventListener("input", number);
source.addEventListener("scroll", () => { gutter.scrollTop = source.scrollTop; });
new ResizeObserver(number).observe(source);
if (isEmail && !document.querySelector("#problems a")) draw();
