import { byId, el, millisTime, setText, size } from './dom.js';

const ROWS = 200;

let waiting = [];

let leftOut = 0;

let missed = 0;

let paused = false;

let scheduled = false;

const NAMES = { SENT: '→ sent', RECEIVED: '← received' };

function row(message) {
	return el('li', {}, millisTime(message.at),
		el('span', { class: message.direction.toLowerCase(), title: `Connection ${message.connection}` },
			NAMES[message.direction]),
		el('span', { class: 'topic' }, message.topic), el('span', {}, `QoS ${message.qos}`),
		el('span', {}, size(message.bytes)), el('span', { class: 'text' }, message.text));
}

function draw() {
	scheduled = false;
	const list = byId('message-list');
	list.prepend(...waiting.slice(-ROWS).reverse().map(row));
	waiting = [];
	while (list.children.length > ROWS) {
		list.lastElementChild.remove();
	}
	byId('no-messages').hidden = list.children.length > 0;
	tell();
}

function tell() {
	const parts = [];
	if (leftOut > 0) {
		parts.push(`${leftOut} messages left out because there were too many to show`);
	}
	if (paused) {
		parts.push(`paused, ${missed} messages since`);
	}
	setText(byId('left-out'), parts.join('; '));
}

function schedule() {
	if (!scheduled) {
		scheduled = true;
		requestAnimationFrame(draw);
	}
}

export function add(messages, more) {
	if (paused) {
		missed += messages.length + more;
		tell();
		return;
	}
	if (messages.length === 0 && more === 0) {
		return;
	}
	leftOut += more;
	// a page in the background draws nothing, and keeps no more than it will show
	waiting = waiting.concat(messages).slice(-ROWS);
	schedule();
}

export function clear() {
	waiting = [];
	leftOut = 0;
	missed = 0;
	byId('message-list').replaceChildren();
	byId('no-messages').hidden = false;
	tell();
}

export function pause(value) {
	paused = value;
	missed = 0;
	byId('pause').setAttribute('aria-pressed', String(value));
	tell();
}

export function showProblem(problem) {
	setText(byId('filter-problem'), problem ?? '');
	byId('filter-topic').setAttribute('aria-invalid', String(Boolean(problem)));
}
