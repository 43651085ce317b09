import { browserSupportsWebAuthn, startRegistration } from '@simplewebauthn/browser';
import { QueryClientProvider } from '@tanstack/react-query';
import { cleanup, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Suspense } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { Api } from '../api/client';
import { API_KEY, fakeCalls, MEMBERSHIP, PASSKEY, TENANT } from '../api/fakeCalls';
import { ApiProvider, createQueryClient } from '../api/queries';
import { Session } from '../api/session';
import type { Account, Member, SessionInfo, Tokens } from '../api/types';
import { PageTitle } from '../design/pageTitle';
import { ProblemError } from '../problem/problem';
import { PAGES } from './pages';
import { Settings } from './Settings';

// The browser's part: jsdom has no authenticators.
vi.mock('@simplewebauthn/browser', () => ({
  browserSupportsWebAuthn: vi.fn(() => false),
  startAuthentication: vi.fn(),
  startRegistration: vi.fn(),
  WebAuthnAbortService: { cancelCeremony: vi.fn() },
}));

const TOKENS: Tokens = { accessToken: 'access', tokenType: 'Bearer', expiresIn: 600 };
const ME: Account = {
  id: '1',
  email: 'me@example.com',
  emailVerified: true,
  tenantId: 't1',
  roles: ['member', 'analyst', 'admin', 'owner'],
  createdAt: '2026-01-01T00:00:00Z',
};

function wrong(pointer: string, message: string) {
  return new ProblemError({
    status: 400,
    title: 'Invalid input',
    violations: [{ pointer, code: 'wrong', message }],
  });
}

function show(
  name: 'profile' | 'security' | 'apiKeys' | 'team' | 'tenants' | 'tenant' | 'audit',
  me: Partial<Account> = {},
  change: (api: Api) => void = () => undefined,
) {
  const session = new Session(undefined, () => Promise.resolve(TOKENS));
  session.signIn(TOKENS);
  const api = {
    ...fakeCalls(),
    session,
    me: () => Promise.resolve({ ...ME, ...me }),
    models: () => Promise.resolve([]),
  } as unknown as Api;
  change(api);
  const client = createQueryClient();
  client.setDefaultOptions({ queries: { retry: false } });
  render(
    <QueryClientProvider client={client}>
      <ApiProvider value={api}>
        <PageTitle value={PAGES[name].title}>
          <Suspense>
            <Settings name={name} page={PAGES[name]} />
          </Suspense>
        </PageTitle>
      </ApiProvider>
    </QueryClientProvider>,
  );
  return { api, user: userEvent.setup() };
}

beforeEach(() => {
  window.scrollTo = vi.fn();
  // jsdom has no dialogs that are shown in front of the page.
  HTMLDialogElement.prototype.showModal = function showModal() {
    this.open = true;
  };
  HTMLDialogElement.prototype.close = function close() {
    this.open = false;
  };
});

afterEach(cleanup);

