import { type NodeCore, TIMER_SERVICES } from "../core.ts";

/** Wakes the service of command `base` with `key` at `atUs`; replaces an earlier setting of the same key. */
export function setAlarm(core: NodeCore, base: number, key: number, atUs: number): void {
  core.alarms.remove(base, key);
  core.alarms.add({ base, key, atUs });
  core.out.setTimer(TIMER_SERVICES, core.alarms.nextUs);
}

export function cancelAlarm(core: NodeCore, base: number, key: number): void {
  core.alarms.remove(base, key);
  if (core.alarms.count === 0) core.out.cancelTimer(TIMER_SERVICES);
}

/** The timer fired: wakes whoever is due, and sets it for the next. What one alarm ends is told before the next one rings: whoever it would wake may have ended with it. */
export function alarmsDue(core: NodeCore): void {
  for (let due = core.alarms.take(core.nowUs); due; due = core.alarms.take(core.nowUs)) {
    core.services.get(due.base)?.alarm(due.key);
    while (core.services.tellEnds());
  }
  const { nextUs } = core.alarms;
  if (nextUs !== Number.POSITIVE_INFINITY) core.out.setTimer(TIMER_SERVICES, nextUs);
}
