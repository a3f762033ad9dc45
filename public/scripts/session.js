// Three minutes before a session runs out, a note says so, and one press goes on. What was filled in is kept anyway.
(function () {
  var words = document.body.dataset;
  if (!words.endsIn) return;
  var before = 180000;
  var wait = function () {
    setTimeout(warn, Math.max(0, words.endsIn * 1000 - before));
  };
  var warn = function () {
    var note = document.createElement('div');
    note.className = 'notice';
    note.setAttribute('role', 'status');
    document.getElementById('main').insertAdjacentElement('afterbegin', note);
    var text = document.createElement('p');
    text.textContent = words.endsNote;
    note.appendChild(text);
    var stay = document.createElement('button');
    stay.type = 'button';
    stay.className = 'button secondary';
    stay.textContent = words.endsStay;
    note.appendChild(stay);
    var over = setTimeout(function () {
      text.textContent = words.endsOver;
      stay.remove();
    }, before);
    stay.addEventListener('click', function () {
      fetch('/settings', { credentials: 'same-origin' }).then(function (answer) {
        if (!answer.ok) return;
        clearTimeout(over);
        note.remove();
        document.getElementById('main').focus();
        wait();
      });
    });
  };
  wait();
})();
