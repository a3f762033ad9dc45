// Older browsers do not move to the summary of faults by themselves.
(function () {
  var summary = document.querySelector('.error-summary');
  if (summary) summary.focus();
})();
