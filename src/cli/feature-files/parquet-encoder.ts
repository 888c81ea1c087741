import type { SchemaElement } from 'hyparquet';
import { ByteWriter, type ColumnSource, ParquetWriter } from 'hyparquet-writer';
import { ZSTD_CODEC } from '#data';
import type { FeatureEncoder, FeatureFileShape } from './feature-encoder.ts';
import type { FeatureBlock } from './feature-rows.ts';

/** A Parquet file: timestamps in UTC to the millisecond, DOUBLE columns, null where missing. */
export function parquetEncoder(shape: FeatureFileShape): FeatureEncoder {
  const writer = new ByteWriter();
  const parquet = new ParquetWriter({
    writer,
    schema: schemaOf(shape),
    ...ZSTD_CODEC,
    createdBy: 'quant',
  });
  const take = () => {
    const piece = writer.getBytes().slice();
    writer.index = 0;
    return piece;
  };
  return {
    encode: (block) => {
      // With a writer in memory both are done when they return.
      void parquet.write({ columnData: columnsOf(shape, block), rowGroupSize: block.rows });
      return take();
    },
    end: () => {
      void parquet.finish();
      return take();
    },
  };
}

function schemaOf({ names, symbols, hasGaps }: FeatureFileShape): SchemaElement[] {
  const required = 'REQUIRED' as const;
  const columns: SchemaElement[] = [
    {
      name: 'timestamp',
      type: 'INT64',
      converted_type: 'TIMESTAMP_MILLIS',
      logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' },
      repetition_type: required,
    },
    ...symbolColumns(symbols, {
      name: 'symbol',
      type: 'BYTE_ARRAY' as const,
      converted_type: 'UTF8' as const,
      repetition_type: required,
    }),
    ...names.map((name) => ({
      name,
      type: 'DOUBLE' as const,
      repetition_type: hasGaps ? ('OPTIONAL' as const) : required,
    })),
  ];
  return [{ name: 'root', num_children: columns.length }, ...columns];
}

function columnsOf(
  { names, symbols }: FeatureFileShape,
  { rows, times, assets, values }: FeatureBlock,
): ColumnSource[] {
  const time: ColumnSource = {
    name: 'timestamp',
    data: Array.from(times.subarray(0, rows), BigInt),
    encoding: 'DELTA_BINARY_PACKED',
  };
  return [
    time,
    ...symbolColumns(symbols, {
      name: 'symbol',
      data: Array.from(assets.subarray(0, rows), (asset) => symbols[asset]),
    }),
    ...names.map((name, at): ColumnSource => {
      const column = values[at].subarray(0, rows);
      return { name, data: withNulls(column), encoding: 'PLAIN' };
    }),
  ];
}

function symbolColumns<Column>(symbols: readonly string[], column: Column): readonly Column[] {
  return symbols.length > 1 ? [column] : [];
}

function withNulls(column: Float64Array): ColumnSource['data'] {
  if (!column.some(Number.isNaN)) return column;
  return Array.from(column, (value) => (Number.isNaN(value) ? null : value));
}
