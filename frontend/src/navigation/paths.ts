/** Address of each page, for links. A part that begins with a colon stands for a value. */
export const PATHS = {
  predict: '/',
  predictions: '/predictions',
  prediction: '/predictions/:id',
  signIn: '/sign-in',
  register: '/register',
  forgotPassword: '/forgot-password',
  resetPassword: '/reset-password',
  verifyEmail: '/verify-email',
  acceptInvitation: '/accept-invitation',
  profile: '/settings/profile',
  security: '/settings/security',
  apiKeys: '/settings/api-keys',
  team: '/settings/team',
  tenants: '/settings/tenants',
  tenant: '/settings/tenant',
  audit: '/settings/audit',
} as const;

export type PageName = keyof typeof PATHS;

export function predictionPath(id: string): string {
  return PATHS.prediction.replace(':id', encodeURIComponent(id));
}

/** Values of a pattern's parts by name, or undefined if the path is another one. Slashes at the end do not count. */
export function valuesOf(pattern: string, pathname: string): Record<string, string> | undefined {
  const wanted = partsOf(pattern);
  const given = partsOf(pathname);
  if (wanted.length !== given.length) {
    return undefined;
  }
  const values: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const text = given[index] ?? '';
    if (part.startsWith(':')) {
      try {
        values[part.slice(1)] = decodeURIComponent(text);
      } catch {
        return undefined;
      }
    } else if (part !== text) {
      return undefined;
    }
  }
  return values;
}

function partsOf(path: string): string[] {
  return path.split('/').filter((part) => part !== '');
}
