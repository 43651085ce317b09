import { describe, expect, it } from 'vitest';

import { fieldErrors, fieldOf, ProblemError, problemFrom, problemOf } from './problem';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';

describe('problemOf', () => {
  it('reads problem+json with its trace id, violations and Retry-After', () => {
    // Given
    const response = new Response(null, { status: 429, headers: { 'Retry-After': '3' } });
    const body = {
      title: 'Too many requests',
      detail: 'Ten a second are allowed.',
      traceId: TRACE,
      violations: [{ pointer: '/features/tenure', code: 'range', message: 'too much' }],
    };

    // When
    const problem = problemOf(response, body);

    // Then
    expect(problem).toEqual({ status: 429, retryAfterSeconds: 3, ...body });
  });

  it('finds plain words for an answer that is not problem+json', () => {
    const problem = problemOf(new Response(null, { status: 503 }), '<html>nginx</html>');

    expect(problem.title).toBe('Temporarily unavailable');
    expect(problem.detail).toBe('Try again in a moment.');
    expect(problem.violations).toEqual([]);
  });

  it('survives members of the wrong kind', () => {
    const body = { title: 7, detail: null, violations: [null, 'x', { pointer: 1 }] };

    const problem = problemOf(new Response(null, { status: 418 }), body);

    expect(problem.title).toBe('Something went wrong');
    expect(problem.violations).toEqual([{ pointer: '', code: '', message: 'This value is not valid.' }]);
  });

  it('takes a Retry-After that is a date for none', () => {
    const headers = { 'Retry-After': 'Wed, 21 Oct 2026 07:28:00 GMT' };

    expect(problemOf(new Response(null, { status: 503, headers }), {})).not.toHaveProperty(
      'retryAfterSeconds',
    );
  });
});

describe('problemFrom', () => {
  it('gives the problem of a ProblemError as it is', () => {
    const problem = { status: 404, title: 'Not found', violations: [] };

    expect(problemFrom(new ProblemError(problem))).toBe(problem);
  });

  it.each([
    [new TypeError('fetch failed'), 'No connection'],
    [new DOMException('late', 'TimeoutError'), 'Request timed out'],
    [new SyntaxError('Unexpected token <'), 'Unexpected response'],
    ['odd', 'No connection'],
  ])('puts %s into words', (error, title) => {
    expect(problemFrom(error)).toMatchObject({ status: 0, title });
  });
});

describe('fieldErrors', () => {
  it('hands each violation to the field that its pointer names, and keeps the rest', () => {
    // Given
    const violations = [
      { pointer: '/features/tenure', code: 'type', message: 'first' },
      { pointer: '/features/tenure', code: 'range', message: 'second' },
      { pointer: '/features/a~1b~0c', code: 'type', message: 'escaped' },
      { pointer: '/features/gone', code: 'unknown', message: 'no such feature' },
      { pointer: '/model', code: 'pattern', message: 'not a name' },
      { pointer: '#limit', code: 'max', message: 'too many' },
    ];

    // When
    const { fields, rest } = fieldErrors(violations, '/features', ['tenure', 'a/b~c']);

    // Then
    expect(fields).toEqual({ tenure: 'first', 'a/b~c': 'escaped' });
    expect(rest.map(({ message }) => message)).toEqual(['no such feature', 'not a name', 'too many']);
  });
});

describe('fieldOf', () => {
  it('unescapes ~01 to ~1, as RFC 6901 asks for', () => {
    expect(fieldOf('/~01')).toBe('~1');
  });

  it('takes a pointer into a field for the field', () => {
    expect(fieldOf('/email/0')).toBe('email');
  });
});
