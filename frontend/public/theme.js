// Runs before the first paint, so that a chosen theme does not flash. A file of its own, because the
// Content-Security-Policy admits no inline script. src/design/theme.ts writes what this reads.
try {
  const chosen = localStorage.getItem('auspex.theme');
  if (chosen === 'light' || chosen === 'dark') {
    document.documentElement.dataset.theme = chosen;
  }
} catch {
  // Storage is barred: the system's theme holds.
}
