// The reading room by keyboard and mouse: which statement is at hand, its acts, and choosing words in the text.
// Without this file every act is a plain form on its card.

(() => {
  const $ = (id) => document.getElementById(id);
  const cards = () => [...document.querySelectorAll(".desk-card")];
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  let hand = ""; // key of the statement at hand

  const card = () => $(`s-${hand}`);

  // --- the statement at hand -----------------------------------------------------------------------

  const ready = (one) => {
    // Its button is ready for Enter, unless somebody has to be named first.
    const form = one.querySelector("[data-act=accept]");
    const field = form?.querySelector("input[name=speaker]");
    if (form && (!field || field.value)) return form.querySelector("button");
    return one;
  };

  const take = (key, { focus = true } = {}) => {
    hand = key;
    for (const one of cards()) one.classList.toggle("desk-card--here", one.dataset.key === key);
    for (const mark of document.querySelectorAll("#text .said")) mark.classList.toggle("said--here", mark.dataset.key === key);
    const one = card();
    if (!one) return;
    const behavior = still ? "auto" : "smooth";
    if (focus) {
      ready(one).focus({ preventScroll: true });
      one.scrollIntoView({ block: "nearest", behavior });
    }
    const place = document.querySelector("#text .said--here");
    const text = place?.closest(".desk-text");
    if (!text) return;
    const above = place.getBoundingClientRect().top - text.getBoundingClientRect().top;
    if (above < 40 || above > text.clientHeight - 80) text.scrollBy({ top: above - text.clientHeight / 3, behavior });
  };

  const step = (by, fits = () => true) => {
    const all = cards();
    const at = all.findIndex((one) => one.dataset.key === hand);
    for (let next = at + by; next >= 0 && next < all.length; next += by) {
      if (fits(all[next])) return take(all[next].dataset.key);
    }
  };

  document.addEventListener("desk:at", (event) => {
    leave();
    // Where everything is reviewed there is no next; the last statement stays at hand.
    take(event.detail.key || hand);
  });
  document.addEventListener("focusin", (event) => {
    const one = event.target.closest?.(".desk-card");
    // The page stays where it is: were it to move under a finger that presses a button, the press would be lost.
    if (one && one.dataset.key !== hand) take(one.dataset.key, { focus: false });
  });
  document.addEventListener("click", (event) => {
    const mark = event.target.closest?.("#text .said");
    if (mark && $(`s-${mark.dataset.key}`)) {
      event.preventDefault();
      if (document.getSelection().isCollapsed) take(mark.dataset.key);
    }
  });

  // --- acts by one key -----------------------------------------------------------------------------

  const unfold = (act, selector) => {
    const fold = card()?.querySelector(`details[data-act=${act}]`);
    if (!fold) return;
    fold.open = true;
    const field = fold.querySelector(selector);
    field?.focus();
    field?.select?.();
  };

  const accept = () => {
    const form = card()?.querySelector("[data-act=accept]");
    const field = form?.querySelector("input[name=speaker]");
    if (field && !field.value.trim()) {
      field.setCustomValidity("Name who said it, then press Enter.");
      field.addEventListener("input", () => field.setCustomValidity(""), { once: true });
      return field.reportValidity();
    }
    form?.requestSubmit();
  };

  const acts = {
    j: () => step(1),
    k: () => step(-1),
    n: () => step(1, (one) => one.dataset.state === "suggested"),
    a: accept,
    A: () => document.querySelector(`[data-all-of="${card()?.dataset.speaker || "-"}"]`)?.requestSubmit(),
    r: () => unfold("reject", "button[data-digit]"),
    s: () => unfold("speaker", "input[name=speaker]"),
    w: () => choose(card()),
    m: () => choose(null),
    c: () => card()?.querySelector("[data-act=claim]")?.click(),
    l: () => card()?.querySelector("[data-act=join]")?.click(),
    u: () => $("undo")?.requestSubmit(),
    "?": () => $("help").showModal(),
  };

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (document.querySelector("dialog[open]")) return;
    const isTyping = event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key === "Escape" && isTyping) {
      const fold = isTyping.closest("details");
      if (fold) fold.open = false;
      take(hand);
      return;
    }
    if (isTyping || !$("room")) return;
    // While a step runs the page shows what was before it: the next key is for what comes after.
    if ("busy" in document.documentElement.dataset) return event.preventDefault();
    if (choosing && keysWhileChoosing(event)) return event.preventDefault();
    const isOnButton = event.target.closest("button, a, summary");
    if (event.key === "Enter" && !isOnButton && event.target.closest(".desk-card")) {
      event.preventDefault();
      return accept();
    }
    if (!Object.hasOwn(acts, event.key)) return;
    event.preventDefault();
    acts[event.key]();
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest?.("[data-open-help]")) $("help").showModal();
    if (event.target.closest?.("[data-leave]")) leave({ back: true });
    if (event.target.closest?.("[data-add]")) add();
    // By script the words of a statement are changed in the text itself; the form below stays for who prefers it.
    const fold = event.target.closest?.("details[data-act=words] > summary");
    if (fold && !fold.parentElement.open) choose(fold.closest(".desk-card"));
  });

  // --- choosing words in the text --------------------------------------------------------------------
  // Places are counted in UTF-16 units of the text that is shown, as the browser does; the server is told code points.

  let choosing = null; // { from, to, for: card or null }

  const whole = () => $("text").textContent;
  const WORD = /\S+/gu;
  const SENTENCE = /[^.!?\n]*[\p{L}\p{N}][^.!?\n]*[.!?]*["”»’)]*\s*/gu;

  const pieces = (pattern) => [...whole().matchAll(pattern)].map((found) => [found.index, found.index + found[0].length]);

  const nodeAt = (place) => {
    const walker = document.createTreeWalker($("text"), NodeFilter.SHOW_TEXT);
    let left = place;
    let node = walker.nextNode();
    while (node && left > node.length) {
      left -= node.length;
      node = walker.nextNode();
    }
    return [node, left];
  };

  const placeOf = (node, offset) => {
    const range = document.createRange();
    range.setStart($("text"), 0);
    range.setEnd(node, offset);
    return range.toString().length;
  };

  const mark = () => {
    const range = document.createRange();
    range.setStart(...nodeAt(choosing.from));
    range.setEnd(...nodeAt(choosing.to));
    const chosen = document.getSelection();
    chosen.removeAllRanges();
    chosen.addRange(range);
    const box = range.getBoundingClientRect();
    const text = $("text").closest(".desk-text");
    const frame = text.getBoundingClientRect();
    if (box.top < frame.top + 20 || box.bottom > frame.bottom - 40) text.scrollBy({ top: box.top - frame.top - frame.height / 3 });
    tell();
  };

  const tell = () => {
    const bar = $("chosen");
    if (!bar) return;
    const goal = choosing.for;
    bar.hidden = false;
    bar.querySelector("[data-chosen]").textContent = whole().slice(choosing.from, choosing.to);
    const form = bar.querySelector("[data-respan]");
    if (form) {
      form.hidden = !goal || goal.dataset.state === "rejected";
      if (goal) {
        form.querySelector("[data-number]").textContent = goal.dataset.number;
        form.action = goal.dataset.respanUrl;
        form.setAttribute("hx-post", goal.dataset.respanUrl);
        form.elements.version.value = goal.dataset.version;
        const place = chosenPlace();
        form.elements.words.value = place.words;
        form.elements.start.value = place.start;
        // What a claim rests on changes for a reason.
        const why = form.querySelector("[data-why]");
        why.hidden = !("rests" in goal.dataset);
        form.elements.reason.required = !why.hidden;
        window.htmx.process(form);
      }
    }
    bar.querySelector("[data-add]")?.classList.toggle("desk-button--main", !choosing.stretches);
  };

  const chosenPlace = () => {
    const text = whole();
    const begin = Number($("text").dataset.begin);
    const words = text.slice(choosing.from, choosing.to);
    const start = begin + [...text.slice(0, choosing.from)].length;
    return { words, start, end: start + [...words].length };
  };

  // Begin at the words of a statement, or at the first word behind it.
  const choose = (goal) => {
    const marks = [...document.querySelectorAll(`#text .said[data-key="${hand}"]`)];
    let from = 0;
    let to = 0;
    if (marks.length) {
      from = placeOf(marks[0], 0);
      to = placeOf(marks.at(-1), marks.at(-1).childNodes.length);
    }
    choosing = { from, to, for: goal ?? card(), stretches: Boolean(goal) };
    if (!goal || from === to) {
      const next = pieces(WORD).find(([at]) => at >= to) ?? pieces(WORD)[0];
      if (!next) return;
      [choosing.from, choosing.to] = next;
    }
    $("text").closest(".desk-text").focus({ preventScroll: true });
    mark();
  };

  const leave = ({ back = false } = {}) => {
    choosing = null;
    if ($("chosen")) $("chosen").hidden = true;
    const reason = $("chosen")?.querySelector("[data-why] input");
    if (reason) reason.value = "";
    if (back) {
      document.getSelection().removeAllRanges();
      take(hand);
    }
  };

  const keysWhileChoosing = (event) => {
    const { key, shiftKey, ctrlKey } = event;
    if (key === "Escape") return leave({ back: true }), true;
    if (key === "Enter") {
      if (event.target.closest("button")) return false;
      if (choosing.stretches) $("chosen").querySelector("[data-respan]:not([hidden])")?.requestSubmit();
      else add();
      return true;
    }
    const isSide = key === "ArrowLeft" || key === "ArrowRight";
    const isUp = key === "ArrowUp" || key === "ArrowDown";
    if (!isSide && !isUp) return false;
    const on = key === "ArrowRight" || key === "ArrowDown";
    if (shiftKey) {
      const starts = (ctrlKey ? pieces(/[^\s]/gu) : pieces(WORD)).map(([at]) => at);
      const ends = (ctrlKey ? pieces(/[^\s]/gu) : pieces(WORD)).map(([, end]) => end);
      if (isSide) {
        const next = on ? ends.find((end) => end > choosing.to) : ends.findLast((end) => end < choosing.to);
        if (next !== undefined && next > choosing.from) choosing.to = next;
      } else {
        const next = on ? starts.find((at) => at > choosing.from) : starts.findLast((at) => at < choosing.from);
        if (next !== undefined && next < choosing.to) choosing.from = next;
      }
    } else if (isSide) {
      const words = pieces(WORD);
      const next = on ? words.find(([at]) => at > choosing.from) : words.findLast(([at]) => at < choosing.from);
      if (next) [choosing.from, choosing.to] = next;
    } else {
      const sentences = pieces(SENTENCE);
      const next = on ? sentences.find(([at]) => at > choosing.from) : sentences.findLast(([at]) => at < choosing.from);
      const word = next && pieces(WORD).find(([at]) => at >= next[0]);
      if (word) [choosing.from, choosing.to] = word;
    }
    mark();
    return true;
  };

  // With Ctrl the keys above move by a letter; the browser has no use for them outside of fields.
  document.addEventListener("keydown", (event) => {
    if (choosing && event.ctrlKey && event.shiftKey && event.key.startsWith("Arrow") && !event.target.closest("input, textarea")) {
      if (keysWhileChoosing(event)) event.preventDefault();
    }
  });

  // With the mouse, or by touch: whatever is chosen in the text.
  document.addEventListener("selectionchange", () => {
    const chosen = document.getSelection();
    const text = $("text");
    if (!text || chosen.isCollapsed || !chosen.rangeCount) return;
    const range = chosen.getRangeAt(0);
    if (!text.contains(range.startContainer) || !text.contains(range.endContainer)) return;
    const from = placeOf(range.startContainer, range.startOffset);
    const to = placeOf(range.endContainer, range.endOffset);
    if (from === to || (choosing && choosing.from === from && choosing.to === to)) return;
    const words = whole().slice(from, to);
    choosing = {
      from: from + (words.length - words.trimStart().length),
      to: to - (words.length - words.trimEnd().length),
      // Whoever began to change a statement's words goes on doing so until Escape.
      for: choosing?.stretches ? choosing.for : card(),
      stretches: choosing?.stretches ?? false,
    };
    if (choosing.from < choosing.to) tell();
  });

  const OPENING = /^["“„«‹‘]/u;
  const add = () => {
    const place = chosenPlace();
    const form = $("mark").querySelector("form");
    $("mark").open = true;
    form.elements.words.value = place.words;
    form.elements.start.value = place.start;
    form.elements.end.value = place.end;
    form.elements.kind.value = OPENING.test(place.words) ? "direct" : /["“„«]/u.test(place.words) ? "mixed" : "indirect";
    leave();
    form.elements.speaker.focus();
    $("mark").scrollIntoView({ block: "nearest" });
  };

  // --- on arrival -----------------------------------------------------------------------------------

  // A browser gives no focus to what is hidden, and the frame hides the page until its scripts have run.
  const arrive = () => {
    if (!$("room")) return;
    const named = location.hash.startsWith("#s-") ? $(location.hash.slice(1)) : document.querySelector(".desk-card--here");
    const first = named ?? cards().find((one) => one.dataset.state === "suggested") ?? cards()[0];
    if (first) take(first.dataset.key);
  };
  window.addEventListener("load", arrive);
  window.addEventListener("hashchange", arrive);
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target?.id === "room" || event.detail.elt?.id === "room") arrive();
  });
})();
