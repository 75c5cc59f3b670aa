// 挂图: small conveniences. Everything works without this file.
(function () {
  'use strict';
  // Filter forms apply themselves; their button is for readers without scripts.
  document.querySelectorAll('form[data-auto]').forEach(function (form) {
    var button = form.querySelector('button');
    if (button) button.classList.add('sr');
    form.addEventListener('change', function (event) {
      if (event.target.type !== 'search' && form.checkValidity()) form.submit();
    });
  });
  // Filter a table by typing: rows that do not hold the words are hidden; groups without rows too.
  document.querySelectorAll('input[data-filter]').forEach(function (input) {
    var table = document.querySelector('table[data-grid="' + input.dataset.filter + '"]');
    var count = document.querySelector('output.count');
    if (!table) return;
    var rows = Array.prototype.slice.call(table.tBodies[0].rows);
    var composing = false;
    function apply() {
      var words = input.value.trim().toLowerCase();
      // Initials are known to the server alone: letters only wait for the button.
      if (/^[a-z0-9]+$/.test(words) && document.documentElement.lang !== 'en') words = '';
      var shown = 0, group = null, inGroup = 0;
      function close() { if (group) group.hidden = words !== '' && inGroup === 0; }
      rows.forEach(function (row) {
        if (row.classList.contains('subtotal') || row.classList.contains('group')) {
          close(); group = row; inGroup = 0; return;
        }
        if (row.classList.contains('total')) return;
        var hit = words === '' || row.cells[0].textContent.toLowerCase().indexOf(words) >= 0;
        row.hidden = !hit;
        if (hit) { shown += 1; inGroup += 1; }
      });
      close();
      if (count) count.textContent = count.textContent.replace(/\d+/, shown);
    }
    input.addEventListener('compositionstart', function () { composing = true; });
    input.addEventListener('compositionend', function () { composing = false; apply(); });
    input.addEventListener('input', function () { if (!composing) apply(); });
  });
  // "/" goes to the search box, as on many sites.
  document.addEventListener('keydown', function (event) {
    var at = document.activeElement;
    var typing = at && /^(INPUT|SELECT|TEXTAREA)$/.test(at.tagName);
    if (event.key === '/' && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      var box = document.getElementById('find');
      if (box) { event.preventDefault(); box.focus(); box.select(); }
    }
  });
  // j and k walk a queue; other letters press the button that names them.
  document.addEventListener('keydown', function (event) {
    var at = document.activeElement;
    if (!/^[a-z]$/.test(event.key) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (at && /^(SELECT|TEXTAREA)$/.test(at.tagName) || at && at.tagName === 'INPUT' && !/^(radio|checkbox)$/.test(at.type)) return;
    var way = document.querySelector('[data-key="' + event.key + '"]');
    if (way) { event.preventDefault(); way.click(); }
  });
  // A month's form: a pasted column fills the boxes downward; what is typed is kept as a draft after a pause.
  document.querySelectorAll('form[data-draft]').forEach(function (form) {
    var cells = Array.prototype.slice.call(form.querySelectorAll('input[data-cell]'));
    var told = form.querySelector('output.saved'), timer = 0, stopped = false;
    function later() { clearTimeout(timer); if (!stopped) timer = setTimeout(keep, 3000); }
    function keep() {
      var fields = new URLSearchParams(new FormData(form));
      fields.delete('block'); fields.set('do', 'save'); fields.set('quiet', '1');
      fetch(form.action, { method: 'POST', body: fields, redirect: 'manual' }).then(function (answer) {
        return answer.text().then(function (text) {
          var page = new DOMParser().parseFromString(text, 'text/html'), saved = page.getElementById('saved');
          if (answer.ok && saved) { form.elements.revision.value = saved.dataset.revision; told.textContent = saved.textContent; return; }
          // Somebody else saved: the button shows both side by side.
          stopped = true;
          var why = page.querySelector('[role=alert]');
          if (why) told.textContent = why.textContent;
        });
      }).catch(function () { later(); });
    }
    form.addEventListener('input', function (event) { if (event.target.name !== 'block') later(); });
    form.addEventListener('submit', function () { stopped = true; clearTimeout(timer); });
    form.addEventListener('paste', function (event) {
      var at = cells.indexOf(event.target), text = (event.clipboardData || window.clipboardData).getData('text');
      var rows = text.replace(/\r/g, '').replace(/\n+$/, '').split('\n');
      if (at < 0 || rows.length < 2) return;
      event.preventDefault();
      rows.forEach(function (row, n) {
        var parts = row.split('\t');
        if (cells[at + n]) cells[at + n].value = parts[parts.length - 1].trim();
      });
      later();
    });
  });
  // A block pasted into a sheet fills its boxes to the right and downward.
  document.querySelectorAll('form[data-sheet]').forEach(function (form) {
    form.addEventListener('paste', function (event) {
      var text = (event.clipboardData || window.clipboardData).getData('text').replace(/\r/g, '').replace(/\n+$/, '');
      var row = event.target.closest('tr');
      if (!row || !/[\t\n]/.test(text)) return;
      event.preventDefault();
      var boxes = function (row) { return Array.prototype.slice.call(row.querySelectorAll('input:not([type=checkbox])')); };
      var column = boxes(row).indexOf(event.target);
      text.split('\n').forEach(function (line) {
        if (!row) return;
        line.split('\t').forEach(function (cell, n) { var box = boxes(row)[column + n]; if (box) box.value = cell.trim(); });
        row = row.nextElementSibling;
      });
    });
  });
  // The lights of a cell, told to those who use the keyboard: the hint of the cell in focus is read out.
  document.addEventListener('focusin', function (event) {
    var cell = event.target.closest ? event.target.closest('td[title]') : null;
    if (cell && event.target !== cell) event.target.setAttribute('aria-description', cell.title);
  });
  // The current place of the navigation is in sight on a narrow screen.
  var here = document.querySelector('.side [aria-current]');
  if (here && window.innerWidth < 900) here.parentNode.parentNode.scrollLeft = here.offsetLeft - 40;
})();
