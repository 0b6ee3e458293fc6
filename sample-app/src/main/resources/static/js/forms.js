import { byId, el, failure } from './dom.js';

async function post(path, order) {
	const response = await fetch(`console/${path}`, {
		method: 'POST',
		// another site cannot send it
		headers: { 'Content-Type': 'application/json', 'X-Console': 'true' },
		body: JSON.stringify(order)
	});
	if (!response.ok) {
		throw new Error(`The application answered ${response.status}`);
	}
	return response.json();
}

function outcome(path, result) {
	if (result.failure) {
		return [...failure(result.failure), el('p', { class: 'hint' }, `After ${result.millis} ms`)];
	}
	return path === 'publish' ? [el('p', { class: 'good' }, `Published in ${result.millis} ms`)]
		: [el('p', { class: 'good' }, `Answer after ${result.millis} ms`), el('pre', {}, result.answer || '(empty)')];
}

function wire(path) {
	const form = byId(path);
	form.addEventListener('submit', async (event) => {
		event.preventDefault();
		const output = form.querySelector('.result');
		const button = form.querySelector('button');
		const values = new FormData(form);
		output.replaceChildren(el('p', {}, 'Sending'));
		button.setAttribute('aria-busy', 'true');
		try {
			const result = await post(path, { connection: values.get('connection') ?? '', topic: values.get('topic'),
				qos: Number(values.get('qos') ?? 1), payload: values.get('payload') });
			output.replaceChildren(...outcome(path, result));
		}
		catch (error) {
			output.replaceChildren(el('p', { class: 'bad' }, `Not sent: ${error.message}`));
		}
		button.removeAttribute('aria-busy');
	});
}

export function start() {
	wire('publish');
	wire('request');
}
