import { z } from 'zod';

export const fraction = () => z.number().min(0).max(1);
export const positive = () => z.number().positive();
export const wholeAtLeast = (least: number) => z.number().int().min(least);
export const name = () => z.string().min(1);
