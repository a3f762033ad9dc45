// A second press within a second is not sent; the server would show the same answer, only later.
document.addEventListener('submit', function (event) {
  var form = event.target;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = 'yes';
  setTimeout(function () {
    delete form.dataset.sent;
  }, 1000);
});
