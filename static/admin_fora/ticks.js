'use strict';
/* A tick for all of a group: it ticks each of them, and shows how many are ticked.
   Without this it is sent by itself, and means the same. */
document.addEventListener('DOMContentLoaded', () => {
  document.querySelectorAll('[data-ticks]').forEach((group) => {
    const all = group.querySelector('[data-all]');
    if (!all) { return; }
    const each = [...group.querySelectorAll('input[type="checkbox"]')].filter((box) => box !== all);
    const show = () => {
      const ticked = each.filter((box) => box.checked).length;
      all.checked = ticked === each.length;
      all.indeterminate = ticked > 0 && ticked < each.length;
    };
    group.addEventListener('change', (event) => {
      if (event.target === all) { each.forEach((box) => { box.checked = all.checked; }); }
      show();
    });
    show();
  });
});
