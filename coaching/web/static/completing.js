// Values behind {{ and {%, filters behind |: a list at the caret that is worked by keys and told to screen readers.
const field = document.getElementById("source");
const list = document.getElementById("choices");
const voice = document.getElementById("told");
const ground = field.parentElement.querySelector(".tint");

const rows = (id) => [...document.querySelectorAll(`#${id} > div`)].map((row) => ({
  word: row.querySelector("dt").textContent.replace(/^[{|\s]+|[}\s]+$/g, ""),
  meaning: row.querySelector("dd").textContent,
}));
const VALUES = rows("variables");
const FILTERS = rows("filters");

// What is being typed at the caret: a value, a filter, or null. `begun`: the letters that stand there already.
function asked() {
  if (field.selectionStart !== field.selectionEnd) return null;
  const before = field.value.slice(0, field.selectionStart).split("\n").pop();
  const value = /\{\{-?\s*(\w*)$|\{%-?\s*(?:if|elif)\s+(?:not\s+)?(\w*)$/.exec(before);
  if (value) return { from: VALUES, begun: value[1] ?? value[2] ?? "", isOutput: value[0].startsWith("{{") };
  const filter = /\{\{[^{}]*\|\s*(\w*)$/.exec(before);
  return filter ? { from: FILTERS, begun: filter[1], isOutput: true } : null;
}

let shown = [];
let at = 0;
let question = null;

function close() {
  list.hidden = true;
  shown = [];
  field.removeAttribute("aria-activedescendant");
  field.removeAttribute("aria-controls");
}

function offer() {
  question = asked();
  const begun = question?.begun.toLowerCase();
  shown = question ? question.from.filter((each) => each.word.toLowerCase().startsWith(begun)) : [];
  if (shown.length === 0 || (shown.length === 1 && shown[0].word === question.begun)) return close();
  at = 0;
  list.replaceChildren(...shown.map((each, n) => {
    const item = document.createElement("li");
    Object.assign(item, { id: `choice-${n}`, role: "option" });
    item.append(Object.assign(document.createElement("code"), { textContent: each.word }));
    item.append(Object.assign(document.createElement("span"), { textContent: each.meaning }));
    return item;
  }));
  list.hidden = false;
  field.setAttribute("aria-controls", "choices");
  place();
  choose(0);
  voice.textContent = `${shown.length} ${shown.length === 1 ? "choice" : "choices"}. Up and down to choose, Enter to take it.`;
  return undefined;
}

function choose(to) {
  at = (to + shown.length) % shown.length;
  [...list.children].forEach((item, n) => item.setAttribute("aria-selected", String(n === at)));
  list.children[at].scrollIntoView({ block: "nearest" });
  field.setAttribute("aria-activedescendant", `choice-${at}`);
}

// The copy behind the text tells where the caret is.
function place() {
  const before = field.value.slice(0, field.selectionStart).split("\n");
  const row = ground.children[before.length - 1];
  const range = document.createRange();
  let left = before[before.length - 1].length;
  const walker = document.createTreeWalker(row, NodeFilter.SHOW_TEXT);
  let node = walker.nextNode();
  while (node && left > node.length) {
    left -= node.length;
    node = walker.nextNode();
  }
  if (node) {
    range.setStart(node, Math.min(left, node.length));
    range.collapse(true);
  }
  const spot = range.getClientRects()[0] ?? row.getBoundingClientRect();
  const frame = field.parentElement.getBoundingClientRect();
  list.style.top = `${spot.bottom - frame.top + 4}px`;
  list.style.left = `${Math.max(0, Math.min(spot.left - frame.left, frame.width - list.offsetWidth - 8))}px`;
}

function take() {
  const { word } = shown[at];
  const after = field.value.slice(field.selectionStart);
  const isClosed = !question.isOutput || /^[^{\n]*\}\}/.test(after);
  field.setSelectionRange(field.selectionStart - question.begun.length, field.selectionStart);
  const gap = /[{|]$/.test(field.value.slice(0, field.selectionStart)) ? " " : "";
  close();
  document.execCommand("insertText", false, `${gap}${word}${isClosed ? "" : " }}"}`); // one step for Ctrl+Z
  close();
}

field.addEventListener("input", offer);
field.addEventListener("blur", close);
field.addEventListener("click", close);
field.addEventListener("scroll", close);
field.addEventListener("keydown", (event) => {
  if (list.hidden || event.ctrlKey || event.metaKey || event.altKey) return;
  const act = { ArrowDown: () => choose(at + 1), ArrowUp: () => choose(at - 1), Enter: take, Tab: take, Escape: close }[event.key];
  if (act) {
    event.preventDefault();
    event.stopPropagation();
    act();
  } else if (["ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key)) {
    close();
  }
});
list.addEventListener("mousedown", (event) => {
  const item = event.target.closest("li");
  if (!item) return;
  event.preventDefault();
  choose([...list.children].indexOf(item));
  take();
});
