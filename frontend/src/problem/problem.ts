/** One thing that is wrong with a request. */
export interface Violation {
  /** RFC 6901 pointer to the value in the request's body. */
  pointer: string;
  code: string;
  message: string;
}

/** What went wrong, in words for people: an RFC 9457 problem from the suite, or a browser error in the same form. */
export interface Problem {
  /** HTTP status, or 0 if there was no response. */
  status: number;
  title: string;
  detail?: string;
  traceId?: string;
  /** Seconds to wait before a retry, from the suite's Retry-After header. */
  retryAfterSeconds?: number;
  violations: Violation[];
}

/** Thrown by every API call that fails. */
export class ProblemError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem, options?: ErrorOptions) {
    super(problem.detail ?? problem.title, options);
    this.name = 'ProblemError';
    this.problem = problem;
  }
}

const TITLES: Readonly<Record<number, string>> = {
  400: 'Invalid input',
  401: 'Not signed in',
  403: 'Not allowed',
  404: 'Not found',
  413: 'Body too large',
  429: 'Too many requests',
  502: 'Unexpected response from a service',
  503: 'Temporarily unavailable',
  504: 'Deadline exceeded',
};

/** Reads the problem from an error response. Anything other than problem+json gets a generic text. */
export function problemOf(response: Response, body: unknown): Problem {
  const record = isRecord(body) ? body : {};
  const title = text(record['title']) ?? TITLES[response.status] ?? 'Something went wrong';
  const detail = text(record['detail']) ?? (isRecord(body) ? undefined : 'Try again in a moment.');
  const traceId = text(record['traceId']);
  const retryAfterSeconds = secondsOf(response.headers.get('Retry-After'));
  return {
    status: response.status,
    title,
    violations: violationsOf(record['violations']),
    ...(detail === undefined ? {} : { detail }),
    ...(traceId === undefined ? {} : { traceId }),
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  };
}

/** The problem behind anything that was thrown. */
export function problemFrom(error: unknown): Problem {
  if (error instanceof ProblemError) {
    return error.problem;
  }
  if (isRecord(error) && error['name'] === 'TimeoutError') {
    return {
      status: 0,
      title: 'Request timed out',
      detail: 'Auspex took too long to respond. Try again in a moment.',
      violations: [],
    };
  }
  if (error instanceof SyntaxError) {
    return {
      status: 0,
      title: 'Unexpected response',
      detail: 'The response did not come from Auspex. Check the address and any proxy in between.',
      violations: [],
    };
  }
  return {
    status: 0,
    title: 'No connection',
    detail: 'Auspex cannot be reached. Check your connection and try again.',
    violations: [],
  };
}

export interface FieldErrors {
  /** First message by field name. */
  fields: Record<string, string>;
  /** Violations that belong to no field on the page. */
  rest: Violation[];
}

/**
 * Assigns each violation to the field that its JSON pointer names.
 *
 * @param prefix pointer of the object that holds the fields: empty for the body itself, or such as "/features"
 * @param names  fields that are on the page
 */
export function fieldErrors(
  violations: readonly Violation[],
  prefix: string,
  names: Iterable<string>,
): FieldErrors {
  const known = new Set(names);
  const fields: Record<string, string> = {};
  const rest: Violation[] = [];
  for (const violation of violations) {
    const name = fieldOf(violation.pointer, prefix);
    if (name === undefined || !known.has(name)) {
      rest.push(violation);
    } else {
      fields[name] ??= violation.message;
    }
  }
  return { fields, rest };
}

/** Name of the member directly under the prefix that an RFC 6901 pointer names, or undefined. */
export function fieldOf(pointer: string, prefix = ''): string | undefined {
  const start = `${prefix}/`;
  if (!pointer.startsWith(start)) {
    return undefined;
  }
  const token = pointer.slice(start.length).split('/')[0] ?? '';
  return token.replaceAll('~1', '/').replaceAll('~0', '~');
}

function violationsOf(value: unknown): Violation[] {
  if (!Array.isArray(value)) {
    return [];
  }
  return value.filter(isRecord).map((violation) => ({
    pointer: text(violation['pointer']) ?? '',
    code: text(violation['code']) ?? '',
    message: text(violation['message']) ?? 'This value is not valid.',
  }));
}

function secondsOf(header: string | null): number | undefined {
  return header !== null && /^\d{1,9}$/.test(header) ? Number(header) : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
