import { checkPattern, type EventPattern, matchesPattern } from '../../../local/aws/event-pattern';

const event = {
  source: 'aws.mediaconnect',
  resources: ['arn:flow:1', 'arn:flow:2'],
  detail: {
    state: 'ACTIVE',
    size: 5,
    ratio: -0.5,
    gone: null,
    on: true,
    nested: { list: [{ kind: 'a' }, { kind: 'b' }] },
  },
};

it.each<[EventPattern, boolean]>([
  [{ source: ['aws.mediaconnect'] }, true],
  [{ source: ['aws.states', 'aws.mediaconnect'] }, true],
  [{ source: ['aws.states'] }, false],
  [{ source: ['AWS.mediaconnect'] }, false],
  [{ source: ['aws.mediaconnect'], detail: { state: ['STANDBY'] } }, false],
  [{ resources: ['arn:flow:2'] }, true],
  [{ resources: ['arn:flow'] }, false],
  [{ detail: { size: [5] } }, true],
  [{ detail: { size: ['5'] } }, false],
  [{ detail: { gone: [null] } }, true],
  [{ detail: { on: [true] } }, true],
  [{ detail: { nested: { list: { kind: ['b'] } } } }, true],
  [{ detail: { nested: { list: { kind: ['c'] } } } }, false],
  [{ detail: { absent: { member: ['a'] } } }, false],
  [{ source: [{ prefix: 'aws.' }] }, true],
  [{ source: [{ prefix: 'media' }] }, false],
  [{ resources: [{ prefix: 'arn:flow:' }] }, true],
  [{ source: [{ suffix: 'connect' }] }, true],
  [{ source: [{ suffix: 'aws.' }] }, false],
  [{ source: [{ 'equals-ignore-case': 'AWS.MediaConnect' }] }, true],
  [{ detail: { size: [{ prefix: '5' }] } }, false],
  [{ source: [{ 'anything-but': 'aws.states' }] }, true],
  [{ source: [{ 'anything-but': 'aws.mediaconnect' }] }, false],
  [{ source: [{ 'anything-but': ['aws.states', 'aws.mediaconnect'] }] }, false],
  [{ source: [{ 'anything-but': { prefix: 'aws.' } }] }, false],
  [{ source: [{ 'anything-but': { prefix: ['x', 'y'] } }] }, true],
  [{ source: [{ 'anything-but': { suffix: 'connect' } }] }, false],
  [{ detail: { size: [{ 'anything-but': 5 }] } }, false],
  [{ detail: { absent: [{ 'anything-but': 'a' }] } }, false],
  [{ detail: { state: [{ exists: true }] } }, true],
  [{ detail: { state: [{ exists: false }] } }, false],
  [{ detail: { absent: [{ exists: false }] } }, true],
  [{ detail: { absent: { deeper: [{ exists: false }] } } }, true],
  [{ detail: { size: [{ numeric: ['=', 5] }] } }, true],
  [{ detail: { size: [{ numeric: ['>', 0, '<=', 5] }] } }, true],
  [{ detail: { size: [{ numeric: ['>', 0, '<', 5] }] } }, false],
  [{ detail: { ratio: [{ numeric: ['>=', -0.5] }] } }, true],
  [{ detail: { state: [{ numeric: ['>', 0] }] } }, false],
  [{ $or: [{ source: ['x'] }, { detail: { size: [5] } }] }, true],
  [{ $or: [{ source: ['x'] }, { detail: { size: [6] } }] }, false],
  [{ detail: { $or: [{ size: [6] }, { on: [true] }], state: ['ACTIVE'] } }, true],
])('%j matches: %s', (pattern, matches) => {
  checkPattern(pattern);
  expect(matchesPattern(pattern, event)).toBe(matches);
});

it.each<[EventPattern, string]>([
  [{ source: 'aws.mediaconnect' as never }, 'EventPattern.source: "aws.mediaconnect"'],
  [{ detail: { state: [{ wildcard: 'A*' }] } }, 'EventPattern.detail.state: {"wildcard":"A*"}'],
  [{ detail: { state: [{ prefix: 'A', suffix: 'E' }] } }, 'EventPattern.detail.state'],
  [{ $or: [{ source: [{ cidr: '10.0.0.0/8' }] }] }, 'cidr'],
  [{ detail: { state: [{ 'anything-but': { wildcard: 'A*' } }] } }, 'wildcard'],
])('refuses %j', (pattern, message) => {
  expect(() => checkPattern(pattern)).toThrow(message);
});
