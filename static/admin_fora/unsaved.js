'use strict';
/* Keeps what is typed in a form until it is saved: in this browser, by account and address.
   In the browser and not on the server, because it is needed just when the server cannot be
   reached or the session has ended, and because nobody else may read what is not yet saved.
   - kept as typed, rows included; never files, passwords or tokens;
   - offered again when the form is opened and says otherwise; rows are found by their keys;
   - the version it was typed on comes back with it, so that a stale one is refused and compared;
   - dropped when the server says that it was saved, and on signing out. */
document.addEventListener('DOMContentLoaded', () => {
  const PREFIX = 'fora-unsaved:';
  const OLDEST = 30 * 24 * 3600 * 1000;
  const meta = (name) => { const found = document.querySelector(`meta[name="${name}"]`); return found ? found.content : ''; };
  const account = meta('fora-account');
  const ours = `${PREFIX}${account}:`;
  const $ = window.django && window.django.jQuery;

  const read = (key) => { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } };
  const drop = (key) => { try { localStorage.removeItem(key); } catch { /* nothing is kept then */ } };
  const keys = (prefix) => {
    try { return Object.keys(localStorage).filter((key) => key.startsWith(prefix)); } catch { return []; }
  };

  if (!account) { return; }  // signed out by the clock: what was typed waits for the next sign-in

  const saved = meta('fora-saved').split(' ').filter(Boolean);
  keys(ours).forEach((key) => {
    const entry = read(key);
    if (!entry || saved.includes(entry.token) || Date.now() - entry.when > OLDEST) { drop(key); }
  });
  const signOut = document.getElementById('logout-form');
  if (signOut) { signOut.addEventListener('submit', () => keys(ours).forEach(drop)); }

  const banner = document.getElementById('unsaved-work');
  const form = banner && banner.closest('form');
  if (!form) { return; }
  const status = document.getElementById('unsaved-status');
  const tokenField = form.elements.unsaved_work;
  const place = ours + window.location.pathname;
  const say = (text) => { status.textContent = text; status.classList.toggle('visually-hidden', !text); };

  // Reading the form

  const LEFT_OUT = new Set(['csrfmiddlewaretoken', 'unsaved_work', 'save_over']);
  const MANAGEMENT = /-(TOTAL|INITIAL|MIN_NUM|MAX_NUM)_FORMS$/;
  const isKept = (field) => field.name && !LEFT_OUT.has(field.name) && !MANAGEMENT.test(field.name)
    && !field.name.includes('__prefix__') && !['file', 'password', 'submit', 'button', 'reset', 'image'].includes(field.type)
    && (field.type !== 'hidden' || /(^|-)(id|row_version)$/.test(field.name));

  const valueOf = (field) => {
    if (field.type === 'checkbox' || field.type === 'radio') { return field.checked; }
    if (field.tagName === 'SELECT') {
      return [...field.selectedOptions].filter((option) => option.value).map((option) => [option.value, option.textContent]);
    }
    return field.value;
  };
  const nameOf = (field) => (field.type === 'checkbox' || field.type === 'radio' ? `${field.name}=${field.value}` : field.name);

  const snapshot = () => {
    const values = {};
    for (const field of form.elements) { if (isKept(field)) { values[nameOf(field)] = valueOf(field); } }
    return values;
  };
  // Choices are the same by their values, whatever they are called.
  const asText = (values) => JSON.stringify(values, (name, value) => (Array.isArray(value) && Array.isArray(value[0]) ? value.map((one) => one[0]) : value));

  const untouched = asText(snapshot());
  const version = form.elements.row_version ? form.elements.row_version.value : '';

  // Keeping

  let earlier = read(place);  // what is offered; it is not written over until somebody decides
  const token = [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  let waiting = 0;
  let gone = false;
  const keep = () => {
    window.clearTimeout(waiting);
    waiting = 0;
    if (gone) { return; }
    const values = snapshot();
    if (asText(values) === untouched && !hasErrors) {
      if (earlier) { put(earlier); } else { drop(place); }
      return;
    }
    tokenField.value = token;
    put({ token, version, when: Date.now(), values, ...(earlier ? { earlier } : {}) });
  };
  const put = (entry) => {
    try { localStorage.setItem(place, JSON.stringify(entry)); } catch { say(status.dataset.full); }
  };
  const soon = () => { if (!waiting) { waiting = window.setTimeout(keep, 800); } };
  const now = () => { if (waiting) { keep(); } };

  const hasErrors = Boolean(document.querySelector('.errornote, .form-row.errors, ul.errorlist'));
  if (hasErrors) {  // what was sent is in the form again
    earlier = earlier && earlier.earlier || null;
    keep();
  }
  form.addEventListener('input', soon);
  form.addEventListener('change', soon);
  if ($) { $(form).on('change', soon); }  // select2 tells jQuery alone
  document.addEventListener('formset:added', soon);
  document.addEventListener('formset:removed', soon);
  form.addEventListener('submit', () => { keep(); });
  document.addEventListener('visibilitychange', now);
  window.addEventListener('pagehide', now);
  if (signOut) { signOut.addEventListener('submit', () => { gone = true; }); }

  // Giving it back

  const ROW = /^(.+)-(\d+)-([^-]+)$/;
  const setsOf = () => [...form.querySelectorAll('input[name$="-TOTAL_FORMS"]')].map((field) => field.name.replace('-TOTAL_FORMS', ''));
  const count = (prefix) => Number(form.elements[`${prefix}-TOTAL_FORMS`].value);
  const rowKey = (prefix, number) => { const field = form.elements[`${prefix}-${number}-id`]; return field ? field.value : ''; };

  const addRow = (prefix) => {
    const button = document.querySelector(`#${CSS.escape(prefix)}-group .add-row a`);
    const before = count(prefix);
    if (button) { button.click(); }
    return count(prefix) > before;
  };

  /* Where each kept row of a list goes: a saved one to the row of its key, a new one after them. */
  const places = (prefix, values) => {
    const numbers = new Set(Object.keys(values).map((name) => name.split('=')[0].match(ROW)).filter((found) => found && found[1] === prefix).map((found) => Number(found[2])));
    const here = new Map();
    let next = Number(form.elements[`${prefix}-INITIAL_FORMS`].value);
    for (let number = 0; number < next; number += 1) { here.set(rowKey(prefix, number), number); }
    const to = new Map();
    [...numbers].sort((a, b) => a - b).forEach((number) => {
      const key = values[`${prefix}-${number}-id`];
      if (key) { to.set(number, here.has(key) ? here.get(key) : null); return; }
      while (count(prefix) <= next && addRow(prefix)) { /* one more row */ }
      to.set(number, next < count(prefix) ? next : null);
      next += 1;
    });
    return to;
  };

  const setField = (field, value) => {
    if (field.type === 'checkbox' || field.type === 'radio') { field.checked = value; return; }
    if (field.tagName !== 'SELECT') { field.value = value; return; }
    const chosen = new Set(value.map((one) => one[0]));
    value.forEach(([key, label]) => {
      if (![...field.options].some((option) => option.value === key)) { field.add(new Option(label, key)); }
    });
    for (const option of field.options) { option.selected = chosen.has(option.value) || (!chosen.size && !field.multiple && option.value === ''); }
  };

  const restore = (entry) => {
    const moved = new Map(setsOf().map((prefix) => [prefix, places(prefix, entry.values)]));
    const fields = new Map([...form.elements].filter((field) => field.name).map((field) => [nameOf(field), field]));
    const lost = [];
    const changed = [];
    for (const [name, value] of Object.entries(entry.values)) {
      const [plain] = name.split('=');
      const found = plain.match(ROW);
      let target = name;
      if (found && moved.has(found[1])) {
        if (found[3] === 'id') { continue; }
        const row = moved.get(found[1]).get(Number(found[2]));
        if (row === null || row === undefined) {
          if (typeof value === 'string' && value.trim() && found[3] !== 'row_version') { lost.push(value); }
          continue;
        }
        target = name.replace(`${found[1]}-${found[2]}-`, `${found[1]}-${row}-`);
      }
      const field = fields.get(target);
      if (field && isKept(field)) { setField(field, value); changed.push(field); }
    }
    // A slug that was typed is not made anew from the name.
    changed.filter((field) => /slug$/.test(field.name)).forEach((field) => { if ($) { $(field).trigger('change'); } });
    changed.filter((field) => field.tagName === 'SELECT').forEach((field) => { if ($) { $(field).trigger('change'); } else { field.dispatchEvent(new Event('change', { bubbles: true })); } });
    form.dispatchEvent(new Event('input', { bubbles: true }));
    say([status.dataset.restored, lost.length ? `${status.dataset.lost} ${lost.join('; ')}` : ''].filter(Boolean).join(' '));
  };

  const offer = () => {
    if (!earlier || asText(earlier.values) === untouched) {
      if (earlier) { drop(place); earlier = null; }
      banner.hidden = true;
      return;
    }
    const when = new Date(earlier.when);
    const today = when.toDateString() === new Date().toDateString();
    const lang = document.documentElement.lang || undefined;
    const time = banner.querySelector('time');
    time.dateTime = when.toISOString();
    time.textContent = today ? when.toLocaleTimeString(lang, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }) : when.toLocaleString(lang, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
    banner.querySelector('[data-stale]').hidden = (earlier.version || '') === version;
    banner.hidden = false;
  };

  banner.querySelector('[data-restore]').addEventListener('click', () => {
    const entry = earlier;
    earlier = null;
    banner.hidden = true;
    restore(entry);
    keep();
    const first = form.querySelector('input:not([type="hidden"]), select, textarea');
    if (first) { first.focus(); }
  });
  banner.querySelector('[data-discard]').addEventListener('click', () => {
    earlier = earlier.earlier || null;
    if (earlier) { put(earlier); } else { drop(place); }
    say(status.dataset.discarded);
    keep();
    offer();
    const first = form.querySelector('input:not([type="hidden"]), select, textarea');
    if (first && banner.hidden) { first.focus(); }
  });
  offer();
});
