// What the desk's pages share: suggestions while typing, answers in place, and care for what is typed.
// Everything works without this file: the server takes typed names, asks when one is unclear, and plain forms do the rest.

(() => {
  // --- suggestions for fields that name something in the record --------------------------------
  // A list box below the field, as the ARIA authoring practices describe it; the field stays plain text.

  const WAIT = 120;
  let timer;
  let count = 0;

  const boxOf = (field) => document.getElementById(field.getAttribute("aria-controls"));

  const shut = (field) => {
    const box = boxOf(field);
    if (box) box.hidden = true;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  };

  const makeCombobox = (field) => {
    if (field.getAttribute("role") === "combobox") return;
    const box = document.createElement("ul");
    box.id = `suggestions-${++count}`;
    box.className = "desk-suggestions";
    box.setAttribute("role", "listbox");
    box.setAttribute("aria-label", "Suggestions");
    box.hidden = true;
    field.after(box);
    field.parentElement.classList.add("desk-combobox");
    // What the page itself suggests, such as the names in a document, comes first; the browser's own list would cover it.
    field.dataset.first = field.getAttribute("list");
    field.removeAttribute("list");
    field.setAttribute("role", "combobox");
    field.setAttribute("aria-controls", box.id);
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-expanded", "false");
    box.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      const option = event.target.closest("[role=option]");
      if (option) take(field, option);
    });
  };

  const take = (field, option) => {
    field.value = option.dataset.value;
    shut(field);
    field.dispatchEvent(new Event("change", { bubbles: true }));
  };

  const show = (field, options) => {
    const box = boxOf(field);
    if (document.activeElement !== field || !options.length) return shut(field);
    box.replaceChildren(
      ...options.map(({ value, hint }, number) => {
        const option = document.createElement("li");
        option.id = `${box.id}-${number}`;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        option.dataset.value = value;
        const name = document.createElement("bdi");
        name.textContent = value;
        option.append(name);
        if (hint) option.append(" ", Object.assign(document.createElement("small"), { textContent: hint }));
        return option;
      }),
    );
    box.hidden = false;
    field.setAttribute("aria-expanded", "true");
    field.removeAttribute("aria-activedescendant");
  };

  const own = (field) => {
    const list = document.getElementById(field.dataset.first);
    return list ? [...list.options].map((option) => ({ value: option.value, hint: "named here" })) : [];
  };

  const suggest = async (field) => {
    const words = field.value.trim();
    const here = own(field).filter(({ value }) => value.toLowerCase().includes(words.toLowerCase()));
    if (words.length < 2) return show(field, here);
    const answer = await fetch(`/desk/options/${field.dataset.options}/?q=${encodeURIComponent(words)}`);
    if (!answer.ok || field.value.trim() !== words) return;
    const { options } = await answer.json();
    const known = new Set(options.map(({ value }) => value));
    show(field, [...options, ...here.filter(({ value }) => !known.has(value))]);
  };

  document.addEventListener("focusin", (event) => {
    if (event.target.dataset?.options) makeCombobox(event.target);
  });
  document.addEventListener("focusout", (event) => {
    if (event.target.dataset?.options) shut(event.target);
  });
  document.addEventListener("input", (event) => {
    const field = event.target;
    if (!field.dataset?.options) return;
    makeCombobox(field);
    clearTimeout(timer);
    timer = setTimeout(() => suggest(field), WAIT);
  });
  document.addEventListener("keydown", (event) => {
    const field = event.target;
    if (!field.dataset?.options || field.getAttribute("role") !== "combobox") return;
    const box = boxOf(field);
    const options = [...box.children];
    const active = options.findIndex((option) => option.id === field.getAttribute("aria-activedescendant"));
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (box.hidden) return void suggest(field);
      const step = event.key === "ArrowDown" ? 1 : -1;
      const next = options[(active + step + options.length) % options.length] ?? options[0];
      options.forEach((option) => option.setAttribute("aria-selected", String(option === next)));
      field.setAttribute("aria-activedescendant", next.id);
      next.scrollIntoView({ block: "nearest" });
    } else if (event.key === "Enter" && active >= 0 && !box.hidden) {
      event.preventDefault();
      take(field, options[active]);
    } else if (event.key === "Escape" && !box.hidden) {
      event.preventDefault();
      event.stopPropagation();
      shut(field);
    }
  }, true);

  // --- files ---------------------------------------------------------------------------------------

  // The admin's script writes the name of a chosen file into the first text field near it, which here is another one.
  document.addEventListener("change", (event) => {
    if (event.target.type === "file" && event.target.closest(".desk")) event.stopPropagation();
  }, true);

  // --- one box chooses all rows of a page --------------------------------------------------------

  const offerAll = () => {
    for (const label of document.querySelectorAll(".desk-bulk__all")) label.hidden = false;
  };
  document.addEventListener("DOMContentLoaded", offerAll);
  document.addEventListener("htmx:afterSettle", offerAll);
  document.addEventListener("change", (event) => {
    if (!event.target.matches?.("[data-choose-all]")) return;
    for (const box of event.target.form.querySelectorAll('[name="claim"]')) box.checked = event.target.checked;
  });

  // --- a page that says no ------------------------------------------------------------------------

  // What is wrong may stand far below the head of a page that looks as before.
  window.addEventListener("load", () => {
    const trouble = document.querySelector(".desk form [role=alert]");
    if (!trouble || document.querySelector("dialog[open]")) return;
    trouble.tabIndex = -1;
    trouble.focus({ preventScroll: true });
    trouble.scrollIntoView({ block: "center" });
  });

  // --- answers in place --------------------------------------------------------------------------

  // What an answer brings is ready when it is there: a key pressed in between would send its form as a plain one.
  if (window.htmx) window.htmx.config.defaultSettleDelay = 0;
  // A form that lacks something is held back; the browser says what, as of a plain one.
  document.addEventListener("htmx:validation:halted", (event) => event.target.closest("form")?.reportValidity());

  // One act at a time: until it is answered, a second click, or a key that is pressed again, sends nothing.
  // Whoever waits for longer than a moment sees that something is under way.
  const MOMENT = 200;
  // An answer that is a file leaves the page as it is.
  const PLAIN_FORM = 15_000;
  const root = document.documentElement;
  let waits;
  let frees;
  const sign = Object.assign(document.createElement("p"), { className: "desk-working", hidden: true });
  sign.setAttribute("role", "status");
  const rest = () => {
    clearTimeout(waits);
    clearTimeout(frees);
    delete root.dataset.busy;
    sign.hidden = true;
    sign.textContent = "";
  };
  const work = () => {
    root.dataset.busy = "";
    document.body.append(sign);
    clearTimeout(waits);
    waits = setTimeout(() => {
      sign.hidden = false;
      sign.textContent = "Working …";
    }, MOMENT);
  };
  const isPost = (event) => event.detail.requestConfig?.verb === "post";
  document.addEventListener("submit", (event) => {
    if (!("busy" in root.dataset) || event.target.method !== "post") return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);
  document.addEventListener("submit", (event) => {
    if (event.defaultPrevented || event.target.method !== "post" || !event.target.closest(".desk")) return;
    work();
    frees = setTimeout(rest, PLAIN_FORM);
  });
  document.addEventListener("htmx:beforeRequest", (event) => { if (isPost(event)) work(); });
  document.addEventListener("htmx:afterRequest", (event) => { if (isPost(event)) rest(); });
  window.addEventListener("pageshow", rest);

  const say = (sentence) => {
    const place = document.getElementById("desk-messages");
    const message = Object.assign(document.createElement("p"), { textContent: sentence });
    message.className = "desk-message desk-message--error";
    place?.replaceChildren(message);
  };

  // A refused act answers with what to show, like any other.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { status } = event.detail.xhr;
    if (status >= 400 && status < 500) {
      event.detail.shouldSwap = true;
      event.detail.isError = false;
    }
  });
  for (const trouble of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
    document.addEventListener(trouble, () => {
      say("The desk did not answer. Nothing was saved, and what you typed is still here: try again.");
    });
  }

  // A question comes over the page, and goes when it is answered.
  const dialog = () => document.getElementById("dialog");
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target?.id !== "dialog-body" || !dialog()) return;
    if (!dialog().open) dialog().showModal();
    const body = document.getElementById("dialog-body");
    const first = body.querySelector("[autofocus]") ?? body.querySelector("input:not([type=hidden]), textarea");
    first?.focus();
    if (first && "begun" in first.dataset) first.select();
  });
  document.addEventListener("desk:at", () => dialog()?.close());

  // A digit presses the button that shows it: in a dialog, or in what is open on a card.
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !/^[0-9]$/.test(event.key)) return;
    if (event.target.closest("input, textarea, select")) return;
    const place = dialog()?.open ? dialog() : event.target.closest("details[open]");
    const button = place?.querySelector(`[data-digit="${event.key}"]`);
    if (!button) return;
    event.preventDefault();
    // Another name than the one in the copy is taken by a second key, not by a slip.
    if ("confirm" in button.dataset && document.activeElement !== button) return button.focus();
    button.click();
  });

  // A form that adds to the record for good is not sent by a key that was pressed twice: Enter goes to its button.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.ctrlKey || event.metaKey || event.isComposing) return;
    if (!event.target.matches("[data-unhurried] input")) return;
    event.preventDefault();
    event.target.form.querySelector("button").focus();
  });

  // Ctrl and Enter send a form from any of its fields, a verdict as a draft.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || !event.target.closest(".desk form")) return;
    event.preventDefault();
    event.target.form?.requestSubmit();
  });

  // The words of a statement that are chosen with the mouse become the part that makes the claim.
  document.addEventListener("selectionchange", () => {
    const chosen = document.getSelection();
    const source = chosen.anchorNode?.parentElement?.closest("[data-part-for]");
    if (!source || chosen.isCollapsed || !source.contains(chosen.focusNode)) return;
    const field = document.getElementById(source.dataset.partFor);
    if (field) field.value = chosen.toString().trim();
  });

  // --- care for what is typed ----------------------------------------------------------------------

  const isTyped = (field) => {
    if (!field.id || field.type === "hidden" || field.disabled) return false;
    if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
    if (field.tagName === "SELECT") {
      const options = [...field.options];
      // Where the page chose nothing, the browser shows the first.
      const isBare = !field.multiple && !options.some((one) => one.defaultSelected);
      return options.some((one, at) => one.selected !== (isBare ? at === 0 : one.defaultSelected));
    }
    return "defaultValue" in field && field.value !== field.defaultValue;
  };
  const fields = (place) => [...place.querySelectorAll(".desk-form :is(input, textarea, select), .desk-card :is(input, textarea)")];

  // A login in another tab renews the token that every form carries; a page that was open before sends the new one.
  document.addEventListener("submit", (event) => {
    const token = /(?:^|;\s*)csrftoken=([^;]+)/.exec(document.cookie)?.[1];
    const field = event.target.querySelector?.("[name=csrfmiddlewaretoken]");
    if (token && field) field.value = token;
  }, true);

  // Who edits a field that two people changed, wants their own words.
  document.addEventListener("input", (event) => {
    const mine = event.target.form?.querySelector(`[name="take_${event.target.name}"][value="mine"]`);
    if (mine) mine.checked = true;
  });

  // A page is not left over words that were never sent.
  let isSending = false;
  document.addEventListener("submit", () => { isSending = true; setTimeout(() => { isSending = false; }, 2000); }, true);
  window.addEventListener("beforeunload", (event) => {
    if (isSending) return;
    const worth = fields(document).filter((field) => !field.closest("[method=get]") && isTyped(field) && field.value.trim().length > 3);
    if (worth.some((field) => ["TEXTAREA", "INPUT"].includes(field.tagName))) event.preventDefault();
  });

  // What is typed in one place stays when an act in another renews the page around it.
  let kept = [];
  document.addEventListener("htmx:beforeSwap", (event) => {
    const sent = event.detail.requestConfig?.elt?.closest?.("form");
    kept = fields(document)
      .filter((field) => isTyped(field) && field.form !== sent && field.type !== "checkbox" && field.type !== "radio")
      .map((field) => [field.id, field.value]);
  });
  document.addEventListener("htmx:afterSettle", () => {
    for (const [id, value] of kept) {
      const field = document.getElementById(id);
      if (!field || field.value === value) continue;
      field.value = value;
      const fold = field.closest("details");
      if (fold) fold.open = true;
    }
    kept = [];
  });

  // The same where an act loads the page anew. A form gets its words back with the version that they were typed over,
  // so that nothing which somebody else saved meanwhile is overwritten unseen.
  const STORE = "desk-typed";
  const STORED_FOR = 30 * 60 * 1000;
  const HELD = ["version", "opened", "verdict"];
  const actionOf = (form) => form.getAttribute("action") ?? "";
  const stateOf = (field) => ({
    id: field.id,
    value: field.value,
    checked: field.checked,
    options: field.options && [...field.options].map((one) => one.selected),
  });

  document.addEventListener("submit", (event) => {
    const sent = event.target;
    if (event.defaultPrevented || sent.method !== "post") return;
    const forms = [...document.forms].filter((form) => form !== sent && form.method === "post").map((form) => ({
      action: actionOf(form),
      held: HELD.map((name) => [name, form.elements[name]?.value]).filter(([, value]) => value !== undefined),
      fields: fields(document).filter((field) => field.form === form && isTyped(field)).map(stateOf),
    })).filter((form) => form.fields.length);
    if (forms.length) sessionStorage.setItem(STORE, JSON.stringify({ at: Date.now(), forms }));
  });

  document.addEventListener("DOMContentLoaded", () => {
    const stored = JSON.parse(sessionStorage.getItem(STORE) ?? "null");
    if (!stored) return;
    const here = stored.forms.map((one) => [one, [...document.forms].find((form) => actionOf(form) === one.action)]);
    const found = here.filter(([, form]) => form);
    if (!found.length && Date.now() - stored.at < STORED_FOR) return;
    sessionStorage.removeItem(STORE);
    for (const [one, form] of found) {
      for (const [name, value] of one.held) if (form.elements[name]) form.elements[name].value = value;
      for (const { id, value, checked, options } of one.fields) {
        const field = document.getElementById(id);
        if (field?.form !== form) continue;
        if (field.type === "checkbox" || field.type === "radio") field.checked = checked;
        else if (options) options.forEach((selected, at) => { if (field.options[at]) field.options[at].selected = selected; });
        else field.value = value;
        const fold = field.closest("details");
        if (fold) fold.open = true;
      }
    }
    if (!found.length) return;
    const message = Object.assign(document.createElement("p"), {
      className: "desk-message",
      textContent: "What you had typed elsewhere on this page is still there. It is not saved yet.",
    });
    document.getElementById("desk-messages")?.append(message);
  });
})();