describe('profile', () => {
  it('keeps a name and says so until it is changed', async () => {
    const { api, user } = show('profile', {}, ({ account }) => {
      account.rename = vi.fn((displayName: string) => Promise.resolve({ ...ME, displayName }));
    });

    await user.type(await screen.findByLabelText(/^Name/), ' Ada ');
    await user.click(screen.getByRole('button', { name: 'Save' }));

    expect(await screen.findByText('Saved.')).toBeTruthy();
    expect(api.account.rename).toHaveBeenCalledExactlyOnceWith('Ada');
    await user.type(screen.getByLabelText(/^Name/), '!');
    await waitFor(() => {
      expect(screen.queryByText('Saved.')).toBeNull();
    });
  });

  it('sends the link that verifies the address, where it is not verified', async () => {
    const { api, user } = show('profile', { emailVerified: false });

    await user.click(await screen.findByRole('button', { name: 'Send verification email' }));

    expect(await screen.findByText(/Check your inbox/)).toBeTruthy();
    expect(api.account.resendVerification).toHaveBeenCalledOnce();
  });

  it('deletes the account only with its address typed, password and code, and signs out then', async () => {
    const { api, user } = show('profile', {}, ({ account }) => {
      account.secondFactor = () => Promise.resolve({ enabled: true, recoveryCodesLeft: 9 });
      account.remove = vi
        .fn<typeof account.remove>()
        .mockRejectedValueOnce(wrong('/password', 'password is wrong'))
        .mockResolvedValue();
    });
    await user.click(await screen.findByRole('button', { name: 'Delete account…' }));
    await user.click(await screen.findByRole('button', { name: 'Delete account' }));
    expect(screen.getByText('Type me@example.com to confirm.')).toBeTruthy();
    expect(screen.getByText('Enter your password.')).toBeTruthy();
    expect(screen.getByText('Enter a code.')).toBeTruthy();
    expect(api.account.remove).not.toHaveBeenCalled();

    await user.type(screen.getByLabelText(/^To confirm, type/), 'me@example.com');
    await user.type(screen.getByLabelText('Your password'), 'three quiet herons');
    await user.type(screen.getByLabelText('Code'), '123456');
    await user.click(screen.getByRole('button', { name: 'Delete account' }));
    expect(await screen.findByText('password is wrong')).toBeTruthy();
    expect(screen.getByLabelText('Your password')).toBe(document.activeElement);
    expect(api.session.state()).toBe('signed-in');

    await user.click(screen.getByRole('button', { name: 'Delete account' }));
    await waitFor(() => {
      expect(api.session.state()).toBe('signed-out');
    });
    expect(api.account.remove).toHaveBeenLastCalledWith({ password: 'three quiet herons', code: '123456' });
  });
});

