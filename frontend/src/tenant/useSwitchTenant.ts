import { useMutation } from '@tanstack/react-query';

import { useApi } from '../api/queries';
import { navigate } from '../navigation/history';
import { PATHS } from '../navigation/paths';

/** Goes on in another tenant. What was fetched is forgotten with the change of session; a prediction's own page is left. */
export function useSwitchTenant() {
  const api = useApi();
  return useMutation({
    mutationFn: (tenantId: string) => api.tenants.switchTo(tenantId),
    onSuccess: () => {
      if (window.location.pathname.startsWith(`${PATHS.predictions}/`)) {
        navigate(PATHS.predictions);
      }
    },
  });
}
