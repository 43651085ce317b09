import { configure } from '@testing-library/react';

// Machines that build many things at once are slow; what never comes still fails.
configure({ asyncUtilTimeout: 10_000 });
