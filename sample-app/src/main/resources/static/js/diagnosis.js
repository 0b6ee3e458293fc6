import { el, time } from './dom.js';

const PHASES = { CONNECT: 'while connecting', CONNECTED: 'while connected' };

const yes = (value) => value ? 'yes' : 'no';

const duration = (text) => text === 'PT0S' ? null : text.replace('PT', '').toLowerCase();

const list = (names) => names?.join(', ');

const FACTS = [
	['Happened', (evidence) => PHASES[evidence.phase]],
	['Connected before', (evidence) => yes(evidence.connectedBefore)],
	['Connection lasted', (evidence) => duration(evidence.lasted)],
	['Client id taken over lately', (evidence) => yes(evidence.takenOverLately)],
	['Same operation in flight as last time', (evidence) => yes(evidence.sameOperationAgain)],
	['Clock was set by', (evidence) => duration(evidence.clockSet)],
	['Authorizer presented', (evidence) => evidence.authorizer],
	['Token presented', (evidence) => yes(evidence.tokenPresented)],
	['Credentials expired', (evidence) => yes(evidence.credentialsExpired)],
	['Topics of the last QoS 0 messages', (evidence) => list(evidence.topics)],
	['Topics without PUBACK', (evidence) => list(evidence.unanswered)],
	['Topic filters without SUBACK', (evidence) => list(evidence.filters)]
];

const known = new Map();

async function load(connection, key, changed) {
	known.set(connection.name, { key, failures: known.get(connection.name)?.failures ?? [] });
	try {
		const response = await fetch(`actuator/iotconnections/${encodeURIComponent(connection.name)}`);
		const failures = response.ok ? (await response.json()).failures ?? [] : [];
		if (known.get(connection.name).key === key) {
			known.set(connection.name, { key, failures });
			changed();
		}
	}
	catch {
		// the page tells elsewhere that the application does not answer
	}
}

function facts(evidence) {
	const pairs = FACTS.map(([name, value]) => [name, value(evidence)]).filter(([, value]) => value);
	return el('dl', {}, pairs.map(([name, value]) => el('div', {}, el('dt', {}, name), el('dd', {}, value))));
}

function failed(item) {
	return el('li', {}, el('p', { class: 'bad' }, item.at ? time(item.at) : null, ` ${item.summary}`),
		el('p', {}, 'What to check, the most likely cause first:'),
		el('ol', {}, item.causes.map((cause) => el('li', {}, cause))),
		item.evidence ? [el('p', {}, 'Evidence:'), facts(item.evidence)] : null);
}

/** The last failures with what their causes were ranked by, which the actuator endpoint knows. */
export function evidence(connection, open, changed) {
	const key = [connection.attempts, connection.lastFailure?.title, connection.history.at(-1).at].join(' ');
	if (connection.lastFailure && known.get(connection.name)?.key !== key) {
		load(connection, key, changed);
	}
	const failures = known.get(connection.name)?.failures ?? [];
	return failures.length === 0 ? null : el('details', { open, class: 'diagnosis' },
		el('summary', {}, `Failures of ${connection.name} with their evidence: ${failures.length}`),
		el('ul', {}, failures.map(failed)));
}
