import { Problem } from '#shared/problem.ts';

/** Named, so that the OpenAPI document says it once. */
const NamedProblem = Problem.meta({ id: 'Problem' });
const PROBLEM = { description: 'What is wrong', content: { 'application/problem+json': { schema: NamedProblem } } } as const;

/** The error answers every route may give, to be spread into its response schemas. */
export const PROBLEMS = { '4xx': PROBLEM, '5xx': PROBLEM } as const;
