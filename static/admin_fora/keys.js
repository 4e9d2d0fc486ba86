'use strict';
/* Keys of the desk; every page works without them. The list of keys is in templates/admin/keys.html.
   - Ctrl+S saves and stays; Ctrl+Enter publishes or hands in where there is such a button;
   - single keys (?, /, j, k, g and a letter) never fire while something is typed or chosen, and can
     be switched off: dictation and stray touches would set them off;
   - what a page marks with data-key is pressed by that key; Escape also from inside a field, Enter
     and the arrows only where they have no other meaning. Ctrl+Enter also sends a data-main-form. */
document.addEventListener('DOMContentLoaded', () => {
  const list = document.getElementById('keys');
  const opener = document.getElementById('show-keys');
  const form = document.querySelector('.change-form #content-main > form');

  document.addEventListener('keydown', (event) => {
    const chord = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
    if (!chord || event.isComposing) { return; }
    const main = document.querySelector('form[data-main-form]');
    if (main && event.key === 'Enter') {
      event.preventDefault();
      event.stopImmediatePropagation();  // a box in which a record is chosen would open its list
      main.requestSubmit(main.querySelector('.default'));
      return;
    }
    if (!form) { return; }
    const names = { s: ['_continue'], enter: ['_publish', '_submit', '_propose', '_continue'] }[event.key.toLowerCase()];
    if (!names) { return; }
    const buttons = names.map((name) => form.querySelector(`[type="submit"][name="${name}"]`));
    const button = buttons.find(Boolean) || form.querySelector('[type="submit"]');
    if (button) { event.preventDefault(); event.stopImmediatePropagation(); button.click(); }
  }, true);

  if (!list || !list.showModal) { return; }

  const SWITCH = 'fora-single-keys';
  const box = document.getElementById('single-keys');
  const isOn = () => { try { return localStorage.getItem(SWITCH) !== 'off'; } catch { return true; } };
  box.checked = isOn();
  box.addEventListener('change', () => {
    try { localStorage.setItem(SWITCH, box.checked ? 'on' : 'off'); } catch { box.checked = true; }
  });
  const show = () => { if (!list.open) { list.showModal(); } };
  if (opener) { opener.hidden = false; opener.addEventListener('click', show); }

  const isTaken = (target) => target instanceof Element && (target.isContentEditable || target.closest(
    'input:not([type="checkbox"], [type="radio"], [type="submit"], [type="button"]), textarea, select, .select2-container, [role="textbox"], [role="combobox"], [role="listbox"]'));

  const isShown = (element) => element && element.offsetParent !== null;

  const toSearch = () => {
    const box = ['#searchbar', '#nav-filter', 'input[type="search"]'].map((one) => document.querySelector(one)).find(isShown);
    if (!box) { return false; }
    box.focus();
    box.select();
    return true;
  };

  const links = () => [...document.querySelectorAll('[data-rows] > *, #result_list tbody tr')]
    .map((row) => row.querySelector('th a, a')).filter(isShown);

  const step = (by) => {
    const all = links();
    if (!all.length) { return false; }
    const here = all.findIndex((link) => link === document.activeElement || link.closest('tr, li').contains(document.activeElement));
    const next = here < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(here + by, 0), all.length - 1);
    all[next].focus();
    all[next].scrollIntoView({ block: 'nearest' });
    return true;
  };

  const go = (letter) => {
    const link = list.querySelector(`[data-go="${CSS.escape(letter)}"]`);
    if (link) { window.location.assign(link.href); }
    return Boolean(link);
  };

  const press = (event) => {
    const target = event.target instanceof Element ? event.target : document.body;
    if (event.shiftKey && event.key !== '?') { return false; }
    if (event.key === 'Enter' && target.closest('a, button, summary, label, input')) { return false; }
    if (event.key.startsWith('Arrow') && target.closest('[data-arrows], input, summary')) { return false; }
    const button = [...document.querySelectorAll('[data-key]')].find((one) => one.dataset.key.split(' ').includes(event.key) && isShown(one));
    if (button) { button.click(); }
    return Boolean(button);
  };

  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !event.defaultPrevented && !event.isComposing && isOn() && !list.open
        && !document.querySelector('dialog[open], .select2-container--open') && press(event)) { event.preventDefault(); }
  });

  let pressed = 0;  // when g was
  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat && event.key !== 'j' && event.key !== 'k') { return; }
    if (!isOn() || list.open || document.querySelector('dialog[open]') || isTaken(event.target)) { return; }
    const afterG = Date.now() - pressed < 1500;
    pressed = 0;
    let done = false;
    if (afterG) { done = go(event.key); }
    else if (event.key === 'g') { pressed = Date.now(); done = true; }
    else if (event.key === '?') { show(); done = true; }
    else if (event.key !== 'Escape' && press(event)) { done = true; }
    else if (event.key === '/') { done = toSearch(); }
    else if (event.key === 'j') { done = step(1); }
    else if (event.key === 'k') { done = step(-1); }
    if (done) { event.preventDefault(); }
  });
});
