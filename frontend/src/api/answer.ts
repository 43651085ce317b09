import { ProblemError, problemFrom, problemOf } from './problem';

/** Unwraps an answer. The record is taken from the schema by the caller: see types.ts for why. */
export async function answer<T>(
  call: Promise<{ data?: unknown; error?: unknown; response: Response }>,
): Promise<T> {
  let result;
  try {
    result = await call;
  } catch (error) {
    if (error instanceof Error && error.name === 'AbortError') {
      throw error;
    }
    throw error instanceof ProblemError ? error : new ProblemError(problemFrom(error), { cause: error });
  }
  if (!result.response.ok) {
    throw new ProblemError(problemOf(result.response, result.error));
  }
  return result.data as T;
}

export function abortable(signal: AbortSignal | undefined): { signal?: AbortSignal } {
  return signal === undefined ? {} : { signal };
}
