// The draft saves itself by htmx; this says so when it could not.
"use strict";
const draft = document.getElementById("draft");
function unsaved() {
  let said = draft.querySelector("p.error");
  if (!said) {
    draft.querySelectorAll("p").forEach((line) => line.remove());
    said = Object.assign(document.createElement("p"), { className: "error" });
    draft.append(said);
  }
  said.textContent = "Not saved: the service did not answer. It is tried again as you type.";
}
for (const trouble of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) draft.addEventListener(trouble, unsaved);
