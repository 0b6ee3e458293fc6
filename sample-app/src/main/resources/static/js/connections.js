import { evidence } from './diagnosis.js';
import { byId, el, failure, setText, stateClass, stateMark, stateName, svg, table, time } from './dom.js';

const HEIGHTS = { CONNECTED: 20, CONNECTING: 14, WAITING: 9, REJECTED: 9, NEW: 5, STOPPING: 5, STOPPED: 5 };

const opened = new Set();

// at the click: its 'toggle' comes later, and the element may have been replaced by then
function remembered(details, name) {
	details.firstChild.addEventListener('click', () => details.open ? opened.delete(name) : opened.add(name));
	return details;
}

let connections = [];

function facts(connection) {
	const pairs = [['Client id', connection.clientId], ['Since', time(connection.since)]];
	if (connection.attempts > 0) {
		pairs.push(['Attempts', String(connection.attempts)]);
	}
	if (connection.nextAttempt) {
		pairs.push(['Next attempt', time(connection.nextAttempt)]);
	}
	return el('dl', {}, pairs.map(([name, value]) => el('div', {}, el('dt', {}, name), el('dd', {}, value))));
}

function strip(connection) {
	const history = connection.history;
	const now = Date.now();
	const start = Math.min(Date.parse(history[0].at), now - 60_000);
	const x = (instant) => 1000 * (Math.min(instant, now) - start) / (now - start);
	const bars = history.map((transition, index) => {
		const from = x(Date.parse(transition.at));
		const to = index + 1 < history.length ? x(Date.parse(history[index + 1].at)) : 1000;
		const height = HEIGHTS[transition.state];
		// what is not told by the color alone: a rejection hangs from the top
		const y = transition.state === 'REJECTED' ? 0 : 20 - height;
		return svg('rect', { class: stateClass(transition.state), x: from.toFixed(1), y,
			width: Math.max(to - from, 3).toFixed(1), height },
		svg('title', {}, `${stateName(transition.state)} from ${new Date(transition.at).toLocaleTimeString('en-GB')}`));
	});
	const picture = svg('svg', { viewBox: '0 0 1000 20', preserveAspectRatio: 'none', role: 'img',
		'aria-label': `History of ${connection.name}: ${history.length} changes of state since `
			+ `${new Date(start).toLocaleTimeString('en-GB')}, now ${stateName(connection.state)}` }, bars);
	return el('div', { class: 'strip' }, picture, el('div', { class: 'strip-time', 'aria-hidden': 'true' },
		time(start), el('span', {}, 'now')));
}

function history(connection) {
	const rows = connection.history.toReversed().map((transition) => [time(transition.at),
		stateMark(transition.state), transition.reason ?? '']);
	const details = el('details', { open: opened.has(connection.name) },
		el('summary', {}, `History of ${connection.name}: ${connection.history.length} changes`),
		table('Newest first', ['When', 'State', 'Why'], rows, ''));
	return remembered(details, connection.name);
}

function diagnosis(connection) {
	const name = `diagnosis of ${connection.name}`;
	const details = evidence(connection, opened.has(name), () => show(connections));
	return details && remembered(details, name);
}

function card(connection) {
	const lost = connection.state !== 'CONNECTED' && connection.lastFailure;
	return el('article', { class: 'card', 'data-connection': connection.name },
		el('h3', {}, connection.name, ' ', stateMark(connection.state)), facts(connection),
		strip(connection), lost ? failure(connection.lastFailure) : null, history(connection), diagnosis(connection));
}

/** Replaces the content of a node, and leaves the focus where it was. */
function refill(node, children) {
	const summaries = [...node.querySelectorAll('summary')];
	const focused = summaries.indexOf(document.activeElement);
	node.replaceChildren(...children);
	node.querySelectorAll('summary')[focused]?.focus();
}

export function show(views) {
	connections = views;
	refill(byId('connection-list'), views.map(card));
	setText(byId('status'), views.length === 0 ? 'No connection'
		: views.map((view) => `${view.name}: ${stateName(view.state)}`).join(', '));
	showSubscriptions(views);
	fillSelects(views);
}

/** Moves the strips on. */
export function tick() {
	for (const connection of connections) {
		const old = document.querySelector(`[data-connection="${CSS.escape(connection.name)}"] .strip`);
		old?.replaceWith(strip(connection));
	}
}

function showSubscriptions(views) {
	byId('subscription-list').replaceChildren(...views.map((view) => table(`Connection ${view.name}`,
		['Name', 'Topic filters', 'QoS', 'State'],
		view.subscriptions.map((each) => [each.name, each.filters.join(', '), String(each.qos),
			stateMark(each.active ? 'ACTIVE' : 'INACTIVE')]),
		`Connection ${view.name} has no subscription.`)));
	const refusals = views.flatMap((view) => view.refusals.map((refusal) => el('article', { class: 'card' },
		el('h4', {}, stateMark('REFUSED'), ` ${refusal.filter}`),
		el('p', {}, `Connection ${view.name}; requested again at `, time(refusal.nextAttempt)),
		failure(refusal.failure))));
	byId('refusal-list').replaceChildren(...(refusals.length > 0 ? refusals
		: [el('p', { class: 'hint' }, 'The server refuses none.')]));
}

function fillSelects(views) {
	for (const select of document.querySelectorAll('select[name=connection]')) {
		select.closest('label').hidden = views.length < 2;
		if (select.length !== views.length) {
			select.replaceChildren(...views.map((view) => el('option', {}, view.name)));
		}
	}
}