describe('security', () => {
  const SESSIONS: SessionInfo[] = ['Firefox on Linux', 'curl'].map((device, index) => ({
    id: `s${index}`,
    tenantId: 't1',
    device,
    createdAt: '2026-01-01T00:00:00Z',
    lastUsedAt: '2026-01-02T00:00:00Z',
    expiresAt: '2026-02-01T00:00:00Z',
    current: index === 0,
  }));

  it('changes the password, and shows what the suite says against one at its field', async () => {
    const { api, user } = show('security', {}, ({ account }) => {
      account.changePassword = vi
        .fn<typeof account.changePassword>()
        .mockRejectedValueOnce(wrong('/newPassword', 'newPassword is among the first'))
        .mockResolvedValue();
    });
    await user.type(await screen.findByLabelText('Current password'), 'three quiet herons');
    await user.type(screen.getByLabelText('New password'), 'qwertyqwerty');
    await user.click(screen.getByRole('button', { name: 'Change password' }));
    const message = await screen.findByText('newPassword is among the first');
    expect(screen.getByLabelText('New password').getAttribute('aria-describedby')).toContain(message.id);

    await user.click(screen.getByRole('button', { name: 'Change password' }));

    expect(await screen.findByText(/Password changed/)).toBeTruthy();
    expect(screen.getByLabelText<HTMLInputElement>('New password').value).toBe('');
    expect(api.account.changePassword).toHaveBeenCalledTimes(2);
  });

  it('marks this session, and ends one other or all others after a question', async () => {
    const { api, user } = show('security', {}, ({ account }) => {
      account.sessions = () => Promise.resolve(SESSIONS);
    });
    const list = await screen.findByRole('list', { name: 'Sessions' });
    const own = within(list).getByText('Current').closest('li');
    expect(own?.textContent).toContain('Firefox on Linux');
    expect(own?.querySelector('button')).toBeNull();

    await user.click(within(list).getByRole('button', { name: /^End session: curl/ }));
    expect(api.account.endSession).not.toHaveBeenCalled();
    await user.click(screen.getByRole('button', { name: 'End session' }));
    expect(api.account.endSession).toHaveBeenCalledExactlyOnceWith('s1');

    await user.click(screen.getByRole('button', { name: 'End all other sessions' }));
    await user.click(screen.getByRole('button', { name: 'Cancel' }));
    expect(api.account.endOtherSessions).not.toHaveBeenCalled();
    await user.click(screen.getByRole('button', { name: 'End all other sessions' }));
    await user.click(screen.getByRole('button', { name: 'End other sessions' }));
    expect(api.account.endOtherSessions).toHaveBeenCalledOnce();
  });

  it('sets a second factor up: password, secret with QR code, code, recovery codes this once', async () => {
    const { api, user } = show('security');
    await user.click(await screen.findByRole('button', { name: 'Set up' }));
    await user.type(screen.getByLabelText('Your password'), 'three quiet herons');
    await user.click(screen.getByRole('button', { name: 'Continue' }));
    expect(await screen.findByRole('img', { name: /^QR code/ })).toBeTruthy();
    expect(screen.getByText('JBSWY3DPEHPK3PXP')).toBeTruthy();

    await user.type(screen.getByLabelText('Code from the app'), '123 456');
    await user.click(screen.getByRole('button', { name: 'Turn on' }));

    expect(await screen.findByText(/aaaa-bbbb/)).toBeTruthy();
    expect(api.account.confirmTotp).toHaveBeenCalledExactlyOnceWith('123456');
    await user.click(screen.getByRole('button', { name: 'Done' }));
    expect(screen.queryByText(/aaaa-bbbb/)).toBeNull();
  });

  it('warns when few recovery codes are left, and asks for password and code before it makes new ones', async () => {
    const { api, user } = show('security', {}, ({ account }) => {
      account.secondFactor = () => Promise.resolve({ enabled: true, recoveryCodesLeft: 1 });
    });
    expect(await screen.findByText(/1 recovery code left/)).toBeTruthy();
    expect(screen.getByText(/Create new recovery codes\./)).toBeTruthy();

    await user.click(screen.getByRole('button', { name: 'Create new recovery codes' }));
    await user.type(screen.getByLabelText('Your password'), 'three quiet herons');
    await user.click(screen.getByRole('button', { name: 'Create new codes' }));
    expect(screen.getByText('Enter a code.')).toBeTruthy();
    await user.type(screen.getByLabelText('Code'), '123456');
    await user.click(screen.getByRole('button', { name: 'Create new codes' }));

    expect(await screen.findByText(/eeee-ffff/)).toBeTruthy();
    expect(api.account.renewRecoveryCodes).toHaveBeenCalledExactlyOnceWith({
      password: 'three quiet herons',
      code: '123456',
    });
  });
});

