import { useQueryClient } from '@tanstack/react-query';

import { queries, useApi } from '../api/queries';
import { Form, TextField } from '../design/Form';
import { useForm } from '../design/useForm';
import { Part } from '../settings/Part';
import { checkNewPassword } from './credentials';

const EMPTY = { currentPassword: '', newPassword: '' };

export function PasswordPart() {
  const api = useApi();
  const client = useQueryClient();
  const form = useForm({
    initial: EMPTY,
    check: ({ currentPassword, newPassword }) => {
      const wrong = checkNewPassword(newPassword);
      return {
        ...(currentPassword === '' ? { currentPassword: 'Enter your password' } : {}),
        ...(wrong === undefined ? {} : { newPassword: wrong }),
      };
    },
    send: ({ currentPassword, newPassword }) => api.account.changePassword(currentPassword, newPassword),
    done: () => {
      form.clear();
      void client.invalidateQueries({ queryKey: queries.sessions(api).queryKey });
    },
  });
  return (
    <Part title="Password" lead="A new password ends all your other sessions.">
      <Form
        form={form}
        action="Change password"
        working="Changing…"
        success="Your new password is set. All other sessions have ended."
      >
        <TextField
          form={form}
          name="currentPassword"
          label="Password until now"
          input={{ type: 'password', autoComplete: 'current-password' }}
        />
        <TextField
          form={form}
          name="newPassword"
          label="New password"
          hint="12 characters or more; a few words make a good one."
          input={{ type: 'password', autoComplete: 'new-password' }}
        />
      </Form>
    </Part>
  );
}
