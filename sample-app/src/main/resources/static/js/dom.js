const SVG = 'http://www.w3.org/2000/svg';

function fill(node, attributes, children) {
	for (const [name, value] of Object.entries(attributes)) {
		if (value !== null && value !== undefined && value !== false) {
			node.setAttribute(name, value === true ? '' : value);
		}
	}
	// text only, never markup: topics and payloads come from outside
	node.append(...children.flat().filter((child) => child !== null && child !== undefined));
	return node;
}

export function el(tag, attributes = {}, ...children) {
	return fill(document.createElement(tag), attributes, children);
}

export function svg(tag, attributes = {}, ...children) {
	return fill(document.createElementNS(SVG, tag), attributes, children);
}

export function byId(id) {
	return document.getElementById(id);
}

/** Sets a text only if it differs, so that live regions are silent otherwise. */
export function setText(node, text) {
	if (node.textContent !== text) {
		node.textContent = text;
	}
}

const CLOCK = new Intl.DateTimeFormat('en-GB', {
	hour: '2-digit', minute: '2-digit', second: '2-digit'
});

export function time(instant) {
	const date = new Date(instant);
	return el('time', { datetime: date.toISOString() }, CLOCK.format(date));
}

export function millisTime(instant) {
	const date = new Date(instant);
	const text = `${CLOCK.format(date)}.${String(date.getMilliseconds()).padStart(3, '0')}`;
	return el('time', { datetime: date.toISOString() }, text);
}

export function size(bytes) {
	return bytes < 1024 ? `${bytes} bytes` : `${(bytes / 1024).toFixed(1)} KiB`;
}

const STATES = {
	NEW: ['off', '○', 'new'],
	CONNECTING: ['wait', '◌', 'connecting'],
	CONNECTED: ['good', '●', 'connected'],
	WAITING: ['wait', '▲', 'waiting'],
	REJECTED: ['bad', '✕', 'rejected'],
	STOPPING: ['off', '□', 'stopping'],
	STOPPED: ['off', '□', 'stopped'],
	GRANTED: ['good', '●', 'granted'],
	REFUSED: ['bad', '✕', 'refused'],
	FAILED: ['bad', '✕', 'failed'],
	ALLOWED: ['good', '●', 'allowed'],
	DENIED: ['bad', '✕', 'denied'],
	ACTIVE: ['good', '●', 'active'],
	INACTIVE: ['wait', '▲', 'not active'],
	DISCONNECTED: ['off', '□', 'not connected']
};

export function stateClass(state) {
	return STATES[state][0];
}

export function stateName(state) {
	return STATES[state][2];
}

export function stateMark(state) {
	const [color, mark, name] = STATES[state];
	return el('span', { class: `state ${color}` }, el('span', { 'aria-hidden': 'true' }, `${mark} `), name);
}

export function failure(view) {
	const list = el('ol', {}, view.causes.map((cause) => el('li', {}, cause)));
	return [el('p', { class: 'bad' }, view.title), el('p', {}, 'What to check, the most likely cause first:'), list];
}

/** A table, or a sentence if there is nothing to show. */
export function table(caption, heads, rows, nothing) {
	if (rows.length === 0) {
		return el('p', { class: 'hint' }, nothing);
	}
	return el('table', {}, el('caption', {}, caption),
		el('thead', {}, el('tr', {}, heads.map((head) => el('th', { scope: 'col' }, head)))),
		el('tbody', {}, rows.map((cells) => el('tr', {}, cells.map((cell, index) => index === 0
			? el('th', { scope: 'row' }, cell) : el('td', {}, cell))))));
}
