import { expect, it } from 'vitest';

import source from '../../../auth-service/src/main/java/dev/auspex/auth/audit/AuditKind.java?raw';
import { AUDIT_KINDS, detailText } from './kinds';

it('offers the kinds that the auth service writes, all of them', () => {
  const constants = [...source.matchAll(/^ {4}([A-Z][A-Z_]+)[,;]$/gm)].map((match) =>
    (match[1] ?? '').toLowerCase().replaceAll('_', '-'),
  );

  expect(constants.length).toBeGreaterThan(20);
  expect([...AUDIT_KINDS]).toEqual(constants);
});

it('writes an event’s detail as one text', () => {
  expect(detailText({ from: 'member', to: 'admin' })).toBe('from: member, to: admin');
  expect(detailText({})).toBe('');
});
