'use strict';
/* The reading desk without leaving the page; every act works without this as a plain button.
   - what is sent or followed inside #reading is fetched, and the inside is swapped for the answer;
   - what was done is said to screen readers, and the focus goes to the next candidate;
   - when somebody else decides something in the document, a note says so;
   - selected words of the text become the words to cite. Offsets count characters (code points). */
document.addEventListener('DOMContentLoaded', () => {
  const root = document.getElementById('reading');
  const voice = document.getElementById('reading-said');
  if (!root || !window.fetch || !window.DOMParser) { return; }
  let busy = false;

  const say = (words) => { voice.textContent = ''; window.setTimeout(() => { voice.textContent = words; }, 50); };

  const inView = (text) => {
    const current = text && (text.querySelector('mark.current') || text.querySelector('.passage.is-current'));
    if (!current) { return; }
    const box = text.getBoundingClientRect();
    const place = current.getBoundingClientRect();
    if (text.scrollHeight > text.clientHeight + 1) {
      if (place.top < box.top + 40 || place.bottom > box.bottom - 40) { text.scrollTop += place.top - box.top - box.height / 3; }
    }
    const line = root.querySelector('.candidates [aria-current]');
    const list = line && line.closest('ol');
    if (list && list.scrollHeight > list.clientHeight) {
      list.scrollTop += line.getBoundingClientRect().top - list.getBoundingClientRect().top - list.clientHeight / 2;
    }
  };

  const settle = (scrolled) => {
    const text = root.querySelector('.reading-text');
    if (text) { text.scrollTop = scrolled; }
    inView(text);
    root.dispatchEvent(new CustomEvent('formset:added', { bubbles: true, detail: {} }));  // boxes to choose a record in
    const said = root.querySelector('[data-said]');
    const fields = ':is(.select2-selection, input:not([type="hidden"]), select:not(.admin-autocomplete), textarea)';
    const focus = root.querySelector('[data-focus-first]') || root.querySelector('[data-open] .question :checked') || root.querySelector(`.editing .errors ${fields}`) || root.querySelector(`.editing .lacking ${fields}`)
      || root.querySelector('.editing .edit-value :is(input:not([type="hidden"]), select)') || root.querySelector('[data-focus]');
    if (focus) { focus.focus({ preventScroll: window.innerWidth > 900 }); }
    if (said) { say([...said.children].map((one) => one.textContent.trim()).join(' ')); }
  };

  const closeLists = () => {  // which hang at the end of the page, not in what is swapped
    const jQuery = window.django && window.django.jQuery;
    if (jQuery) { jQuery(root).find('select.select2-hidden-accessible').select2('close'); }
  };

  const ask = async (address, options) => {
    if (busy) { return; }
    busy = true;
    root.setAttribute('aria-busy', 'true');
    const text = root.querySelector('.reading-text');
    const scrolled = text ? text.scrollTop : 0;
    try {
      const answer = await fetch(address, { ...options, headers: { 'X-Fora-Part': 'reading' }, credentials: 'same-origin' });
      const body = await answer.text();
      if (!answer.ok || !body.includes('reading-bar')) { throw new Error(String(answer.status)); }
      closeLists();
      root.replaceChildren(...new DOMParser().parseFromString(body, 'text/html').body.childNodes);
      window.history.replaceState(null, '', answer.url);
      settle(scrolled);
    } catch {
      say(root.dataset.failed);
      const note = document.createElement('ul');
      note.className = 'messagelist';
      const line = note.appendChild(document.createElement('li'));
      line.className = 'error';
      line.textContent = root.dataset.failed;
      root.prepend(note);
    } finally {
      busy = false;
      root.removeAttribute('aria-busy');
    }
  };

  root.addEventListener('click', (event) => {
    const link = event.target.closest('a[data-swap]');
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) { return; }
    event.preventDefault();
    ask(link.href);
  });

  root.addEventListener('submit', (event) => {
    const form = event.target.closest('form[data-swap]');
    if (!form) { return; }
    event.preventDefault();
    const data = new FormData(form, event.submitter);
    const address = new URL(form.getAttribute('action') || window.location.href, window.location.href);
    if (form.method === 'get') {
      address.search = new URLSearchParams(data).toString();
      ask(address.href);
    } else {
      ask(address.href, { method: 'POST', body: new URLSearchParams(data) });
    }
  });

  root.addEventListener('change', (event) => {
    if (event.target.matches('[data-submits]')) { event.target.form.requestSubmit(); }
    const part = event.target.closest('fieldset.part');
    const left = part && part.querySelector('input[name$="-leave_out"]');
    if (left && event.target !== left) { left.checked = false; }  // what is filled in is wanted
  });

  // What is typed is looked for in the text while the form is filled in

  let looks = 0;
  let waits = 0;

  const look = async (form) => {
    const mine = ++looks;
    const data = new URLSearchParams(new FormData(form));
    data.set('act', 'look');
    const answer = await fetch(form.getAttribute('action'), {
      method: 'POST', body: data, headers: { 'X-Fora-Part': 'reading' }, credentials: 'same-origin',
    }).catch(() => null);
    const body = answer && answer.ok && !answer.redirected ? await answer.text() : '';
    if (busy || mine !== looks || !root.contains(form) || !body.includes('reading-bar')) { return; }
    const found = new DOMParser().parseFromString(body, 'text/html');
    let asked = false;
    form.querySelectorAll('[data-question]').forEach((before) => {
      const now = found.getElementById(before.id);
      if (!now || before.contains(document.activeElement) || before.innerHTML === now.innerHTML) { return; }
      before.replaceWith(now);
      asked = asked || Boolean(now.children.length);
    });
    showSelecting();
    if (asked) { say(root.dataset.asked); }
  };

  const typed = (field, soon) => {
    const form = field.closest('.editing form');
    if (!form || field.closest('[data-question]')) { return; }
    window.clearTimeout(waits);
    waits = window.setTimeout(() => { if (root.contains(form)) { look(form); } }, soon ? 0 : 500);
  };

  root.addEventListener('input', (event) => {
    typed(event.target);
    const chosen = event.target.dataset.chooses && document.getElementById(event.target.dataset.chooses);
    if (chosen) { chosen.checked = true; }  // what is written is meant
  });
  root.addEventListener('change', (event) => { typed(event.target, true); });
  if (window.django && window.django.jQuery) {  // a record that is chosen tells jQuery alone
    window.django.jQuery(root).on('select2:select select2:clear', (event) => { typed(event.target, true); });
  }

  // What others decide meanwhile is told, never swapped in under the hands

  const tallyOf = () => { const bar = root.querySelector('[data-tally]'); return bar ? bar.dataset.tally : ''; };

  window.setInterval(async () => {
    const note = root.querySelector('[data-meanwhile]');
    const before = tallyOf();
    if (!note || !note.hidden || !before || busy || document.hidden) { return; }
    const answer = await fetch(window.location.href, { headers: { 'X-Fora-Part': 'tally' }, credentials: 'same-origin' }).catch(() => null);
    const now = answer && answer.ok && !answer.redirected ? (await answer.text()).trim() : before;
    if (busy || before !== tallyOf() || now === before || !root.contains(note)) { return; }
    note.hidden = false;
    say(note.querySelector('p').textContent);
  }, Number(root.dataset.asks) * 1000);

  // Selected words

  const length = (words) => [...words].length;

  const place = (node, offset) => {
    const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
    const words = element && element.closest('.words');
    if (!words || !root.contains(words)) { return null; }
    const range = document.createRange();
    range.setStart(words, 0);
    range.setEnd(node, offset);
    const before = range.cloneContents();
    before.querySelectorAll('[data-no-text]').forEach((one) => one.remove());
    return { words, at: Number(words.dataset.start) + length(before.textContent) };
  };

  const selected = () => {
    const selection = window.getSelection();
    if (!selection || selection.isCollapsed || !selection.rangeCount) { return null; }
    const range = selection.getRangeAt(0);
    const first = place(range.startContainer, range.startOffset);
    const last = place(range.endContainer, range.endOffset);
    if (!first || !last || first.words !== last.words || last.at <= first.at) { return null; }
    return `${first.at}-${last.at}`;
  };

  let lastSelected = null;  // its place and its words, for a button that is pressed afterwards

  const showSelecting = () => {
    root.querySelectorAll('[data-use-selection]').forEach((one) => { one.hidden = !lastSelected; });
  };

  root.addEventListener('click', (event) => {
    const button = event.target.closest('[data-use-selection]');
    if (!button || !lastSelected) { return; }
    const key = button.dataset.useSelection;
    const form = button.form;
    form.elements[`at-${key}`].value = lastSelected.at;
    form.elements[`typed-${key}`].value = lastSelected.words;
    document.getElementById(`words-${key}-chosen`).checked = true;
  });

  document.addEventListener('selectionchange', () => {
    const at = selected();
    if (at) { lastSelected = { at, words: window.getSelection().toString().trim().replace(/\s+/g, ' ') }; }
    showSelecting();
    const button = document.getElementById('cite-words');
    if (!button) { return; }
    const words = selected();
    const address = new URL(button.href);
    button.dataset.passage = button.dataset.passage || address.searchParams.get('words');
    address.searchParams.set('words', words || button.dataset.passage);
    button.href = address.href;
    button.classList.toggle('default', Boolean(words));
    button.querySelector('.cite-label').textContent = words ? button.dataset.selected : button.dataset.whole;
  });

  inView(root.querySelector('.reading-text'));
  const first = root.querySelector('[data-focus]');
  if (first) { first.focus({ preventScroll: true }); }
});
