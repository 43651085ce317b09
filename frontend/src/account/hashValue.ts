/** A value of this page's address that stands after the hash, which browsers send to nobody. */
export function hashValue(name: string, hash: string = window.location.hash): string | undefined {
  const value = new URLSearchParams(hash.replace(/^#/, '')).get(name);
  return value === null || value === '' ? undefined : value;
}
