// The list of people: x chooses the person at hand, and the bar says how many are chosen.
"use strict";
keys.x = () => {
  const box = document.activeElement.closest("tr")?.querySelector("input[name=id]");
  if (box) box.click();
};

function tell() {
  const form = document.querySelector("[data-choosing]");
  if (!form) return;
  const boxes = [...form.querySelectorAll("input[name=id]")];
  const chosen = boxes.filter((box) => box.checked).length;
  const everybody = form.querySelector("[data-everybody]").checked;
  for (const box of boxes) box.closest("tr").classList.toggle("is-chosen", box.checked || everybody);
  form.querySelector("[data-chosen]").textContent = everybody ? "With all of them" : chosen ? `With the ${chosen} chosen` : "With the chosen";
  form.querySelector("[data-choose-all]").checked = chosen === boxes.length;
  form.querySelector(".with-chosen").classList.toggle("is-ready", chosen > 0 || everybody);
}

document.addEventListener("change", (event) => {
  const all = event.target.closest("[data-choose-all]");
  if (all) {
    for (const box of all.form.querySelectorAll("input[name=id]")) box.checked = all.checked;
  }
  tell();
});
document.addEventListener("htmx:afterSettle", tell);
window.addEventListener("pageshow", tell);
