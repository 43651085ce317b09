import { useQueryClient } from '@tanstack/react-query';

import { checkNewPassword } from '../api/credentials';
import { queries, useApi } from '../api/queries';
import { Form, TextField } from '../design/Form';
import { Part } from '../design/Part';
import { useForm } from '../design/useForm';

const EMPTY = { currentPassword: '', newPassword: '' };

export function PasswordPart() {
  const api = useApi();
  const client = useQueryClient();
  const form = useForm({
    initial: EMPTY,
    check: ({ currentPassword, newPassword }) => {
      const wrong = checkNewPassword(newPassword);
      return {
        ...(currentPassword === '' ? { currentPassword: 'Enter your current password.' } : {}),
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
    <Part title="Password" lead="Changing your password ends all your other sessions.">
      <Form
        form={form}
        action="Change password"
        working="Changing…"
        success="Password changed. All your other sessions have ended."
      >
        <TextField
          form={form}
          name="currentPassword"
          label="Current password"
          input={{ type: 'password', autoComplete: 'current-password' }}
        />
        <TextField
          form={form}
          name="newPassword"
          label="New password"
          hint="Use at least 12 characters. A few random words work well."
          input={{ type: 'password', autoComplete: 'new-password' }}
        />
      </Form>
    </Part>
  );
}
