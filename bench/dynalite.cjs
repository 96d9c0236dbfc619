// @ts-nocheck
// A dynalite in a process of its own, in memory, so that what is measured does not share its event loop.
const dynalite = require('dynalite');

const server = dynalite({ createTableMs: 0 });
server.listen(0, '127.0.0.1', () => process.send(server.address().port));
