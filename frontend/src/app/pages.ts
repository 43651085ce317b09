import type { ComponentType, ReactNode } from 'react';

import {
  AcceptInvitationPage,
  ForgotPasswordPage,
  ResetPasswordPage,
  VerifyEmailPage,
} from '../account/MailLinkPages';
import { RegisterPage } from '../account/RegisterPage';
import { SignInPage } from '../account/SignInPage';
import type { Account } from '../api/types';
import { type PageName, PATHS, valuesOf } from '../navigation/paths';
import { PredictionPage } from '../prediction/PredictionPage';
import { PredictionsPage } from '../prediction/PredictionsPage';
import { PredictPage } from '../prediction/PredictPage';
import { NotFoundPage } from './NotFoundPage';
import { part } from './part';

interface Row {
  title: string;
  /** Its name in the main menu. */
  menu?: string;
  /** The page of the main menu that it belongs to. */
  under?: PageName;
  /** Another address that leads to it. */
  also?: string;
}

/** For whoever opens it, signed in or not. */
interface OpenPage extends Row {
  access: 'anyone';
  frame?: never;
  page: ComponentType;
}

/** For those who are not signed in; it also shows in front of a page that needs a session. */
interface EntrancePage extends Row {
  access: 'signed-out';
  frame?: never;
  page: ComponentType<{ expired: boolean; lead?: ReactNode }>;
}

/** In the frame with the main menu. */
interface SignedInPage extends Row {
  access: 'signed-in';
  frame: 'main';
  page: ComponentType<{ values: Readonly<Record<string, string>> }>;
}

/** In the frame of the settings, whose menu lists it by its title. */
export interface SettingsPage extends Row {
  access: 'signed-in' | 'admin';
  frame: 'settings';
  page: ComponentType<{ me: Account }>;
}

export type AnyPage = OpenPage | EntrancePage | SignedInPage | SettingsPage;

const settings = part(() => import('./settingsPages'));

/** The frame of the pages below /settings. */
export const Settings = settings((pages) => pages.Settings);

/** Every page, in the order of the menus. Routes, menus, document titles and checks of access read it. */
export const PAGES = {
  predict: {
    path: PATHS.predict,
    title: 'Predict',
    access: 'signed-in',
    frame: 'main',
    menu: 'Predict',
    page: PredictPage,
  },
  predictions: {
    path: PATHS.predictions,
    title: 'Predictions',
    access: 'signed-in',
    frame: 'main',
    menu: 'Predictions',
    page: PredictionsPage,
  },
  prediction: {
    path: PATHS.prediction,
    title: 'Prediction',
    access: 'signed-in',
    frame: 'main',
    under: 'predictions',
    page: PredictionPage,
  },
  profile: {
    path: PATHS.profile,
    also: '/settings',
    title: 'Profile',
    access: 'signed-in',
    frame: 'settings',
    menu: 'Settings',
    page: settings((pages) => pages.ProfilePage),
  },
  security: {
    path: PATHS.security,
    title: 'Security',
    access: 'signed-in',
    frame: 'settings',
    under: 'profile',
    page: settings((pages) => pages.SecurityPage),
  },
  apiKeys: {
    path: PATHS.apiKeys,
    title: 'API keys',
    access: 'signed-in',
    frame: 'settings',
    under: 'profile',
    page: settings((pages) => pages.KeysPage),
  },
  team: {
    path: PATHS.team,
    title: 'Team',
    access: 'signed-in',
    frame: 'settings',
    under: 'profile',
    page: settings((pages) => pages.TeamPage),
  },
  tenants: {
    path: PATHS.tenants,
    title: 'Tenants',
    access: 'signed-in',
    frame: 'settings',
    under: 'profile',
    page: settings((pages) => pages.TenantsPage),
  },
  tenant: {
    path: PATHS.tenant,
    title: 'Tenant settings',
    access: 'admin',
    frame: 'settings',
    under: 'profile',
    page: settings((pages) => pages.TenantPage),
  },
  audit: {
    path: PATHS.audit,
    title: 'Audit log',
    access: 'admin',
    frame: 'settings',
    under: 'profile',
    page: settings((pages) => pages.AuditPage),
  },
  acceptInvitation: {
    path: PATHS.acceptInvitation,
    title: 'You have been invited',
    access: 'signed-in',
    frame: 'main',
    page: AcceptInvitationPage,
  },
  signIn: { path: PATHS.signIn, title: 'Sign in', access: 'signed-out', page: SignInPage },
  register: { path: PATHS.register, title: 'Register', access: 'signed-out', page: RegisterPage },
  forgotPassword: {
    path: PATHS.forgotPassword,
    title: 'Reset your password',
    access: 'anyone',
    page: ForgotPasswordPage,
  },
  resetPassword: {
    path: PATHS.resetPassword,
    title: 'Set a new password',
    access: 'anyone',
    page: ResetPasswordPage,
  },
  verifyEmail: {
    path: PATHS.verifyEmail,
    title: 'Verify your email address',
    access: 'anyone',
    page: VerifyEmailPage,
  },
} as const satisfies { [Name in PageName]: AnyPage & { path: (typeof PATHS)[Name] } };

const NOT_FOUND: SignedInPage = {
  title: 'Page not found',
  access: 'signed-in',
  frame: 'main',
  page: NotFoundPage,
};

/** The pages with their names. Their own types are of no use where all are looked at. */
export const ALL_PAGES: readonly (readonly [PageName, AnyPage & { path: string }])[] = Object.entries(
  PAGES,
) as [PageName, AnyPage & { path: string }][];

/** Those in the frame of the settings, in the order of its menu. */
export const SETTINGS_PAGES = ALL_PAGES.filter(
  (entry): entry is readonly [PageName, SettingsPage & { path: string }] => entry[1].frame === 'settings',
);

export interface Route {
  /** Undefined if no page has the address. */
  name: PageName | undefined;
  page: AnyPage;
  /** Values in the address by name. */
  values: Readonly<Record<string, string>>;
}

export function routeOf(pathname: string): Route {
  for (const [name, page] of ALL_PAGES) {
    const values =
      valuesOf(page.path, pathname) ?? (page.also === undefined ? undefined : valuesOf(page.also, pathname));
    if (values !== undefined) {
      return { name, page, values };
    }
  }
  return { name: undefined, page: NOT_FOUND, values: {} };
}
