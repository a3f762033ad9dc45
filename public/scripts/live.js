// A case's page updates by itself when something has happened in the case.
(function () {
  var page = document.querySelector('[data-live]');
  if (!page || !window.EventSource || !window.fetch) return;
  var status = document.createElement('p');
  status.className = 'visually-hidden';
  status.setAttribute('role', 'status');
  page.insertAdjacentElement('beforebegin', status);
  var say = function () {
    var note = page.querySelector('[data-live-note]');
    if (note) note.textContent = note.dataset.liveNote;
  };
  var renew = function (html) {
    var fresh = new DOMParser().parseFromString(html, 'text/html').querySelector('[data-live]');
    // Signed out meanwhile: what is shown stays as it is.
    if (!fresh) return;
    var focused = page.contains(document.activeElement) && document.activeElement.getAttribute('href');
    var open = [].map.call(page.querySelectorAll('details'), function (details) {
      return details.open;
    });
    page.textContent = '';
    while (fresh.firstChild) page.appendChild(document.adoptNode(fresh.firstChild));
    [].forEach.call(page.querySelectorAll('details'), function (details, index) {
      details.open = !!open[index];
    });
    if (focused) {
      var again = page.querySelector('a[href="' + focused + '"]') || document.getElementById('main');
      again.focus();
    }
    say();
    status.textContent = page.querySelector('.sentence').textContent;
  };
  say();
  new EventSource(page.dataset.live).addEventListener('changed', function () {
    fetch(location.pathname, { credentials: 'same-origin' })
      .then(function (answer) {
        return answer.ok ? answer.text() : '';
      })
      .then(renew);
  });
})();
