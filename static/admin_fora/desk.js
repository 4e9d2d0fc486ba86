'use strict';
/* Small helps of the editors' desk; every page works without them.
   - choosing a relation: its box has a name for screen readers; typing on it opens the list;
   - leaving a form with unsaved changes asks first. */
{
  const $ = window.django && window.django.jQuery;

  const labelOf = (select) => {
    const label = select.id && document.querySelector(`label[for="${CSS.escape(select.id)}"]`);
    return (label ? label.textContent : select.getAttribute('aria-label') || '').trim().replace(/:$/, '');
  };

  const nameBox = (select) => {
    const container = select.nextElementSibling;
    const box = container && container.querySelector('.select2-selection');
    if (!box) { return; }
    const chosen = [...select.selectedOptions].map((option) => option.textContent.trim()).filter(Boolean);
    box.removeAttribute('aria-labelledby');
    // Inside the box is only its own text, which the box's name says already.
    const shown = box.querySelector('.select2-selection__rendered');
    if (shown) {
      shown.setAttribute('role', 'none');
      shown.removeAttribute('aria-readonly');
      shown.querySelectorAll('li').forEach((item) => item.setAttribute('role', 'none'));
    }
    box.setAttribute('aria-label', [labelOf(select), chosen.join('; ')].filter(Boolean).join(': '));
    const inside = box.querySelector('.select2-search__field');
    if (inside) { inside.setAttribute('aria-label', labelOf(select)); }
  };

  const nameAll = (root) => root.querySelectorAll('select.admin-autocomplete').forEach(nameBox);

  if ($) {
    $(() => nameAll(document));
    $(document).on('change', 'select.admin-autocomplete', (event) => window.setTimeout(() => nameBox(event.target)));
    document.addEventListener('formset:added', (event) => window.setTimeout(() => nameAll(event.target)));

    $(document).on('select2:open', (event) => {
      const fields = document.querySelectorAll('.select2-container--open .select2-search__field');
      const field = fields[fields.length - 1];
      if (!field) { return; }
      field.setAttribute('aria-label', labelOf(event.target));
      field.focus();
    });

    // A letter typed on a closed box opens it and begins the search.
    $(document).on('keydown', '.select2-selection--single', function (event) {
      if (event.key.length !== 1 || event.key === ' ' || event.ctrlKey || event.metaKey || event.altKey) { return; }
      const select = this.closest('.select2-container').previousElementSibling;
      if (!select || !$(select).data('select2') || select.disabled) { return; }
      event.preventDefault();
      $(select).select2('open');
      const field = document.querySelector('.select2-container--open .select2-search--dropdown .select2-search__field');
      if (field) { $(field).val(event.key).trigger('input'); }
    });
  }

  document.addEventListener('DOMContentLoaded', () => {
    const form = document.querySelector('.change-form #content-main > form');
    if (!form) { return; }
    let changed = false;
    const mark = () => { changed = true; };
    form.addEventListener('input', mark);
    form.addEventListener('change', mark);
    form.addEventListener('submit', () => { changed = false; });
    window.addEventListener('beforeunload', (event) => { if (changed) { event.preventDefault(); } });
  });
}
