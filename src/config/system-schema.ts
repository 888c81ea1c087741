import type { z } from 'zod';
import { brokenRule, purgeBars } from './rules.ts';
import { type SystemConfig, settingsSchema } from './schema.ts';

/** The whole configuration: every setting, then the rules between settings. */
export const systemSchema: z.ZodType<SystemConfig> = settingsSchema
  .superRefine((config, context) => {
    const broken = brokenRule(config);
    if (broken) {
      context.addIssue({ code: 'custom', path: broken.path.split('.'), message: broken.must });
    }
  })
  .transform((config) => ({
    ...config,
    training: { ...config.training, purgeBars: purgeBars(config) },
  }));