describe('passkeys', () => {
  const MADE = {
    id: 'credential',
    rawId: 'credential',
    type: 'public-key' as const,
    clientExtensionResults: {},
    response: {
      clientDataJSON: 'client',
      attestationObject: 'attested',
      transports: ['internal' as const],
      publicKey: 'not for the suite',
    },
  };
  const SENT = {
    id: 'credential',
    type: 'public-key',
    response: { clientDataJSON: 'client', attestationObject: 'attested', transports: ['internal'] },
  };
  const part = async () => within(await screen.findByRole('region', { name: 'Passkeys' }));
  const add = () => screen.findByRole('button', { name: 'Add a passkey' });

  beforeEach(() => {
    vi.stubGlobal('isSecureContext', true);
    vi.mocked(startRegistration).mockReset();
    vi.mocked(browserSupportsWebAuthn).mockReturnValue(true);
  });

  it('says what one is, and adds one under the name of browser and system', async () => {
    vi.mocked(startRegistration).mockResolvedValue(MADE);
    const { api, user } = show('security', {}, ({ account }) => {
      account.sessions = () =>
        Promise.resolve([
          {
            id: 's1',
            tenantId: 't1',
            device: 'Firefox on Linux',
            createdAt: '2026-01-01T00:00:00Z',
            lastUsedAt: '2026-01-02T00:00:00Z',
            expiresAt: '2026-02-01T00:00:00Z',
            current: true,
          },
        ]);
    });
    expect(await screen.findByText(/^A passkey works only on this site/)).toBeTruthy();
    await screen.findByRole('list', { name: 'Sessions' });

    await user.click(await add());
    const name = await screen.findByLabelText<HTMLInputElement>('Name');
    expect(name.value).toBe('Firefox on Linux');
    expect(screen.queryByLabelText('Code')).toBeNull();
    await user.type(screen.getByLabelText('Your password'), 'three quiet herons');
    await user.click(screen.getByRole('button', { name: 'Continue' }));

    expect(await screen.findByText('You can now sign in with “Firefox on Linux”.')).toBeTruthy();
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(api.account.startPasskey).toHaveBeenCalledExactlyOnceWith({ password: 'three quiet herons' });
    expect(api.account.addPasskey).toHaveBeenCalledExactlyOnceWith('Firefox on Linux', SENT);
    expect(api.account.passkeys).toHaveBeenCalledTimes(2);
  });

  it('asks for name, password and code, and shows a wrong password at its field', async () => {
    const { api, user } = show('security', {}, ({ account }) => {
      account.secondFactor = () => Promise.resolve({ enabled: true, recoveryCodesLeft: 9 });
      account.startPasskey = vi.fn(() => Promise.reject(wrong('/password', 'password is wrong')));
    });
    await user.click(await add());
    await user.click(await screen.findByRole('button', { name: 'Continue' }));
    expect(screen.getByText('Enter a name for this passkey.')).toBeTruthy();
    expect(screen.getByText('Enter your password.')).toBeTruthy();
    expect(screen.getByText('Enter a code.')).toBeTruthy();
    expect(api.account.startPasskey).not.toHaveBeenCalled();

    await user.type(screen.getByLabelText('Name'), 'Work laptop');
    await user.type(screen.getByLabelText('Your password'), 'three quiet herons');
    await user.type(screen.getByLabelText('Code'), '123456');
    await user.click(screen.getByRole('button', { name: 'Continue' }));

    expect(await screen.findByText('password is wrong')).toBeTruthy();
    expect(screen.getByLabelText('Your password')).toBe(document.activeElement);
    expect(api.account.startPasskey).toHaveBeenCalledExactlyOnceWith({
      password: 'three quiet herons',
      code: '123456',
    });
    expect(startRegistration).not.toHaveBeenCalled();
  });

  it.each([
    ['NotAllowedError', /^No passkey was added/],
    ['InvalidStateError', /already has a passkey for your account/],
    ['ConstraintError', /cannot protect passkeys/],
    ['SecurityError', /Passkeys work only at localhost/],
  ])('adds nothing and says why where the browser made none: %s', async (error, message) => {
    vi.mocked(startRegistration).mockRejectedValue(new DOMException('not made', error));
    const { api, user } = show('security');
    await user.click(await add());
    await user.type(await screen.findByLabelText('Name'), 'Work laptop');
    await user.type(screen.getByLabelText('Your password'), 'three quiet herons');
    await user.click(screen.getByRole('button', { name: 'Continue' }));

    expect(await screen.findByText(message)).toBeTruthy();
    expect(screen.queryAllByRole('alert')).toHaveLength(error === 'NotAllowedError' ? 0 : 1);
    expect(api.account.addPasskey).not.toHaveBeenCalled();
  });

  it('says that there are too many, or that there are none at this address', async () => {
    const { user } = show('security', {}, ({ account }) => {
      account.startPasskey = vi
        .fn<typeof account.startPasskey>()
        .mockRejectedValueOnce(
          new ProblemError({
            status: 409,
            title: 'Conflict',
            detail: 'You have 20 passkeys.',
            violations: [],
          }),
        )
        .mockRejectedValue(
          new ProblemError({
            status: 404,
            title: 'Not found',
            detail: 'It has no host name.',
            violations: [],
          }),
        );
    });
    await user.click(await add());
    await user.type(await screen.findByLabelText('Name'), 'Work laptop');
    await user.type(screen.getByLabelText('Your password'), 'three quiet herons');
    await user.click(screen.getByRole('button', { name: 'Continue' }));
    expect(await screen.findByText('You have 20 passkeys.')).toBeTruthy();

    await user.click(screen.getByRole('button', { name: 'Continue' }));
    expect(await screen.findByText('It has no host name.')).toBeTruthy();
  });

  it('lists them, renames one, and removes one after a question', async () => {
    const { api, user } = show('security', {}, ({ account }) => {
      account.passkeys = () =>
        Promise.resolve([
          PASSKEY,
          { ...PASSKEY, id: 'p2', name: 'Phone', synced: true, lastUsedAt: '2026-01-02T00:00:00Z' },
        ]);
    });
    const list = within(await (await part()).findByRole('list', { name: 'Passkeys' }));
    const [laptop, phone] = list.getAllByRole('listitem');
    expect(laptop?.textContent).toMatch(/Work laptop On one device.*Never used/);
    expect(phone?.textContent).toMatch(/Phone Synced.*Last used/);

    await user.click(list.getByRole('button', { name: /^Rename Work laptop/ }));
    await user.clear(screen.getByLabelText('Name'));
    await user.click(screen.getByRole('button', { name: 'Rename' }));
    expect(screen.getByText('Enter a name for this passkey.')).toBeTruthy();
    await user.type(screen.getByLabelText('Name'), ' Desk ');
    await user.click(screen.getByRole('button', { name: 'Rename' }));
    expect(await screen.findByText('Passkey renamed to “Desk”.')).toBeTruthy();
    expect(api.account.renamePasskey).toHaveBeenCalledExactlyOnceWith('p1', 'Desk');

    await user.click(list.getByRole('button', { name: /^Remove Phone/ }));
    expect(api.account.removePasskey).not.toHaveBeenCalled();
    await user.click(screen.getByRole('button', { name: 'Remove passkey' }));
    expect(await screen.findByText('“Phone” can no longer be used to sign in.')).toBeTruthy();
    expect(api.account.removePasskey).toHaveBeenCalledExactlyOnceWith('p2');
  });

  it.each([
    [true, 'This browser does not support passkeys. Use another browser to add one.'],
    [false, /Open Auspex over HTTPS/],
  ])('says why none can be added here, in a secure context: %s', async (secure, message) => {
    vi.stubGlobal('isSecureContext', secure);
    vi.mocked(browserSupportsWebAuthn).mockReturnValue(false);
    show('security');

    expect(await (await part()).findByText(message)).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Add a passkey' })).toBeNull();
  });
});

