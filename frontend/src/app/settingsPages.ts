/* The pages below /settings, fetched as one part of the application: most visits are for a prediction. */
export { ProfilePage } from '../account/ProfilePage';
export { SecurityPage } from '../account/SecurityPage';
export { AuditPage } from '../audit/AuditPage';
export { KeysPage } from '../keys/KeysPage';
export { TeamPage } from '../tenant/TeamPage';
export { TenantPage } from '../tenant/TenantPage';
export { TenantsPage } from '../tenant/TenantsPage';
export { Settings } from './Settings';
