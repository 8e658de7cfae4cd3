import { Cast2gifError } from '../../errors.js';
import { FontFolders } from '../../font/installed.js';
import type { Format } from '../../options/formats.js';
import { labelOf } from '../../options/labels.js';
import type { RenderOptions } from '../../options/render-options.js';
import type { RenderOptionName } from '../../options/table.js';
import { RenderContext } from '../../render/context.js';
import { planRender } from '../../render/plan.js';

/** Refuses options that no recording could be rendered with. @throws Cast2gifError `usage`, calling the option as in a query */
export type PlanCheck = (format: Format, options: RenderOptions) => Promise<void>;

/** Font folders are read once for all checks. */
export function createPlanCheck(): PlanCheck {
  const fontFolders = new FontFolders();
  return async (format, options) => {
    const context = new RenderContext({ fontFolders, surface: 'query', isStrict: options.strict === true });
    try {
      await planRender(options, { buffer: true, format }, context);
    } catch (error) {
      if (!(error instanceof Cast2gifError) || error.option === undefined) throw error;
      throw error.withLabel(labelOf(error.option as RenderOptionName, 'query'));
    } finally {
      await context.close();
    }
  };
}