describe('API keys', () => {
  it('makes a key and shows its secret until it is kept', async () => {
    const { api, user } = show('apiKeys');
    expect(await screen.findByText('No API keys yet')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'New API key' }));
    await user.click(screen.getByRole('checkbox', { name: /^infer/ }));
    await user.click(screen.getByRole('button', { name: 'Create API key' }));
    expect(screen.getByText('Enter a name for the API key.')).toBeTruthy();
    expect(screen.getByText('Choose at least one scope.')).toBeTruthy();

    await user.type(screen.getByLabelText('Name'), 'nightly batch');
    expect(screen.queryByText('Enter a name for the API key.')).toBeNull();
    await user.click(screen.getByRole('checkbox', { name: /^read/ }));
    await user.click(screen.getByRole('button', { name: 'Create API key' }));

    expect(await screen.findByText('axp_0199_secret')).toBeTruthy();
    expect(api.keys.create).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({ name: 'nightly batch', scopes: ['read'] }),
    );
    await user.click(screen.getByRole('button', { name: 'Done' }));
    expect(screen.queryByText('axp_0199_secret')).toBeNull();
  });

  it('lists keys with their owners for admins, and revokes one after a question', async () => {
    const { api, user } = show('apiKeys', {}, ({ keys, tenants }) => {
      keys.list = () => Promise.resolve([{ ...API_KEY, accountId: '2' }]);
      tenants.members = () => Promise.resolve([memberOf('2', 'member')]);
    });
    expect(await screen.findByText(/Belongs to 2@example.com/)).toBeTruthy();

    await user.click(screen.getByRole('button', { name: /^Revoke nightly batch/ }));
    await user.click(screen.getByRole('button', { name: 'Revoke API key' }));

    expect(api.keys.revoke).toHaveBeenCalledExactlyOnceWith('k1');
  });
});

