import { FORMAT_NAMES, type Format } from '../../options/formats.js';
import { operatorOptions, type ServeSettings } from '../../options/service-settings.js';
import type { PlanCheck } from './plan-check.js';

/** All formats without those whose helper program is not there. */
export async function possibleFormats(settings: ServeSettings, checkPlan: PlanCheck): Promise<Format[]> {
  const checks = FORMAT_NAMES.map((format) =>
    checkPlan(format, operatorOptions(settings)).then(
      () => [format],
      () => [],
    ),
  );
  return (await Promise.all(checks)).flat();
}
