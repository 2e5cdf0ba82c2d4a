// Proposes the browser's own time zone while none is chosen.
"use strict";
const zone = document.querySelector("select[data-own-zone]");
const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (zone && zone.value === "" && [...zone.options].some((each) => each.value === own)) zone.value = own;
