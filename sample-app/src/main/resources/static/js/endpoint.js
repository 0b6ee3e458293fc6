import { byId, el, setText, stateMark, table, time } from './dom.js';

const pre = (label, value) => el('pre', { tabindex: '0', role: 'group', 'aria-label': label },
	JSON.stringify(value, null, 2));

/** Keeps the nodes of what has not changed, so that open details stay open. */
function sync(list, items, keyOf, create, update) {
	const old = new Map([...list.children].map((node) => [node.dataset.key, node]));
	const nodes = items.map((item) => {
		const key = keyOf(item);
		const node = old.get(key) ?? create(item);
		node.dataset.key = key;
		update?.(node, item);
		return node;
	});
	if (nodes.length !== list.children.length || nodes.some((node, index) => list.children[index] !== node)) {
		const focused = document.activeElement;
		list.replaceChildren(...nodes);
		focused?.focus({ preventScroll: true });
	}
}

function readable(text) {
	const answer = JSON.parse(text);
	const documents = answer.policyDocuments?.map((text) => {
		try {
			return JSON.parse(text);
		}
		catch {
			return text;
		}
	});
	return documents ? { ...answer, policyDocuments: documents } : answer;
}

function call(item) {
	const client = item.clientId || 'without client id';
	return el('li', {}, el('details', {},
		el('summary', {}, time(item.at), ' ', stateMark(item.outcome), ` ${client} by ${item.authorizer}, ${item.millis} ms`),
		el('h4', {}, 'Event'), pre(`Event for ${client}`, JSON.parse(item.event)),
		item.answer ? [el('h4', {}, 'Answer'), pre(`Answer for ${client}`, readable(item.answer))] : null,
		item.failure ? [el('h4', {}, 'Refused because'), el('p', { class: 'bad' }, item.failure)] : null));
}

function decision(item) {
	return el('li', {}, el('div', {}, el('span', { class: 'when' }), ' ',
		stateMark(item.allowed ? 'ALLOWED' : 'DENIED'), ` ${item.clientId || 'without client id'}: ${item.subject}`),
	el('div', { class: 'hint' }, item.explanation),
	item.statement ? el('details', {}, el('summary', {}, 'Statement'), pre(`Statement for ${item.subject}`, JSON.parse(item.statement))) : null);
}

function updateDecision(node, item) {
	const times = item.count > 1 ? ` (${item.count} times)` : '';
	setText(node.querySelector('.when'), new Date(item.at).toLocaleTimeString('en-GB') + times);
}

export function show(view) {
	byId('endpoint-link').hidden = false;
	setText(byId('endpoint-address'), `Listens on ${view.address}.`);
	byId('client-list').replaceChildren(table('The last one first', ['Client id', 'State', 'Since', 'Detail'],
		view.clients.toReversed().map((client) => [client.clientId, stateMark(client.connected ? 'CONNECTED' : 'DISCONNECTED'),
			time(client.since), client.detail]), 'No client has connected yet.'));
	sync(byId('call-list'), view.calls.toReversed(), (item) => String(item.number), call);
	sync(byId('decision-list'), view.decisions.toReversed(),
		(item) => `${item.clientId} ${item.subject} ${item.allowed} ${item.explanation}`, decision, updateDecision);
}