function memberOf(accountId: string, role: Member['role']): Member {
  return { accountId, email: `${accountId}@example.com`, role, joinedAt: '2026-01-01T00:00:00Z' };
}

describe('team', () => {
  const TEAM = [memberOf('1', 'admin'), memberOf('2', 'owner'), memberOf('3', 'member')];

  it('lets an admin change whom an admin may, and invite up to the own role', async () => {
    const { api, user } = show('team', { roles: ['member', 'analyst', 'admin'] }, ({ tenants }) => {
      tenants.members = () => Promise.resolve(TEAM);
    });
    const role = await screen.findByLabelText<HTMLSelectElement>('Role of 3@example.com');
    expect(screen.queryByLabelText('Role of 2@example.com')).toBeNull();
    expect([...role.options].map(({ value }) => value)).toEqual(['member', 'analyst', 'admin']);

    await user.selectOptions(role, 'analyst');
    expect(api.tenants.changeRole).not.toHaveBeenCalled();
    await user.click(screen.getByRole('button', { name: 'Change role' }));
    expect(api.tenants.changeRole).toHaveBeenCalledExactlyOnceWith('3', 'analyst');

    await user.type(await screen.findByLabelText('Email address'), 'new@example.com');
    await user.selectOptions(screen.getByLabelText('Role'), 'admin');
    await user.click(screen.getByRole('button', { name: 'Invite' }));
    expect(await screen.findByText('Invitation sent.')).toBeTruthy();
    expect(api.tenants.invite).toHaveBeenCalledExactlyOnceWith('new@example.com', 'admin');
  });

  it('shows members who is there, and lets them leave, and nothing else', async () => {
    const { api, user } = show('team', { roles: ['member'] }, ({ tenants }) => {
      tenants.members = () => Promise.resolve([memberOf('1', 'member'), memberOf('2', 'owner')]);
    });
    expect(await screen.findByText('2@example.com')).toBeTruthy();
    expect(screen.queryByLabelText(/^Role of/)).toBeNull();
    expect(screen.queryByRole('heading', { name: 'Invitations' })).toBeNull();
    expect(screen.queryByRole('link', { name: 'Audit log' })).toBeNull();
    expect(api.tenants.invitations).not.toHaveBeenCalled();

    await user.click(screen.getByRole('button', { name: 'Leave' }));
    await user.click(screen.getByRole('button', { name: 'Leave tenant' }));

    await waitFor(() => {
      expect(api.session.state()).toBe('signed-out');
    });
    expect(api.tenants.removeMember).toHaveBeenCalledExactlyOnceWith('1');
  });

  it('keeps the question and says why where the suite refuses', async () => {
    const { user } = show('team', {}, ({ tenants }) => {
      tenants.members = () => Promise.resolve([memberOf('1', 'owner')]);
      tenants.removeMember = () =>
        Promise.reject(
          new ProblemError({ status: 409, title: 'Conflict', detail: 'The last owner.', violations: [] }),
        );
    });

    await user.click(await screen.findByRole('button', { name: 'Leave' }));
    await user.click(screen.getByRole('button', { name: 'Leave tenant' }));

    expect((await screen.findByRole('alert')).textContent).toContain('The last owner.');
  });

  it('asks for a verified address before it invites', async () => {
    show('team', { emailVerified: false });

    expect(await screen.findByText(/Verify your email address/)).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Invite' })).toBeNull();
  });
});

