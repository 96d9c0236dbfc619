/** What the stack's permissions and rules know the alarms of sources by. */
export { alarmPrefix } from '../domain/alarm';
