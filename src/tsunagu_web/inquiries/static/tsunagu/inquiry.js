// 1, 2, 3 … choose an answer of the question that has the focus and lead on to the next one. Without this the page works as well.
addEventListener("keydown", (event) => {
  const question = event.target.closest("fieldset.question");
  if (!question || event.ctrlKey || event.altKey || event.metaKey || !/^[1-9]$/.test(event.key)) return;
  const choice = question.querySelectorAll("input[type=radio]")[Number(event.key) - 1];
  if (!choice) return;
  event.preventDefault();
  choice.click();
  const all = [...question.form.querySelectorAll(".question")];
  const next = all[all.indexOf(question) + 1];
  (next ? next.querySelector("input:checked") || next.querySelector("input, textarea") : choice).focus();
});
