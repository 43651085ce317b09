/** A logo as the address of an image, or undefined where it is no Base64. */
export function pngAddress(logo: string): string | undefined {
  return /^[A-Za-z0-9+/]+={0,2}$/.test(logo) ? `data:image/png;base64,${logo}` : undefined;
}
