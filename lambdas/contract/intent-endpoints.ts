import { Source } from '../domain/shown-source';
import type { Endpoint } from './endpoints';
import { ChangeQuery, changedSource, notAllowed, SourceParameters, sourcePath } from './parameters';

/** What the three requests share that bring the flow to what is stored, whatever was done to it. */
const convergence = {
  method: 'POST',
  role: 'operator',
  parameters: SourceParameters,
  query: ChangeQuery,
  isConditional: true,
  isPlannable: true,
  success: 202,
  unchanged: 200,
  answer: Source,
  refusals: [...changedSource, ...notAllowed, 'quota-exceeded', 'target-account-unreachable'],
} satisfies Partial<Endpoint>;

export const startSource = {
  ...convergence,
  name: 'startSource',
  path: `${sourcePath}/start`,
  summary: 'Start a source: its flow is to run',
} satisfies Endpoint;

export const stopSource = {
  ...convergence,
  name: 'stopSource',
  path: `${sourcePath}/stop`,
  summary: 'Stop a source: its flow is to stand still, and costs nothing by the hour',
  // Of a source whose creation failed, a stop begins a creation.
  refusals: [...changedSource, 'quota-exceeded'],
} satisfies Endpoint;

export const repairSource = {
  ...convergence,
  name: 'repairSource',
  path: `${sourcePath}/repair`,
  summary: 'Repair a source: its flow is to be as stored again, whatever was done to it by hand',
} satisfies Endpoint;