describe('tenants', () => {
  it('makes one, and switches to another', async () => {
    const { api, user } = show('tenants', {}, ({ tenants }) => {
      tenants.list = () =>
        Promise.resolve([MEMBERSHIP, { ...MEMBERSHIP, id: 't2', name: 'Roost', current: false }]);
    });
    await user.click(await screen.findByRole('button', { name: 'Switch to Roost' }));
    expect(api.tenants.switchTo).toHaveBeenCalledExactlyOnceWith('t2');

    await user.type(screen.getByLabelText('Name'), 'Eyrie');
    await user.click(screen.getByRole('button', { name: 'Create tenant' }));
    expect(await screen.findByText(/Switch to it/)).toBeTruthy();
    expect(api.tenants.create).toHaveBeenCalledExactlyOnceWith('Eyrie');
  });

  it('keeps branding and limits', async () => {
    const { api, user } = show('tenant');
    await user.type(await screen.findByLabelText(/^Colour/), '#3C5A99');
    const save = (part: string) =>
      within(screen.getByRole('region', { name: part })).getByRole('button', { name: 'Save' });
    await user.click(save('Branding'));
    await user.click(screen.getByRole('checkbox', { name: /^Log inputs/ }));
    await user.click(save('Limits and data'));

    await waitFor(() => {
      expect(screen.getAllByText('Saved.')).toHaveLength(2);
    });
    expect(api.tenants.brand).toHaveBeenCalledExactlyOnceWith({ name: 'Nest', colour: '#3c5a99' });
    expect(api.tenants.settle).toHaveBeenCalledExactlyOnceWith({ ...TENANT.settings, logInputs: true });
  });

  it('says to members that settings are for admins', async () => {
    const { api } = show('tenant', { roles: ['member', 'analyst'] });

    expect(await screen.findByText(/Only admins and owners/)).toBeTruthy();
    expect(api.tenants.current).not.toHaveBeenCalled();
  });
});

describe('audit log', () => {
  const EVENT = {
    id: 'e1',
    at: '2026-01-01T00:00:00Z',
    kind: 'member-role-changed',
    accountId: '1',
    subject: '3',
    detail: { from: 'member', to: 'admin' },
    source: '127.0.0.1',
    device: 'curl',
  };

  it('pages, filters by kind and names who did what', async () => {
    const { api, user } = show('audit', {}, ({ audit, tenants }) => {
      tenants.members = () => Promise.resolve([memberOf('1', 'owner'), memberOf('3', 'admin')]);
      audit.list = vi.fn(({ cursor, kind }: { cursor?: string; kind?: string }) =>
        Promise.resolve(
          kind !== undefined
            ? { items: [] }
            : cursor === undefined
              ? { items: [EVENT], nextCursor: 'next' }
              : { items: [{ ...EVENT, id: 'e2', kind: 'sign-in-refused' }] },
        ),
      );
    });
    const list = await screen.findByRole('list', { name: 'Security events' });
    expect(within(list).getByText('Member role changed')).toBeTruthy();
    expect(await within(list).findByText(/^1@example.com · from: member, to: admin/)).toBeTruthy();
    expect(within(list).getByText('3@example.com')).toBeTruthy();

    await user.click(screen.getByRole('button', { name: 'Load more' }));
    expect(await screen.findByText('2 events in total')).toBeTruthy();

    await user.selectOptions(screen.getByLabelText('Event type'), 'signed-in');
    expect(await screen.findByText('No events')).toBeTruthy();
    expect(api.audit.list).toHaveBeenLastCalledWith({ kind: 'signed-in' }, expect.anything());
  });

  it('says how long to wait where an export is refused for now', async () => {
    const { user } = show('audit', {}, ({ audit }) => {
      audit.export = () =>
        Promise.reject(
          new ProblemError({ status: 429, title: 'Too many requests', retryAfterSeconds: 7, violations: [] }),
        );
    });

    await user.click(await screen.findByRole('button', { name: 'Export all as CSV' }));

    expect((await screen.findByRole('alert')).textContent).toContain('Try again in 7 seconds.');
  });
});
