// The board of calls can make itself heard: only after somebody has switched it on, and only while a call rings.
(function () {
  var place = document.querySelector('[data-sound]');
  var Audio = window.AudioContext || window.webkitAudioContext;
  if (!place || !Audio) return;
  var button = document.createElement('button');
  button.type = 'button';
  button.className = 'button secondary';
  button.textContent = place.dataset.sound;
  place.appendChild(button);
  button.addEventListener('click', function () {
    var audio = new Audio();
    button.textContent = place.dataset.soundOn;
    button.disabled = true;
    setInterval(function () {
      var ringing = document.querySelector('[data-ringing]');
      if (!ringing || !+ringing.dataset.ringing) return;
      var tone = audio.createOscillator();
      tone.frequency.value = 880;
      tone.connect(audio.destination);
      tone.start();
      tone.stop(audio.currentTime + 0.3);
    }, 2000);
  });
})();
