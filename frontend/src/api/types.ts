import type { components } from './schema';

/*
 * The suite always sends every field of an answer, but an OpenAPI document generated from Java records marks only
 * validated request fields as required. These types say what is true: all there, save those named as optional.
 */
type Schemas = components['schemas'];

type Whole<T> = unknown extends T
  ? T
  : T extends readonly (infer Item)[]
    ? Whole<Item>[]
    : T extends object
      ? { [Key in keyof T]-?: Whole<NonNullable<T[Key]>> }
      : NonNullable<T>;

type Loose<T, Optional extends keyof T> = Omit<Whole<T>, Optional> & {
  [Key in Optional]?: Whole<NonNullable<T[Key]>> | null;
};

export type Credentials = Schemas['Credentials'];
export type PredictionRequest = Schemas['PredictionRequest'];

/** In browser mode the refresh token is in a cookie and not here. */
export type Tokens = Omit<Whole<Schemas['Tokens']>, 'refreshToken'>;
/** Tokens, or the question for a second factor. */
export type SignInAnswer = Tokens & Pick<Loose<Schemas['SignInAnswer'], 'secondFactor'>, 'secondFactor'>;
export type ExternalProvider = Loose<Schemas['ExternalProvider'], 'label'>;

/** Each role may what those before it may. */
export const ROLES = ['member', 'analyst', 'admin', 'owner'] as const;
export type Role = (typeof ROLES)[number];

export type TenantMembership = Omit<Whole<Schemas['TenantMembership']>, 'role'> & { role: Role };
export type Member = Omit<Loose<Schemas['Member'], 'displayName'>, 'role'> & { role: Role };
export type Invitation = Omit<Whole<Schemas['Invitation']>, 'role'> & { role: Role };
export type Branding = Loose<Schemas['Branding'], 'colour' | 'logo'>;
export type TenantSettings = Loose<Schemas['TenantSettings'], 'requestsPerSecond' | 'predictionsPerDay'>;
export type Tenant = Omit<Whole<Schemas['Tenant']>, 'branding' | 'settings'> & {
  branding: Branding;
  settings: TenantSettings;
};

export type NewBranding = Schemas['Branding'];
export type NewTenantSettings = Schemas['TenantSettings'];

export type SessionInfo = Whole<Schemas['SessionInfo']>;
export type SecondFactorState = Whole<Schemas['SecondFactorState']>;
export type TotpSecret = Whole<Schemas['TotpSecret']>;
export type PasswordProof = Schemas['PasswordProof'];

export type Passkey = Loose<Schemas['Passkey'], 'lastUsedAt'>;
export type PasskeyCreationOptions = Whole<Schemas['PasskeyCreationOptions']>;
export type PasskeyRequestOptions = Whole<Schemas['PasskeyRequestOptions']>;
export type PasskeyRegistration = Schemas['PasskeyRegistration'];
export type PasskeyAssertion = Schemas['PasskeyAssertion'];

export type NewApiKey = Schemas['NewApiKey'];
export type ApiKey = Loose<Schemas['ApiKey'], 'lastUsedAt'>;
export interface CreatedApiKey {
  apiKey: ApiKey;
  /** The whole key, which is shown only once. */
  key: string;
}

export type AuditEvent = Omit<Loose<Schemas['AuditEvent'], 'accountId' | 'subject'>, 'detail'> & {
  detail: Record<string, string>;
};
export interface AuditPage {
  items: AuditEvent[];
  nextCursor?: string | null;
}
export type Account = Loose<Schemas['Account'], 'displayName'>;
export type Violation = Whole<Schemas['Violation']>;
export type Timings = Whole<Schemas['Timings']>;
export type ModelSummary = Whole<Schemas['ModelSummary']>;

export type FeatureType = 'number' | 'integer' | 'category' | 'text' | 'image';

export type Feature = Omit<Loose<Schemas['Feature'], 'unit' | 'min' | 'max'>, 'type' | 'example'> & {
  type: FeatureType;
  /** A number or a string. */
  example?: unknown;
};

export type ModelVersion = Omit<Whole<Schemas['ModelVersion']>, 'features'> & { features: Feature[] };

export type Prediction = Omit<Whole<Schemas['Prediction']>, 'features'> & {
  features: Record<string, unknown>;
};

export type Contribution = Omit<Loose<Schemas['Contribution'], 'standardError'>, 'value'> & {
  /** A number or a string; absent where it is missing. */
  value?: unknown;
};

export type Explanation = Omit<Loose<Schemas['Explanation'], 'permutations'>, 'contributions'> & {
  /** The largest first. */
  contributions: Contribution[];
};

export interface PredictionPage {
  items: Prediction[];
  nextCursor?: string | null;
}
