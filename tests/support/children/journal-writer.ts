/** Appends records to the journal in the folder given, and says each seq once it is synced. */
import { writeSync } from 'node:fs';
import { Journal } from '#base';
import { nodeDisk } from '#base/node';

const journal = Journal.open(nodeDisk, process.argv[2], { segmentBytes: 4096 });
for (;;) {
  const seq = journal.append('count', { value: journal.lastSeq + 1 });
  journal.sync();
  writeSync(1, `${seq}\n`);
}
