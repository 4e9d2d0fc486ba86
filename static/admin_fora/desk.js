'use strict';
/* Small helps of the editors' desk; every page works without them.
   - choosing a relation: its box has a name for screen readers; typing on it opens the list;
   - choosing what only reference data has adds it as a draft, and chooses that;
   - values of reference data are filled into their fields;
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

    // What stands in the list from reference data is added first, then chosen.
    $(document).on('select2:selecting', 'select.admin-autocomplete', (event) => {
      const offer = event.params.args.data;
      if (!offer.add) { return; }
      event.preventDefault();
      const select = event.target;
      $(select).select2('close');
      const token = document.querySelector('input[name="csrfmiddlewaretoken"]');
      fetch(offer.add, {
        method: 'POST',
        headers: { Accept: 'application/json', 'X-CSRFToken': token ? token.value : '' },
      }).then((answer) => (answer.ok ? answer.json() : Promise.reject(answer))).then((record) => {
        select.append(new Option(record.text, record.id, true, true));
        $(select).val(select.multiple ? [...$(select).val(), record.id] : record.id).trigger('change');
      }).catch(() => {
        const note = document.createElement('p');
        note.className = 'errornote';
        note.setAttribute('role', 'alert');
        note.textContent = offer.failed;
        select.parentElement.append(note);
      });
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
    document.querySelectorAll('button.fill').forEach((button) => {
      button.hidden = false;
      button.addEventListener('click', () => {
        button.parentElement.querySelectorAll('[data-fills]').forEach((value) => {
          const field = document.querySelector(`[name="${value.dataset.fills}"]`);
          if (field) {
            field.value = value.textContent;
            field.dispatchEvent(new Event('input', { bubbles: true }));
          }
        });
      });
    });
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
