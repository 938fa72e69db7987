// Formulas stand in fences of the language "math", which web hosts of repositories render. The site's MathJax (part of the template, so that
// nothing is loaded from elsewhere) looks for elements of the class "math" instead.
function useMathJax() {
  for (const code of document.querySelectorAll('pre > code.lang-math')) {
    const formula = document.createElement('div')
    formula.className = 'math'
    formula.textContent = `\\[${code.textContent.trim()}\\]`
    code.parentElement.replaceWith(formula)
  }
}

// Blocks without a language are transcripts and command lines; the highlighter would guess one.
function leaveTranscriptsPlain() {
  for (const code of document.querySelectorAll('pre > code:not([class])')) {
    code.className = 'lang-plaintext'
  }
}

export default {
  start() {
    useMathJax()
    leaveTranscriptsPlain()
  }
}
