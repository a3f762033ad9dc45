// A password can be shown while it is typed; it is hidden again before it is sent.
document.querySelectorAll('input[type="password"][data-show]').forEach(function (field) {
  var button = document.createElement('button');
  button.type = 'button';
  button.className = 'copy';
  var show = function (shown) {
    field.type = shown ? 'text' : 'password';
    button.textContent = shown ? field.dataset.hide : field.dataset.show;
  };
  button.addEventListener('click', function () {
    show(field.type === 'password');
  });
  field.form.addEventListener('submit', function () {
    show(false);
  });
  show(false);
  button.setAttribute('aria-controls', field.id);
  field.insertAdjacentElement('afterend', button);
});
