import { ProblemError, problemFrom, problemOf } from '../problem/problem';

/** Unwraps an answer into the record that the API document declares for it. */
export async function answer<Answer>(
  call: Promise<{ data?: Answer; error?: unknown; response: Response }>,
): Promise<Answer> {
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
  // Absent only where the document declares no body.
  return result.data as Answer;
}

export function abortable(signal: AbortSignal | undefined): { signal?: AbortSignal } {
  return signal === undefined ? {} : { signal };
}
