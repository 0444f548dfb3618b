// What the frame of the admin around each page leaves out for those who work by keyboard or with a screen reader.
// Where scripts do not run, the frame has a plain menu instead (welcomemsg.html), and its filters stand open.

(() => {
  // --- pictures ------------------------------------------------------------------------------------
  // They are words of a font, such as “note_add”, that would be read out before the name of each link.

  const SAYS = { check_small: "Yes", close_small: "No", question_mark: "Not known" };
  const THEME = "Light or dark";
  const NAMES = {
    close: "Close the menu", more_vert: "See, change or add", search: "Search",
    computer: THEME, dark_mode: THEME, light_mode: THEME,
  };
  const PICTURE = ".material-symbols-outlined";
  const wordOf = (picture) => picture.textContent.trim();

  const tellPictures = () => {
    for (const picture of document.querySelectorAll(`${PICTURE}:not(button, [role], [aria-hidden])`)) {
      const says = SAYS[wordOf(picture)] ?? picture.title;
      if (!says) {
        picture.setAttribute("aria-hidden", "true");
        continue;
      }
      picture.setAttribute("role", "img");
      picture.setAttribute("aria-label", says);
      // Beside “Yes”, the frame has “True” for whoever points at it.
      if (picture.parentElement.title) picture.parentElement.title = says;
    }
    document.querySelector("#searchbar-submit")?.setAttribute("aria-label", NAMES.search);
  };

  // --- what opens by a click alone -------------------------------------------------------------------

  const CLICKED = "[x-on\\:click]:not(a[href], button, input, label, summary, [role=button])";
  const flagOf = (button) => /^\s*(\w+)\s*=/.exec(button.getAttribute("x-on:click"))?.[1];
  const panelsOf = (button) => {
    const flag = flagOf(button);
    return flag ? [...document.querySelectorAll(`[x-show="${flag}"]`)] : [];
  };
  // The frame's own script keeps these true; it shows what is chosen by its colour alone.
  const tellState = (button) => {
    if (panelsOf(button).length) button.setAttribute("x-bind:aria-expanded", flagOf(button));
    const chosen = /^adminTheme == '\w+'/.exec(button.getAttribute("x-bind:class"))?.[0];
    if (chosen) button.setAttribute("x-bind:aria-pressed", chosen);
  };
  const reachButtons = () => {
    for (const button of document.querySelectorAll(CLICKED)) {
      // What lies behind an open window has no words; Escape is its key.
      if (!wordOf(button)) continue;
      button.setAttribute("role", "button");
      button.tabIndex = 0;
      tellState(button);
      const picture = button.matches(PICTURE) ? button : button.querySelector(PICTURE);
      // Beside words of its own, a picture says nothing.
      const name = picture && wordOf(picture) === wordOf(button) && NAMES[wordOf(picture)];
      if (name) button.setAttribute("aria-label", name);
    }
  };
  const shutsItself = (element) => element.getAttributeNames().some((name) => name.startsWith("x-on:keydown.escape"));
  let opened = {};
  document.addEventListener("keydown", (event) => {
    const { button, panel } = opened;
    if (event.key === "Escape" && panel?.contains(document.activeElement)) {
      opened = {};
      button.focus();
      if (!shutsItself(panel) && !shutsItself(button)) button.click();
    }
  });
  // The frame's script takes a moment to show what has opened.
  const FRAMES = 20;
  const follow = (button, frames = FRAMES) => {
    const panel = panelsOf(button).find((one) => one.checkVisibility());
    if (panel) {
      opened = { button, panel };
      panel.querySelector("a[href], button, input, [role=button]")?.focus();
    } else if (frames) {
      requestAnimationFrame(() => follow(button, frames - 1));
    }
  };
  document.addEventListener("keydown", (event) => {
    const button = event.target;
    if (!button.matches?.("[x-on\\:click][role=button]") || (event.key !== "Enter" && event.key !== " ")) return;
    event.preventDefault();
    const opens = !panelsOf(button).some((one) => one.checkVisibility());
    button.click();
    // Whoever came by keyboard goes on in what has opened, and is back at its button when it shuts.
    if (opens) follow(button);
  });

  // --- names ---------------------------------------------------------------------------------------

  const nameMenu = () => {
    const menu = document.querySelector("#nav-sidebar-inner");
    menu?.setAttribute("aria-label", "Menu");
    menu?.querySelector("a.active")?.setAttribute("aria-current", "page");
    // The picture and the name beside it lead to one address.
    const picture = menu?.querySelector(`a:has(> ${PICTURE}:only-child)`);
    picture?.setAttribute("aria-hidden", "true");
    if (picture) picture.tabIndex = -1;
  };

  // What scrolls by itself is made, after this, by a script that calls every one “scrollable content”.
  const SCROLLS = { "#nav-sidebar-apps": "Pages of the desk", "#changelist-filter": "Filters" };
  const nameScrolls = () => {
    for (const scrolls of document.querySelectorAll("[data-simplebar]")) {
      const place = Object.keys(SCROLLS).find((one) => scrolls.closest(one));
      scrolls.setAttribute("data-simplebar-aria-label", SCROLLS[place] ?? "Results");
    }
  };

  // The admin's own field for an outlet is named by what is chosen in it, so that an empty one has no name.
  const nameBoxes = () => {
    for (const box of document.querySelectorAll(".select2-selection[role=combobox]")) {
      const field = box.closest(".select2")?.previousElementSibling;
      const label = field?.id && document.querySelector(`label[for="${field.id}"]`);
      if (!label) continue;
      label.id ||= `${field.id}-label`;
      box.querySelector("[role=textbox]")?.setAttribute("aria-labelledby", label.id);
      box.setAttribute("aria-labelledby", `${label.id} ${box.getAttribute("aria-labelledby") ?? ""}`.trim());
    }
  };

  const tell = () => {
    reachButtons();
    tellPictures();
  };
  document.addEventListener("DOMContentLoaded", () => {
    nameMenu();
    nameScrolls();
    tell();
  });
  document.addEventListener("htmx:afterSettle", tell);
  // Menus that hang at a field are brought in by the frame's own script.
  document.addEventListener("alpine:initialized", tell);
  // Behind the admin's scripts, which make these fields.
  window.addEventListener("load", () => window.django?.jQuery?.(nameBoxes));
})();
