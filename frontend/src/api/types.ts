import type { components } from '../../target/schema';

/* Names for the records of the API document. What the document does not promise is optional here too. */
type Schemas = components['schemas'];

export type Credentials = Schemas['Credentials'];
export type PredictionRequest = Schemas['PredictionRequest'];

/** In browser mode the refresh token is in a cookie and not here. */
export type Tokens = Omit<Schemas['Tokens'], 'refreshToken'>;
export type ExternalProvider = Schemas['ExternalProvider'];

/** Each role may what those before it may. */
export const ROLES = ['member', 'analyst', 'admin', 'owner'] as const;
export type Role = (typeof ROLES)[number];

export type TenantMembership = Schemas['TenantMembership'];
export type Member = Schemas['Member'];
export type Invitation = Schemas['Invitation'];
export type Branding = Schemas['Branding'];
export type TenantSettings = Schemas['TenantSettings'];
export type Tenant = Schemas['Tenant'];

export type SessionInfo = Schemas['SessionInfo'];
export type SecondFactorState = Schemas['SecondFactorState'];
export type TotpSecret = Schemas['TotpSecret'];
export type PasswordProof = Schemas['PasswordProof'];

export type Passkey = Schemas['Passkey'];
export type PasskeyCreationOptions = Schemas['PasskeyCreationOptions'];
export type PasskeyRequestOptions = Schemas['PasskeyRequestOptions'];
export type PasskeyRegistration = Schemas['PasskeyRegistration'];
export type PasskeyAssertion = Schemas['PasskeyAssertion'];

export type NewApiKey = Schemas['NewApiKey'];
export type ApiKey = Schemas['ApiKey'];
export type CreatedApiKey = Schemas['CreatedApiKey'];

export type AuditEvent = Schemas['AuditEvent'];
export type AuditPage = Schemas['AuditPage'];
export type Account = Schemas['Account'];
export type Timings = Schemas['Timings'];
export type ModelSummary = Schemas['ModelSummary'];
export type Feature = Schemas['Feature'];
export type ModelVersion = Schemas['ModelVersion'];
export type Prediction = Schemas['Prediction'];
export type PredictionPage = Schemas['PredictionPage'];
export type Contribution = Schemas['Contribution'];
export type Explanation = Schemas['Explanation'];
