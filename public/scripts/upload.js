// A file that is uploaded gets a bar that shows how much of it has arrived. Without this the form sends it all the same.
document.querySelectorAll('form[data-upload]').forEach(function (form) {
  if (!window.FormData || !window.XMLHttpRequest) return;
  var field = form.querySelector('input[type="file"]');
  var button = form.querySelector('button');
  var status = document.createElement('p');
  status.setAttribute('role', 'status');
  form.appendChild(status);
  var bar = document.createElement('progress');
  bar.max = 100;
  bar.setAttribute('aria-label', form.dataset.upload);
  var end = function (words) {
    status.textContent = words;
    status.className = 'fault';
    bar.remove();
    button.disabled = false;
  };
  form.addEventListener('submit', function (event) {
    var file = field.files[0];
    // Nothing chosen: the page says so itself.
    if (!file) return;
    event.preventDefault();
    if (file.size > Number(form.dataset.most)) return end(form.dataset.large);
    var sending = new XMLHttpRequest();
    var said = -1;
    sending.upload.onprogress = function (so) {
      var part = Math.floor((so.loaded / so.total) * 100);
      bar.value = part;
      // Read out every tenth only.
      if (part - said < 10 && part < 100) return;
      said = part;
      status.textContent = form.dataset.upload + ' ' + part + '%';
    };
    sending.onload = function () {
      if (sending.status === 413) return end(form.dataset.large);
      location.assign(sending.responseURL || location.href);
    };
    sending.onerror = function () {
      end(form.dataset.cut);
    };
    status.className = '';
    button.disabled = true;
    form.appendChild(bar);
    sending.open('POST', form.getAttribute('action'));
    sending.send(new FormData(form));
  });
});
