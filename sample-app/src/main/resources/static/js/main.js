import { address, push, read, replace } from './address.js';
import * as connections from './connections.js';
import { byId, setText } from './dom.js';
import * as endpoint from './endpoint.js';
import * as forms from './forms.js';
import * as messages from './messages.js';
import * as rates from './rates.js';

const TYPING = 300;

const RETRY = 5000;

// a new filter replaces the stream of this page, and takes no further one
const PAGE = Array.from(crypto.getRandomValues(new Uint32Array(4)), (number) => number.toString(36)).join('-');

let stream;

let timer;

function open() {
	stream?.close();
	clearTimeout(timer);
	const { topic, text } = read();
	stream = new EventSource(`console/events?${new URLSearchParams({ page: PAGE, topic, text })}`);
	let first = true;
	stream.addEventListener('open', () => {
		first = true;
	});
	stream.addEventListener('batch', (event) => {
		const batch = JSON.parse(event.data);
		if (first) {
			first = false;
			messages.clear();
			messages.showProblem(batch.problem);
			// the filter shows what there is; the pause concerns what follows
			messages.pause(false);
			messages.add(batch.messages, batch.leftOut);
			messages.pause(read().paused === 'true');
		}
		else {
			messages.add(batch.messages, batch.leftOut);
		}
		if (batch.connections) {
			connections.show(batch.connections);
		}
		if (batch.endpoint) {
			endpoint.show(batch.endpoint);
		}
		rates.add(batch.rates);
	});
	stream.addEventListener('error', () => {
		setText(byId('status'), 'The application does not answer, or too many pages are open; the page tries again');
		if (stream.readyState === EventSource.CLOSED) {
			timer = setTimeout(open, RETRY);
		}
	});
}

function showSection() {
	const { section } = read();
	for (const link of document.querySelectorAll('[data-section]')) {
		const name = link.dataset.section;
		byId(name).hidden = name !== section;
		link.toggleAttribute('aria-current', name === section);
		if (name === section) {
			link.setAttribute('aria-current', 'page');
			document.title = `${link.textContent} – IoT console`;
		}
		link.href = address({ section: name });
	}
}

function showFilter() {
	const { topic, text, paused } = read();
	byId('filter-topic').value = topic;
	byId('filter-text').value = text;
	messages.pause(paused === 'true');
}

function onClick(event) {
	const link = event.target.closest('[data-section]');
	if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
		event.preventDefault();
		push({ section: link.dataset.section });
		showSection();
	}
}

let typing;

function onInput() {
	clearTimeout(typing);
	typing = setTimeout(() => {
		replace({ topic: byId('filter-topic').value, text: byId('filter-text').value });
		showSection();
		open();
	}, TYPING);
}

function onPause() {
	const paused = read().paused !== 'true';
	replace({ paused: String(paused) });
	showSection();
	if (paused) {
		messages.pause(true);
	}
	else {
		open();
	}
}

document.querySelector('nav').addEventListener('click', onClick);
byId('filter').addEventListener('input', onInput);
byId('filter').addEventListener('submit', (event) => event.preventDefault());
byId('pause').addEventListener('click', onPause);
addEventListener('popstate', () => {
	showSection();
	showFilter();
	open();
});
forms.start();
showSection();
showFilter();
open();
setInterval(connections.tick, 2000);
