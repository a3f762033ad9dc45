// A reference that is quoted elsewhere gets a button that copies it.
document.querySelectorAll('[data-copy]').forEach(function (reference) {
  if (!navigator.clipboard) return;
  var button = document.createElement('button');
  button.type = 'button';
  button.className = 'copy';
  button.textContent = reference.dataset.copy;
  button.setAttribute('aria-live', 'polite');
  button.addEventListener('click', function () {
    navigator.clipboard.writeText(reference.textContent).then(function () {
      button.textContent = reference.dataset.copied;
    });
  });
  reference.insertAdjacentElement('afterend', button);
});
