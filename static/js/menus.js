// Menus of the page's head close by themselves: on Escape, and when one goes elsewhere. Without this they close by their own button.
"use strict";

const open = () => document.querySelector("details.menu[open]");

document.addEventListener("keydown", (event) => {
  const menu = open();
  if (event.key === "Escape" && menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

for (const leaving of ["click", "focusin"]) {
  document.addEventListener(leaving, (event) => {
    const menu = open();
    if (menu && !menu.contains(event.target)) menu.open = false;
  });
}
