/** A value from the fragment of this page's address, which browsers never send. */
export function hashValue(name: string, hash: string = window.location.hash): string | undefined {
  const value = new URLSearchParams(hash.replace(/^#/, '')).get(name);
  return value === null || value === '' ? undefined : value;
}
